"""A sample class, graded before your eyes: `make demo`.

Each file of `tests/sample_class` is a student: a percent file of answers, with a header that says who it is,

    # rest: blank                                   what stands in the cells it does not name (default: solved)
    # damage: delete phi, duplicate train, retype ... what careless hands did to the notebook afterwards
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from grading import notebook

SAMPLES = notebook.ROOT / "tests" / "sample_class"
MARKER = ".wide-networks-demo"  # stands in every folder that this module may clear


def _place(nb: NotebookNode, cell_id: str) -> int:
    places = [i for i, cell in enumerate(nb.cells) if cell.id == cell_id]
    if not places:
        raise ValueError(f"damage: no cell {cell_id!r} in the notebook")
    return places[0]


def _retype(nb: NotebookNode, cell_id: str) -> None:
    cell = nb.cells[_place(nb, cell_id)]
    cell.cell_type = "raw"
    for word in ("outputs", "execution_count"):
        cell.pop(word, None)


def _duplicate(nb: NotebookNode, cell_id: str) -> None:
    place = _place(nb, cell_id)
    copy = NotebookNode(nb.cells[place])
    copy.id = f"{cell_id}-copy"
    nb.cells.insert(place, copy)


def _strip(nb: NotebookNode, cell_id: str) -> None:
    cell = nb.cells[_place(nb, cell_id)]
    cell.metadata, cell.id = NotebookNode(), f"untitled-{_place(nb, cell_id)}"


DAMAGE: dict[str, Callable[[NotebookNode, str], None]] = {
    "delete": lambda nb, cell_id: nb.cells.pop(_place(nb, cell_id)),
    "duplicate": _duplicate,
    "retype": _retype,
    "strip": _strip,
}


def submission(source: NotebookNode, text: str) -> NotebookNode:
    """The notebook that a student of the sample class hands in.

    >>> sorted(DAMAGE)
    ['delete', 'duplicate', 'retype', 'strip']
    """
    header = dict(re.findall(r"^# (rest|damage): (.+)$", text.split("# %%")[0], flags=re.M))
    answers = {} if header.get("rest") == "blank" else notebook.reference_answers(source)
    if "# %%" in text:
        answers |= notebook.parse_answers(text)
    nb = notebook.fill(source, answers)
    for deed in filter(None, re.split(r",\s*", header.get("damage", ""))):
        verb, _, cell_id = deed.partition(" ")
        if verb not in DAMAGE:
            raise ValueError(f"damage: got {verb!r}, expected one of {', '.join(DAMAGE)}")
        DAMAGE[verb](nb, cell_id)
    return nb


def make_class(course: Path, assignment: str, samples: Path = SAMPLES) -> list[str]:
    """A fresh nbgrader course in `course` in which everybody has handed in; the students.

    What an earlier demo left in the folder is removed; ValueError for a folder with anything else in it.
    """
    source_file = notebook.source_file(assignment)
    if course.exists() and not (course / MARKER).is_file() and (not course.is_dir() or any(course.iterdir())):
        raise ValueError(f"course: {course} holds files that no demo made, expected a new or empty folder")
    source = notebook.read(source_file)
    handed_in = {
        p.stem: notebook.dumps(submission(source, p.read_text())) for p in sorted(samples.glob("*.py"))
    }
    shutil.rmtree(course, ignore_errors=True)
    course.mkdir(parents=True)
    (course / MARKER).touch()
    shutil.copytree(source_file.parent, course / "source" / assignment)
    shutil.copy(notebook.ROOT / "nbgrader_config.py", course)
    for student, content in handed_in.items():
        notebook.replace_file(course / "submitted" / student / assignment / f"{assignment}.ipynb", content)
    return list(handed_in)
