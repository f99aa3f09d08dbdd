"""Every assignment that stands in `source/`, held against the rules and against nbgrader itself."""

import copy
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.preprocessors import CheckCellMetadata
from nbgrader.validator import Validator

from grading import notebook
from grading.gate import rules
from utils.receipts import Place

ASSIGNMENTS = notebook.assignments()


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


RULES = [
    pytest.param(rule, marks=pytest.mark.slow if rule is rules.scores else (), id=rule.__name__)
    for rule in (*rules.BASIC, *rules.HOUSE, rules.secrets)
]


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule, assignment):
    source = notebook.read(notebook.source_file(assignment))
    assert [str(f) for f in rule(source)] == []


def test_release_is_what_the_source_gives(assignment):
    source = notebook.read(notebook.source_file(assignment))
    assert notebook.release_file(assignment).read_bytes() == notebook.dumps(notebook.release(source))
    folders = [notebook.source_file(assignment).parent, notebook.release_file(assignment).parent]
    pictures = [{p.name: p.read_bytes() for p in folder.glob("figures/*")} for folder in folders]
    assert pictures[0] == pictures[1]


def test_every_picture_of_the_text_exists(assignment):
    path = notebook.source_file(assignment)
    text = "\n".join(c.source for c in notebook.read(path).cells if c.cell_type == "markdown")
    shown = set(re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", text))
    made = {f"figures/{p.name}" for p in (path.parent / "figures").glob("*.png")}
    assert shown == made


def printed(nb: nbformat.NotebookNode, source: nbformat.NotebookNode) -> dict[str, list]:
    """What the code cells show, by cell: text of any kind, pictures left out (their place is in the text).

    Receipts are left out: only released checks know their place. Of a check that asserts nothing in the release only
    the sentence counts. So is where the poster stands, which a reader alone is told.
    """
    hidden = {c.id for c in source.cells if notebook.hidden_lines(c.source)}
    shown = {c.id: c.outputs for c in notebook.canonical(nb).cells if c.cell_type == "code"}
    for cell_id in {c.id for c in source.cells if notebook.is_test(c)} & shown.keys():
        for output in shown[cell_id]:
            output.text = RECEIPT.sub("", output.text)
            if cell_id in hidden:
                output.text = re.sub(r"^[✓○] (.*?)( \(at grading\))?$", r"\1", output.text, flags=re.M)
    return {cell_id: [o for o in outputs if o.get("text") != YOURS] for cell_id, outputs in shown.items()}


YOURS = "poster.png is yours: it stands beside this notebook.\n"
RECEIPT = re.compile(r"^\w+: \d+ of \d+ here.* Notebook: \d+ of \d+\.\n", re.M)


@pytest.mark.slow
def test_the_run_of_a_student_shows_what_the_committed_notebook_shows(assignment, student_run):
    """What `pytest --nbval source` compares, on the run of a student: every text, and of stderr what bars leave."""
    source, run = notebook.read(notebook.source_file(assignment)), notebook.read(student_run(assignment))
    shown = printed(run, source)
    del shown["whose-utils"]
    assert shown == printed(source, source)
    streams = [(c.id, o) for c in run.cells for o in c.get("outputs", []) if o.output_type == "stream"]
    assert [(cell_id, o.text) for cell_id, o in streams if o.name == "stderr" and not o.text.isspace()] == []


@pytest.mark.slow
def test_every_exercise_of_a_student_ends_on_its_receipt(assignment, student_run):
    """All that can pass in the notebook passes; the receipts count it, one an exercise, up to the whole."""
    cells = [cell for cell in notebook.read(student_run(assignment)).cells if notebook.is_test(cell)]
    places = [(cell, place) for cell in cells if (place := Place.of(cell.source))]
    for number, (cell, place) in enumerate(places, 1):
        text = "".join(output.text for output in cell.outputs)
        receipt = f"{place.exercise}: {place.count(place.here)}. Notebook: {number} of {len(places)}.\n"
        assert RECEIPT.findall(text) == [receipt] * (place.number == place.here), cell.id


def test_a_changed_output_is_seen(assignment):
    """One digit, one word, one figure less, in each cell on its own."""
    source = notebook.read(notebook.source_file(assignment))
    showing = [cell for cell in source.cells if cell.get("outputs")]
    assert len(showing) > 20
    for cell in showing:
        kept, before = cell.outputs, printed(notebook.single(cell), source)
        cell.outputs = kept[:-1]
        assert printed(notebook.single(cell), source) != before, cell.id
        for old, new in ((r"\d(?=\D*$)", "x"), (r"\w\W*$", "?")):
            cell.outputs = copy.deepcopy(kept)
            data = cell.outputs[-1].get("data", cell.outputs[-1])
            kind = "text/plain" if data is not cell.outputs[-1] else "text"
            data[kind], changes = re.subn(old, new, data[kind])
            assert not changes or printed(notebook.single(cell), source) != before, cell.id
        cell.outputs = kept
        assert printed(notebook.single(cell), source) == before


@pytest.mark.slow
def test_validate_is_content_with_the_run_of_a_student(assignment, student_run):
    """nbgrader's own verdict on the outputs, which its command would compute once more."""
    validator = Validator(preprocessors=[CheckCellMetadata])
    path = student_run(assignment)
    assert validator.validate(str(path)) == {}
    nb = notebook.read(path)
    failing = next(c for c in nb.cells if notebook.is_test(c))
    failing.outputs = [nbformat.v4.new_output("error", ename="AssertionError", evalue="no", traceback=[])]
    notebook.write(nb, failed := path.with_name("failed.ipynb"))
    assert [cell["source"] for cell in validator.validate(str(failed))["failed"]] == [failing.source]


def validate(path: Path) -> str:
    """What `nbgrader validate` tells a student."""
    command = [sys.executable, "-m", "nbgrader", "validate", path.name]
    environment = os.environ | {"MPLBACKEND": "agg"}
    done = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout


@pytest.mark.slow
def test_nbgrader_validate_fails_the_release():
    """The command itself, on one assignment; what it passes: above, and in `tests/grading/test_guesses.py`."""
    assert "VALIDATION FAILED" in validate(notebook.release_file("lazy_training"))


def test_the_start_page_is_published_and_its_links_lead_somewhere():
    page = notebook.ROOT / "release" / "start.ipynb"
    assert page.read_bytes() == notebook.dumps(notebook.read(notebook.ROOT / "source" / "start.ipynb"))
    text = "\n".join(c.source for c in notebook.read(page).cells)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert {f"{a}/{a}.ipynb" for a in ASSIGNMENTS} <= set(links)
