"""Every assignment that stands in `source/`, held against the rules and against nbgrader itself."""

import os
import re
import subprocess
import sys

import pytest

from grading import gate, notebook

ASSIGNMENTS = notebook.assignments()


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


@pytest.mark.parametrize("rule", gate.RULES, ids=lambda rule: rule.__name__)
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


def validate(path) -> str:
    """What `nbgrader validate` tells a student."""
    command = [sys.executable, "-m", "nbgrader", "validate", path.name]
    environment = os.environ | {"MPLBACKEND": "agg"}
    done = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_nbgrader_validate_passes_the_source_and_fails_the_release(assignment):
    assert "Success! Your notebook passes all the tests." in validate(notebook.source_file(assignment))
    assert "VALIDATION FAILED" in validate(notebook.release_file(assignment))


def test_the_start_page_is_published_and_its_links_lead_somewhere():
    page = notebook.ROOT / "release" / "start.ipynb"
    assert page.read_bytes() == notebook.dumps(notebook.read(notebook.ROOT / "source" / "start.ipynb"))
    text = "\n".join(c.source for c in notebook.read(page).cells)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert {f"{a}/{a}.ipynb" for a in ASSIGNMENTS} <= set(links)
