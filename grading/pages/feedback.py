"""The page a student gets back: one per student and assignment, through `nbgrader generate_feedback`.

Per exercise: the score, every check with the message that names the misconception, what was repaired, the time used,
the student's own answer. It is written from the graded notebook, and nothing of the checks but their first, released
line goes in; everything of the student's is escaped and bounded. In nbgrader_config.py:

    c.GenerateFeedback.exporter_class = "grading.pages.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = ["grading.pages.feedback.Grades"]
"""

from __future__ import annotations

import re
import warnings
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from grading import notebook
from grading.formulas import mathematics
from grading.gradebook import Book
from grading.pages import render

MAX_TEXT = 20_000  # bytes of one answer or output
MAX_PICTURE = 400_000  # base64 characters of one picture
MAX_PAGE = 3_000_000  # bytes of all answers and outputs
_MARKS = {"passed": "✓", "manual": "…", "not_attempted": "–"}
_PLAIN = {"timeout": "too slow", "died": "stopped", "error": "could not run"}


def shorten(text: str, size: int = MAX_TEXT) -> str:
    """At most `size` bytes of a text, cut between characters.

    >>> shorten("ééé", 3)
    'é … (cut: 6 bytes)'
    """
    data = text.encode("utf-8", "replace")
    if len(data) <= size:
        return data.decode()
    return f"{data[:size].decode(errors='ignore')} … (cut: {len(data)} bytes)"


class Grades(NbGraderPreprocessor):
    """What the gradebook says of each graded cell, put into its metadata: score, points, extra credit, whether it waits
    for a person, and the comment. nbgrader's GetGrades asks cell by cell, and counts extra credit as score."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        words = resources["nbgrader"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of nbgrader 0.9 on SQLAlchemy 2
            with Gradebook(words["db_url"]) as gradebook:
                book = Book(gradebook, words["assignment"], lambda *_: None)
                state, comments = book.state(words["student"]), book.comments(words["student"])
        rows = state.rows if state else {}
        for cell in nb.cells:
            name = notebook.grade_id(cell)
            if name in rows:
                row = rows[name]
                about = {
                    "score": row.score,
                    "points": book.points[name],
                    "extra": row.extra or 0,
                    "waits": row.waits,
                }
                cell.metadata.nbgrader.update(about)
            if name in comments:
                cell.metadata.nbgrader["comment"] = comments[name]
        words["score"], words["late_penalty"] = (state.score, state.penalty) if state else (0, 0)
        words["max_score"] = sum(book.points.values())
        return nb, resources


class FeedbackExporter(Exporter):
    """From a graded notebook to a page of HTML without scripts."""

    file_extension = Unicode(".html").tag(config=True)
    section_url = Unicode(
        "",
        help="where students read a section of the notebook, with {assignment} and {section} in it: each exercise "
        "links there. On a hub: /hub/user-redirect/lab/tree/{assignment}/{assignment}.ipynb#{section}",
    ).tag(config=True)

    # nbconvert says that a notebook comes out; its own exporters give text or bytes, and nbgrader writes what it gets.
    def from_notebook_node(  # ty: ignore[incompatible-method-override]
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[str, Any]:
        """The page; `Grades` has run before and brought scores and comments."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render("feedback.html", page=page(nb, resources["nbgrader"], self.section_url)), resources


def page(nb: NotebookNode, words: dict, section_url: str = "") -> dict[str, Any]:
    """What the template shows."""
    about = nb.metadata.get("grading", {})
    room = _Room(MAX_PAGE)
    exercises, heading = [], ""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and not cell.id.startswith(("extra-", notebook.SCHEME)):
            found = re.findall(r"^#+\s+(.+)", cell.source, re.M)
            heading = found[-1] if found and not notebook.is_manual(cell) else heading
        if notebook.is_solution(cell) or notebook.is_manual(cell):
            link = section_url.replace("{assignment}", quote(words["assignment"]))
            link = link.replace("{section}", quote(heading.replace(" ", "-"))) if heading else ""
            exercises.append(_exercise(cell, nb, heading, room) | {"link": link})
    return {
        "assignment": words["assignment"].replace("_", " "),
        "student": words["student"],
        "score": words["score"],
        "max_score": words["max_score"],
        "late_penalty": words["late_penalty"],
        "seconds": about.get("seconds", 0),
        "sandboxed": about.get("sandboxed", True),
        "repairs": about.get("repairs", []),
        "stopped": [
            f"{cell.id}: {output['evalue']}"
            for cell in nb.cells
            if cell.id.startswith("extra-") or notebook.is_solution(cell)
            for output in cell.get("outputs", [])
            if output.get("output_type") == "error" and output.get("ename") in ("timeout", "died")
        ],
        "exercises": exercises,
    }


class _Room:
    """Bytes left on the page."""

    def __init__(self, size: int) -> None:
        self.size = size

    def take(self, text: str) -> str:
        text = shorten(text, min(MAX_TEXT, self.size))
        self.size -= len(text)
        return text


def _exercise(cell: NotebookNode, nb: NotebookNode, heading: str, room: _Room) -> dict[str, Any]:
    """One answer with its checks."""
    name = notebook.grade_id(cell)
    exercises = notebook.exercises(nb)
    tests = [c for c in nb.cells if notebook.is_test(c) and exercises[notebook.grade_id(c)] == name]
    graded = [*tests, cell] if notebook.is_manual(cell) else tests
    marks = [c.metadata.nbgrader for c in graded]
    score, points = (sum(m.get(word) or 0 for m in marks) for word in ("score", "points"))
    waits = any(m.get("waits") for m in marks)
    source = room.take(cell.metadata.get("grading", {}).get("text", cell.source))
    outputs = [shown for output in cell.get("outputs", []) if (shown := _output(output, room))]
    return {
        "name": name,
        "section": heading,
        "points": _points(
            score, points, sum(m.get("extra") or 0 for m in marks), waits and notebook.is_manual(cell)
        ),
        "lost": score < points and not waits,
        "checks": [_check(c) for c in graded if c.metadata.get("grading", {}).get("status") != "manual"],
        "comment": cell.metadata.nbgrader.get("comment") or "",
        "source": source,
        "text": _text(cell, room),
        "outputs": outputs,
        "shows": any(
            output["image"] for output in outputs
        ),  # a figure stands open beside the check that failed
    }


def _text(cell: NotebookNode, room: _Room) -> Markup | None:
    """A text answer as the record keeps it, with pictures and formulas; None for code, or on a full page."""
    if not notebook.is_manual(cell) or "text" not in cell.metadata.get("grading", {}):
        return None
    shown = mathematics(cell.source)
    if len(shown) > min(MAX_PICTURE, room.size):
        return None
    room.size -= len(shown)
    return Markup(shown)


def _points(score: float, points: float, extra: float = 0, waits: bool = False) -> str:
    """How many of how many, in words.

    >>> _points(1.5, 1, 0.5), _points(0, 3, waits=True), _points(2, 3)
    ('1 of 1, and 0.5 extra', 'not marked yet, 3 to have', '2 of 3')
    """
    if waits and not score:
        return f"not marked yet, {points:g} to have"
    more = f", and {extra:g} extra" if extra > 0 else ""
    again = ", to be looked at again" if waits else ""
    return f"{score - max(extra, 0):g} of {points:g}{more}{again}"


def _check(cell: NotebookNode) -> dict[str, Any]:
    """One check: its first, released line, its verdict and its message."""
    about, marks = cell.metadata.get("grading", {}), cell.metadata.nbgrader
    status = about.get("status", "error")
    score, points = marks.get("score") or 0, marks.get("points", 0)
    first = re.match(r"#\s*Test:\s*(.+)", cell.source)
    return {
        "full": score >= points,
        "mark": _MARKS.get(status, "✗"),
        "says": _sentence(first[1]) if first else notebook.grade_id(cell),
        "points": _points(score, points, marks.get("extra") or 0)
        + (f", {_PLAIN[status]}" if status in _PLAIN else ""),
        "seconds": about.get("seconds", 0),
        "message": shorten(about.get("message", ""), 2000),
    }


def _sentence(text: str) -> str:
    """Begins with a capital, unless it begins with a symbol of the notebook.

    >>> _sentence("every step counts."), _sentence("w_0 has moved by 0.")
    ('Every step counts.', 'w_0 has moved by 0.')
    """
    return text[0].upper() + text[1:] if re.match(r"[a-z]+[ ,:;-]", text) else text


def _output(output: NotebookNode, room: _Room) -> dict[str, str] | None:
    """Text or a picture; anything else a student's cell may have made is left out."""
    data = output.get("data", {})
    for mime in notebook.PICTURES:
        picture = "".join(data.get(mime, "").split())
        if picture and len(picture) <= min(MAX_PICTURE, room.size) and notebook.is_base64(picture):
            room.size -= len(picture)
            return {"image": picture, "mime": mime, "text": ""}
    if output.output_type == "error":
        text = f"{output.ename}: {output.evalue}"
    else:
        text = output.get("text") or data.get("text/plain", "")
    return {"image": "", "mime": "", "text": room.take(re.sub(r"\x1b\[[0-9;]*m", "", text))} if text else None
