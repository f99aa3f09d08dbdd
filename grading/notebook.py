"""The forms of a notebook: source -> (canonical source, release) -> solved or filled.

The instructor notebook `source/<assignment>/<assignment>.ipynb` is the only thing written by hand. From it come

* its *canonical form*: executed top to bottom (`grading.build`), counts 1..n, text outputs kept, pictures and timings
  dropped, so that re-running an unchanged notebook changes no byte (`canonical`); slide types and pasted pictures stay;
* the *release*: solutions and hidden tests cleared by nbgrader's own preprocessors (`release`);
* release notebooks with answers put back in (`fill`, `reference_answers`), used by tests and by the sample class.
"""

from __future__ import annotations

import base64
import binascii
import errno
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils as nbgrader_utils
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from utils.receipts import Place

ROOT = Path(__file__).resolve().parents[1]
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
DEMONSTRATION = "demonstration"
HOLDS = "# holds:"  # in a test cell: words of the exercise that the assertion below holds
KEPT = ("nbgrader", "tags", "slideshow")  # metadata of a cell that a person has set
KEPT_OF_ALL = ("title", "authors", "rise")  # and of a notebook
SCHEME = "scheme-"  # in an autograded notebook: begins the id of the cell under a text answer that says how to mark it
_TEXT = re.compile(r"text/|application/javascript$|image/svg\+xml$")  # what is written as a list of lines
_OF_A_SESSION = ("orig_nbformat", "orig_nbformat_minor", "signature")  # metadata that no file holds
PICTURES = ("image/png", "image/jpeg")  # what is kept of a student's: formats that cannot hold a script


class AnnounceHiddenTests(ClearHiddenTests):
    """Clear hidden tests and `# holds:` lines, and number the checks: a line at the end of each tells the extension of
    the course which check it is, of how many, and how many asserts more run at grading (`utils.receipts.Place`)."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        places = dict(_places(nb))
        nb, resources = super().preprocess(nb, resources)
        for cell in nb.cells:
            if place := places.get(grade_id(cell)):
                kept = [line for line in cell.source.splitlines() if not line.lstrip().startswith(HOLDS)]
                cell.source = "\n".join([*kept, place.line()])
        return nb, resources


def _places(nb: NotebookNode) -> Iterator[tuple[str, Place]]:
    """The place of every check of an instructor notebook, by grade_id."""
    exercise, checks = "", []
    for cell in nb.cells:
        exercise = grade_id(cell) if is_solution(cell) else exercise
        if is_test(cell):
            hidden = sum(map(_asserts, hidden_lines(cell.source)))
            here = sum(map(_asserts, cell.source.splitlines())) > hidden
            checks.append((exercise, grade_id(cell), here, hidden))
    total = sum(here for _, _, here, _ in checks)
    for check in checks:
        exercise, name, here, _ = check
        own = [other for other in checks if other[0] == exercise]
        yield (
            name,
            Place(
                exercise,
                name.removeprefix(f"{exercise}_"),
                number=sum(other[2] for other in own[: own.index(check) + 1]) if here else 0,
                here=sum(other[2] for other in own),
                later=sum(other[3] for other in own),
                total=total,
            ),
        )


def _asserts(line: str) -> bool:
    return bool(re.match(r"\s*assert\b", line))


# A gradebook stores the cells with their hidden tests (`grading.gradebook`): it stands between these two lists.
# The checksums are computed again afterwards because the sources changed.
MARKED_STEPS = [LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums]
RELEASE_STEPS = [*MARKED_STEPS, AnnounceHiddenTests, ComputeChecksums, CheckCellMetadata]


# ---------------------------------------------------------------------------------------------- where things are
def assignments(root: Path = ROOT) -> tuple[str, ...]:
    """Names of the assignments that have an instructor notebook, sorted."""
    return tuple(sorted(p.parent.name for p in root.glob("source/*/*.ipynb") if p.stem == p.parent.name))


def source_file(assignment: str, root: Path = ROOT) -> Path:
    """Path of the instructor notebook; ValueError names the assignments there are."""
    if not (root / "source").is_dir():
        raise ValueError(f"course: {root} has no folder source, expected the folder of a course")
    if assignment not in assignments(root):
        raise ValueError(
            f"assignment: got {assignment!r}, expected one of {', '.join(assignments(root)) or 'none'}"
        )
    return root / "source" / assignment / f"{assignment}.ipynb"


def release_file(assignment: str, root: Path = ROOT) -> Path:
    """Path of the student version."""
    return root / "release" / assignment / f"{assignment}.ipynb"


def read(path: Path) -> NotebookNode:
    """The notebook at `path` in the current format; ValueError in one line when it is none."""
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise ValueError(f"notebook: {path} does not exist") from None
    except Exception as error:
        raise ValueError(f"notebook: {path} is not a notebook ({type(error).__name__})") from None


def dumps(nb: NotebookNode) -> bytes:
    """The bytes of a notebook as nbgrader and JupyterLab write it, in a tenth of their time."""
    split = msgspec.json.decode(msgspec.json.encode(nb))
    split["metadata"] = {k: v for k, v in split["metadata"].items() if k not in _OF_A_SESSION}
    for cell in split["cells"]:
        cell["metadata"].pop("trusted", None)
        texts = [(cell, "source")]
        for bundle in cell.get("attachments", {}).values():
            texts += [(bundle, mime) for mime in bundle if _TEXT.match(mime)]
        for output in cell["outputs"] if cell["cell_type"] == "code" else ():
            bundle = output.get("data", {})
            texts += [(bundle, mime) for mime in bundle if _TEXT.match(mime)]
            texts += [(output, "text")] if output["output_type"] == "stream" else []
        for place, key in texts:
            if isinstance(place.get(key), str):
                place[key] = place[key].splitlines(True)
    return msgspec.json.format(msgspec.json.encode(split, order="sorted"), indent=1) + b"\n"


def write(nb: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    nbformat.validate(nb)
    replace_file(path, dumps(nb))


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, then move it there: a reader never sees half a file."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder, expected a file", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    try:
        scratch.write_bytes(content)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


# ---------------------------------------------------------------------------------------------- reading cells
def grade_id(cell: NotebookNode) -> str:
    """The nbgrader id of a cell, or "" for ordinary text and code."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def is_solution(cell: NotebookNode) -> bool:
    """A code cell in which the student writes."""
    return cell.cell_type == "code" and nbgrader_utils.is_solution(cell)


def is_test(cell: NotebookNode) -> bool:
    """A code cell whose assertions earn points."""
    return cell.cell_type == "code" and nbgrader_utils.is_grade(cell)


def is_manual(cell: NotebookNode) -> bool:
    """A text answer that a person grades."""
    return cell.cell_type == "markdown" and nbgrader_utils.is_grade(cell)


def is_locked_code(cell: NotebookNode) -> bool:
    """Given code: it runs in the sandbox and in the trusted process."""
    return cell.cell_type == "code" and nbgrader_utils.is_locked(cell) and not nbgrader_utils.is_grade(cell)


def is_demonstration(cell: NotebookNode) -> bool:
    """Marked by the instructor as not needed for grading."""
    return cell.cell_type == "code" and DEMONSTRATION in cell.metadata.get("tags", [])


def is_base64(text: str) -> bool:
    """Whether a text is whole base64, as notebooks hold pictures.

    >>> is_base64("aGk="), is_base64('aGk=" onload="')
    (True, False)
    """
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _region(source: str, begin: str, end: str) -> list[str]:
    inside, found = False, []
    for line in source.splitlines():
        if begin in line or end in line:
            inside = begin in line
        elif inside:
            found.append(line)
    return found


def hidden_lines(source: str) -> list[str]:
    """The lines between the hidden-test markers."""
    return _region(source, "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


def solution_lines(source: str) -> list[str]:
    """The lines between the solution markers."""
    return _region(source, "BEGIN SOLUTION", "END SOLUTION")


def without_markers(source: str) -> str:
    """A solution cell as a student would have written it."""
    return "\n".join(
        line for line in source.splitlines() if not re.match(r"\s*### (BEGIN|END) SOLUTION", line)
    )


def exercises(nb: NotebookNode) -> dict[str, str]:
    """Graded cell -> the exercise it belongs to, in the order of the notebook.

    A check belongs to the answer whose id is the longest beginning of its own (`phi_rank` to `phi`), else to the last
    answer above it; a text answer is an exercise of its own.
    """
    answers, found, last = [grade_id(cell) for cell in nb.cells if is_solution(cell)], {}, ""
    for cell in nb.cells:
        name = grade_id(cell)
        if is_solution(cell):
            last = name
        elif is_test(cell):
            found[name] = max((a for a in answers if name.startswith(f"{a}_")), key=len, default=last)
        elif is_manual(cell):
            found[name] = name
    return found


# ---------------------------------------------------------------------------------------------- forms
def _canonical_output(output: NotebookNode) -> NotebookNode | None:
    if output.output_type == "stream":
        return None if output.name == "stderr" else output
    if "data" in output:
        kept = {
            mime: text
            for mime, text in output.data.items()
            if mime in ("text/plain", "text/markdown", "text/html")
        }
        output = NotebookNode(output | {"data": NotebookNode(kept), "metadata": NotebookNode()})
        return output if kept else None
    return output


def _canonical_cell(cell: NotebookNode, count: int | None) -> NotebookNode:
    metadata = {key: cell.metadata[key] for key in KEPT if cell.metadata.get(key)}
    if "nbgrader" in metadata:
        metadata["nbgrader"] = {k: v for k, v in metadata["nbgrader"].items() if k != "checksum"}
    new = {
        "id": grade_id(cell) or cell.id,
        "cell_type": cell.cell_type,
        "metadata": metadata,
        "source": cell.source.rstrip(),
    }
    if cell.get("attachments"):
        new["attachments"] = cell.attachments
    if cell.cell_type == "code":
        outputs = []
        for output in filter(None, map(_canonical_output, cell.outputs)):
            if "execution_count" in output:
                output["execution_count"] = count
            if outputs and output.output_type == "stream" == outputs[-1].output_type:
                outputs[-1].text += output.text
            else:
                outputs.append(output)
        new |= {"execution_count": count, "outputs": outputs}
    return nbformat.from_dict(new)


def canonical(nb: NotebookNode) -> NotebookNode:
    """The canonical form of an executed notebook: equal runs give equal bytes."""
    counts = iter(range(1, len(nb.cells) + 1))
    cells = [
        _canonical_cell(c, next(counts) if c.cell_type == "code" and c.source.strip() else None)
        for c in nb.cells
    ]
    metadata = {key: nb.metadata[key] for key in KEPT_OF_ALL if nb.metadata.get(key)}
    metadata["kernelspec"] = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def prepared(source: NotebookNode, steps: Iterable[type], about: Mapping[str, str]) -> NotebookNode:
    """A copy of a source after some of nbgrader's steps, in memory; `about` is what they are told of it."""
    config = Config()
    config.ClearSolutions.code_stub = {"python": STUB}
    nb, resources = nbformat.from_dict(source), ResourcesDict(nbgrader=dict(about), unique_key="release")
    for step in steps:
        nb, _ = step(config=config).preprocess(nb, resources)
    return nb


def release(source: NotebookNode) -> NotebookNode:
    """The student version: nbgrader's release steps, without its database."""
    nb = prepared(source, RELEASE_STEPS, {})
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
    return nb


def single(cell: NotebookNode) -> NotebookNode:
    """A notebook of one cell."""
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


def fill(source: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """The release with `answers` (grade_id -> cell source) in its solution cells; ValueError for an unknown id."""
    nb = release(source)
    places = {grade_id(c): c for c in nb.cells if is_solution(c) or is_manual(c)}
    if unknown := sorted(set(answers) - set(places)):
        raise ValueError(
            f"answers: no solution cell {', '.join(unknown)}; expected some of {', '.join(places)}"
        )
    for name, text in answers.items():
        places[name].source = text
    return nb


def reference_answers(source: NotebookNode) -> dict[str, str]:
    """grade_id -> source of the instructor's solution, markers removed; model answers of manual questions too."""
    return {grade_id(c): without_markers(c.source) for c in source.cells if is_solution(c) or is_manual(c)}


def parse_answers(text: str) -> dict[str, str]:
    """Cells of a percent file, `# %% grade_id` before each: grade_id -> source.

    >>> parse_answers("# loses: a\\n# %% phi\\ndef phi(x):\\n    return x\\n")
    {'phi': 'def phi(x):\\n    return x'}
    """
    parts = re.split(r"^# %%[ \t]*(\S*)[^\n]*\n?", text, flags=re.M)[1:]
    names, sources = parts[0::2], parts[1::2]
    if not names or "" in names or len(set(names)) < len(names):
        raise ValueError(
            f"answers: got cells {names}, expected one `# %% grade_id` line before each cell, ids distinct"
        )
    return {name: source.strip("\n") for name, source in zip(names, sources)}
