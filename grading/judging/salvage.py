"""From whatever a student handed in to a plan that can be run: the instructor's cells, the student's answers.

The instructor notebook is the skeleton. Of a submission only the text of cells is used, never its metadata, except to
recognise which cell is whose: by grade_id, by cell id, by equal text, by the names it defines, by similarity. Every
repair is said in words. Whatever the bytes are, the answer is a plan, in time and memory linear in their number.

    plan = salvage(source_bytes, submission_bytes)
    plan.steps                  # what to run, in order
    plan.repairs                # ("phi: the cell was missing its mark; recognised by the name it defines", ...)
"""

from __future__ import annotations

import ast
import codecs
import json
import re
import sys
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines
from nbgrader.preprocessors import ClearSolutions
from rapidfuzz import fuzz
from traitlets.config import Config

from grading import notebook

MAX_BYTES = 100 << 20  # of a file; nbgrader collects no larger one
MAX_NODES = 8 << 20  # values in a file, counted before any is made: about a gigabyte of Python objects
MAX_CELLS = 2_000
MAX_SOURCE = 256 << 10  # characters of one cell
MAX_TEXT = 4 << 20  # characters of all cells
MAX_PRINTED = 20_000  # characters of what a cell had printed
MAX_PICTURES = 16 << 20  # characters of all pictures that stand in text answers
MAX_SEARCH = 4 << 30  # characters passed over in search of whole cells in a broken file: some seconds
CLEAR = "clear the outputs and hand in again"
SIMILAR = 65  # per cent of equal characters; of 10 759 pairs of different exercises 38 have more


Attachments = dict[str, dict[str, str]]  # of a text: name of a picture -> {mime: base64}


@dataclass(frozen=True)
class Step:
    """One cell of the repaired notebook. `kind`: locked, answer, extra, demonstration, test, manual or text."""

    id: str
    kind: str
    source: str
    points: float = 0
    cell_type: str = "code"
    names: frozenset[str] = frozenset()
    skip: bool = False
    attachments: Attachments = field(default_factory=dict)


@dataclass
class Plan:
    """The repaired notebook, and each repair in a sentence. A step with `skip` is an answer left as released.
    `solutions`: the instructor's answers, by name of the step."""

    steps: list[Step]
    repairs: tuple[str, ...]
    solutions: dict[str, str] = field(default_factory=dict)


@dataclass
class Handed:
    """One cell as it was handed in, and the text it had `printed`; `claimed`: the instructor's cell it stands for."""

    source: str
    cell_type: str
    grade_id: str
    id: str
    attachments: Attachments = field(default_factory=dict)
    claimed: str = ""
    printed: str = ""


# ---------------------------------------------------------------------------------------------- reading
@dataclass
class Reading:
    """The cells of a submission as far as they can be read, what was wrong, and the Python it says it ran on."""

    cells: list[Handed]
    repairs: list[str]
    python: str = ""


def read_cells(submission: bytes) -> Reading:
    """Decode a submission of any notebook version; whatever the bytes are, the answer is a Reading.

    >>> read_cells(b'{"cells": [{"cell_type": "code", "source": ["x = 1"]}, 7]}').cells[0].source
    'x = 1'
    >>> read_cells(b"sorry").repairs[-1]
    'no cell could be read: the file is empty or no notebook'
    """
    if len(submission) > MAX_BYTES:
        return Reading([], [f"the file has more than {MAX_BYTES >> 20} MB and was not read: {CLEAR}"])
    if sum(map(submission.count, (b",", b"[", b"{"))) > MAX_NODES:
        return Reading(
            [], [f"the file holds more than {MAX_NODES >> 20} million values and was not read: {CLEAR}"]
        )
    repairs: list[str] = []
    try:
        text = submission.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = "utf-16" if submission[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
        text = submission.decode(encoding, errors="replace")
        repairs.append("the file is not UTF-8 text; unreadable characters were replaced")
    tree: Any = None
    try:
        tree = json.loads(text)
        raw = _cells_of(tree)
    except (ValueError, RecursionError):
        raw = _cells_of_broken(text)
        repairs.append(f"the file is not a whole notebook (broken JSON); {len(raw)} cells could be read")
    if len(raw) > MAX_CELLS:
        repairs.append(f"the notebook has {len(raw)} cells; only the first {MAX_CELLS} were read")
    cells = [_handed(cell) for cell in raw[:MAX_CELLS] if isinstance(cell, dict)]
    if not cells:
        repairs.append("no cell could be read: the file is empty or no notebook")
    return Reading(_bounded(cells, repairs), repairs, _python_of(tree))


def _cells_of(tree: Any) -> list:
    """The cell list of notebook format 4, or of the worksheets of format 3."""
    if isinstance(tree, list):
        return tree
    if not isinstance(tree, dict):
        return []
    sheets = tree.get("worksheets")
    sheets = sheets if isinstance(sheets, list) else []
    lists = [tree.get("cells")] + [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _python_of(tree: Any) -> str:
    """The version of Python in a notebook's metadata, as "3.13", or "".

    >>> _python_of({"metadata": {"language_info": {"version": "3.13.1"}}}), _python_of([])
    ('3.13', '')
    """
    for key in ("metadata", "language_info", "version"):
        tree = tree.get(key) if isinstance(tree, dict) else None
    found = re.match(r"\d{1,3}\.\d{1,3}", tree, re.A) if isinstance(tree, str) else None
    return found[0] if found else ""


_CELL_START = re.compile(r'\{\s*"(cell_type|attachments|execution_count|id|metadata)"')


def _cells_of_broken(text: str) -> list:
    """The whole cells in a text that is not JSON as a whole: cut off, or with merge marks in it.

    A try that fails reads ahead, and Python counts the lines before the failure: all that fail share a budget.
    """
    text = re.sub(r"^(<{7}|={7}|>{7}|\|{7}).*\n?", "", text, flags=re.M)
    decoder, found, at, room = json.JSONDecoder(), [], 0, MAX_SEARCH
    while len(found) < MAX_CELLS and room > 0 and (match := _CELL_START.search(text, at)):
        try:
            cell, at = decoder.raw_decode(text, match.start())
            found += [cell] if "cell_type" in cell and "source" in cell else []
        except (ValueError, RecursionError) as error:
            end = getattr(
                error, "pos", len(text)
            )  # a number or a depth beyond measure does not say where it was
            room -= 32 * (end - match.start()) + end  # reading is so much dearer than counting
            at = match.end()
    return found


def _handed(cell: dict) -> Handed:
    """Anything that looks like a cell."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    metadata, marks = cell.get("metadata"), None
    if isinstance(metadata, dict):
        marks = metadata.get("nbgrader")
    marks = marks if isinstance(marks, dict) else {}
    words = [marks.get("grade_id"), cell.get("id"), cell.get("cell_type")]
    grade_id, number, kind = (word if isinstance(word, str) else "" for word in words)
    kind = kind if kind in ("code", "markdown", "raw", "") else "something unknown"
    source = source.replace("\r\n", "\n") if isinstance(source, str) else ""
    source = source.encode("utf-8", "replace").decode().rstrip()
    return Handed(
        source, kind, grade_id, number, _attachments(cell.get("attachments")), printed=_printed(cell)
    )


def _attachments(tree: Any) -> Attachments:
    """The pictures that stand in a text cell, those that are what they say."""
    found: Attachments = {}
    for name, bundle in tree.items() if isinstance(tree, dict) else ():
        for mime in notebook.PICTURES if isinstance(bundle, dict) else ():
            data = bundle.get(mime)
            if isinstance(data, str) and notebook.is_base64(data := "".join(data.split())):
                found.setdefault(name.encode("utf-8", "replace").decode(), {})[mime] = data
    return found


def _printed(cell: dict) -> str:
    """The text that a cell had printed, cut."""
    outputs, text = cell.get("outputs"), ""
    for output in outputs if isinstance(outputs, list) else []:
        words = output.get("text") if isinstance(output, dict) else None
        for line in words if isinstance(words, list) else [words]:
            if isinstance(line, str) and len(text) < MAX_PRINTED:
                text += line[:MAX_PRINTED]
    return text


def _bounded(cells: list[Handed], repairs: list[str]) -> list[Handed]:
    """The cells with at most MAX_SOURCE characters each, as many of them as fit into MAX_TEXT; their pictures too."""
    room, pictures = MAX_TEXT, MAX_PICTURES
    for number, cell in enumerate(cells):
        pictures -= sum(len(data) for bundle in cell.attachments.values() for data in bundle.values())
        if cell.attachments and pictures < 0:
            repairs.append(
                f"the pictures in cell {number + 1} are too large and were left out: make them smaller"
            )
            cell.attachments = {}
        if len(cell.source) > MAX_SOURCE:
            repairs.append(
                f"cell {number + 1} has {len(cell.source)} characters; it was cut after {MAX_SOURCE}"
            )
            cell.source = cell.source[:MAX_SOURCE]
        room -= len(cell.source)
        if room < 0:
            repairs.append(
                f"the cells hold more than {MAX_TEXT} characters; only the first {number} were read"
            )
            return cells[:number]
    return cells


# ---------------------------------------------------------------------------------------------- recognising
_BINDING = re.compile(r"^(?:(?:def|class)\s+(\w+)|(\w+)\s*=[^=])", re.M)


def tree_of(source: str) -> ast.Module | None:
    """The syntax tree of a cell, its magics passed over; None for what this Python does not read.

    IPython would read a line like `files = !ls` too, in time quadratic in their number.
    """
    try:
        return ast.parse(re.sub(r"^([ \t]*)[%!].*$", r"\1pass", source, flags=re.M))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(maxsize=4096)
def _bound_names(source: str) -> frozenset[str] | None:
    """Names a cell binds at top level; None for what this Python does not read."""
    tree = tree_of(source)
    if tree is None:
        return None
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            found |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    return frozenset(found)


def defined_names(source: str) -> frozenset[str]:
    """Names a cell binds at top level; for text that is no Python, what its first words say.

    >>> sorted(defined_names("%matplotlib inline\\na = b = 1\\ndef f(): pass"))
    ['a', 'b', 'f']
    >>> sorted(defined_names("def f(x:\\n    return x"))
    ['f']
    """
    names = _bound_names(source)
    if names is None:
        return frozenset(name for pair in _BINDING.findall(source) for name in pair if name.isidentifier())
    return names


def _kind(cell: NotebookNode) -> str:
    for kind, test in _KINDS:
        if test(cell):
            return kind
    return "extra" if cell.cell_type == "code" else "text"


_KINDS = (
    ("test", notebook.is_test),
    ("manual", notebook.is_manual),
    ("answer", notebook.is_solution),
    ("locked", notebook.is_locked_code),
    ("demonstration", notebook.is_demonstration),
)


def _released(source: NotebookNode) -> NotebookNode:
    """The release, for the text of its cells: without nbgrader's slow validation (`grading check` does that)."""
    config, nb = Config(), nbformat.from_dict(source)
    config.ClearSolutions.code_stub = {"python": notebook.STUB}
    for clear in (ClearSolutions, notebook.AnnounceHiddenTests):
        nb, _ = clear(config=config).preprocess(nb, ResourcesDict())
    return nb


@dataclass
class Skeleton:
    """The instructor's notebook: its steps, and the text of each as released."""

    steps: dict[str, Step]
    released: dict[str, str]

    @classmethod
    @lru_cache(maxsize=16)
    def read(cls, content: bytes) -> Skeleton:
        """Of the bytes of an instructor notebook; once, for all submissions that follow."""
        source = rejoin_lines(nbformat.from_dict(json.loads(content)))
        steps, released = {}, {}
        for cell, student in zip(source.cells, _released(source).cells):
            kind, name = _kind(cell), notebook.grade_id(cell) or cell.id
            points = cell.metadata.get("nbgrader", {}).get("points", 0)
            names = (
                defined_names(notebook.without_markers(cell.source))
                if kind in ("answer", "locked")
                else frozenset()
            )
            steps[name] = Step(name, kind, cell.source.rstrip(), points, cell.cell_type, names)
            released[name] = student.source.rstrip()
        return cls(steps, released)

    def answers(self) -> list[Step]:
        return [step for step in self.steps.values() if step.kind in ("answer", "manual")]


@dataclass
class _Matching:
    """Which handed-in cell stands for which of the instructor's."""

    skeleton: Skeleton
    cells: list[Handed]
    repairs: list[str] = field(default_factory=list)
    claims: dict[str, list[Handed]] = field(default_factory=dict)

    def claim(self, cell: Handed, name: str) -> None:
        cell.claimed = name
        self.claims.setdefault(name, []).append(cell)

    def free(self) -> list[Handed]:
        return [cell for cell in self.cells if not cell.claimed and cell.source.strip()]

    def by_mark(self) -> None:
        """By grade_id, else by cell id, else by text equal to what was released."""
        texts = {text: name for name, text in self.skeleton.released.items() if text.strip()}
        for cell in self.cells:
            name = next((key for key in (cell.grade_id, cell.id) if key in self.skeleton.steps), None)
            name = name or texts.get(cell.source)
            if name:
                self.claim(cell, name)

    def by_content(self) -> None:
        """Answers still missing: the free cell that defines their names, else the most similar one."""
        for step in self.skeleton.answers():
            blank = self.skeleton.released[step.id].strip()
            if any(cell.source.strip() != blank for cell in self.claims.get(step.id, [])):
                continue
            cell, why = self.defining(step), "recognised by the name it defines"
            if cell is None and step.id not in self.claims:
                cell, why = self.similar(step), "recognised by its text"
            if cell is not None:
                self.claim(cell, step.id)
                self.repairs.append(f"{step.id}: the cell had lost its mark; {why}")

    def defining(self, step: Step) -> Handed | None:
        free = [c for c in self.free() if c.cell_type != "markdown"]
        return next((c for c in reversed(free) if step.names and step.names <= defined_names(c.source)), None)

    def similar(self, step: Step) -> Handed | None:
        text = self.skeleton.released[step.id][:2000]
        free = self.free()[:200]
        scores = [fuzz.ratio(text, cell.source[:2000], score_cutoff=SIMILAR) for cell in free]
        return free[scores.index(max(scores))] if any(scores) else None


# ---------------------------------------------------------------------------------------------- rebuilding
def salvage(source: bytes, submission: bytes) -> Plan:
    """Realign a submission to the instructor's notebook."""
    reading = read_cells(submission)
    skeleton = Skeleton.read(source)
    matching = _Matching(skeleton, reading.cells, reading.repairs)
    matching.by_mark()
    matching.by_content()
    after = _extras(matching)
    elsewhere = frozenset().union(*(defined_names(c.source) for c in matching.free()), frozenset())
    for name, claimed in matching.claims.items():
        if skeleton.steps[name].kind == "answer":
            names = frozenset().union(*(defined_names(c.source) for c in claimed))
            elsewhere |= names - skeleton.steps[name].names
    steps, above = list(after.get("", [])), ""
    for step in skeleton.steps.values():
        before, mine = _resolve(step, matching, elsewhere)
        if step.kind == "manual" and mine.source.strip() == skeleton.released[step.id].strip():
            written = [s for name in (above, step.id) for s in after.get(name, []) if s.kind == "text"]
            mine = _joined(mine, written, matching.repairs)
            after[step.id] = [s for s in after.get(step.id, []) if s not in written]
            steps = [s for s in steps if s not in written]
        steps += [*before, mine, *after.get(step.id, [])]
        above = step.id
    matching.repairs += [word for step in steps if (word := _unreadable(step, reading.python))]
    solutions = {s.id: notebook.without_markers(s.source) for s in skeleton.answers() if s.kind == "answer"}
    return Plan(_distinct(steps), tuple(matching.repairs), solutions)


def _joined(step: Step, written: list[Step], repairs: list[str]) -> Step:
    """A text answer that was left blank, with the student's own text cells that stand right above or below it."""
    if not written:
        return step
    repairs.append(f"{step.id}: the answer stood in a cell of its own; joined")
    pictures = {name: bundle for cell in written for name, bundle in cell.attachments.items()}
    return replace(step, source="\n\n".join(s.source for s in written), skip=False, attachments=pictures)


def _extras(matching: _Matching) -> dict[str, list[Step]]:
    """The student's own cells, each after the instructor's cell that precedes it."""
    after: dict[str, list[Step]] = {}
    anchor = ""
    for number, cell in enumerate(matching.cells):
        if cell.claimed:
            anchor = cell.claimed
        elif cell.source.strip():
            kind, cell_type = ("extra", "code") if cell.cell_type == "code" else ("text", "markdown")
            step = Step(f"extra-{number}", kind, cell.source, 0, cell_type, attachments=cell.attachments)
            after.setdefault(anchor, []).append(step)
    return after


def _resolve(step: Step, matching: _Matching, elsewhere: frozenset[str]) -> tuple[list[Step], Step]:
    """(the student's cells to run before, the cell itself) for one cell of the instructor's."""
    claimed, released = matching.claims.get(step.id, []), matching.skeleton.released[step.id]
    repairs = matching.repairs
    if step.kind in ("answer", "manual"):
        return _answer(step, claimed, released, elsewhere, repairs)
    if step.kind == "text":
        return [], step
    changed = [cell for cell in claimed if cell.source.strip() != released.strip()]
    if step.kind == "demonstration":
        skip = (bool(claimed) and not changed) or not claimed
        return [], replace(step, source=changed[-1].source if changed else step.source, skip=skip)
    if not claimed:
        repairs.append(f"{step.id}: the cell was missing; put back")
    elif len(claimed) > 1:
        repairs.append(f"{step.id}: the cell was there {len(claimed)} times; put back once")
    elif changed:
        repairs.append(f"{step.id}: the cell was changed; put back")
    if claimed and any(cell.cell_type not in ("code", "") for cell in claimed):
        repairs.append(f"{step.id}: the cell was no code cell; put back")
    if step.kind == "locked":
        yours = replace(step, id=f"{step.id}-yours", kind="extra", names=frozenset())
        return [replace(yours, source=cell.source) for cell in changed], step
    return [], step


def _answer(
    step: Step, claimed: list[Handed], released: str, elsewhere: frozenset[str], repairs: list[str]
) -> tuple[list[Step], Step]:
    """The student's answer: of several copies the last that was worked on; the others run before it."""
    worked = [cell for cell in claimed if cell.source.strip() != released.strip()]
    if len(claimed) > 1:
        repairs.append(f"{step.id}: the cell was there {len(claimed)} times; the last worked-on copy counts")
    if not claimed and step.names and step.names & elsewhere:
        repairs.append(f"{step.id}: the cell was missing; its names are defined in another cell")
        return [], replace(step, source="")
    if not claimed:
        repairs.append(f"{step.id}: the cell was missing; the blank was put back")
    if worked and worked[-1].cell_type not in (step.cell_type, ""):
        repairs.append(
            f"{step.id}: the cell was turned into {worked[-1].cell_type}; read as {step.cell_type}"
        )
    parts = enumerate(worked[:-1] if step.kind == "answer" else [], 1)
    before = [Step(f"{step.id}-part-{n}", "extra", cell.source) for n, cell in parts]
    mine = worked[-1].source if worked else released
    if step.kind == "manual":
        mine = "\n\n".join(cell.source for cell in worked) or released
    pictures = {name: bundle for cell in worked for name, bundle in cell.attachments.items()}
    return before, replace(step, source=mine, skip=not worked, attachments=pictures)


def _unreadable(step: Step, python: str) -> str:
    """Why the code of an answer cannot run here, where that can be said better than by a SyntaxError; or ""."""
    if step.kind not in ("answer", "extra") or step.skip or _bound_names(step.source) is not None:
        return ""
    if re.search(r"^<{7} ", step.source, re.M) and re.search(r"^>{7} ", step.source, re.M):
        return f"{step.id}: the cell holds the marks of a merge conflict (<<<<<<<); keep one version"
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    if python and _numbers(python) > _numbers(ours):
        return (
            f"{step.id}: Python {ours} grades and cannot read the cell; it was written with Python {python}"
        )
    return ""


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _distinct(steps: list[Step]) -> list[Step]:
    """Ids are unique and legal in a notebook."""
    seen: set[str] = set()
    found = []
    for step in steps:
        name = re.sub(r"[^A-Za-z0-9_-]", "-", step.id)[:56]
        while name in seen:
            name += "x"
        seen.add(name)
        found.append(step if name == step.id else replace(step, id=name))
    return found
