"""The solved notebook for after the deadline: solutions and model answers yes, marking schemes and hidden checks no.

nb = handout(source)                        # not executed
make("ntk", Path("handout/ntk"))            # executed, as a notebook and as one HTML page
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearMarkScheme

from grading import notebook
from grading.build import execute
from grading.formulas import mathematics

_SCHEME = re.compile(r"\s*\*\*\s*mark(?:ing)?[ -]scheme\b.*", re.S | re.I)
_DISTINCTIVE = 30  # characters of a line that does not stand in two places by chance


def handout(source: NotebookNode) -> NotebookNode:
    """The instructor notebook as students may have it afterwards; ValueError if something hidden would be left.

    Solutions stand without their markers, of a check what was released, of a text answer the model up to its marking
    scheme (from `**Marking scheme` on, or in nbgrader's marks). Nothing is locked, nothing asks to be graded.
    """
    released = {cell.id: cell for cell in notebook.release(source).cells}
    cells = []
    for cell in notebook.prepared(source, [ClearMarkScheme], {}).cells:
        text = cell.source
        if notebook.is_test(cell):
            text = released[cell.id].source
        elif notebook.is_solution(cell):
            text = notebook.without_markers(text)
        elif notebook.is_manual(cell):
            text = _SCHEME.sub("", text)
        new = {"id": cell.id, "cell_type": cell.cell_type, "metadata": {}, "source": text}
        if cell.cell_type == "code":
            new |= {"execution_count": None, "outputs": []}
        if "attachments" in cell:
            new["attachments"] = cell.attachments
        cells.append(new)
    nb = nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": dict(source.metadata), "cells": cells}
    )
    given = [
        *released.values(),
        *filter(notebook.is_solution, source.cells),
    ]  # a check may compare with a solution
    _nothing_hidden(source, nb, "\n".join(cell.source for cell in given))
    return nb


def _nothing_hidden(source: NotebookNode, nb: NotebookNode, public: str) -> None:
    text = "\n".join(cell.source for cell in nb.cells)
    for cell in source.cells:
        for line in map(str.strip, notebook.hidden_lines(cell.source)):
            if len(line) >= _DISTINCTIVE and line in text and line not in public:
                raise ValueError(
                    f"handout: a line of the hidden part of {notebook.grade_id(cell)} would stand in it"
                )
    for cell in nb.cells:
        if cell.cell_type == "markdown" and re.search(r"mark(ing)?[ -]scheme", cell.source, re.I):
            raise ValueError(
                f"handout: {cell.id} still holds a marking scheme; begin it with **Marking scheme**"
            )


def _page(nb: NotebookNode, assignment: str, folder: Path) -> str:
    """nbconvert's page, with formulas as MathML, no scripts, and nothing that is fetched."""
    from jinja2 import pass_context
    from nbconvert import HTMLExporter

    class Offline(HTMLExporter):
        @pass_context
        def markdown2html(self, context: Any, source: str) -> str:
            return mathematics(super().markdown2html(context, source))

    exporter = Offline(template_name="classic", embed_images=True)
    page, _ = exporter.from_notebook_node(nb, {"metadata": {"path": str(folder), "name": assignment}})
    return re.sub(r"<script\b.*?</script>", "", page, flags=re.S)


def make(assignment: str, out: Path, root: Path = notebook.ROOT) -> list[Path]:
    """Run the handout and write it as `<assignment>.ipynb` and as one self-contained page; the paths."""
    path = notebook.source_file(assignment, root)
    nb = execute(handout(notebook.read(path)), path.parent)
    page = _page(nb, assignment, path.parent)
    files = {out / f"{assignment}.ipynb": notebook.dumps(nb), out / f"{assignment}.html": page.encode()}
    for place, content in files.items():
        notebook.replace_file(place, content)
    return list(files)
