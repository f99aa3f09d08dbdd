"""Recording alone: how fast one writer is on SQLite and PostgreSQL, and whether eight workers would wait for it.

    python benchmarks/recording.py 500      # a class: students and rows a second, evidence, writer against 8 workers
    python benchmarks/recording.py law 2000 # the gradebook alone against how much is in it, as far as 100 000

Verdicts are synthetic: one submission is graded, and its checks are drawn anew for every student; so nothing but
recording is timed. PostgreSQL waits for the disk at every commit, as SQLite does. Each line is one JSON object.
"""

import contextlib
import dataclasses
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import numpy as np
from databases import POSTGRES, postgresql
from sqlalchemy import text

from grading import notebook
from grading.course import Course
from grading.evidence import Table, evidence
from grading.gradebook import Book, Marks
from grading.handin import HandIn
from grading.judging.engine import grade_one
from grading.pages.evidence import page
from grading.record import save
from grading.verdict import Verdict

ASSIGNMENT = "lazy_training"
WORKERS = 8
PARTS = 8  # of a class, timed one after the other


def say(**words) -> None:
    print(json.dumps(words), flush=True)


def once(number: int = 4) -> tuple[Verdict, float]:
    """The verdict on a solved notebook, and the seconds that one warm submission takes."""
    source = notebook.read(notebook.source_file(ASSIGNMENT))
    raw, filled = (
        notebook.dumps(source),
        notebook.dumps(notebook.fill(source, notebook.reference_answers(source))),
    )
    seconds = []
    for _ in range(number):
        started = time.perf_counter()
        verdict = grade_one(raw, filled)
        seconds.append(time.perf_counter() - started)
    return verdict, median(seconds[1:])


def drawn(verdict: Verdict, dice: random.Random) -> Verdict:
    """The verdict of another student: each check is passed or not."""
    able, cells = dice.random(), {}
    for name, cell in verdict.cells.items():
        passed = cell.status == "manual" or dice.random() < able
        lost = dataclasses.replace(cell, score=0.0, status="failed", message="It was not what was expected.")
        cells[name] = cell if passed else lost
    return dataclasses.replace(verdict, cells=cells)


def scratch(db_url: str | None) -> Course:
    """An empty course, with its gradebook where `db_url` says."""
    root = Path(tempfile.mkdtemp(prefix="recording-", dir="/var/tmp"))
    shutil.copy(notebook.ROOT / "nbgrader_config.py", root)
    shutil.copytree(notebook.ROOT / "source" / ASSIGNMENT, root / "source" / ASSIGNMENT)
    (root / "submitted").mkdir()
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    course = Course(root, db_url=db_url)
    course.register(ASSIGNMENT)
    return course


class Clock:
    """Wall and processor seconds of calls."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, float]] = []

    def __call__(self, call: Callable[[], object]) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        call()
        self.rows.append((time.perf_counter() - wall, time.process_time() - processor))


def record(how: str, db_url: str | None, number: int, verdict: Verdict, grading_s: float) -> None:
    """A class, first graded and then graded again; what is said of it."""
    course, dice = scratch(db_url), random.Random(0)
    source, found = course.source(ASSIGNMENT), HandIn(b"", f"{ASSIGNMENT}.ipynb")
    rows = len(verdict.cells)
    try:
        for turn in ("first", "again"):
            clock = Clock()
            with course.book(ASSIGNMENT) as book:
                for n in range(number):
                    said = drawn(verdict, dice)
                    where = (course, f"s{n:05d}", ASSIGNMENT, book, source, found)
                    clock(lambda where=where, said=said, turn=turn: save(*where, said, turn))
            wall, processor = (float(np.mean([row[k] for row in clock.rows])) for k in (0, 1))
            row = {"what": "recording", "how": how, "turn": turn, "students": number, "rows_each": rows}
            row |= {"students_a_second": 1 / wall, "rows_a_second": rows / wall, "wall_ms": 1e3 * wall}
            row |= {"processor_ms": 1e3 * processor, "one_submission_s": grading_s}
            row |= {"writer_over_8_workers": wall * WORKERS / grading_s}
            row |= {"workers_that_one_writer_serves": grading_s / wall}
            say(**row, load=os.getloadavg()[0])
        looked(course, how, number)
    finally:
        shutil.rmtree(course.root)


def law(how: str, db_url: str | None, number: int) -> None:
    """One student's rows in the gradebook against how many are there: t(n) = t0 + c n by least squares.

    Processor seconds of this process and of the database's, so that neighbours on the machine hardly count.
    """
    course, dice = scratch(db_url), random.Random(0)
    edges = np.linspace(0, number, PARTS + 1).astype(int)
    middle = (edges[1:] + edges[:-1]) / 2
    try:
        for turn in ("first", "again"):
            seconds = []
            for begin, end in pairwise(edges):
                with course.book(ASSIGNMENT) as book:
                    before = processor(book)
                    for n in range(begin, end):
                        scores = {c: float(dice.random() < 0.5) for c in book.graded if c not in book.essays}
                        book.record(f"s{n:05d}", Marks(scores | dict.fromkeys(book.essays)))
                    seconds.append((processor(book) - before) / (end - begin))
            slope, start = np.polyfit(middle, seconds, 1)
            total = 1e5 * start + 0.5 * max(slope, 0.0) * 1e10  # a falling law would promise too much
            said = {f"{size:.0f}": round(1e3 * s, 2) for size, s in zip(middle, seconds)}
            row = {"what": "law", "how": how, "turn": turn, "rows_each": len(book.graded), "ms_at": said}
            row |= {"t0_ms": 1e3 * start, "ms_more_for_each_1000": 1e6 * slope}
            say(**row, hours_for_100_000=total / 3600, load=os.getloadavg()[0])
    finally:
        shutil.rmtree(course.root)


def processor(book: Book) -> float:
    """Processor seconds so far, of this process and of the one that serves it in PostgreSQL."""
    own = time.process_time()
    if book.db.get_bind().dialect.name == "sqlite":
        return own
    with open(f"/proc/{book.db.scalar(text('select pg_backend_pid()'))}/stat") as file:
        ticks = file.read().rpartition(")")[2].split()[11:13]
    return own + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def looked(course: Course, how: str, number: int) -> None:
    """The page of evidence on the whole class: reading, numbers, page."""
    source = notebook.read(notebook.source_file(ASSIGNMENT))
    times = [time.perf_counter()]
    table = Table.of(source, list(course.autograded(ASSIGNMENT)), course.marks_by_hand(ASSIGNMENT))
    times.append(time.perf_counter())
    evidence(table)
    times.append(time.perf_counter())
    page(ASSIGNMENT, table)
    times.append(time.perf_counter())
    read, numbers, made = (b - a for a, b in pairwise(times))
    say(what="evidence", how=how, students=number, read_s=read, numbers_s=numbers, page_s=made)


if __name__ == "__main__":
    *what, number = sys.argv[1:]
    with contextlib.ExitStack() as stack:
        places = {"SQLite": None}
        if POSTGRES:
            places["PostgreSQL"] = stack.enter_context(postgresql(durable=True))
        if what == ["law"]:
            for how, address in places.items():
                law(how, address, int(number))
        else:
            verdict, seconds = once()
            for how, address in places.items():
                record(how, address, int(number), verdict, seconds)
