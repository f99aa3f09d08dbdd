"""A whole class: grade in parallel, record one by one.

    outcomes = grade_class("lazy_training", Course(root), workers_number=2)         # this machine
    outcomes = grade_class("lazy_training", Course(root), scheduler="tcp://...")    # a Dask cluster, no shared disk

Workers only turn bytes into verdicts (`grade_one`), which go to the cache; the calling thread is the one writer: it
runs nbgrader's own Autograde converter, student by student, which finds the verdict in the cache (`grading.exporter`).
So an interrupted run loses nothing that was recorded, and the next one goes on where it stopped. `progress` is called
with every Outcome.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from grading.cache import fingerprint, verdict_key
from grading.course import Course, Unreadable
from grading.judging import engine
from grading.limits import Limits
from grading.verdict import Verdict


@dataclass(frozen=True)
class Outcome:
    """What happened to one submission: `graded`, `cached` (verdict known, now recorded), `unchanged`, or `failed`."""

    student: str
    status: str
    score: float | None = None
    max_score: float | None = None
    seconds: float = 0.0
    message: str = ""


def graded(
    source: bytes, submission: bytes, limits: Limits, seed: int, assignment: str, versions: str
) -> Verdict:
    """What a worker does. A failure of the grader itself is an exception; a bad submission never is.

    `versions` is the fingerprint of the caller: a worker with other code or other packages refuses.
    """
    if versions != fingerprint():
        raise engine.GradingError("this worker has another version of the course or of its packages")
    return engine.grade_one(source, submission, limits, seed, assignment)


@contextlib.contextmanager
def workers(number: int, scheduler: str | None) -> Generator[tuple[Executor, int]]:
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
    course: Course,
    *,
    workers_number: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    progress: Callable[[Outcome], None] = lambda outcome: None,
    started: Callable[[int], None] = lambda total: None,
) -> list[Outcome]:
    """Grade and record every submission of an assignment; one Outcome each, in order of completion."""
    source = course.source(assignment)
    outcomes = []
    with course.only_writer():
        students = course.students(assignment)
        if not students:
            raise ValueError(f"assignment: nobody has handed in {assignment!r} (no submitted/*/{assignment})")
        started(len(students))
        recorded = {} if force else course.recorded(assignment)
        with workers(workers_number or os.cpu_count() or 1, scheduler) as (executor, number):
            for outcome in _run(course, assignment, source, students, recorded, executor, 2 * number, force):
                outcomes.append(outcome)
                progress(outcome)
    return outcomes


def _run(
    course: Course,
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
    limits, seed = course.limits, course.seed
    while True:
        while len(running) < window and (student := next(waiting, None)) is not None:
            try:
                submission = course.submission(student, assignment)
            except Unreadable as error:
                course.clear(student, assignment)
                yield Outcome(student, "failed", message=f"not read: {error}; it has no score now")
                continue
            key = verdict_key(source, submission, limits, seed)
            known = None if force else course.cache.get(key)
            if known and recorded.get(student) == key:
                yield Outcome(student, "unchanged", known.score, known.max_score)
            elif known:
                yield _recorded(course, assignment, student, known, "cached")
            else:
                task = executor.submit(graded, source, submission, limits, seed, assignment, fingerprint())
                running[task] = (student, key)
        if not running:
            return
        for task in wait(running, return_when=FIRST_COMPLETED).done:
            student, key = running.pop(task)
            try:
                verdict = task.result()
                course.cache.put(key, verdict)
            except Exception as error:
                course.clear(student, assignment)
                yield Outcome(
                    student, "failed", message=f"{type(error).__name__}: {error}; it has no score now"
                )
            else:
                yield _recorded(course, assignment, student, verdict, "graded")


def _recorded(course: Course, assignment: str, student: str, verdict: Verdict, status: str) -> Outcome:
    problem = course.record(student, assignment)
    if problem:
        return Outcome(student, "failed", message=f"not recorded: {problem}")
    return Outcome(student, status, verdict.score, verdict.max_score, verdict.seconds)
