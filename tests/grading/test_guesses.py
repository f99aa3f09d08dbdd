"""A notebook with guesses on its way: generated, run, validated and graded by nbgrader, and read by `predictions`."""

import copy
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.validator import Validator
from target import make_cell

from grading import build, notebook
from grading.course import Course
from grading.pages.predictions import ballot, prompts_of
from utils.questions import calls, written

pytestmark = pytest.mark.slow

GUESSES = {"slope": {"s": -0.5}, "better": {"by": "B"}, "loss": {"L": ((1, 0.5), (10, 0.1))}}


@pytest.fixture
def asking(tiny) -> nbformat.NotebookNode:
    """The tiny assignment with three open guesses, their reveals and the table at its end."""
    tiny.cells[1].source += "\nfrom utils.guess import guess, guesses, reveal"
    asked = (
        'guess("slope", s=..., within=0.1)\nguess("better", by=..., options=("A", "B"))\n'
        'guess("loss", L=[(1, ...), (10, ...)], over="step", factor=3)'
    )
    told = 'reveal("slope", s=-1)\nreveal("better", by="B")\nreveal("loss", L=[(1, 0.4), (10, 0.1)])'
    for name, role, source in (
        ("prompt", "text", "*Predict before you run:* which?"),
        ("guess_tiny", "demo", asked),
        ("then", "text", "See."),
        ("reveal_tiny", "demo", told),
        ("end", "text", "Count."),
        ("score", "demo", "guesses()"),
    ):
        tiny.cells.append(make_cell(name, role, source))
    return tiny


def guessed(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy with every guess made, as the panel writes it."""
    nb = copy.deepcopy(nb)
    for cell in nb.cells:
        for name, *_ in calls(cell.source) if cell.cell_type == "code" else ():
            cell.source = written(cell.source, name, GUESSES[name])
    return nb


def nbgrader(course: Path, *words: str, folder: Path | None = None) -> str:
    command = [sys.executable, "-m", "nbgrader", *words]
    environment = os.environ | {"PYTHONPATH": str(notebook.ROOT), "MPLBACKEND": "agg"}
    done = subprocess.run(
        command, cwd=folder or course, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_guesses_pass_every_door_of_nbgrader_and_cost_no_point(tmp_path, asking):
    course = tmp_path / "course"
    notebook.write(asking, course / "source" / "tiny" / "tiny.ipynb")
    build.build("tiny", course)
    config = (notebook.ROOT / "nbgrader_config.py").read_text()
    (course / "nbgrader_config.py").write_text(config + f"\nc.CourseDirectory.root = {str(course)!r}\n")
    nbgrader(course, "generate_assignment", "tiny", "--force")
    released = notebook.read(course / "release" / "tiny" / "tiny.ipynb")
    source = notebook.read(course / "source" / "tiny" / "tiny.ipynb")
    solved = notebook.fill(source, notebook.reference_answers(source))
    assert [c.source for c in released.cells if "guess" in c.id] == [
        c.source for c in source.cells if "guess" in c.id
    ]
    for student, made in (("ada", guessed(solved)), ("emmy", solved)):
        notebook.write(made, course / "submitted" / student / "tiny" / "tiny.ipynb")
    folder = course / "submitted" / "ada" / "tiny"
    assert "Success! Your notebook passes all the tests." in nbgrader(
        course, "validate", "tiny.ipynb", folder=folder
    )
    nbgrader(course, "autograde", "tiny")
    scores = {row["student"]: row["score"] for row in Course(course).grades()}
    assert scores["ada"] == scores["emmy"] > 0
    kept = notebook.read(course / "autograded" / "ada" / "tiny" / "tiny.ipynb")
    made = {c.id: c.source for c in guessed(solved).cells}
    assert {c.id: c.source for c in kept.cells if "guess" in c.id} == {"guess_tiny": made["guess_tiny"]}


def test_run_again_with_guesses_it_is_the_same_to_the_byte(tmp_path, asking):
    """Restart & Run All: text outputs, counts and sources; what a kernel remembers of a guess is not in the file."""
    first = notebook.canonical(build.execute(guessed(asking), tmp_path))
    again = notebook.canonical(build.execute(copy.deepcopy(first), tmp_path))
    assert notebook.dumps(again) == notebook.dumps(first)
    printed = "".join(out.get("text", "") for cell in first.cells for out in cell.get("outputs", []))
    assert "You said s = -0.5 (0.5 too high): 0 of 1." in printed
    assert "You said by = 'B' (right): 1 of 1." in printed
    assert [c.source for c in first.cells] == [c.source for c in guessed(asking).cells]
    notebook.write(first, tmp_path / "run.ipynb")
    assert Validator().validate(str(tmp_path / "run.ipynb")) == {}
    votes = ballot(prompts_of(first), (tmp_path / "run.ipynb").read_bytes()).votes
    assert votes == {name: {part: (v, v) for part, v in parts.items()} for name, parts in GUESSES.items()}
