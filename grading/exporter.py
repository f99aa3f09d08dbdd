"""nbgrader's door: the exporter of `nbgrader autograde`, of the formgrader and of our own runner.

nbgrader's Autograde converter reads a submission twice (to sanitise, to grade) through its `exporter_class`. Ours reads
the submitted bytes instead, asks for the verdict of `judging.engine` (from the cache when nothing changed), hands on
a notebook that shows it; nbgrader's own preprocessors then record scores and late penalties. In nbgrader_config.py:

    c.Autograde.exporter_class = "grading.exporter.VerdictExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.SaveAutoGrades",
                                           "nbgrader.preprocessors.AssignLatePenalties"]
    c.VerdictExporter.cell_seconds = 60          # any limit of `grading.limits`, and `seed`
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from traitlets import Bool, Float, HasTraits, Int

from grading import notebook
from grading.cache import Cache, verdict_key
from grading.course import Unreadable, clear_scores, handed_in
from grading.judging.engine import GradingError, grade_one
from grading.limits import Limits, meanings
from grading.pages.prose import harmless
from grading.sandbox.bubblewrap import SandboxError
from grading.secret import course_seed
from grading.verdict import Verdict, plain

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


def render(source: bytes, verdict: Verdict, key: str, outputs: bool) -> NotebookNode:
    """The repaired submission as nbgrader keeps it; with `outputs`, verdicts and what the cells printed.

    Text of a student's is kept as harmless HTML (`grading.pages.prose`), as typed under the metadata `grading.text`.
    """
    ours, released = _forms(source)
    cells = verdict.notebook.get("cells") or [_unread(cell) for cell in released.values()]
    cells = [_render_cell(cell, ours, released, verdict, outputs) for cell in cells]
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


def _render_cell(cell: dict, ours: dict, released: dict, verdict: Verdict, outputs: bool) -> dict:
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
        made["source"] = harmless(text, cell.get("attachments"))
        metadata["grading"] = metadata.get("grading", {}) | {"text": text}
    return made


def _outputs(cell: dict, verdict: Verdict) -> list[dict]:
    """What a cell printed; for a check that did not pass, what it says."""
    graded = verdict.cells.get(cell["id"])
    if graded is None or graded.status == "passed":
        return cell.get("outputs", [])
    error = {"ename": graded.status, "evalue": graded.message, "traceback": [graded.message]}
    return [{"output_type": "error", **error}]


_TRAITS = {bool: Bool, int: Int, float: Float}
_Limited = type(
    "_Limited",
    (HasTraits,),
    {
        name: _TRAITS[type(default)](default, help=meaning).tag(config=True)
        for name, (meaning, default) in meanings().items()
    },
)


class VerdictExporter(_Limited, NotebookExporter):
    """Reads a submission as its repaired, graded notebook. Every limit of `grading.limits` is a trait."""

    seed = Int(None, allow_none=True, help="what the checks draw from (default: a secret of the course)").tag(
        config=True
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # nbgrader opens timestamps and copies files before it comes to us, and has no door for a look at them first.
        if isinstance(self.parent, Autograde):
            self.parent.init_destination = partial(self.begin, self.parent.init_destination)

    def begin(self, go_on: Callable[[str, str], bool], assignment: str, student: str) -> bool:
        """The first step of nbgrader for a student: only if what was handed in may be touched."""
        try:
            handed_in(self.parent.coursedir, student, assignment)
        except Unreadable as error:
            clear_scores(self.parent.coursedir.db_url, assignment, student)
            self.log.error("%s has no score: the old one was cleared. %s", plain(student), error)
            raise
        return go_on(assignment, student)

    # nbconvert says that a notebook comes out; its own NotebookExporter gives text.
    def from_filename(  # ty: ignore[incompatible-method-override]
        self, filename: str, resources: Any = None, **kwargs: Any
    ) -> tuple[str, dict]:
        """Instead of the file as it is: the verdict on the submission it came from."""
        about, course = resources["nbgrader"], self.parent.coursedir
        folder = Path(course.format_path(course.source_directory, ".", about["assignment"]))
        source = (folder / f"{about['notebook']}.ipynb").read_bytes()
        submission = handed_in(course, about["student"], about["assignment"])
        grading = not self.parent._sanitizing
        if not grading:
            clear_scores(about["db_url"], about["assignment"], about["student"])
        try:
            verdict, key = self.verdict(source, submission, about["assignment"], Path(course.root))
        except (GradingError, SandboxError) as error:
            self.log.error("%s has no score: the old one was cleared. %s", about["student"], error)
            raise
        if grading:
            only_ours(Path(filename), folder)
        return self.from_notebook_node(render(source, verdict, key, outputs=grading), resources, **kwargs)

    def verdict(self, source: bytes, submission: bytes, assignment: str, course: Path) -> tuple[Verdict, str]:
        """From the cache, or graded now; with its key."""
        limits = Limits(**{name: getattr(self, name) for name in meanings()})
        seed = course_seed(course) if self.seed is None else self.seed
        key, known = verdict_key(source, submission, limits, seed), Cache(course)
        verdict = known.get(key)
        if verdict is None:
            verdict = grade_one(source, submission, limits, seed, assignment)
            known.put(key, verdict)
        return verdict, key


#: What nbgrader's exchange put beside a submission, and wants back to know whose feedback may be fetched by whom.
EXCHANGE = ("timestamp.txt", "submission_secret.txt")


def only_ours(autograded: Path, source: Path) -> None:
    """nbgrader copies every file of a submission, links followed: keep the notebook, what the course has itself and
    the exchange's own."""
    for path in autograded.parent.rglob("*"):
        name = path.relative_to(autograded.parent)
        kept = (
            path == autograded
            or path.suffix == ".ipynb"
            or str(name) in EXCHANGE
            or (source / name).is_file()
        )
        if path.is_file() and not kept:
            path.unlink()
