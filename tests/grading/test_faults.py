"""Faults around the grader: nothing recorded is lost, everyone else is graded, no failure is silent."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from target import CHECKS, RIGHT, WRONG, target

from grading import notebook, runner
from grading.engine import Bench, GradingError, Limits, grade_one
from grading.report import Report

SOURCE = notebook.dumps(target())
LIMITS = Limits(cell_seconds=5, submission_seconds=60)
CLASS = {"ada": RIGHT, "bob": WRONG, "cyd": {}, "dan": RIGHT, "eve": WRONG, "fay": RIGHT}
SCORES = {"ada": 7, "bob": 0, "cyd": 0, "dan": 7, "eve": 0, "fay": 7}


@pytest.fixture
def course(tmp_path):
    """A small class that has handed in, with nbgrader's configuration of this repository."""
    root = tmp_path / "course"
    config = (notebook.ROOT / "nbgrader_config.py").read_text()
    config = config.replace("Path(__file__).resolve().parent", f"Path({str(notebook.ROOT)!r})")
    root.mkdir()
    (root / "nbgrader_config.py").write_text(config + f"\nc.CourseDirectory.root = {str(root)!r}\n")
    notebook.write(target(), root / "source/target/target.ipynb")
    for student, answers in CLASS.items():
        hand_in(root, student, notebook.dumps(notebook.fill(target(), answers)))
    place = runner.Course(root, LIMITS, 0)
    assert place.api.generate_assignment("target", create=True)["success"]
    return root


def hand_in(root: Path, student: str, content: bytes) -> None:
    path = root / f"submitted/{student}/target/target.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def changed(answers: dict[str, str]) -> bytes:
    """A submission that the cache has not seen."""
    return notebook.dumps(notebook.fill(target(), answers | {"double": f"{answers['double']}\n# again"}))


def grade(root: Path, **options):
    return {
        o.student: o for o in runner.grade_class("target", root, workers_number=2, limits=LIMITS, **options)
    }


def recorded(root: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        rows = gradebook.assignment_submissions("target")
        assert len({row.student_id for row in rows}) == len(rows)
        graded = [r for r in rows if all(g.auto_score is not None for n in r.notebooks for g in n.grades)]
        return {row.student_id: row.score for row in graded}


def in_background(root: Path) -> subprocess.Popen:
    """A runner in a process of its own."""
    script = (
        "import sys; from grading import runner; from grading.engine import Limits\n"
        "runner.grade_class('target', sys.argv[1], workers_number=2, limits=Limits(cell_seconds=5, "
        "submission_seconds=60), progress=lambda o: print(o.student, flush=True))"
    )
    environment = os.environ | {"PYTHONPATH": str(notebook.ROOT)}
    words = [sys.executable, "-c", script, str(root)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)


def test_class_is_graded_once_and_resumes(course):
    assert {o.status for o in grade(course).values()} <= {"graded", "cached"}  # equal answers are graded once
    assert recorded(course) == SCORES
    assert {o.status for o in grade(course).values()} == {"unchanged"}
    hand_in(course, "bob", changed(RIGHT))
    assert grade(course)["bob"].status == "graded"
    assert recorded(course) == SCORES | {"bob": 7}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_runner_killed_on_the_way(course, how):
    process = in_background(course)
    with process:
        first = process.stdout.readline().strip()
        process.send_signal(how)
    before = recorded(course)
    assert first in before
    outcomes = grade(course)
    assert outcomes[first].status == "unchanged"
    assert recorded(course) == SCORES
    assert {s: SCORES[s] for s in before} == before


@pytest.mark.parametrize("victim", ["bench", "zygote", "judge"])
def test_worker_killed_on_the_way(victim):
    """The engine starts what was killed again, and grades once more."""
    slow = RIGHT | {"mean": "import time\ntime.sleep(1.5)\n" + RIGHT["mean"]}
    grade_one(SOURCE, b"", LIMITS)
    bench = Bench.current(True).process.pid
    parent = {"bench": os.getpid(), "zygote": bench, "judge": bench}[victim]

    def kill():
        time.sleep(0.7)
        children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split()
        names = {c: Path(f"/proc/{c}/cmdline").read_bytes().split(b"\0")[0] for c in children}
        wanted = {"bench": [str(bench)], "zygote": [c for c in names if names[c] == b"bwrap"]}
        for child in wanted.get(victim) or [c for c in names if names[c] != b"bwrap"]:
            os.kill(int(child), signal.SIGKILL)

    threading.Thread(target=kill).start()
    report = grade_one(SOURCE, notebook.dumps(notebook.fill(target(), slow)), LIMITS)
    assert report.score == len(CHECKS)


def test_gradebook_locked_by_another_process(course):
    """The record waits until the other process lets go."""
    lock = sqlite3.connect(course / "gradebook.db", check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    threading.Timer(12, lock.rollback).start()
    time.sleep(0.1)
    graded = grade(course)
    assert {o.status for o in graded.values()} <= {"graded", "cached"}, graded
    assert recorded(course) == SCORES


def test_disk_full_while_writing(course, monkeypatch):
    """A verdict that cannot be written is a failure with a reason, not a loss of the others."""
    write, seen = notebook.replace_file, []

    def full(path, content):
        seen.append(path)
        if len(seen) == 2:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(notebook, "replace_file", full)
    outcomes = grade(course)
    failed = [o for o in outcomes.values() if o.status == "failed"]
    assert len(failed) == 1
    assert "No space left" in failed[0].message
    monkeypatch.undo()
    grade(course)
    assert recorded(course) == SCORES


def test_failed_rerun_leaves_no_stale_score(course, monkeypatch):
    grade(course)
    assert recorded(course)["ada"] == 7
    hand_in(course, "ada", changed(WRONG))

    def broken(*args):
        raise GradingError("the grader broke")

    monkeypatch.setattr("grading.record.grade_one", broken)
    monkeypatch.setattr("grading.engine.grade_one", broken)
    outcome = grade(course)["ada"]
    assert outcome.status == "failed"
    assert "broke" in outcome.message
    assert "ada" not in recorded(course)


def test_second_runner_is_refused(course):
    with runner.only_writer(runner.Course(course, LIMITS, 0)), pytest.raises(ValueError, match="another run"):
        grade(course)


def test_stock_autograde_records_the_same(course):
    words = [Path(sys.executable).parent / "nbgrader", "autograde", "target", f"--course-dir={course}"]
    done = subprocess.run(words, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert recorded(course) == SCORES


# ---------------------------------------------------------------------------------------------- strange submissions
def verdict(content: bytes) -> Report:
    report = grade_one(SOURCE, content, LIMITS)
    assert report.max_score == len(CHECKS)
    return report


def test_two_hundred_megabytes():
    nb = notebook.fill(target(), RIGHT)
    text = "x" * 1_000_000
    nb.cells[0].outputs = [{"output_type": "stream", "name": "stdout", "text": text} for _ in range(200)]
    assert verdict(json.dumps(nb).encode()).score == len(CHECKS)


def test_more_than_can_be_read():
    report = verdict(b"[" * (300 << 20))
    assert report.score == 0
    assert "clear the outputs" in report.repairs[0]


def test_ten_thousand_cells():
    nb = notebook.fill(target(), RIGHT)
    empty = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"] += [dict(empty) for _ in range(10_000)]
    assert verdict(json.dumps(nb).encode()).score == len(CHECKS)


def test_dying_in_every_cell():
    dying = {name: "import os\nos._exit(1)" for name in RIGHT}
    report = verdict(notebook.dumps(notebook.fill(target(), dying)))
    assert {cell.status for cell in report.cells.values()} == {"died"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"not json",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"cells": 7}',
        b'{"cells": [1, null, {}]}',
    ],
    ids=lambda c: repr(c[:12]),
)
def test_no_notebook(content):
    report = verdict(content)
    assert report.score == 0
    assert report.repairs
