"""What several test files share: a tiny assignment built by hand, the bundle of a student, a browser."""

import os
import shutil
import site
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

# One worker a processor already: a second thread in each would wait for the first. Before anything imports torch.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import fuzzing  # noqa: F401  (registers the profile before the command line asks for it)
import nbformat
import pytest
from filelock import FileLock
from laboratory import CHROMIUM, FLAGS, WINDOW, serve
from target import make_cell, make_notebook

from grading import notebook
from grading.bundle import TOP

# Answers of students are data: no test, no doctest is collected from them.
collect_ignore_glob = ["corpus/*", "sample_class/*"]


@pytest.fixture(autouse=True)
def _only_slow_tests_start_a_sandbox(request, monkeypatch):
    """`make check` leaves out what is marked slow, and nothing else may cost what that costs."""
    if "grading.judging.engine" in sys.modules and not request.node.get_closest_marker("slow"):
        start = sys.modules["grading.judging.engine"].JudgeProcess
        monkeypatch.setattr(start, "current", lambda sandbox: pytest.fail("mark this test slow"))


@pytest.fixture
def tiny() -> nbformat.NotebookNode:
    """An instructor notebook with one exercise, a half hidden and a wholly hidden test, a demo and a question."""
    return make_notebook(
        make_cell("intro", "text", "# Tiny"),
        make_cell("setup", "locked", "import math"),
        make_cell("task", "text", "Double it."),
        make_cell(
            "double",
            "solution",
            'def double(x):\n    """Twice x."""\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION',
        ),
        make_cell(
            "double_value",
            "test",
            '# Test: twice two is four.\nassert double(2) == 4, "Doubling is multiplying by two."\n'
            '### BEGIN HIDDEN TESTS\nassert double(-3) == -6, "Think of negative numbers."\n### END HIDDEN TESTS',
        ),
        make_cell(
            "double_real",
            "test",
            "# Test: halves are doubled too.\n### BEGIN HIDDEN TESTS\n"
            'assert double(0.5) == 1.0, "Think of fractions."\n'
            'assert double(math.pi) == 2 * math.pi, "Think of real numbers."\n### END HIDDEN TESTS',
        ),
        make_cell("look", "text", "Look at it."),
        make_cell("show", "demo", "print(double(21))"),
        make_cell("why", "manual", "Because two is one and one. **Marking scheme** one point each."),
    )


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id) -> Callable[[str, Callable[[Path], None]], Path]:
    """`once(name, make)`: the folder `name`, filled by `make(folder)` in whichever worker comes first; others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, mark = shared / name, name.replace("/", "-")
        made = shared / f"{mark}.made"
        with FileLock(shared / f"{mark}.lock"):
            if not made.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                make(folder)
                made.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def unpacked(once) -> Path:
    """The bundle, made by the command and unpacked in an empty folder; beside it `.venv`, where it is installed."""
    return once("student", unpack) / TOP


def unpack(folder: Path) -> None:
    from grading.__main__ import main

    assert main(["bundle", "--out", str(folder / "course.zip")]) == 0
    with zipfile.ZipFile(folder / "course.zip") as archive:
        archive.extractall(folder)
    # Third-party packages are borrowed from the running environment.
    venv = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    said = subprocess.run([venv / "bin" / "python", "-c", find], capture_output=True, text=True, check=True)
    packages = Path(said.stdout.strip())
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()))
    for name in ("share", "etc"):  # what they bring for JupyterLab and its server
        (venv / name).symlink_to(Path(sys.prefix) / name)
    # A path file is what an editable install writes; pip and its network are not needed for that.
    (packages / "course.pth").write_text(str(folder / TOP))


@pytest.fixture(scope="session")
def python(unpacked) -> Path:
    """Python of an environment in which the bundle is installed."""
    return unpacked.parent / ".venv" / "bin" / "python"


@pytest.fixture(scope="session")
def lab(tmp_path_factory, unpacked, python):
    """A running JupyterLab as the bundle's `start.py` opens it, with nothing but the bundle: (address, folder)."""
    folder = unpacked.parent / "lab"
    folder.mkdir(exist_ok=True)
    with serve(tmp_path_factory.mktemp("home"), folder, unpacked, python) as address:
        yield address, folder


@pytest.fixture(scope="session")
def student_run(once, unpacked, lab, browser, pytestconfig) -> Callable[[str], Path]:
    """assignment -> the notebook, solved, run and saved by a student in a browser; once for all workers."""
    from student import work_through  # which imports playwright

    address, _ = lab

    def run(assignment: str, folder: Path) -> None:
        shutil.copytree(unpacked / "release" / assignment, folder, dirs_exist_ok=True)
        with browser.new_page(**WINDOW) as page:
            rows = work_through(page, address, folder, assignment, pytestconfig.getoption("--moves"))
        (folder / "latencies").write_text("\n".join(rows))

    return lambda assignment: once(f"student/lab/{assignment}", partial(run, assignment)) / "saved.ipynb"


@pytest.fixture(scope="session")
def feedback_page() -> str:
    """The page of feedback for a wrong submission that tries to put a script into it."""
    from target import RIGHT, WRONG, target

    from grading.judging.engine import Limits, grade_one
    from grading.pages import feedback
    from grading.record import render

    evil = WRONG | {
        "mean": "print('<script>alert(1)</script>' * 9000)\n" + WRONG["mean"],
        "phi": RIGHT["phi"],
    }
    report = grade_one(
        notebook.dumps(target()), notebook.dumps(notebook.fill(target(), evil)), Limits(), assignment="target"
    )
    nb = render(notebook.dumps(target()), report, "key", outputs=True)
    for cell in nb.cells:
        if notebook.is_test(cell):
            cell.metadata.nbgrader["score"] = cell.metadata.grading["score"]
    words = {
        "assignment": "target",
        "student": "<b>ada</b>",
        "score": report.score,
        "max_score": 7,
        "late_penalty": 0,
    }
    exporter = feedback.FeedbackExporter()
    page, _ = exporter.from_notebook_node(nbformat.from_dict(nb), {"nbgrader": words})
    return page


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium; a test that needs it is skipped where the system package is missing."""
    if not CHROMIUM.exists():
        pytest.skip("the system package chromium is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A new page in a window of ordinary size."""
    with browser.new_page(**WINDOW) as page:
        yield page


def pytest_addoption(parser):
    parser.addoption(
        "--seeds", type=int, default=1, help="grading seeds for every accepted answer of the corpus"
    )
    parser.addoption(
        "--moves", type=int, default=1, help="moves of every slider in the browser, there and back"
    )


def pytest_sessionfinish():
    """End the trusted process of this worker, if a test has graded something; else Python warns that it still runs."""
    if engine := sys.modules.get("grading.judging.engine"):
        for process in engine.JudgeProcess._current.values():
            process.retire()


def pytest_terminal_summary(terminalreporter):
    """How long a panel's picture takes in the browser, from key to pixel: a table and no test, for a busy machine."""
    passed = terminalreporter.stats.get("passed", [])
    rows = [row for report in passed for name, row in report.user_properties if name == "latency"]
    if rows:
        terminalreporter.section("live panels")
        terminalreporter.line("assignment       panel median_ms  max_ms  moves")
        for row in sorted(rows):
            terminalreporter.line(row)
