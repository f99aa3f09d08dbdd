"""What a student receives: complete enough to work with, and nothing of the instructor."""

import ast
import re
import subprocess
import zipfile
from functools import partial
from itertools import chain
from pathlib import Path

import pytest

from grading import notebook
from grading.bundle import make_bundle, members, texts
from grading.gate import leaks


def test_nothing_of_the_instructor_is_in_it(unpacked):
    top = {p.name for p in unpacked.iterdir()}
    assert not top & {"source", "grading", "tests", "benchmarks", "nbgrader_config.py", ".git", ".ci"}
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


def test_make_offers_what_works_there(unpacked):
    """No door of the instructor's; the target that sets up and copies needs only files of the bundle."""
    make = partial(subprocess.run, cwd=unpacked, capture_output=True, text=True)
    shown = make(["make", "help"], check=True).stdout
    assert re.findall(r"^make (\w+)", shown, re.M) == ["lab", "clean"]
    for target in ("demo", "check", "test"):
        assert "No rule to make target" in make(["make", target], check=False).stderr
    asked = make(["make", "--dry-run", "lab"], check=True).stdout
    assert [word for word in re.findall(r"\S+\.py", asked) if not (unpacked / word).exists()] == []


def test_a_leak_stops_the_bundle(tmp_path, tiny, monkeypatch):
    answer = "\n".join(f"quantity_{k} = the_function_of_the_exercise({k})" for k in range(3))
    tiny.cells[3].source = tiny.cells[3].source.replace("return 2 * x", answer.replace("\n", "\n    "))
    notebook.write(tiny, tmp_path / "source" / "tiny" / "tiny.ipynb")
    notebook.write(notebook.release(tiny), tmp_path / "release" / "tiny" / "tiny.ipynb")
    for name in (
        "LICENSE",
        "Makefile",
        "README.md",
        "environment.yml",
        "pyproject.toml",
        "requirements.lock",
    ):
        (tmp_path / name).write_text(answer if name == "README.md" else "")
    with pytest.raises(ValueError, match=r"^bundle: double: its solution stands in README\.md$"):
        make_bundle(tmp_path / "out.zip", tmp_path)
    assert not (tmp_path / "out.zip").exists()
    (tmp_path / "README.md").write_text("clean")
    assert make_bundle(tmp_path / "out.zip", tmp_path) == len(list(members(tmp_path)))


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_no_trace_of_a_secret_is_in_it(assignment, unpacked):
    """Of every file of the bundle, notebooks with outputs and metadata: no solution, hidden test, expected value."""
    source, given = notebook.read(notebook.source_file(assignment)), texts(unpacked)
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
