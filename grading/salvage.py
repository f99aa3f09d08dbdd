"""From whatever a student handed in to a plan that can be run: the instructor's cells, the student's answers.

The instructor notebook is the skeleton. Of a submission only the text of cells is used, never its metadata, except to
recognise which cell is whose: by grade_id, by cell id, by equal text, by the names it defines, by similarity. Every
repair is said in words.

    plan = salvage(source_notebook, submission_bytes)
    plan.steps                  # what to run, in order
    plan.repairs                # ("phi: the cell was missing its mark; recognised by the name it defines", ...)
"""

from __future__ import annotations

import ast
import codecs
import difflib
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import Config

from grading import notebook

MAX_BYTES = 256 << 20
MAX_CELLS = 20_000
MAX_SOURCE = 1 << 20
MAX_PRINTED = 20_000
SIMILAR = 0.6


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


@dataclass
class Plan:
    """The repaired notebook, and each repair in a sentence. A step with `skip` is an answer left as released."""

    steps: list[Step]
    repairs: tuple[str, ...]


@dataclass
class Handed:
    """One cell as it was handed in, and the text it had `printed`; `claimed`: the instructor's cell it stands for."""

    source: str
    cell_type: str
    grade_id: str
    id: str
    claimed: str = ""
    printed: str = ""


# ---------------------------------------------------------------------------------------------- reading
def read_cells(submission: bytes) -> tuple[list[Handed], list[str]]:
    """The cells of a submission of any notebook version, as far as they can be read, and what was wrong."""
    if len(submission) > MAX_BYTES:
        return [], [
            f"the file has {len(submission) >> 20} MB and was not read: clear the outputs and hand in again"
        ]
    repairs: list[str] = []
    try:
        text = submission.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = "utf-16" if submission[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
        text = submission.decode(encoding, errors="replace")
        repairs.append("the file is not UTF-8 text; unreadable characters were replaced")
    try:
        tree = json.loads(text)
        raw = _cells_of(tree)
    except (ValueError, RecursionError):
        raw = _cells_of_broken(text)
        repairs.append(f"the file is not a whole notebook (broken JSON); {len(raw)} cells could be read")
    if isinstance(raw, list) and len(raw) > MAX_CELLS:
        repairs.append(f"the notebook has {len(raw)} cells; only the first {MAX_CELLS} were read")
    cells = [_handed(cell) for cell in raw[:MAX_CELLS] if isinstance(cell, dict)]
    if not cells:
        repairs.append("no cell could be read: the file is empty or no notebook")
    return cells, repairs


def _cells_of(tree: Any) -> list:
    """The cell list of notebook format 4, or of the worksheets of format 3."""
    if isinstance(tree, list):
        return tree
    if not isinstance(tree, dict):
        return []
    sheets = tree.get("worksheets")
    lists = [tree.get("cells")] + [s.get("cells") for s in sheets or [] if isinstance(s, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


_CELL_START = re.compile(r'\{\s*"(cell_type|attachments|execution_count|id|metadata)"')


def _cells_of_broken(text: str) -> list:
    """The whole cells in a text that is not JSON as a whole: cut off, or with merge marks in it."""
    text = re.sub(r"^(<{7}|={7}|>{7}|\|{7}).*\n?", "", text, flags=re.M)
    decoder, found, at = json.JSONDecoder(), [], 0
    while len(found) < MAX_CELLS and (match := _CELL_START.search(text, at)):
        try:
            cell, at = decoder.raw_decode(text, match.start())
            found += [cell] if "cell_type" in cell and "source" in cell else []
        except (ValueError, RecursionError):
            at = match.end()
    return found


def _handed(cell: dict) -> Handed:
    """Anything that looks like a cell."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    marks = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    words = [marks.get("grade_id"), cell.get("id"), cell.get("cell_type")]
    grade_id, number, kind = (word if isinstance(word, str) else "" for word in words)
    source = source[:MAX_SOURCE] if isinstance(source, str) else ""
    source = source.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return Handed(source.rstrip(), kind, grade_id, number, printed=_printed(cell))


def _printed(cell: dict) -> str:
    """The text that a cell had printed, cut."""
    outputs, text = cell.get("outputs"), ""
    for output in outputs if isinstance(outputs, list) else []:
        words = output.get("text") if isinstance(output, dict) else None
        for line in words if isinstance(words, list) else [words]:
            if isinstance(line, str) and len(text) < MAX_PRINTED:
                text += line[:MAX_PRINTED]
    return text


# ---------------------------------------------------------------------------------------------- recognising
_BINDING = re.compile(r"^(?:(?:def|class)\s+(\w+)|(\w+)\s*=[^=])", re.M)


def defined_names(source: str) -> frozenset[str]:
    """Names a cell binds at top level; for text that is no Python, what its first words say."""
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "pass", source, flags=re.M))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(a or b for a, b in _BINDING.findall(source))
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            found |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    return frozenset(found)


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
        nb, _ = clear(config=config).preprocess(nb, {})
    return nb


@dataclass
class Skeleton:
    """The instructor's notebook: its steps, and the text of each as released."""

    steps: dict[str, Step]
    released: dict[str, str]

    @classmethod
    def of(cls, source: NotebookNode) -> Skeleton:
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
        text = self.skeleton.released[step.id]
        best, where = SIMILAR, None
        for cell in self.free()[:200]:
            matcher = difflib.SequenceMatcher(None, text[:2000], cell.source[:2000], autojunk=False)
            if matcher.real_quick_ratio() > best and matcher.ratio() > best:
                best, where = matcher.ratio(), cell
        return where


# ---------------------------------------------------------------------------------------------- rebuilding
def salvage(source: NotebookNode, submission: bytes) -> Plan:
    """Realign a submission to the instructor's notebook."""
    cells, repairs = read_cells(submission)
    skeleton = Skeleton.of(source)
    matching = _Matching(skeleton, cells, repairs)
    matching.by_mark()
    matching.by_content()
    after = _extras(matching)
    elsewhere = frozenset().union(*(defined_names(c.source) for c in matching.free()), frozenset())
    for name, claimed in matching.claims.items():
        if skeleton.steps[name].kind == "answer":
            extra_names = defined_names("\n".join(c.source for c in claimed)) - skeleton.steps[name].names
            elsewhere |= extra_names
    steps = list(after.get("", []))
    for step in skeleton.steps.values():
        before, mine = _resolve(step, matching, elsewhere)
        steps += [*before, mine, *after.get(step.id, [])]
    return Plan(_distinct(steps), tuple(matching.repairs))


def _extras(matching: _Matching) -> dict[str, list[Step]]:
    """The student's own cells, each after the instructor's cell that precedes it."""
    after: dict[str, list[Step]] = {}
    anchor = ""
    for number, cell in enumerate(matching.cells):
        if cell.claimed:
            anchor = cell.claimed
        elif cell.source.strip():
            kind, cell_type = ("extra", "code") if cell.cell_type == "code" else ("text", "markdown")
            after.setdefault(anchor, []).append(Step(f"extra-{number}", kind, cell.source, 0, cell_type))
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
    return before, replace(step, source=mine, skip=not worked)


def _distinct(steps: list[Step]) -> list[Step]:
    """Ids are unique and legal in a notebook."""
    seen: set[str] = set()
    found = []
    for step in steps:
        name = re.sub(r"[^A-Za-z0-9_-]", "-", step.id)[:56]
        while name in seen:
            name += "x"
        seen.add(name)
        found.append(replace(step, id=name))
    return found


def parse_source(source: bytes) -> NotebookNode:
    """The instructor's notebook."""
    return rejoin_lines(nbformat.from_dict(json.loads(source)))
