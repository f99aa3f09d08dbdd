"""What a student receives: complete enough to work with, and nothing of the instructor."""

import ast
import re
import subprocess
import zipfile
from itertools import chain
from pathlib import Path

import nbformat
import pytest

import start
from grading import notebook
from grading.bundle import FILES, START, TOP, contents, make_bundle, texts
from grading.gate import leaks


def test_nothing_of_the_instructor_is_in_it(unpacked):
    assert {name.split("/")[0] for name in contents()} == {*FILES, "release", "utils"}
    with zipfile.ZipFile(unpacked.parent / "course.zip") as archive:
        assert not [name for name in archive.namelist() if name.endswith(".pyc")]
    for path in unpacked.rglob("*"):
        if path.is_file() and path.suffix in (".py", ".ipynb"):
            text = path.read_text()
            assert "BEGIN HIDDEN TESTS" not in text, path
            assert "BEGIN SOLUTION" not in text, path


def test_no_secret_is_importable(python, unpacked):
    code = "import importlib.util as u; print([u.find_spec(n) for n in ('grading', 'tests', 'source')])"
    done = subprocess.run([python, "-c", code], cwd=unpacked, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[None, None, None]"


def test_it_says_how_to_start_and_start_works_there(python, unpacked):
    """Its README leads nowhere that a student does not have; the files that `start.py` needs are there."""
    said = (unpacked / "README.md").read_text()
    assert "python start.py" in said
    for word in ("make ", "grading grade", "formgrader", "source/", "pytest"):
        assert word not in said, word
    assert re.findall(r"\]\((?!http)([^)]+)\)", said) == []
    done = subprocess.run(
        [python, "start.py", "--help"], cwd=unpacked, capture_output=True, text=True, check=True
    )
    options = set(re.findall(r"--[a-z-]+", done.stdout))
    assert set(re.findall(r"start\.py (--[a-z-]+)", said)) <= options
    environment = start.Environment(unpacked)
    assert [lock.name for lock in environment.locks] == ["student.lock"]
    assert sorted(p.name for p in (unpacked / "utils" / "jupyter" / "labconfig").iterdir()) == [
        "default_setting_overrides.json",
        "page_config.json",
    ]


def test_one_assignment_alone(tmp_path):
    out = tmp_path / "one.zip"
    assert make_bundle(out, assignments=("ntk",)) < len(contents())
    with zipfile.ZipFile(out) as archive:
        names = {name.removeprefix(f"{TOP}/") for name in archive.namelist()}
        first = nbformat.reads(archive.read(f"{TOP}/{START}").decode(), as_version=4)
    assert {name.split("/")[1] for name in names if name.startswith("release/")} == {"ntk", "start.ipynb"}
    linked = set(re.findall(r"\]\(([^)#:]+)\)", "\n".join(cell.source for cell in first.cells)))
    assert {f"release/{name}" for name in linked} <= names
    assert "ntk/ntk.ipynb" in linked


def test_an_unknown_assignment_is_one_line(tmp_path):
    with pytest.raises(ValueError, match=r"^bundle: no assignment nkt, expected one of .*ntk$"):
        make_bundle(tmp_path / "out.zip", assignments=("nkt",))
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_no_trace_of_a_secret_is_in_it(assignment):
    """Of every file of the bundle, notebooks with outputs and metadata: no solution, hidden test, expected value."""
    source, given = notebook.read(notebook.source_file(assignment)), texts(contents())
    assert len(given) > 30
    assert [str(f) for f in chain(leaks.leaks(source, given), leaks.traces(source, given))] == []


SOLUTION = (
    "return [first_name + second_name * x for first_name, second_name in zip(left_list, right_list) if x]"
)
TRACES = {
    "solution": f"# {SOLUTION.replace(' ', '  ').replace('for', chr(10) + '# for')}",
    "hidden words": 'assert double(-3)==- 6, """Think of negative\n    numbers, which have a sign and no root."""',
    "expected value": "roughly 4.7124e0",
    "model answer": "Because two is one and one. Marking scheme: one point for each of the three.",
}


@pytest.mark.parametrize("what", TRACES)
def test_a_trace_is_found(what, tiny):
    """Written otherwise than in the source: other lines, other spaces, another form of the number."""
    double, value, real, why = (tiny.cells[i] for i in (3, 4, 5, 8))
    double.source = double.source.replace("return 2 * x", SOLUTION)
    value.source = value.source.replace("numbers.", "numbers, which have a sign and no root.")
    real.source = real.source.replace("2 * math.pi", "4.7124", 1)
    why.source = "Because two is one and one.\n**Marking scheme**: one point for each of the three."
    assert list(leaks.traces(tiny, {"a.py": "x = 4.712 + 47124"})) == []
    assert len(list(leaks.traces(tiny, {"a.py": TRACES[what]}))) == 1


def test_what_the_task_shows_is_no_secret(tiny):
    tiny.cells[2].source = "Double 3.14159."
    tiny.cells[4].source = tiny.cells[4].source.replace("-6", "3.14159")
    assert list(leaks.traces(tiny, {"a.py": "3.14159"})) == []


@pytest.mark.slow
@pytest.mark.parametrize("assignment", notebook.assignments())
def test_a_student_runs_the_notebook_there(assignment, student_run, unpacked):
    """Solved by the student, every cell of the notebook runs with nothing but the bundle."""
    shown = notebook.read(student_run(assignment)).cells[-1].outputs[0].data["text/plain"]
    assert Path(ast.literal_eval(shown)) == unpacked / "utils" / "__init__.py"
