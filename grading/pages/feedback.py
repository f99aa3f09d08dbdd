"""The page a student gets back: one per student and assignment, through `nbgrader generate_feedback`.

Per exercise: the score, every check with the message that names the misconception, what was repaired, the time used,
the student's own answer. It is written from the graded notebook, and nothing of the checks but their first, released
line goes in; everything of the student's is escaped and bounded. In nbgrader_config.py:

    c.GenerateFeedback.exporter_class = "grading.pages.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode

from grading import notebook
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


class FeedbackExporter(Exporter):
    """From a graded notebook to a page of HTML without scripts."""

    file_extension = Unicode(".html").tag(config=True)

    # nbconvert says that a notebook comes out; its own exporters give text or bytes, and nbgrader writes what it gets.
    def from_notebook_node(  # ty: ignore[incompatible-method-override]
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[str, Any]:
        """The page; nbgrader's GetGrades has run before and brought scores and comments."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render("feedback.html", page=page(nb, resources["nbgrader"])), resources


def page(nb: NotebookNode, words: dict) -> dict[str, Any]:
    """What the template shows."""
    about = nb.metadata.get("grading", {})
    room = _Room(MAX_PAGE)
    exercises, heading = [], ""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and not cell.id.startswith(("extra-", notebook.SCHEME)):
            found = re.findall(r"^#+\s+(.+)", cell.source, re.M)
            heading = found[-1] if found and not notebook.is_manual(cell) else heading
        if notebook.is_solution(cell) or notebook.is_manual(cell):
            exercises.append(_exercise(cell, nb, heading, room))
    return {
        "assignment": words["assignment"].replace("_", " "),
        "student": words["student"],
        "score": words["score"],
        "max_score": words["max_score"],
        "late_penalty": words["late_penalty"],
        "seconds": about.get("seconds", 0),
        "sandboxed": about.get("sandboxed", True),
        "repairs": about.get("repairs", []),
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
    score = sum(c.metadata.nbgrader.get("score") or 0 for c in graded)
    points = sum(c.metadata.nbgrader.get("points", 0) for c in graded)
    waits = " (or not read yet)" * (notebook.is_manual(cell) and not score)
    return {
        "name": name,
        "title": f"{heading}: {name}" if heading else name,
        "points": f"{score:g} of {points:g}{waits}",
        "checks": [_check(c) for c in graded if c.metadata.get("grading", {}).get("status") != "manual"],
        "comment": cell.metadata.nbgrader.get("comment") or "",
        "source": room.take(cell.metadata.get("grading", {}).get("text", cell.source)),
        "outputs": [shown for output in cell.get("outputs", []) if (shown := _output(output, room))],
    }


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
        "points": f"{score:g} of {points:g}" + (f", {_PLAIN[status]}" if status in _PLAIN else ""),
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
