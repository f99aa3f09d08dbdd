"""nbgrader's gradebook on one assignment: compared with its source, carried over, written student by student.

    register(gradebook, db_url, "ntk", source)      # also after the source was edited; refused if marks would be lost
    book = Book(gradebook, "ntk", late_policy(config=config))
    changes = book.record("ada", marks, time)       # one query, one commit

Marks by hand are never written here: a score of a check goes to `auto_score`, a person's to `manual_score`, which
counts first. A mark by hand stands as long as what it was given on stays as it was; otherwise it is kept, and waits to
be looked at again (`needs_manual_grade`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties, SaveCells
from sqlalchemy import Boolean, bindparam, case, delete, func, insert, or_, select, update

from grading import notebook
from grading.verdict import plain

Penalty = Callable[[str, float, float], float | None]  # (student, score, seconds late) -> points taken off
GONE = "the check has gone from the source"
LATE = "late"  # what a change of the penalty is called, where checks are called by their names


# ---------------------------------------------------------------------------------------------- source and gradebook
@dataclass(frozen=True)
class Comparison:
    """What a source has that the gradebook has not, and the other way round.

    `points`: check -> (points in the gradebook, points in the source). `refused`: why it cannot be carried over, each
    in a sentence with what to do.
    """

    known: bool
    new: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line, "" when source and gradebook agree.

        >>> print(Comparison(True, new=("k_sym",), points={"k_zero": (1, 2)}))
        new: k_sym; points: k_zero 1 -> 2
        """
        words = [
            f"{name}: {', '.join(found)}" for name in ("new", "removed") if (found := getattr(self, name))
        ]
        if self.points:
            changed = (f"{name} {old:g} -> {new:g}" for name, (old, new) in self.points.items())
            words.append(f"points: {', '.join(changed)}")
        return plain("; ".join(words))


def graded_cells(source: NotebookNode) -> dict[str, tuple[str, float]]:
    """grade_id -> (cell type, points) of what earns points in a notebook."""
    return {
        notebook.grade_id(cell): (cell.cell_type, float(cell.metadata.nbgrader.get("points", 0)))
        for cell in source.cells
        if notebook.is_test(cell) or notebook.is_manual(cell)
    }


def compare(gradebook: Gradebook, assignment: str, source: NotebookNode) -> Comparison:
    """The difference between an instructor notebook and what the gradebook knows of it. Nothing is written."""
    try:
        book = gradebook.find_notebook(assignment, assignment)
    except MissingEntry:
        return Comparison(known=False)
    wanted = graded_cells(source)
    cells = [c for c in book._base_cells if isinstance(c, GradeCell | TaskCell)]
    stood = {cell.name: (cell.cell_type, cell.max_score) for cell in cells}
    gone = {name for name in stood if name not in wanted or stood[name][0] != wanted[name][0]}
    points = {
        n: (stood[n][1], p)
        for n, (_, p) in wanted.items()
        if n in stood and n not in gone and stood[n][1] != p
    }
    refused = []
    for cell in cells:
        marks = _by_hand(gradebook, cell.id)
        if cell.name in gone and marks:
            what = (
                "has gone from the source" if cell.name not in wanted else "has become another kind of cell"
            )
            refused.append(
                f"{cell.name} {what}, and {_some(marks)} by hand in it: put it back (0 points will do), "
                "or clear these marks in the formgrader"
            )
        most = points.get(cell.name, (0, 0))[1]
        above = {
            s for s, (mark, _) in marks.items() if cell.name in points and mark is not None and mark > most
        }
        if above:
            refused.append(
                f"{cell.name} is worth {most:g} points now, and {_some(above, 'have')} more by hand: lower these marks "
                "in the formgrader, or give it the points back"
            )
    solutions = {
        notebook.grade_id(c) for c in source.cells if notebook.is_solution(c) or notebook.is_manual(c)
    }
    for name, commented in _commented(gradebook, book.id).items():
        if name not in solutions and commented:
            refused.append(
                f"{name} has gone from the source, and {_some(commented, 'have a comment')} in it: put it back, or "
                "clear the comments in the formgrader"
            )
    return Comparison(
        True,
        tuple(n for n in wanted if n not in stood or n in gone),
        tuple(sorted(gone)),
        points,
        tuple(refused),
    )


def _by_hand(gradebook: Gradebook, cell_id: str) -> dict[str, tuple[float | None, float | None]]:
    """student -> (mark by hand, extra credit) in one cell, of those who have either."""
    asked = (
        select(SubmittedAssignment.student_id, Grade.manual_score, Grade.extra_credit)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(
            Grade.cell_id == cell_id, or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None))
        )
    )
    return {student: (mark, extra) for student, mark, extra in gradebook.db.execute(asked)}


def _commented(gradebook: Gradebook, notebook_id: Any) -> dict[str, set[str]]:
    """solution cell -> students with a comment by hand on it."""
    asked = (
        select(BaseCell.name, SubmittedAssignment.student_id)
        .join(Comment, Comment.cell_id == BaseCell.id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .where(
            BaseCell.notebook_id == notebook_id,
            Comment.manual_comment.is_not(None),
            Comment.manual_comment != "",
        )
    )
    found: dict[str, set[str]] = {}
    for name, student in gradebook.db.execute(asked):
        found.setdefault(name, set()).add(student)
    return found


def _some(students: Iterable[str], have: str = "have marks") -> str:
    """A few names and their number.

    >>> _some({"bob", "ada"}), _some("abcde")
    ('2 students (ada, bob) have marks', '5 students (a, b, c, ...) have marks')
    """
    names = sorted(students)
    shown = plain(", ".join(names[:3]) + ", ..." * (len(names) > 3))
    if len(names) == 1:
        return f"1 student ({shown}) {have.replace('have', 'has')}"
    return f"{len(names)} students ({shown}) {have}"


class CarryOver(SaveCells):
    """nbgrader's record of the cells of a source; where submissions stand already, they are carried over to it.

    nbgrader itself refuses to add or remove a cell then, and deletes the release on its way. Here a new check has no
    score until it is graded, a removed one goes with its scores; what a person has marked is refused to go, before
    anything is written (`compare`).
    """

    def _create_notebook(self, nb: NotebookNode) -> None:
        found = compare(self.gradebook, self.assignment_id, nb)
        if found.refused:
            raise ValueError("; ".join(found.refused))
        try:
            book = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            book = None
        if book is None or not book.submissions:
            super()._create_notebook(nb)
            return
        db, wanted = (
            self.gradebook.db,
            {
                GradeCell: self.new_grade_cells,
                SolutionCell: self.new_solution_cells,
                TaskCell: self.new_task_cells,
                SourceCell: self.new_source_cells,
            },
        )
        rows = {(type(cell), cell.name): cell for cell in (*book._base_cells, *book.source_cells)}
        for (kind, name), row in rows.items():
            if name not in wanted[kind] or (kind is GradeCell and name in found.removed):
                for kept_for in (Grade, Comment):
                    db.execute(delete(kept_for).where(kept_for.cell_id == row.id))
                db.execute(delete(kind.__table__).where(kind.__table__.c.id == row.id))
                db.execute(delete(BaseCell.__table__).where(BaseCell.__table__.c.id == row.id))
        for kind, cells in wanted.items():
            for name, about in cells.items():
                values = {word: value for word, value in about.items() if word != "id"}
                row = rows.get((kind, name))
                if row is None or (kind is GradeCell and name in found.removed):
                    db.add(kind(name=name, notebook_id=book.id, **values))
                elif values:
                    db.execute(update(kind.__table__).where(kind.__table__.c.id == row.id), values)
        db.flush()
        for name in found.points:  # what was marked on another scale is looked at again
            again = update(Grade).where(
                Grade.cell_id == rows[GradeCell, name].id, Grade.manual_score.is_not(None)
            )
            db.execute(again.values(needs_manual_grade=True))
        _complete(self.gradebook, book.id)
        db.commit()


GENERATE_STEPS = [*notebook.MARKED_STEPS, CarryOver, *notebook.RELEASE_STEPS[len(notebook.MARKED_STEPS) :]]


def register(gradebook: Gradebook, db_url: str, assignment: str, source: NotebookNode) -> Comparison:
    """Make the gradebook know an assignment as its source has it now; what has changed. ValueError when something a
    person has marked would be lost; then nothing is written."""
    found = compare(gradebook, assignment, source)
    if found.refused:
        raise ValueError(f"source: {'; '.join(found.refused)}")
    gradebook.update_or_create_assignment(assignment)
    about = {"notebook": assignment, "assignment": assignment, "db_url": db_url}
    notebook.prepared(source, [*notebook.MARKED_STEPS, CarryOver], about)
    gradebook.db.expire_all()
    return found


def _complete(gradebook: Gradebook, notebook_id: Any) -> None:
    """Every submission has a row for every cell."""
    db = gradebook.db
    for row, kinds, fresh in (
        (Grade, ("GradeCell", "TaskCell"), {"needs_manual_grade": True}),
        (Comment, ("SolutionCell", "TaskCell"), {}),
    ):
        cells = select(BaseCell.id).where(BaseCell.notebook_id == notebook_id, BaseCell.type.in_(kinds))
        handed_in = select(SubmittedNotebook.id).where(SubmittedNotebook.notebook_id == notebook_id)
        cell_ids, submissions = list(db.scalars(cells)), list(db.scalars(handed_in))
        there = {
            tuple(p)
            for p in db.execute(select(row.cell_id, row.notebook_id).where(row.cell_id.in_(cell_ids)))
        }
        missing = [
            {"id": new_uuid(), "cell_id": cell, "notebook_id": submission, **fresh}
            for submission in submissions
            for cell in cell_ids
            if (cell, submission) not in there
        ]
        if missing:
            db.execute(insert(row.__table__), missing)


# ---------------------------------------------------------------------------------------------- one student
@dataclass(frozen=True)
class Row:
    """What the gradebook holds of one student and one check: the check's score, a person's, extra credit, and whether
    it waits for a person."""

    auto: float | None = None
    manual: float | None = None
    extra: float | None = None
    waits: bool = True

    @property
    def score(self) -> float:
        """What counts, as nbgrader counts it.

        >>> Row(auto=1, manual=0.5, extra=0.25).score
        0.75
        """
        return (self.auto or 0.0 if self.manual is None else self.manual) + (self.extra or 0.0)


@dataclass(frozen=True)
class State:
    """What the gradebook holds of one submission. Times are in UTC, without a zone, as nbgrader keeps them."""

    id: str  # of the submitted assignment
    page: str  # of the submitted notebook, as in the address of its page in the formgrader
    time: datetime.datetime | None
    extension: datetime.timedelta | None
    penalty: float
    rows: Mapping[str, Row]

    @property
    def score(self) -> float:
        """The sum of what counts, late penalty taken off."""
        return sum(row.score for row in self.rows.values()) - self.penalty


@dataclass(frozen=True)
class ScoreChange:
    """One check whose score for one student has changed, and why. `check` is `late` for a changed penalty."""

    check: str
    before: float
    after: float
    because: str


@dataclass(frozen=True)
class Marks:
    """What one grading has found. `scores`: check -> score, None where a person decides; `because`: check -> message;
    `blank`: answers left as released; `same`: cells on which a mark by hand stands, as they are what they were."""

    scores: Mapping[str, float | None]
    because: Mapping[str, str] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """One student's answer to a text question, as the gradebook holds it. `grade` is its address for `Book.mark`, drawn
    at random by nbgrader; `points` and `comment` are a person's, None and "" before."""

    student: str
    grade: str
    points: float | None
    comment: str
    extra: float
    waits: bool
    blank: bool


class Book:
    """The gradebook, open on one assignment. `penalty` is the late policy of the course."""

    def __init__(self, gradebook: Gradebook, assignment: str, penalty: Penalty) -> None:
        self.gradebook, self.db, self.penalty = gradebook, gradebook.db, penalty
        found = gradebook.find_notebook(assignment, assignment)
        self.assignment, self.notebook, self.due = found.assignment_id, found.id, found.assignment.duedate
        self.graded = {c.name: c.id for c in found._base_cells if isinstance(c, GradeCell | TaskCell)}
        self._names = {cell: name for name, cell in self.graded.items()}
        self.essays = {c.name for c in found.grade_cells if c.cell_type == "markdown"}
        self.points = {c.name: c.max_score for c in found.grade_cells}
        self.answers = {c.name: c.id for c in found._base_cells if isinstance(c, SolutionCell | TaskCell)}
        self.students = set(self.db.scalars(select(Student.id)))
        self.db.rollback()

    def state(self, student: str) -> State | None:
        """What stands of a student, None before the first grading; one query."""
        return self._states(student).get(student)

    def states(self) -> dict[str, State]:
        """What stands of everybody who has been graded, by student; one query."""
        return self._states()

    def _states(self, *students: str) -> dict[str, State]:
        """Grades are asked for by cell as well: the index of nbgrader's table begins with it, and without one every
        query would read the whole class."""
        asked = (
            select(
                SubmittedAssignment.student_id,
                SubmittedAssignment.id,
                SubmittedNotebook.id,
                SubmittedAssignment.timestamp,
                SubmittedAssignment.extension,
                SubmittedNotebook.late_submission_penalty,
                Grade.cell_id,
                Grade.auto_score,
                Grade.manual_score,
                Grade.extra_credit,
                Grade.needs_manual_grade,
            )
            .select_from(SubmittedAssignment)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .outerjoin(Grade, (Grade.notebook_id == SubmittedNotebook.id) & Grade.cell_id.in_(self._names))
            .where(
                *(SubmittedAssignment.student_id == student for student in students),
                SubmittedAssignment.assignment_id == self.assignment,
                SubmittedNotebook.notebook_id == self.notebook,
            )
        )
        found: dict[str, State] = {}
        rows: dict[str, dict[str, Row]] = {}
        for student, *about, cell, auto, manual, extra, waits in self.db.execute(asked):
            mine = rows.setdefault(student, {})
            if cell is not None:
                mine[self._names[cell]] = Row(auto, manual, extra, waits)
            if student not in found:
                found[student] = State(*about[:4], about[4] or 0.0, mine)
        self.db.rollback()
        return found

    def comments(self, student: str) -> dict[str, str]:
        """Answer -> the comment on it, a person's before the machine's, of those that have one."""
        asked = (
            select(BaseCell.name, Comment.comment)
            .join(Comment, Comment.cell_id == BaseCell.id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(
                SubmittedAssignment.student_id == student,
                SubmittedAssignment.assignment_id == self.assignment,
            )
        )
        found = {name: text for name, text in self.db.execute(asked) if text}
        self.db.rollback()
        return found

    def essay(self, question: str) -> list[Answer]:
        """The answers of all students to a text question, in an order that says nothing about whose they are."""
        asked = (
            select(
                SubmittedAssignment.student_id,
                Grade.id,
                Grade.manual_score,
                func.coalesce(Comment.manual_comment, ""),
                func.coalesce(Grade.extra_credit, 0.0),
                Grade.needs_manual_grade,
                Grade.auto_score,
            )
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .outerjoin(
                Comment,
                (Comment.notebook_id == Grade.notebook_id) & (Comment.cell_id == self.answers[question]),
            )
            .where(Grade.cell_id == self.graded[question])
            .order_by(Grade.id)
        )
        found = [
            Answer(*row[:6], blank=row.auto_score is not None and row.manual_score is None and not row[5])
            for row in self.db.execute(asked)
        ]
        self.db.rollback()
        return found

    def mark(
        self,
        question: str,
        grade: str,
        seen: tuple[float | None, str],
        points: float | None,
        comment: str,
    ) -> bool:
        """Write a person's points (None: it waits again) and comment on a text answer, in one transaction; False, and
        nothing is written, where they are no longer what this person has `seen`: another one was faster."""
        grades, comments = Grade.__table__, Comment.__table__
        mine = (grades.c.id == grade) & (grades.c.cell_id == self.graded[question])
        page = select(grades.c.notebook_id).where(mine).scalar_subquery()
        as_seen = [
            update(grades)
            .where(mine, grades.c.manual_score.is_not_distinct_from(seen[0]))
            .values(manual_score=points, needs_manual_grade=points is None),
            update(comments)
            .where(
                comments.c.cell_id == self.answers[question],
                comments.c.notebook_id == page,
                func.coalesce(comments.c.manual_comment, "") == seen[1],
            )
            .values(manual_comment=comment or None),
        ]
        for change in as_seen:
            written: Any = self.db.execute(change)
            if written.rowcount != 1:
                self.db.rollback()
                return False
        self.db.commit()
        return True

    def settled(self, state: State) -> bool:
        """Whether every check has its score (an essay may wait for a person)."""
        return set(self.graded) <= set(state.rows) and all(
            row.auto is not None or row.manual is not None or name in self.essays
            for name, row in state.rows.items()
        )

    def taken_off(
        self, student: str, score: float, time: datetime.datetime | None, extension: datetime.timedelta | None
    ) -> float:
        """The late penalty."""
        return _taken_off(self.penalty, student, score, late(time, self.due, extension))

    def after(self, before: State | None, marks: Marks) -> dict[str, Row]:
        """The rows that these marks give."""
        rows = {}
        for name in {**self.graded, **marks.scores}:
            old, auto = (before.rows.get(name) if before else None) or Row(), marks.scores.get(name)
            waits = (old.waits or name not in marks.same) if old.manual is not None else auto is None
            rows[name] = Row(auto, old.manual, old.extra, waits)
        return rows

    def changes(
        self, student: str, before: State | None, marks: Marks, time: Any, extension: Any
    ) -> list[ScoreChange]:
        """Whose score changes, by what, because of which check; nothing for a first grading. Nothing is written."""
        if before is None or not any(row.auto is not None for row in before.rows.values()):
            return []
        rows = self.after(before, marks)
        found = []
        for name, row in rows.items():
            was = before.rows.get(name, Row()).score
            if row.score != was:
                gone = "" if name in marks.scores else GONE
                found.append(ScoreChange(name, was, row.score, marks.because.get(name, gone)))
        taken = self.taken_off(student, sum(r.score for r in rows.values()), time, extension)
        if taken != before.penalty:
            words = lateness(late(time, self.due, extension))
            found.append(ScoreChange(LATE, -before.penalty, -taken, words))
        return found

    def record(
        self,
        student: str,
        marks: Marks,
        time: datetime.datetime | None = None,
        extension: datetime.timedelta | None = None,
        person: Mapping[str, str | None] | None = None,
    ) -> list[ScoreChange]:
        """Write what one grading has found, in one transaction; whose score has changed."""
        before = self.state(student)
        extension = extension if extension is not None else before.extension if before else None
        rows = self.after(before, marks)
        changes = self.changes(student, before, marks, time, extension)
        taken = self.taken_off(student, sum(row.score for row in rows.values()), time, extension)
        if student not in self.students:
            self.db.execute(insert(Student.__table__), {"id": student, **(person or {})})
        elif person:
            self.db.execute(update(Student.__table__).where(Student.__table__.c.id == student), dict(person))
        if before is None:
            submission, page = new_uuid(), new_uuid()
            about = {
                "assignment_id": self.assignment,
                "student_id": student,
                "timestamp": time,
                "extension": extension,
            }
            self.db.execute(insert(SubmittedAssignment.__table__), {"id": submission, **about})
            about = {
                "assignment_id": submission,
                "notebook_id": self.notebook,
                "late_submission_penalty": taken or None,
            }
            self.db.execute(insert(SubmittedNotebook.__table__), {"id": page, "flagged": False, **about})
        else:
            page = before.page
            table = SubmittedAssignment.__table__
            self.db.execute(
                update(table).where(table.c.id == before.id), {"timestamp": time, "extension": extension}
            )
            table = SubmittedNotebook.__table__
            self.db.execute(
                update(table).where(table.c.id == page), {"late_submission_penalty": taken or None}
            )
        self._write(page, before, rows, marks)
        self.db.commit()
        self.students.add(student)
        return changes

    def _write(self, page: str, before: State | None, rows: Mapping[str, Row], marks: Marks) -> None:
        grade, comment = Grade.__table__, Comment.__table__
        known = before.rows if before else {}
        old = [
            {
                "cell": cell,
                "auto": rows[n].auto,
                "unmarked": rows[n].auto is None,
                "again": n not in marks.same,
            }
            for n, cell in self.graded.items()
            if n in known
        ]
        new = [
            {"cell_id": cell, "auto_score": rows[n].auto, "needs_manual_grade": rows[n].waits}
            for n, cell in self.graded.items()
            if n not in known
        ]
        if old:  # as `after` says, of the mark that stands now: a person may have written one since `before` was read
            waits = case(
                (grade.c.manual_score.is_(None), bindparam("unmarked", type_=Boolean)),
                else_=or_(grade.c.needs_manual_grade, bindparam("again", type_=Boolean)),
            )
            change = update(grade).where(grade.c.notebook_id == page, grade.c.cell_id == bindparam("cell"))
            values = {"auto_score": bindparam("auto"), "needs_manual_grade": waits}
            self.db.execute(change.values(values), old)
        if new:
            self.db.execute(insert(grade), [{"id": new_uuid(), "notebook_id": page, **row} for row in new])
        said = {cell: "No response." if name in marks.blank else None for name, cell in self.answers.items()}
        if before is None and said:
            self.db.execute(
                insert(comment),
                [
                    {"id": new_uuid(), "notebook_id": page, "cell_id": cell, "auto_comment": text}
                    for cell, text in said.items()
                ],
            )
        elif said:
            empty = [cell for cell, text in said.items() if text]
            text = case((comment.c.cell_id.in_(empty), "No response."), else_=None)
            mine = (comment.c.notebook_id == page) & comment.c.cell_id.in_(said)
            self.db.execute(update(comment).where(mine).values(auto_comment=text))

    def clear(self, student: str) -> None:
        """No stale score: the checks of a student have none; what a person has marked stays."""
        state = self.state(student)
        if state is not None:
            grade = Grade.__table__
            waits = or_(grade.c.manual_score.is_(None), grade.c.needs_manual_grade)
            mine = (grade.c.notebook_id == state.page) & grade.c.cell_id.in_(self.graded.values())
            self.db.execute(update(grade).where(mine).values(auto_score=None, needs_manual_grade=waits))
            self.db.commit()


def late(
    time: datetime.datetime | None, due: datetime.datetime | None, extension: datetime.timedelta | None
) -> float:
    """Seconds after the deadline, 0 in time or where one of the two is not known; all times in UTC.

    >>> late(datetime.datetime(2030, 1, 2), datetime.datetime(2030, 1, 1), datetime.timedelta(hours=23))
    3600.0
    """
    if time is None or due is None:
        return 0.0
    return max(0.0, (time - due - (extension or datetime.timedelta())).total_seconds())


def late_policy(**options: Any) -> Penalty:
    """The late policy that is configured as nbgrader's `AssignLatePenalties.plugin_class`; `options` are a traitlets
    object's: its `config` or its `parent`."""
    step = AssignLatePenalties(**options)
    step.init_plugin()
    plugin: Any = step.plugin_inst
    return plugin.late_submission_penalty


def _taken_off(penalty: Penalty, student: str, score: float, seconds: float) -> float:
    """What a policy takes off: at least 0, at most the score, nothing in time."""
    taken = penalty(student, score, seconds) if seconds > 0 else None
    return min(max(taken or 0.0, 0.0), max(score, 0.0))


def lateness(seconds: float) -> str:
    """In words.

    >>> lateness(0), lateness(90), lateness(90000)
    ('in time', '1 minute late', '1 day late')
    """
    if not seconds:
        return "in time"
    units = {"day": 86400, "hour": 3600, "minute": 60}
    name = next((name for name, size in units.items() if seconds >= size), "")
    if not name:
        return "less than a minute late"
    number = int(seconds // units[name])
    return f"{number} {name}{'s' * (number != 1)} late"


# ---------------------------------------------------------------------------------------------- a class
def gone_scores(gradebook: Gradebook, assignment: str, checks: Iterable[str]) -> dict[str, dict[str, float]]:
    """student -> {check: score}, above 0, of checks that are about to go."""
    asked = (
        select(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Assignment.name == assignment, BaseCell.name.in_(list(checks)), Grade.auto_score > 0)
    )
    found: dict[str, dict[str, float]] = {}
    for student, name, score in gradebook.db.execute(asked):
        found.setdefault(student, {})[name] = score
    return found


def settle_penalties(gradebook: Gradebook, penalty: Penalty) -> int:
    """Apply the late policy to everything that stands in the gradebook; how many penalties have changed.

    A penalty depends on the score, which a person may have changed since the grading, and on the deadline: whatever
    reads scores does this first, so that all of them say the same.
    """
    scores = (
        select(SubmittedNotebook.id.label("page"), func.coalesce(func.sum(Grade.score), 0.0).label("score"))
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedNotebook.id)
        .subquery()
    )
    asked = (
        select(
            SubmittedNotebook.id,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment.duedate,
            scores.c.score,
            SubmittedNotebook.late_submission_penalty,
        )
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(scores, scores.c.page == SubmittedNotebook.id)
    )
    changed = []
    for page, student, time, extension, due, score, stood in gradebook.db.execute(asked).all():
        taken = _taken_off(penalty, student, score, late(time, due, extension))
        if taken != (stood or 0.0):
            changed.append({"page": page, "late_submission_penalty": taken or None})
    if changed:
        table = SubmittedNotebook.__table__
        gradebook.db.execute(update(table).where(table.c.id == bindparam("page")), changed)
        gradebook.db.commit()
    return len(changed)


def penalties(gradebook: Gradebook) -> dict[str, float]:
    """Submitted assignment -> what was taken off for lateness, of those with any."""
    taken = SubmittedNotebook.late_submission_penalty
    asked = select(SubmittedNotebook.assignment_id, taken).where(taken > 0)
    return {submission: points for submission, points in gradebook.db.execute(asked)}
