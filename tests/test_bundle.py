"""What a student receives: complete enough to work with, and nothing of the instructor."""

import ast
import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from grading import notebook
from grading.__main__ import main
from grading.bundle import TOP, make_bundle, members


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The bundle, made by the command and unpacked in an empty folder."""
    folder = tmp_path_factory.mktemp("student")
    assert main(["bundle", "--out", str(folder / "course.zip")]) == 0
    with zipfile.ZipFile(folder / "course.zip") as archive:
        archive.extractall(folder)
    return folder / TOP


@pytest.fixture(scope="module")
def python(unpacked) -> Path:
    """An environment in which the bundle is installed; third-party packages are borrowed from the running one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", unpacked / ".venv"], check=True)
    python = unpacked / ".venv" / "bin" / "python"
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", find], capture_output=True, text=True, check=True).stdout.strip()
    (Path(packages) / "borrowed.pth").write_text("\n".join(site.getsitepackages()))
    # A path file is what an editable install writes; pip and its network are not needed for that.
    (Path(packages) / "course.pth").write_text(str(unpacked))
    return python


def test_nothing_of_the_instructor_is_in_it(unpacked):
    top = {p.name for p in unpacked.iterdir()}
    assert not top & {"source", "grading", "tests", "benchmarks", "nbgrader_config.py", ".git", ".ci"}
    assert not list(unpacked.rglob("*.pyc"))
    for path in unpacked.rglob("*"):
        if path.is_file() and path.suffix in (".py", ".ipynb"):
            text = path.read_text()
            assert "BEGIN HIDDEN TESTS" not in text, path
            assert "BEGIN SOLUTION" not in text, path


def test_no_secret_is_importable(python, unpacked):
    code = "import importlib.util as u; print([u.find_spec(n) for n in ('grading', 'tests', 'source')])"
    done = subprocess.run([python, "-c", code], cwd=unpacked, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[None, None, None]"


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
def test_a_student_runs_the_notebook_there(assignment, python, unpacked):
    """Solved by the student, every cell of the notebook runs with nothing but the bundle."""
    source = notebook.read(notebook.source_file(assignment))
    path = unpacked / "release" / assignment / f"{assignment}.ipynb"
    nb = notebook.fill(source, notebook.reference_answers(source))
    nb.cells.append(nbformat.v4.new_code_cell("import utils\n\nutils.__file__", id="whose-utils"))
    notebook.write(nb, path)
    # `jupyter execute` looks for a script along PATH and may find another environment's.
    command = [python, "-c", "from nbclient.cli import main; main()", "--inplace", path.name]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    shown = notebook.read(path).cells[-1].outputs[0].data["text/plain"]
    assert Path(ast.literal_eval(shown)) == unpacked / "utils" / "__init__.py"
