"""The commands as an instructor types them: results on stdout, complaints in one line on stderr, exit status."""

import json
import subprocess
import sys

import pytest
from sqlalchemy.exc import OperationalError

from grading import __main__ as cli
from grading import notebook

ASSIGNMENT = "lazy_training"


def run(capsys, *argv) -> tuple[int, str, str]:
    status = cli.main([str(a) for a in argv])
    out, err = capsys.readouterr()
    return status, out, err


BAD = {
    "unknown assignment": (["solve", "lazy", "--out", "OUT"], "assignment: got 'lazy', expected one of"),
    "missing answers": (["fill", ASSIGNMENT, "--answers", "NONE", "--out", "OUT"], "answers: "),
    "missing notebook": (["grade", ASSIGNMENT, "--notebook", "NONE", "--json"], "notebook: "),
    "negative seed": (["grade", ASSIGNMENT, "--notebook", "NONE", "--seed", "-1"], "seed: got -1, expected"),
    "no workers": (["grade", ASSIGNMENT, "--workers", "0"], "workers: got 0, expected"),
    "unknown in grade": (["grade", "lazy"], "assignment: got 'lazy', expected one of"),
    "unknown in build": (["build", "lazy"], "assignment: got 'lazy', expected one of"),
    "unknown in check": (["check", "lazy"], "assignment: got 'lazy', expected one of"),
    "unknown in mutants": (["mutants", "lazy"], "assignment: got 'lazy', expected one of"),
    "empty sample": (["mutants", ASSIGNMENT, "--sample", "0"], "sample: got 0, expected"),
    "unknown in feedback": (["feedback", "lazy"], "assignment: got 'lazy', expected one of"),
}


@pytest.mark.parametrize(("argv", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_leaves_files_alone(capsys, tmp_path, argv, message):
    argv = [{"OUT": tmp_path / "out.ipynb", "NONE": tmp_path / "none"}.get(a, a) for a in argv]
    status, out, err = run(capsys, *argv)
    assert status == 2
    assert out == ""
    assert err.startswith(f"grading: {message}")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_solve_then_grade_is_full_marks_and_one_json_object(capsys, tmp_path):
    path = tmp_path / "solved.ipynb"
    assert run(capsys, "solve", ASSIGNMENT, "--out", path)[0] == 0
    status, out, _ = run(capsys, "grade", ASSIGNMENT, "--notebook", path, "--json")
    report = json.loads(out)
    assert status == 0
    assert report["assignment"] == ASSIGNMENT
    assert report["score"] == report["max_score"] > 0
    assert set(report) >= {"assignment", "score", "max_score", "cells", "repairs", "seconds"}
    for cell in report["cells"].values():
        assert set(cell) >= {"score", "max_score", "status", "message"}


@pytest.mark.slow
def test_a_file_that_is_no_notebook_still_gets_a_verdict(capsys, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text("I could not save my notebook, sorry")
    status, out, _ = run(capsys, "grade", ASSIGNMENT, "--notebook", path, "--json")
    assert status == 0
    assert json.loads(out)["score"] == 0
    assert json.loads(out)["repairs"]


def test_fill_leaves_other_cells_blank_unless_asked(capsys, tmp_path):
    answers, path = tmp_path / "a.py", tmp_path / "x.ipynb"
    answers.write_text("# %% phi\n'an answer'\n")
    stubs = {}
    for option in ([], ["--solved"]):
        assert run(capsys, "fill", ASSIGNMENT, *option, "--answers", answers, "--out", path)[0] == 0
        cells = [c for c in notebook.read(path).cells if notebook.is_solution(c)]
        assert next(c for c in cells if c.id == "phi").source == "'an answer'"
        stubs[bool(option)] = sum("YOUR CODE HERE" in c.source for c in cells)
    assert stubs[True] == 0
    assert stubs[False] == len(cells) - 1


def test_commands_start_without_what_they_do_not_need():
    """Only the trusted process and the sandbox need torch; the other builds a grammar for two seconds."""
    heavy = "{'torch', 'rfc3987_syntax'}"
    code = f"import sys, grading.__main__, grading.judging.engine, grading.runner; print({heavy} & {{*sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=notebook.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_help_waits_for_no_notebook():
    """Whoever reads what there is to type waits for neither nbgrader nor a database."""
    heavy = "{'nbformat', 'nbgrader', 'sqlalchemy', 'torch'}"
    code = f"import sys, grading.__main__ as cli; cli.parser(); print({heavy} & {{*sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=notebook.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), OperationalError("x", {}, ValueError("disk I/O error"))]
)
def test_what_stops_a_command_is_one_line(capsys, monkeypatch, error):
    def stopped(*args):
        raise error

    monkeypatch.setattr("grading.course.Course.grades", stopped)
    status, out, err = run(capsys, "report")
    assert (status, out, err.count("\n")) == (130 if isinstance(error, KeyboardInterrupt) else 2, "", 1)
    assert "interrupted" in err or "disk I/O error" in err


def test_a_python_without_our_packages_says_so():
    command = [sys.executable, "-S", "-m", "grading", "report"]
    done = subprocess.run(command, cwd=notebook.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("grading: No module named ")
    assert done.stderr.count("\n") == 1
