"""The lists of claims, `claims/<assignment>.md`: every quotation stands in its notebook, every evidence exists.

A row is `| claim | where | evidence |`: words of the notebook, the id of their text cell, and what holds them.
Evidence is a test by its name, what a cell prints (`cell` prints `text`), or one of KINDS with what it refers to.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from grading import notebook

FOLDER = Path(__file__).parent / "claims"
KINDS = ("definition", "derivation", "reference", "exercise", "key")
ROW = re.compile(r"^\| (.+) \| `([\w-]+)` \| (.+) \|$")
PRINTS = re.compile(r"`([\w-]+)` prints `([^`]+)`")


def rows(assignment: str) -> list[tuple[str, str, str]]:
    lines = (FOLDER / f"{assignment}.md").read_text().splitlines()
    table = [line for line in lines if line.startswith("|")][2:]
    matches = [(line, ROW.match(line)) for line in table]
    assert [line for line, match in matches if match is None] == []
    return [match.groups() for _, match in matches]


@cache
def names_of_tests() -> frozenset[str]:
    """The names of all test functions."""
    trees = [ast.parse(path.read_text()) for path in (notebook.ROOT / "tests").rglob("test_*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return frozenset(node.name for node in nodes if node.name.startswith("test_"))


def plain(text: str) -> str:
    """Words with single spaces, without the marks of a quotation."""
    return re.sub(r"\s+", " ", re.sub(r"^> ", "", text, flags=re.M)).strip()


def printed(cell) -> str:
    return "".join(out.text for out in cell.get("outputs", []) if out.output_type == "stream")


@pytest.mark.parametrize("assignment", sorted(path.stem for path in FOLDER.glob("*.md")))
def test_every_claim_is_a_quotation_and_its_evidence_exists(assignment):
    cells = {cell.id: cell for cell in notebook.read(notebook.source_file(assignment)).cells}
    wrong = []
    for claim, where, evidence in rows(assignment):
        if where not in cells or plain(claim) not in plain(cells[where].source):
            wrong.append(f"{where}: does not say {claim!r}")
        named = set(re.findall(r"`(test_\w+)`", evidence))
        shown = PRINTS.findall(evidence)
        wrong += [f"{where}: there is no test {name}" for name in sorted(named - names_of_tests())]
        wrong += [
            f"{where}: {cell} does not print {text!r}"
            for cell, text in shown
            if cell not in cells or plain(text) not in plain(printed(cells[cell]))
        ]
        if not named and not shown and not evidence.startswith(KINDS):
            wrong.append(f"{where}: no evidence in {evidence!r}")
    assert wrong == []


@pytest.mark.parametrize("assignment", sorted(path.stem for path in FOLDER.glob("*.md")))
def test_what_is_to_be_remembered_is_on_the_list(assignment):
    found = {where for _, where, _ in rows(assignment)}
    cells = notebook.read(notebook.source_file(assignment)).cells
    told = {cell.id for cell in cells if cell.cell_type == "markdown" and "**Remember" in cell.source}
    assert sorted(told - found) == []
