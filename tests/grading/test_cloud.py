"""The notebooks as single files: they find what they import, carry their pictures, and are graded like the others."""

import base64
import functools
import http.server
import os
import re
import site
import subprocess
import sys
import threading
import zipfile

import pytest
from packaging.requirements import Requirement
from target import RIGHT, target

from grading import cloud, notebook
from grading.book import lead_elsewhere
from grading.judging.engine import grade_one

WHEEL = cloud.wheel_name()


@pytest.fixture(scope="session")
def made(once):
    return once("cloud", cloud.make_cloud)


@pytest.mark.slow
def test_the_wheel_holds_what_students_import_and_nothing_else(made):
    """The modules of `utils`, what they read, and needs that no service has to bring anew."""
    with zipfile.ZipFile(made / WHEEL) as archive:
        names = archive.namelist()
        about = archive.read(next(n for n in names if n.endswith("/METADATA"))).decode()
    assert {name.split("/")[0] for name in names} == {
        "utils",
        WHEEL.removesuffix("-py3-none-any.whl") + ".dist-info",
    }
    here = {
        p.relative_to(notebook.ROOT).as_posix() for p in (notebook.ROOT / "utils").rglob("*") if p.is_file()
    }
    packed = {n for n in here if "__pycache__" not in n and not n.startswith("utils/jupyter/")}
    assert {name for name in names if name.startswith("utils/")} == packed
    needs = {Requirement(line).name for line in re.findall(r"^Requires-Dist: (.*)$", about, re.M)}
    assert needs == cloud.IMPORTED | cloud.OF_THE_KERNEL


@pytest.mark.slow
def test_the_same_files_give_the_same_wheel(made, tmp_path):
    assert cloud.make_wheel(tmp_path).read_bytes() == (made / WHEEL).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("assignment", notebook.assignments())
def test_pictures_are_inside(assignment, made):
    """Every picture of the release stands in the file, byte for byte; only the first code cell is new."""
    released, alone = (
        notebook.read(notebook.release_file(assignment)),
        notebook.read(made / f"{assignment}.ipynb"),
    )
    folder = notebook.release_file(assignment).parent
    wanted = re.findall(r"\]\((figures/[^)]+)\)", "".join(cell.source for cell in released.cells))
    found = re.findall(r"\]\(data:image/png;base64,([^)]+)\)", "".join(cell.source for cell in alone.cells))
    assert (
        [base64.b64decode(data) for data in found] == [(folder / name).read_bytes() for name in wanted] != []
    )
    assert "](figures/" not in "".join(cell.source for cell in alone.cells)
    new = [cell for cell in alone.cells if cell.id not in {c.id for c in released.cells}]
    assert new == [next(cell for cell in alone.cells if cell.cell_type == "code")]


def test_without_a_repository_there_is_no_badge_and_with_one_it_leads_there(tmp_path, monkeypatch):
    monkeypatch.setattr(cloud, "project", lambda root: {"version": "1"})
    assert cloud.badges("ntk") == {}
    notebook.write(notebook.read(notebook.release_file("ntk")), tmp_path / "ntk.ipynb")
    lead_elsewhere(tmp_path / "ntk.ipynb")
    title, _, links, *_ = notebook.read(tmp_path / "ntk.ipynb").cells[0].source.splitlines()
    assert title.startswith("# ")
    assert links == (
        '<a href="../cloud/ntk.ipynb">download it as one file</a> · '
        f'<a href="../cloud/{cloud.wheel_name()}">and the wheel beside it</a>'
    )
    urls = {"Repository": "https://github.com/somebody/course.git"}
    monkeypatch.setattr(cloud, "project", lambda root: {"version": "1", "urls": urls})
    file = "somebody/course/blob/gh-pages/cloud/ntk.ipynb"
    assert cloud.badges("ntk") == {
        "Colab": f"https://colab.research.google.com/github/{file}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src=https://github.com/{file}",
    }
    urls["Repository"] = "https://example.org/course"
    with pytest.raises(
        ValueError, match=r"^Repository in pyproject.toml: got .*/course, expected https://github"
    ):
        cloud.badges("ntk")


@pytest.fixture
def elsewhere(tmp_path):
    """`elsewhere(source)`: what a cell prints as a program in an environment of its own, where the course is not."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    place = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    (place / "borrowed.pth").write_text("\n".join(site.getsitepackages()))

    def run(source: str) -> str:
        clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        done = subprocess.run(
            [python, "-c", source], cwd=tmp_path, env=clean, capture_output=True, text=True, check=True
        )
        return done.stdout + done.stderr

    return run


@pytest.mark.slow
def test_the_first_cell_installs_the_course_or_says_why_not(made, elsewhere, tmp_path):
    """Nothing anywhere: one sentence. The wheel at an address: installed, silently. Then: nothing to do."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    def first_cell(address: str) -> str:
        nb = cloud.alone(
            notebook.read(notebook.release_file("ntk")), notebook.release_file("ntk").parent, WHEEL, address
        )
        return next(cell.source for cell in nb.cells if cell.cell_type == "code")

    sentence = f"✗ The course is not here: put {WHEEL} beside this notebook, run again.\n"
    assert elsewhere(first_cell("")) == sentence
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=made))
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert elsewhere(first_cell(f"{address}/{WHEEL.replace('1', '9')}")) == sentence
        used = (
            "from utils import data, plots; print(data.fashion_mnist(2, classes=(3, 6)).names, data.__file__)"
        )
        said = elsewhere(f"{first_cell(f'{address}/{WHEEL}')}\n{used}")
        assert said.startswith("('Dress', 'Shirt')")
        assert str(tmp_path / "venv") in said
        server.shutdown()
    assert elsewhere(first_cell("")) == ""


@pytest.mark.slow
def test_it_is_graded_like_the_notebook_of_the_zip(tmp_path):
    """The cell that installs costs nothing, gains nothing and is nothing to be repaired."""
    plain = notebook.fill(target(), RIGHT)
    with_cell = cloud.alone(plain, tmp_path, WHEEL)
    verdicts = [
        grade_one(notebook.dumps(target()), notebook.dumps(nb)).summary() for nb in (plain, with_cell)
    ]
    assert [verdict["score"] for verdict in verdicts] == [verdicts[0]["max_score"]] * 2
    marks = [{name: cell["score"] for name, cell in verdict["cells"].items()} for verdict in verdicts]
    assert marks[0] == marks[1]
    assert verdicts[0]["repairs"] == verdicts[1]["repairs"]
