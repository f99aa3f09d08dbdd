"""A whole class: grade in parallel, record one by one.

    outcomes = grade_class("lazy_training", course, workers=2)               # this machine
    outcomes = grade_class("lazy_training", course, scheduler="tcp://...")   # a Dask cluster, no shared disk needed

Workers only turn bytes into reports (`grade_one`), which go to the cache; the calling thread is the one writer: it runs
nbgrader's own Autograde converter, student by student, which finds the report in the cache (`grading.record`). So an
interrupted run loses nothing that was recorded, and the next one goes on where it stopped. `progress` is called with
every Outcome.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError
from traitlets.config import Config, PyFileConfigLoader

from grading import engine
from grading.engine import Limits
from grading.record import Cache, clear_scores, report_key
from grading.report import Report

LOCKED_PATIENCE = 120  # seconds that another process may hold the gradebook


@dataclass(frozen=True)
class Outcome:
    """What happened to one submission: `graded`, `cached` (verdict known, now recorded), `unchanged`, or `failed`."""

    student: str
    status: str
    score: float | None = None
    max_score: float | None = None
    seconds: float = 0.0
    message: str = ""


class Course:
    """An nbgrader course: its folders, configuration and gradebook."""

    def __init__(self, root: Path, limits: Limits, seed: int, db_url: str | None = None) -> None:
        self.root, self.limits, self.seed = root, limits, seed
        config = Config()
        if (root / "nbgrader_config.py").exists():
            config = PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
        config.CourseDirectory.root = str(root)
        if db_url:
            config.CourseDirectory.db_url = db_url
        for name in ("sandbox", "demonstrations", "cell_seconds", "submission_seconds", "memory"):
            config.VerdictExporter[name] = getattr(limits, name)
        config.VerdictExporter.seed = seed
        self.folders = CourseDirectory(config=config)
        self.api = NbGraderAPI(self.folders, config=config)
        self.cache = Cache(root)

    def source(self, assignment: str) -> bytes:
        return self.file(self.folders.source_directory, ".", assignment).read_bytes()

    def file(self, directory: str, student: str, assignment: str) -> Path:
        return Path(self.folders.format_path(directory, student, assignment), f"{assignment}.ipynb")

    def students(self, assignment: str) -> list[str]:
        """Who has handed in, sorted."""
        found = Path(self.root, self.folders.submitted_directory).glob(f"*/{assignment}/{assignment}.ipynb")
        return sorted(path.parts[-3] for path in found)

    def recorded(self, assignment: str) -> dict[str, str]:
        """student -> key of the verdict that is in the gradebook and in the autograded notebook."""
        patience, found = time.monotonic() + LOCKED_PATIENCE, {}
        while True:
            try:
                graded = self.settled(assignment)
                break
            except OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > patience:
                    raise ValueError(f"gradebook: {error.orig}") from None
                time.sleep(1)
        for student in graded:
            with contextlib.suppress(OSError, ValueError, AttributeError, KeyError):
                path = self.file(self.folders.autograded_directory, student, assignment)
                found[student] = nbformat.read(path, as_version=4).metadata.grading.key
        return found

    def settled(self, assignment: str) -> set[str]:
        """Students all of whose checks have a score in the gradebook."""
        with Gradebook(self.folders.db_url, self.folders.course_id) as gradebook:
            rows = gradebook.assignment_submissions(assignment)
            return {s.student_id for s in rows if all(_settled(g) for n in s.notebooks for g in n.grades)}

    def clear(self, student: str, assignment: str) -> None:
        """A failed run leaves no stale score."""
        words = {"notebook": assignment, "assignment": assignment, "student": student}
        clear_scores(words | {"db_url": self.folders.db_url})

    def record(self, student: str, assignment: str) -> str:
        """Let nbgrader record the verdict that is in the cache; why it could not, or ""."""
        patience = time.monotonic() + LOCKED_PATIENCE
        while True:
            with warnings.catch_warnings():  # nbgrader 0.9 on SQLAlchemy 2: harmless autoflush warnings
                warnings.simplefilter("ignore")
                answer = self.api.autograde(assignment, student, force=True, create=True)
            if answer["success"]:
                return ""
            log = answer.get("log", "") + answer.get("error", "")
            if "database is locked" not in log or time.monotonic() > patience:
                return log.strip()[-800:] or "nbgrader did not say why"
            time.sleep(1)


def _settled(grade: Any) -> bool:
    return (
        grade.auto_score is not None or grade.cell.cell_type == "markdown" or grade.manual_score is not None
    )


@contextlib.contextmanager
def only_writer(course: Course) -> Iterator[None]:
    """Two runs in one course would record everything twice: the second is refused."""
    course.cache.folder.mkdir(parents=True, exist_ok=True)
    with open(course.cache.folder / "writer.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(
                f"course: another run is grading in {course.root}; wait for it or end it"
            ) from None
        yield


# ---------------------------------------------------------------------------------------------- workers
def graded(source: bytes, submission: bytes, limits: Limits, seed: int, assignment: str) -> Report:
    """What a worker does. A failure of the grader itself is an exception; a bad submission never is."""
    return engine.grade_one(source, submission, limits, seed, assignment)


@contextlib.contextmanager
def workers(number: int, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """Threads that wait for sandboxes on this machine, or a Dask cluster; and how many work at once."""
    if scheduler:
        from distributed import Client

        with Client(scheduler, set_as_default=False) as client:
            yield client.get_executor(pure=False), max(1, sum(client.nthreads().values()))
        return
    pool = ThreadPoolExecutor(number)
    try:
        yield pool, number
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def grade_class(
    assignment: str,
    course: Path,
    *,
    workers_number: int | None = None,
    scheduler: str | None = None,
    limits: Limits | None = None,
    seed: int = 0,
    force: bool = False,
    db_url: str | None = None,
    progress: Callable[[Outcome], None] = lambda outcome: None,
    started: Callable[[int], None] = lambda total: None,
) -> list[Outcome]:
    """Grade and record every submission of an assignment; one Outcome each, in order of completion."""
    place = Course(Path(course), limits or Limits(), seed, db_url)
    source = place.source(assignment)
    outcomes = []
    with only_writer(place):
        students = place.students(assignment)
        if not students:
            raise ValueError(f"assignment: nobody has handed in {assignment!r} (no submitted/*/{assignment})")
        started(len(students))
        recorded = {} if force else place.recorded(assignment)
        with workers(workers_number or os.cpu_count() or 1, scheduler) as (executor, number):
            for outcome in _run(place, assignment, source, students, recorded, executor, 2 * number, force):
                outcomes.append(outcome)
                progress(outcome)
    return outcomes


def _run(
    place: Course,
    assignment: str,
    source: bytes,
    students: list[str],
    recorded: dict[str, str],
    executor: Executor,
    window: int,
    force: bool,
) -> Iterator[Outcome]:
    """Keep `window` submissions with the workers; record each as it comes back."""
    waiting = iter(students)
    running: dict[Future, tuple[str, str]] = {}
    while True:
        while len(running) < window and (student := next(waiting, None)) is not None:
            submission = place.file(place.folders.submitted_directory, student, assignment).read_bytes()
            key = report_key(source, submission, place.limits, place.seed)
            known = None if force else place.cache.get(key)
            if known and recorded.get(student) == key:
                yield Outcome(student, "unchanged", known.score, known.max_score)
            elif known:
                yield _recorded(place, assignment, student, known, "cached")
            else:
                task = executor.submit(graded, source, submission, place.limits, place.seed, assignment)
                running[task] = (student, key)
        if not running:
            return
        for task in wait(running, return_when=FIRST_COMPLETED).done:
            student, key = running.pop(task)
            try:
                report = task.result()
                place.cache.put(key, report)
            except Exception as error:
                place.clear(student, assignment)
                yield Outcome(
                    student, "failed", message=f"{type(error).__name__}: {error}; it has no score now"
                )
            else:
                yield _recorded(place, assignment, student, report, "graded")


def _recorded(place: Course, assignment: str, student: str, report: Report, status: str) -> Outcome:
    problem = place.record(student, assignment)
    if problem:
        return Outcome(student, "failed", message=f"not recorded: {problem}")
    return Outcome(student, status, report.score, report.max_score, report.seconds)
