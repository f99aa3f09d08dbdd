"""What `nbgrader export` writes: scores, points per exercise and per check, the lists that Moodle and Canvas import.

    nbgrader export --to scores.csv                                        # nbgrader's own columns (Scores)
    nbgrader export --exporter=grading.exports.PerCheck --to checks.csv --assignment ntk
    nbgrader export --exporter=grading.exports.Moodle --to moodle.csv

Late penalties are settled first, so every list says what the report and the feedback page say. Who has handed in
nothing, or could not be graded, has an empty cell in the lists for Moodle and Canvas, never a 0 that nobody gave. No
cell is a formula. Names, sections and numbers of Moodle and Canvas come from `roster.csv` where it has them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import ExportPlugin
from sqlalchemy import select

from grading import notebook
from grading.gradebook import late_policy, settle_penalties
from grading.roster import FILE, Person, read_roster


@dataclass(frozen=True)
class Line:
    """One submission. `points`: check -> score, marks by hand and extra credit included; `waits`: a person has still to
    mark; `settled`: every check has its score. Without a submission the time is None and there are no points."""

    points: Mapping[str, float]
    penalty: float = 0.0
    time: Any = None
    waits: bool = False
    settled: bool = True

    @property
    def raw(self) -> float:
        return sum(self.points.values())

    @property
    def score(self) -> float:
        return max(0.0, self.raw - self.penalty)


@dataclass(frozen=True)
class Table:
    """What the gradebook says. `most`: assignment -> check -> points; `lines`: (assignment, student) -> submission."""

    people: Mapping[str, Person]
    most: Mapping[str, Mapping[str, float]]
    due: Mapping[str, Any]
    lines: Mapping[tuple[str, str], Line]


def read_table(
    gradebook: Gradebook, roster: Mapping[str, Person], assignments: list[str], students: list[str]
) -> Table:
    """All submissions of these assignments and students (none named: all); ValueError for unknown names."""
    db = gradebook.db
    rows = db.execute(select(Student.id, Student.first_name, Student.last_name, Student.email)).all()
    people = {id: Person(id, first or "", last or "", email or "") for id, first, last, email in rows}
    people = {id: roster.get(id, person) for id, person in people.items()} | dict(roster)
    due = dict(db.execute(select(Assignment.name, Assignment.duedate)).all())
    for what, named, known in (("assignment", assignments, due), ("student", students, people)):
        if unknown := sorted(set(named) - set(known)):
            raise ValueError(
                f"{what}: got {', '.join(unknown)}, expected some of {', '.join(sorted(known)) or 'none'}"
            )
    due = {name: due[name] for name in sorted(due) if name in (assignments or due)}
    people = {
        id: people[id]
        for id in sorted(people, key=lambda id: (people[id].last_name, people[id].first_name, id))
    }
    people = {id: person for id, person in people.items() if id in (students or people)}
    most = {
        name: {
            cell.name: cell.max_score
            for book in gradebook.find_assignment(name).notebooks
            for cell in book.grade_cells
        }
        for name in due
    }
    asked = (
        select(
            Assignment.name,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedNotebook.late_submission_penalty,
            BaseCell.name,
            GradeCell.cell_type,
            Grade.score,
            Grade.auto_score,
            Grade.manual_score,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .where(Assignment.name.in_(list(due)))
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name, student, time, penalty, check, kind, score, auto, manual, waits in db.execute(asked):
        about = found.setdefault((name, student), {"points": {}, "waits": False, "settled": True})
        about["points"][check] = score
        about |= {"time": time, "penalty": penalty or 0.0}
        about["waits"] |= bool(waits) and (kind == "markdown" or manual is not None)
        about["settled"] &= auto is not None or manual is not None or kind == "markdown"
    return Table(people, most, due, {place: Line(**about) for place, about in found.items()})


def cell(value: Any) -> str:
    """What stands in a cell: no formula for a spreadsheet, nothing for None.

    >>> cell("=1+1"), cell(-1.5), cell(2.0), cell(None)
    ("'=1+1", '-1.5', '2', '')
    """
    if isinstance(value, float):
        return f"{value:g}"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


class TableExport(ExportPlugin):
    """Base of the exports: `rows` says what is in the file."""

    default: ClassVar[str] = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the file whole or not at all; what is not final is told."""
        settle_penalties(gradebook, late_policy(parent=self))
        path = Path(self._course.root) / FILE
        roster = read_roster(path) if path.exists() else {}
        table = read_table(gradebook, roster, [*map(str, self.assignment)], [*map(str, self.student)])
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(
            [cell(value) for value in row] for row in self.rows(table)
        )
        to = Path(self.to or self.default)
        notebook.replace_file(to, out.getvalue().encode())
        mine = [line for (_, student), line in table.lines.items() if student in table.people]
        waiting, failed = sum(line.waits for line in mine), sum(not line.settled for line in mine)
        self.log.info("%s: %d submissions", to, len(mine))
        if waiting or failed:
            self.log.warning(
                "not final: %d of %d submissions wait for a person, %d have no score",
                waiting,
                len(mine),
                failed,
            )

    @property
    def _course(self) -> Any:
        app: Any = self.parent
        return app.coursedir

    def rows(self, table: Table) -> Iterable[list[Any]]:
        """The lines of the file, its header first."""
        raise NotImplementedError


class Scores(TableExport):
    """nbgrader's columns, one line for each student and assignment."""

    def rows(self, table: Table) -> Iterable[list[Any]]:
        about = ("student_id", "last_name", "first_name", "email")
        points = ("raw_score", "late_submission_penalty", "score", "max_score")
        yield ["assignment", "duedate", "timestamp", *about, *points]
        for name, most in table.most.items():
            for person in table.people.values():
                line = table.lines.get((name, person.id), Line({}))
                who = (person.id, person.last_name, person.first_name, person.email)
                counts = (line.raw, line.penalty, line.score, sum(most.values()))
                yield [name, table.due[name], line.time, *who, *counts]


class PerCheck(TableExport):
    """One line for each student, one column for each check and text answer."""

    default = "checks.csv"

    def group(self, assignment: str, checks: Iterable[str]) -> dict[str, list[str]]:
        """Column -> the checks that are summed in it."""
        return {check: [check] for check in checks}

    def rows(self, table: Table) -> Iterable[list[Any]]:
        groups = {name: self.group(name, most) for name, most in table.most.items()}
        columns = [
            (name, column, checks) for name, found in groups.items() for column, checks in found.items()
        ]
        sums = [sum(table.most[name][check] for check in checks) for name, _, checks in columns]
        ends = [f"{name}: {word}" for name in groups for word in ("late penalty", "score")]
        about = ("student_id", "last_name", "first_name", "email", "section")
        yield [*about, *(f"{name}: {column}" for name, column, _ in columns), *ends]
        totals = [value for name in groups for value in (None, sum(table.most[name].values()))]
        yield ["points possible", "", "", "", "", *sums, *totals]
        for person in table.people.values():
            row: list[Any] = [person.id, person.last_name, person.first_name, person.email, person.section]
            for name, _, checks in columns:
                line = table.lines.get((name, person.id))
                row.append(sum(line.points.get(check, 0.0) for check in checks) if line else None)
            for name in groups:
                line = table.lines.get((name, person.id))
                row += [line.penalty, line.score] if line else [None, None]
            yield row


class PerExercise(PerCheck):
    """One line for each student, one column for each exercise and text answer."""

    default = "exercises.csv"

    def group(self, assignment: str, checks: Iterable[str]) -> dict[str, list[str]]:
        folder = self._course.format_path(self._course.source_directory, ".", assignment)
        exercises = notebook.exercises(notebook.read(Path(folder, f"{assignment}.ipynb")))
        found: dict[str, list[str]] = {}
        for check in sorted(checks, key=list(exercises).index if exercises else str):
            found.setdefault(exercises.get(check, check), []).append(check)
        return found


class Moodle(TableExport):
    """What Moodle's grade import takes: match *ID number* or *Email address*, then choose an assignment's column."""

    default = "moodle.csv"

    def rows(self, table: Table) -> Iterable[list[Any]]:
        yield ["Identifier", "First name", "Last name", "ID number", "Email address", *table.most]
        for person in table.people.values():
            number = f"Participant {person.moodle}" if person.moodle else None
            who = (number, person.first_name, person.last_name, person.id, person.email)
            yield [*who, *_scores(table, person)]


class Canvas(TableExport):
    """What Canvas' gradebook imports; an assignment is matched by its name, or made."""

    default = "canvas.csv"

    def rows(self, table: Table) -> Iterable[list[Any]]:
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *table.most]
        yield ["Points Possible", "", "", "", "", *(sum(most.values()) for most in table.most.values())]
        for person in table.people.values():
            name = ", ".join(filter(None, (person.last_name, person.first_name))) or person.id
            yield [name, person.canvas, "", person.id, person.section, *_scores(table, person)]


def _scores(table: Table, person: Person) -> list[float | None]:
    lines = [table.lines.get((name, person.id)) for name in table.most]
    return [line.score if line and line.settled else None for line in lines]
