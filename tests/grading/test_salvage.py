"""Damaged notebooks are repaired, and every repair is said."""

import json

import nbformat
import pytest
from target import CHECKS, RIGHT, target

from grading import notebook
from grading.salvage import salvage

SOURCE = target()


def handed_in():
    return notebook.fill(SOURCE, RIGHT)


def plan(nb):
    return salvage(SOURCE, json.dumps(nb).encode())


def answers(found):
    return {step.id: step.source for step in found.steps if step.kind == "answer"}


def cell(nb, name):
    return next(c for c in nb.cells if c.id == name)


def test_nothing_to_repair():
    found = plan(handed_in())
    assert found.repairs == ()
    assert answers(found) == RIGHT
    assert [s.id for s in found.steps if s.kind == "test"] == list(CHECKS)


def lost_marks(nb):
    for number, c in enumerate(nb.cells):
        c.metadata, c.id = nbformat.NotebookNode(), f"x{number}"


def moved(nb):
    nb.cells.reverse()


def doubled(nb):
    nb.cells.insert(1, nbformat.from_dict(cell(notebook.release(SOURCE), "phi")))


def split(nb):
    second = nbformat.from_dict(cell(nb, "train"))
    nb.cells.insert(nb.cells.index(cell(nb, "train")), nbformat.from_dict(second | {"source": "rate = 0.1"}))


def retyped(nb):
    c = cell(nb, "mean")
    c.cell_type = "markdown"
    del c["outputs"], c["execution_count"]


def checks_gone(nb):
    nb.cells = [c for c in nb.cells if c.id not in CHECKS]


def answered_elsewhere(nb):
    cell(nb, "double").source = cell(notebook.release(SOURCE), "double").source
    nb.cells.append(nbformat.v4.new_code_cell(RIGHT["double"]))


DAMAGES = [lost_marks, moved, doubled, split, retyped, checks_gone, answered_elsewhere]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_repaired(damage):
    nb = handed_in()
    damage(nb)
    found = plan(nb)
    assert answers(found) == RIGHT
    assert [s.source for s in found.steps if s.kind == "test"] == list(CHECKS.values())
    assert found.repairs or damage is moved


def test_merged_answers_are_not_overwritten_by_the_blank():
    nb = handed_in()
    cell(nb, "double").source += "\n\n" + RIGHT["mean"]
    nb.cells = [c for c in nb.cells if c.id != "mean"]
    found = plan(nb)
    assert answers(found)["mean"] == ""
    assert any("mean" in repair for repair in found.repairs)


def test_cut_off_and_old_formats():
    text = json.dumps(handed_in())
    found = salvage(SOURCE, text[: text.index('"id": "Line"')].encode())
    assert answers(found)["phi"] == RIGHT["phi"]
    assert "broken JSON" in found.repairs[0]
    sheets = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": [RIGHT["phi"]]}]}]}
    assert answers(salvage(SOURCE, json.dumps(sheets).encode()))["phi"] == RIGHT["phi"]
