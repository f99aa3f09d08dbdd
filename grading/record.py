"""One verdict, written: the repaired notebook in `autograded/`, and its row in the gradebook.

    changes = save(course, "ada", "ntk", book, source, handed_in, verdict, key)     # whose score has changed, and why

The notebook is what the formgrader and the feedback page show. It is written after the gradebook, so that a run that is
killed between the two records the student again.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade

from grading import handin, notebook
from grading.course import Course, earlier
from grading.gradebook import Book, Marks, ScoreChange
from grading.judging.salvage import Attachments
from grading.pages.prose import MAX_READ, harmless
from grading.verdict import Verdict

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@lru_cache(maxsize=4)
def _forms(source: bytes) -> tuple[dict[str, NotebookNode], dict[str, NotebookNode]]:
    """The cells of the instructor's notebook by id, as written and as released. Clearing a release takes 0.2 s, and a
    class has one source."""
    nb = nbformat.reads(source.decode(), as_version=4)
    written, released = (
        {notebook.grade_id(c) or c.id: c for c in form.cells} for form in (nb, notebook.release(nb))
    )
    return written, released


def render(
    source: bytes, verdict: Verdict, key: str, outputs: bool, files: Attachments | None = None
) -> NotebookNode:
    """The repaired submission as nbgrader keeps it; with `outputs`, verdicts and what the cells printed, and under each
    text answer the model with its marking scheme, for whoever marks it. `files` are pictures that were handed in.

    Text of a student's is kept as harmless HTML (`grading.pages.prose`), as typed under the metadata `grading.text`.
    """
    ours, released = _forms(source)
    cells = verdict.notebook.get("cells") or [_unread(cell) for cell in released.values()]
    cells = [
        made
        for cell in cells
        for made in (
            _render_cell(cell, ours, released, verdict, outputs, files or {}),
            *_scheme(cell, ours, outputs),
        )
    ]
    _clean_texts(cells)
    metadata: dict[str, Any] = {"kernelspec": KERNELSPEC}
    if outputs:
        metadata["grading"] = {"key": key, **verdict.summary()}
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def _unread(cell: NotebookNode) -> dict:
    """A cell of a verdict without a notebook: what a person grades has to be looked up in the submission."""
    made = {"id": notebook.grade_id(cell) or cell.id, "cell_type": cell.cell_type}
    if notebook.is_manual(cell):
        made["source"] = "This notebook could not be graded. Read the answer in the submitted file."
    elif notebook.is_solution(cell):
        made["source"] = cell.source
    return made


def _scheme(cell: dict, ours: dict, outputs: bool) -> list[dict]:
    """What stands under a text answer."""
    mine = ours.get(cell["id"])
    if not outputs or mine is None or not notebook.is_manual(mine):
        return []
    text = f"*For whoever marks this (students never see it):*\n\n{mine.source}"
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    name = f"{notebook.SCHEME}{cell['id']}"[:64]
    return [{"id": name, "cell_type": "markdown", "source": quoted, "metadata": {}}]


def _render_cell(
    cell: dict, ours: dict, released: dict, verdict: Verdict, outputs: bool, files: Attachments
) -> dict:
    """One cell: ours with its tests, or the student's, marked with its verdict."""
    name, kind = cell["id"], cell["cell_type"]
    metadata = dict(released[name].metadata) if name in ours else {}
    text = cell.get("source", ours[name].source if name in ours else "")
    if outputs and name in verdict.cells:
        metadata["grading"] = dataclasses.asdict(verdict.cells[name])
    elif outputs and "seconds" in cell:
        metadata["grading"] = {"seconds": cell["seconds"]}
    made = {"id": name, "cell_type": kind, "source": text, "metadata": metadata}
    if kind == "code":
        return made | {"execution_count": None, "outputs": _outputs(cell, verdict) if outputs else []}
    if "source" in cell and not (name in released and text == released[name].source.rstrip()):
        metadata["grading"] = metadata.get("grading", {}) | {"text": text}
        made["attachments"] = {**files, **(cell.get("attachments") or {})}
    return made


def _clean_texts(cells: list[dict]) -> None:
    """Texts of the student's become harmless HTML; answers first, as long as there is time to read them as markdown."""
    texts = [cell for cell in cells if "text" in cell["metadata"].get("grading", {})]
    room = MAX_READ
    for cell in sorted(texts, key=lambda cell: "nbgrader" not in cell["metadata"]):
        room -= len(cell["source"])
        cell["source"] = harmless(cell["source"], cell.pop("attachments"), read=room >= 0)


def _outputs(cell: dict, verdict: Verdict) -> list[dict]:
    """What a cell printed; for a check that did not pass, what it says."""
    graded = verdict.cells.get(cell["id"])
    if graded is None or graded.status == "passed":
        return cell.get("outputs", [])
    error = {"ename": graded.status, "evalue": graded.message, "traceback": [graded.message]}
    return [{"output_type": "error", **error}]


# ---------------------------------------------------------------------------------------------- recording
def marks(nb: NotebookNode, before: Mapping[str, dict]) -> Marks:
    """What a rendered notebook says of each graded cell; `before` are the cells of the one rendered earlier.

    A mark by hand stands on an answer whose text is the same, and on a check whose verdict is.
    """
    scores: dict[str, float | None] = {}
    because, blank, same = {}, set(), set()
    for cell in nb.cells:
        name, about = notebook.grade_id(cell), cell.metadata.get("grading", {})
        old = before.get(name, {})
        if notebook.is_manual(cell):
            scores[name], _ = determine_grade(cell)
            if scores[name] is not None:
                blank.add(name)
            if "".join(old.get("source", [])) == cell.source:
                same.add(name)
        elif notebook.is_test(cell):
            scores[name] = about.get("score", 0)
            because[name] = about.get("message") or about.get("status", "")
            was = old.get("metadata", {}).get("grading", {})
            if all(was.get(word) == about.get(word) for word in ("score", "status")):
                same.add(name)
        elif notebook.is_solution(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell):
            blank.add(name)
    return Marks(scores, because, frozenset(blank), frozenset(same))


def render_for(
    course: Course,
    student: str,
    assignment: str,
    source: bytes,
    found: handin.HandIn,
    verdict: Verdict,
    key: str,
) -> tuple[NotebookNode, Marks]:
    """The record of a verdict, and what it says beside the one that stands; nothing is written."""
    verdict = dataclasses.replace(verdict, repairs=(*found.notes, *verdict.repairs))
    nb = render(
        source, verdict, key, outputs=True, files=handin.pictures(course.folders, student, assignment)
    )
    return nb, marks(nb, earlier(course.file(course.folders.autograded_directory, student, assignment)))


def save(
    course: Course,
    student: str,
    assignment: str,
    book: Book,
    source: bytes,
    found: handin.HandIn,
    verdict: Verdict,
    key: str,
) -> list[ScoreChange]:
    """Write one verdict to the gradebook and to `autograded/`; whose score has changed. One commit."""
    nb, found_marks = render_for(course, student, assignment, source, found, verdict, key)
    person = course.roster.get(student)
    extension = person.extension(assignment) if person else None
    changes = book.record(student, found_marks, found.time, extension, person.about if person else None)
    path = course.file(course.folders.autograded_directory, student, assignment)
    given = path.parent
    files = {path: notebook.dumps(nb)} | {
        given / name: content for name, content in handin.beside(course.folders, student, assignment).items()
    }
    ours = course.file(course.folders.source_directory, ".", assignment).parent
    for mine in (p for p in sorted(ours.rglob("*")) if p.is_file() and p.suffix != ".ipynb"):
        if not any(part.startswith(".") for part in mine.relative_to(ours).parts):
            files[given / mine.relative_to(ours)] = mine.read_bytes()
    for place, content in files.items():
        with contextlib.suppress(OSError):
            if place.read_bytes() == content:
                continue
        notebook.replace_file(place, content)
        place.chmod(0o444)  # as nbgrader leaves what it has graded
    for stale in [p for p in given.rglob("*") if p.is_file() and p not in files]:
        stale.unlink()
    return changes
