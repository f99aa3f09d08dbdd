"""Text answers, question by question through the whole class, without names.

    questions(course, "ntk")                            # what there is to mark, and how much of it waits
    sheet(course, "ntk", "why", part=1)                 # a question, its marking scheme, and PART of its answers
    mark(course, "ntk", "why", grade, {"points": 1.5, "comment": "Well argued.", "seen": ..., "version": ...})

Marks go where nbgrader's formgrader writes them and can be changed there. Several people may mark at once: each
mark is written by itself, and only over what its author has seen; who comes second is told what stands (`Conflict`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from grading import notebook
from grading.course import Course, earlier
from grading.gradebook import Answer, Book

PART = 40  # answers on one page, which may have photographs in them
MAX_COMMENT = 10_000  # characters


@dataclass(frozen=True)
class Question:
    """A text question: what is asked, the model answer with its marking scheme (markdown both), the points to have, and
    how many answers there are: marked by a person, waiting, left blank."""

    name: str
    points: float
    asked: str
    scheme: str
    marked: int
    waiting: int
    blank: int


@dataclass(frozen=True)
class Shown:
    """One answer, without a name: its number on the sheet, the HTML that the record keeps, what the gradebook holds of
    it, and the `version` of its text."""

    number: int
    html: str
    version: str
    grade: str
    points: float | None
    comment: str
    extra: float
    waits: bool


class Conflict(ValueError):
    """A mark that is not written, since the `answer` it was meant for or its mark has changed; `points` and `comment`
    are what stands."""

    def __init__(self, message: str, points: float | None, comment: str, answer: bool) -> None:
        super().__init__(message)
        self.points, self.comment, self.answer = points, comment, answer


def questions(course: Course, assignment: str) -> list[Question]:
    """The text questions of an assignment, in the order of the notebook; ValueError if it is not graded yet."""
    source = notebook.read(notebook.source_file(assignment, course.root))
    found = []
    with course.book(assignment) as book:
        for at, cell in enumerate(source.cells):
            name = notebook.grade_id(cell)
            if not notebook.is_manual(cell) or name not in book.graded:
                continue
            answers = book.essay(name)
            waiting, blank = (sum(getattr(a, word) for a in answers) for word in ("waits", "blank"))
            marked = len(answers) - waiting - blank
            asked = _asked(source, at)
            found.append(Question(name, book.points[name], asked, cell.source, marked, waiting, blank))
    return found


def _asked(source: NotebookNode, at: int) -> str:
    """The text that stands directly above an answer."""
    texts: list[str] = []
    for cell in reversed(source.cells[:at]):
        if cell.cell_type != "markdown" or notebook.is_manual(cell):
            break
        texts.insert(0, cell.source)
    return "\n\n".join(texts)


def sheet(course: Course, assignment: str, question: str, part: int = 1) -> tuple[list[Shown], int, int]:
    """The answers of one part of the class, blank ones left out; which part this is, the nearest that there is; and how
    many there are."""
    with course.book(assignment) as book:
        answers = [answer for answer in _answers(book, question) if not answer.blank]
    parts = max(1, math.ceil(len(answers) / PART))
    part = min(max(part, 1), parts)
    first = (part - 1) * PART
    shown = []
    for number, a in enumerate(answers[first : first + PART], first + 1):
        html, version = _text(course, assignment, question, a)
        shown.append(Shown(number, html, version, a.grade, a.points, a.comment, a.extra, a.waits))
    return shown, part, parts


def _answers(book: Book, question: str) -> list[Answer]:
    if question not in book.essays:
        known = ", ".join(sorted(book.essays)) or "none"
        raise ValueError(f"question: got {question!r}, expected one of {known}")
    return book.essay(question)


def _text(course: Course, assignment: str, question: str, answer: Answer) -> tuple[str, str]:
    """An answer as the record keeps it, harmless HTML, "" where there is none; and its version."""
    record = earlier(course.file(course.folders.autograded_directory, answer.student, assignment))
    cell = record.get(question, {})
    written = "text" in cell.get("metadata", {}).get("grading", {})
    html = "".join(cell.get("source", "")) if written else ""
    return html, hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:16]


def mark(course: Course, assignment: str, question: str, grade: str, said: Mapping[str, Any]) -> None:
    """Write one mark. `said`: `points` (None: it waits again) and `comment`; what its author has `seen` (the same two);
    the `version` of the answer that was read. ValueError for what is no mark, Conflict when something has changed."""
    with course.book(assignment) as book:
        found = next((answer for answer in _answers(book, question) if answer.grade == grade), None)
        most = book.points[question]
    if found is None:
        raise ValueError(f"grade: there is no answer to {question} at this address")
    seen = said.get("seen")
    points, comment = _mark(said, most)
    before = _mark(seen if isinstance(seen, Mapping) else {}, math.inf)
    if _text(course, assignment, question, found)[1] != said.get("version"):
        why = "the answer has changed since this page was made"
        raise Conflict(why, found.points, found.comment, answer=True)
    with course.book(assignment) as book:
        if book.mark(question, grade, before, points, comment):
            return
        stands = next(answer for answer in book.essay(question) if answer.grade == grade)
    raise Conflict("somebody else has marked it meanwhile", stands.points, stands.comment, answer=False)


def _mark(said: Mapping[str, Any], most: float) -> tuple[float | None, str]:
    points, comment = said.get("points"), said.get("comment")
    number = isinstance(points, int | float) and not isinstance(points, bool)
    if points is not None and not (number and 0 <= points <= most):
        raise ValueError(
            f"points: got {json.dumps(points)[:40]}, expected a number from 0 to {most:g}, or null"
        )
    if not isinstance(comment, str) or len(comment) > MAX_COMMENT:
        raise ValueError(f"comment: expected a text of at most {MAX_COMMENT} characters")
    return None if points is None else float(points), comment.replace("\r\n", "\n").replace("\x00", "")
