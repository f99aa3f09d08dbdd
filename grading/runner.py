"""A whole class: grade in parallel, record one by one.

    outcomes = grade_class("lazy_training", Course(root), workers_number=2)         # this machine
    outcomes = grade_class("lazy_training", Course(root), scheduler="tcp://...")    # a Dask cluster, no shared disk

Workers only turn bytes into verdicts (`grade_one`), which go to the cache; the calling thread is the one writer
(`grading.record`). So an interrupted run loses nothing that was recorded, and the next one goes on where it stopped.
`progress` is called with every Outcome. A dry run grades and records nothing: its outcomes say what would change.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace

from grading import attention, gradebook
from grading.attention import Concern
from grading.cache import fingerprint, verdict_key
from grading.course import Course
from grading.gradebook import Book, ScoreChange
from grading.handin import HandIn, Unreadable
from grading.judging import engine
from grading.limits import Limits
from grading.record import render_for, save
from grading.verdict import Verdict


@dataclass(frozen=True)
class Outcome:
    """What happened to one submission.

    `status`: `graded`, `cached` (verdict known, now recorded), `unchanged`, `missing` (nothing handed in) or `failed`.
    `changes`: whose recorded score changed, by what, because of which check. `concerns`: why a person should look.
    `page`: the submission's address in the formgrader.
    """

    student: str
    status: str
    score: float | None = None
    max_score: float | None = None
    seconds: float = 0.0
    message: str = ""
    changes: tuple[ScoreChange, ...] = ()
    concerns: tuple[Concern, ...] = ()
    page: str = ""


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
    dry_run: bool = False,
    progress: Callable[[Outcome], None] = lambda outcome: None,
    started: Callable[[int], None] = lambda total: None,
    carried_over: Callable[[gradebook.Comparison], None] = lambda comparison: None,
) -> list[Outcome]:
    """Grade and record every submission of an assignment; one Outcome for everybody in the roster and every entry of
    `submitted/`, in order of completion. What the source changes in the gradebook is told first."""
    source = course.source(assignment)
    with course.only_writer():
        students = course.students()
        compared = course.compare(assignment)
        if compared.refused:
            raise ValueError(f"source: {'; '.join(compared.refused)}")
        gone = course.gone(assignment, compared.removed) if compared.removed and not dry_run else {}
        carried_over(compared)
        if not dry_run:
            course.register(assignment)
        with contextlib.ExitStack() as stack:
            book = stack.enter_context(course.book(assignment)) if compared.known or not dry_run else None
            executor, number = stack.enter_context(workers(workers_number or os.cpu_count() or 1, scheduler))
            started(len(students))
            run = _Run(course, assignment, source, book, force, dry_run, gone)
            outcomes = []
            for outcome in run(students, executor, 2 * number):
                outcomes.append(outcome)
                progress(outcome)
    if all(outcome.status == "missing" for outcome in outcomes):
        raise ValueError(f"assignment: nobody has handed in {assignment!r} (no submitted/*/{assignment})")
    alike = attention.twins(run.fingerprints)
    return [
        replace(o, concerns=(*o.concerns, alike[o.student])) if o.student in alike else o for o in outcomes
    ]


@dataclass
class _Run:
    """One run over a class."""

    course: Course
    assignment: str
    source: bytes
    book: Book | None
    force: bool
    dry_run: bool
    gone: dict[str, dict[str, float]]
    fingerprints: dict[str, str] = field(default_factory=dict)

    def __call__(self, students: list[str], executor: Executor, window: int) -> Iterator[Outcome]:
        """Keep `window` submissions with the workers, equal ones once; record each as it comes back."""
        waiting = iter(students)
        running: dict[Future, str] = {}
        equal: dict[str, list[tuple[str, HandIn]]] = {}
        limits, seed = self.course.limits, self.course.seed
        while True:
            while len(running) < window and (student := next(waiting, None)) is not None:
                try:
                    found = self.course.hand_in(student, self.assignment)
                except Unreadable as error:
                    yield self.failed(student, f"not read: {error}")
                    continue
                if found is None:
                    missing = Concern("missing", attention.KINDS["missing"])
                    yield Outcome(student, "missing", concerns=(missing,))
                    continue
                key = verdict_key(self.source, found.content, limits, seed)
                known = None if self.force else self.course.cache.get(key)
                if known and self.stands(student, found, key):
                    yield self.outcome(student, "unchanged", found, known)
                elif known:
                    yield self.recorded(student, "cached", found, known, key)
                elif key in equal:
                    equal[key].append((student, found))
                else:
                    work = (self.source, found.content, limits, seed, self.assignment, fingerprint())
                    running[executor.submit(graded, *work)] = key
                    equal[key] = [(student, found)]
            if not running:
                return
            for task in wait(running, return_when=FIRST_COMPLETED).done:
                key = running.pop(task)
                (student, found), *others = equal.pop(key)
                try:
                    verdict = task.result()
                    self.course.cache.put(key, verdict)
                except Exception as error:
                    yield from (
                        self.failed(s, f"{type(error).__name__}: {error}")
                        for s, _ in [(student, found), *others]
                    )
                else:
                    yield self.recorded(student, "graded", found, verdict, key)
                    yield from (self.recorded(s, "cached", f, verdict, key) for s, f in others)

    def extension(self, student: str):
        person = self.course.roster.get(student)
        return person.extension(self.assignment) if person else None

    def stands(self, student: str, found: HandIn, key: str) -> bool:
        """Whether the gradebook and the autograded notebook hold this verdict, and the time and penalty of today."""
        state = self.book.state(student) if self.book else None
        if not self.book or state is None or not self.book.settled(state):
            return False
        extension = self.extension(student) or state.extension
        taken = self.book.taken_off(student, state.score + state.penalty, found.time, extension)
        return (
            (state.time, state.extension, state.penalty) == (found.time, extension, taken)
            and student not in self.gone
            and self.course.recorded_key(student, self.assignment) == key
        )

    def failed(self, student: str, why: str) -> Outcome:
        if self.book and not self.dry_run:
            self.book.clear(student)
        message = f"{why}; it has no score now"
        return Outcome(student, "failed", message=message, concerns=(Concern("failed", why),))

    def recorded(self, student: str, status: str, found: HandIn, verdict: Verdict, key: str) -> Outcome:
        """Write the verdict down, or say what that would change."""
        where = (self.course, student, self.assignment)
        try:
            if self.dry_run:
                _, marks = render_for(*where, self.source, found, verdict, key)
                before, changes = self.book.state(student) if self.book else None, []
                if self.book and before:
                    extension = self.extension(student) or before.extension
                    changes = self.book.changes(student, before, marks, found.time, extension)
            else:
                assert self.book is not None
                changes = save(*where, self.book, self.source, found, verdict, key)
        except Exception as error:
            if self.book:
                self.book.db.rollback()
            return self.failed(student, f"not recorded: {type(error).__name__}: {error}")
        lost = [ScoreChange(c, s, 0.0, gradebook.GONE) for c, s in self.gone.get(student, {}).items()]
        return self.outcome(student, status, found, verdict, (*changes, *lost))

    def outcome(
        self,
        student: str,
        status: str,
        found: HandIn,
        verdict: Verdict,
        changes: tuple[ScoreChange, ...] = (),
    ) -> Outcome:
        state = self.book.state(student) if self.book else None
        self.fingerprints[student] = attention.fingerprint(verdict)
        concerns = attention.of_submission(found, verdict, self.book, state)
        points = (verdict.score, verdict.max_score, verdict.seconds)
        return Outcome(student, status, *points, "", changes, concerns, state.page if state else "")
