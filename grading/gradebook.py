"""The gradebook as people see it: registering an assignment, progress, grade tables, feedback pages.

Everything goes through nbgrader's own API, so the formgrader and `nbgrader export` show the same.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from grading.engine import Limits
from grading.runner import Course, Outcome


def open_course(course: Path) -> Course:
    """The nbgrader course in a folder; ValueError when there is none."""
    if not (course / "nbgrader_config.py").is_file():
        raise ValueError(
            f"course: {course} has no nbgrader_config.py, expected the folder of an nbgrader course"
        )
    return Course(course, Limits(), seed=0)


@contextlib.contextmanager
def opened(place: Course) -> Iterator[Gradebook]:
    """nbgrader's database, without the harmless warnings of nbgrader 0.9 on SQLAlchemy 2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(place.folders.db_url, place.folders.course_id) as gradebook:
            yield gradebook


def register(course: Path, assignment: str) -> None:
    """Make sure that the gradebook knows the assignment, as `nbgrader generate_assignment` would."""
    place = open_course(course)
    with opened(place) as gradebook, contextlib.suppress(MissingEntry):
        gradebook.find_assignment(assignment)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = place.api.generate_assignment(assignment, force=True, create=True)
    if not answer["success"]:
        raise ValueError(
            f"assignment: nbgrader could not generate {assignment}: {answer['log'].strip()[-300:]}"
        )


@contextlib.contextmanager
def progress_bar() -> Iterator[tuple[Callable[[int], None], Callable[[Outcome], None]]]:
    """A bar on stderr with counts, rate and remaining time: (started, progress) for `grade_class`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("grading", total=None, rate="")

        def started(total: int) -> None:
            bar.update(task, total=total)

        def progress(outcome: Outcome) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, rate=f"{60 * speed:.0f} a minute" if speed else "")
            if outcome.status == "failed":
                bar.console.print(f"{outcome.student}: {outcome.message}", markup=False)

        yield started, progress


def print_outcomes(assignment: str, outcomes: list[Outcome]) -> None:
    """The grade table of one run."""
    table = Table("student", "points", "of", "seconds", "", title=assignment)
    for o in sorted(outcomes, key=lambda o: o.student):
        points = ["-", "-"] if o.score is None else [f"{o.score:g}", f"{o.max_score:g}"]
        table.add_row(o.student, *points, f"{o.seconds:.1f}", o.status if not o.message else o.message)
    Console().print(table)


def grades(course: Path) -> list[dict]:
    """One record per student and assignment: score, max_score, and whether an answer waits for a person."""
    place = open_course(course)
    with opened(place) as gradebook:
        return [
            {
                "student": submission.student_id,
                "assignment": assignment.name,
                "score": submission.score,
                "max_score": submission.max_score,
                "needs_manual_grade": bool(submission.needs_manual_grade),
            }
            for assignment in gradebook.assignments
            for submission in gradebook.assignment_submissions(assignment.name)
        ]


def print_grades(records: list[dict]) -> None:
    """Students by assignments; a star where a text answer waits for a person."""
    assignments = sorted({r["assignment"] for r in records})
    table = Table("student", *assignments, caption="* a text answer waits for a person")
    for student in sorted({r["student"] for r in records}):
        mine = {r["assignment"]: r for r in records if r["student"] == student}
        table.add_row(student, *(_cell(mine.get(a)) for a in assignments))
    Console().print(table)


def _cell(record: dict | None) -> str:
    if record is None:
        return "-"
    return f"{record['score']:g}/{record['max_score']:g}{'*' * record['needs_manual_grade']}"


def feedback_pages(course: Path, assignment: str) -> Iterator[Path]:
    """Write the feedback page of every student whose submission is graded, through nbgrader; their paths."""
    place = open_course(course)
    for student in place.students(assignment):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = place.api.generate_feedback(assignment, student, force=True)
        if not answer["success"]:
            raise ValueError(f"feedback: {student}: {answer['log'].strip()[-300:]}")
        page = place.file(place.folders.feedback_directory, student, assignment)
        yield page.with_suffix(".html")
