"""How a report gets into nbgrader: the exporter of `nbgrader autograde`, of the formgrader and of our own runner.

nbgrader's Autograde converter reads a submission twice (to sanitise, to grade) through its `exporter_class`. Ours reads
the submitted bytes instead, asks for the report of `grading.engine` (from the cache when nothing changed), and hands
on a notebook that shows it; nbgrader's own preprocessors then record scores and late penalties. In nbgrader_config.py:

    c.Autograde.exporter_class = "grading.record.VerdictExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.SaveAutoGrades",
                                           "nbgrader.preprocessors.AssignLatePenalties"]
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from traitlets import Bool, Float, Int

from grading import notebook
from grading.engine import GradingError, Limits, grade_one
from grading.report import Report
from grading.sandbox import ROOT, SandboxError


# ---------------------------------------------------------------------------------------------- cache
@cache
def fingerprint() -> str:
    """What a verdict depends on besides source and submission: our code, the helper package, the versions."""
    import IPython
    import numpy
    import torch

    digest = hashlib.sha256()
    for path in sorted([*(ROOT / "grading").glob("*.py"), *(ROOT / "utils").rglob("*.py")]):
        digest.update(path.read_bytes())
    versions = (platform.python_version(), torch.__version__, numpy.__version__, IPython.__version__)
    return digest.hexdigest() + repr(versions)


def report_key(source: bytes, submission: bytes, limits: Limits, seed: int) -> str:
    """Names a verdict by everything it depends on."""
    settings = json.dumps([dataclasses.asdict(limits), seed, fingerprint()])
    parts = [hashlib.sha256(part).digest() for part in (source, submission, settings.encode())]
    return hashlib.sha256(b"".join(parts)).hexdigest()


class Cache:
    """Reports by key, one file each, in `<course>/.cache/grading`."""

    def __init__(self, course: Path) -> None:
        self.folder = course / ".cache" / "grading"

    def get(self, key: str) -> Report | None:
        try:
            return Report.from_json((self.folder / f"{key}.json").read_bytes())
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, key: str, report: Report) -> None:
        notebook.replace_file(self.folder / f"{key}.json", report.to_json().encode())


# ---------------------------------------------------------------------------------------------- the notebook
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@lru_cache(maxsize=4)
def _forms(source: bytes) -> tuple[dict[str, NotebookNode], dict[str, NotebookNode]]:
    """The cells of the instructor's notebook by id, as written and as released. Clearing a release takes 0.2 s, and a
    class has one source."""
    nb = nbformat.reads(source.decode(), as_version=4)
    return tuple({notebook.grade_id(c) or c.id: c for c in form.cells} for form in (nb, notebook.release(nb)))


def render(source: bytes, report: Report, key: str, outputs: bool) -> NotebookNode:
    """The repaired submission as nbgrader keeps it; with `outputs`, verdicts and what the cells printed."""
    ours, released = _forms(source)
    cells = [_render_cell(cell, ours, released, report, outputs) for cell in report.notebook["cells"]]
    metadata: dict[str, Any] = {"kernelspec": KERNELSPEC}
    if outputs:
        metadata["grading"] = {"key": key, **report.summary()}
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def _render_cell(cell: dict, ours: dict, released: dict, report: Report, outputs: bool) -> dict:
    """One cell: ours with its tests, or the student's, marked with its verdict."""
    name, kind = cell["id"], cell["cell_type"]
    metadata = dict(released[name].metadata) if name in ours else {}
    made = {
        "id": name,
        "cell_type": kind,
        "source": cell.get("source", ours[name].source if name in ours else ""),
    }
    shown = cell.get("outputs", []) if outputs else []
    if outputs and name in report.cells:
        verdict = report.cells[name]
        metadata["grading"] = dataclasses.asdict(verdict)
        if kind == "code" and verdict.status != "passed":
            words = {"ename": verdict.status, "evalue": verdict.message, "traceback": [verdict.message]}
            shown = [{"output_type": "error", **words}]
    elif "seconds" in cell and outputs:
        metadata["grading"] = {"seconds": cell["seconds"]}
    code = {"execution_count": None, "outputs": shown} if kind == "code" else {}
    return {**made, "metadata": metadata, **code}


# ---------------------------------------------------------------------------------------------- nbgrader
class VerdictExporter(NotebookExporter):
    """Reads a submission as its repaired, graded notebook."""

    sandbox = Bool(True, help="False: run student code without any wall (recorded in every report)").tag(
        config=True
    )
    demonstrations = Bool(False, help="run unchanged demonstration cells too").tag(config=True)
    cell_seconds = Float(Limits.cell_seconds, help="wall time of one cell or check").tag(config=True)
    submission_seconds = Float(Limits.submission_seconds, help="wall time of one submission").tag(config=True)
    memory = Int(Limits.memory, help="bytes of memory of one submission's sandbox").tag(config=True)
    seed = Int(0, help="seed of the checks").tag(config=True)

    def limits(self) -> Limits:
        """The limits that the configuration asks for."""
        names = ("sandbox", "demonstrations", "cell_seconds", "submission_seconds", "memory")
        return Limits(**{name: getattr(self, name) for name in names})

    def from_filename(self, filename: str, resources: dict | None = None, **kwargs: Any) -> tuple[str, dict]:
        """Instead of the file as it is: the verdict on the submission it came from."""
        words, course = resources["nbgrader"], self.parent.coursedir
        where = [course.format_path(d, s, words["assignment"]) for d, s in _places(course, words["student"])]
        source, submission = (Path(w, f"{words['notebook']}.ipynb").read_bytes() for w in where)
        grading = not self.parent._sanitizing
        if not grading:
            clear_scores(words)
        try:
            report, key = self.report(source, submission, words["assignment"], Path(course.root))
        except (GradingError, SandboxError) as error:
            self.log.error("%s has no score: the old one was cleared. %s", words["student"], error)
            raise
        if grading:
            only_ours(Path(filename), Path(where[0]))
        return self.from_notebook_node(render(source, report, key, outputs=grading), resources, **kwargs)

    def report(self, source: bytes, submission: bytes, assignment: str, course: Path) -> tuple[Report, str]:
        """From the cache, or graded now."""
        key, shelf = report_key(source, submission, self.limits(), self.seed), Cache(course)
        report = shelf.get(key)
        if report is None:
            report = grade_one(source, submission, self.limits(), self.seed, assignment)
            shelf.put(key, report)
        return report, key


def _places(course: Any, student: str) -> list[tuple[str, str]]:
    return [(course.source_directory, "."), (course.submitted_directory, student)]


def clear_scores(words: dict) -> None:
    """No stale score: until this run has its verdict, there is none."""
    with Gradebook(words["db_url"]) as gradebook:
        try:
            submitted = gradebook.find_submission_notebook(
                words["notebook"], words["assignment"], words["student"]
            )
        except MissingEntry:
            return
        for grade in submitted.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def only_ours(autograded: Path, source: Path) -> None:
    """nbgrader copies every file of a submission, links followed: keep the notebook and what the course has itself."""
    for path in autograded.parent.rglob("*"):
        mine = source / path.relative_to(autograded.parent)
        if path != autograded and path.is_file() and path.suffix != ".ipynb" and not mine.is_file():
            path.unlink()
