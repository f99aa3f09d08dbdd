"""Limits hold through every door, in the order default < nbgrader_config.py < command line."""

import json
from pathlib import Path

import pytest
from target import CHECKS, RIGHT, target

from grading import __main__ as cli
from grading import exporter, notebook
from grading.course import Course, quiet
from grading.judging import engine
from grading.limits import Limits, meanings
from grading.verdict import Verdict

# Another value than the default for each: in the configuration, and on the command line.
CONFIGURED = {
    "cell_seconds": 11.0,
    "submission_seconds": 99.0,
    "memory_mib": 1500,
    "disk_mib": 32,
    "output_kib": 90,
    "processes": 40,
    "demonstrations": True,
    "sandbox": False,
}
TYPED = {
    name: value + 1 if value is not True and value is not False else not value
    for name, value in CONFIGURED.items()
}


@pytest.fixture
def course(tmp_path) -> Path:
    """A course with one submission; its configuration sets every limit."""
    root = tmp_path / "course"
    lines = [f"c.VerdictExporter.{name} = {value!r}" for name, value in CONFIGURED.items()]
    config = (notebook.ROOT / "nbgrader_config.py").read_text()
    config = config.replace("Path(__file__).resolve().parent", f"Path({str(notebook.ROOT)!r})")
    root.mkdir()
    lines.append(f"c.CourseDirectory.root = {str(root)!r}")
    (root / "nbgrader_config.py").write_text("\n".join([config, *lines, ""]))
    notebook.write(target(), root / "source/target/target.ipynb")
    notebook.write(notebook.fill(target(), RIGHT), root / "submitted/ada/target/target.ipynb")
    return root


@pytest.fixture
def asked(monkeypatch) -> list[Limits]:
    """The limits with which a verdict was asked for; nothing is graded."""
    found = []

    def grade_one(source, submission, limits=None, seed=0, assignment=""):
        found.append(limits)
        return Verdict(assignment, notebook={"cells": []})

    monkeypatch.setattr(engine, "grade_one", grade_one)
    monkeypatch.setattr(exporter, "grade_one", grade_one)
    return found


def options() -> list[str]:
    """The command line that sets every limit to its typed value."""
    found = []
    for name, value in TYPED.items():
        option = name.replace("_", "-")
        if isinstance(value, bool):
            found.append(f"--{option}" if value else f"--no-{option}")
        else:
            found += [f"--{option}", str(value)]
    return found


def test_the_tables_above_name_every_limit():
    assert list(CONFIGURED) == list(meanings())
    default = Limits()
    assert all(getattr(default, name) != value for name, value in CONFIGURED.items())


@pytest.mark.slow
@pytest.mark.parametrize("typed", [False, True], ids=["configured", "typed"])
@pytest.mark.parametrize("door", ["one notebook", "a class"])
def test_our_command(course, asked, door, typed, capsys):
    file = course / "submitted/ada/target/target.ipynb"
    which = ["--notebook", str(file)] if door == "one notebook" else ["--workers", "1"]
    cli.main(["grade", "target", "--course", str(course), *which, *(options() if typed else [])])
    assert asked == [Limits(**(TYPED if typed else CONFIGURED))]


@pytest.mark.slow
def test_autograde_of_nbgrader(course, asked):
    place = Course(course)
    place.register("target")
    with quiet():  # nbgrader's own code warns
        place.api.autograde("target", "ada", create=True)
    assert set(asked) == {Limits(**CONFIGURED)}


def test_help_shows_every_limit_with_its_default(capsys):
    with pytest.raises(SystemExit):
        cli.main(["grade", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for name, (meaning, default) in meanings().items():
        assert f"--{name.replace('_', '-')}" in shown
        assert f"{meaning} (default: {default})" in shown


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("c.VerdictExporter.processes = 0", "processes: got 0, expected a number above 0"),
        ("c.VerdictExporter.memory_mib = 'much'", "memory_mib: got 'much', expected a whole number"),
        ("c.VerdictExporter.cell_seconds = float('nan')", "cell_seconds: got nan, expected a number"),
        ("c.VerdictExporter.sandbox = 1", "sandbox: got 1, expected True or False"),
    ],
)
def test_a_bad_limit_is_one_line(course, line, message, capsys):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(line + "\n")
    assert cli.main(["grade", "target", "--course", str(course)]) == 2
    assert capsys.readouterr().err == f"grading: {message}\n"


@pytest.mark.slow
def test_a_configured_limit_reaches_the_student(course, capsys):
    """Two MiB do not fit into a disk of one."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.VerdictExporter.disk_mib = 1\nc.VerdictExporter.sandbox = True\n")
    greedy = RIGHT | {"double": "open('file', 'w').write('x' * 2**21)\n" + RIGHT["double"]}
    path = course / "greedy.ipynb"
    notebook.write(notebook.fill(target(), greedy), path)
    assert cli.main(["grade", "target", "--course", str(course), "--notebook", str(path), "--json"]) == 0
    cells = json.loads(capsys.readouterr().out)["cells"]
    lost = {name for name, cell in cells.items() if not cell["score"]}
    assert lost == {name for name in CHECKS if name.startswith("double")}
