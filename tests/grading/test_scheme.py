"""How to mark a text answer stands in the record, for whoever marks, and reaches no student through any door.

One course is graded; every file that a door writes is searched for words of the scheme.
"""

from pathlib import Path

import pytest
from target import make_cell, make_notebook

from grading import __main__ as cli
from grading import handout, notebook
from grading.course import Course, quiet
from grading.runner import grade_class

pytestmark = pytest.mark.slow

MODEL, SCHEME = b"model4711", b"scheme4712"
SOURCE = make_notebook(
    make_cell("setup", "locked", "import math"),
    make_cell(
        "double", "solution", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    make_cell("double_value", "test", '# Test: two.\nassert double(2) == 4, "Twice two."'),
    make_cell("question", "text", "## Why\n\nWhy is it so?"),
    make_cell(
        "why",
        "manual",
        f"By {MODEL.decode()}.\n\n**Marking scheme**\n\n# Two points for {SCHEME.decode()}\n\nElse none.",
    ),
    make_cell(
        "second", "text", "And of three?"
    ),  # the next heading above it on the page is that of the scheme
    make_cell("how", "manual", f"By {MODEL.decode()} too.\n\n**Marking scheme.** One for {SCHEME.decode()}."),
)
ANSWERS = {
    "ada": {"why": "Since both sides vanish.", "how": "By symmetry."},
    "bob": {"double": "def double(x):\n    return x"},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """ada has answered everything, bob has left the texts blank; both handed in through an exchange, and are graded."""
    root, exchange = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    text = (notebook.ROOT / "nbgrader_config.py").read_text()
    text = text.replace("Path(__file__).resolve().parent", f"Path({str(notebook.ROOT)!r})")
    text += f"\nc.CourseDirectory.root = {str(root)!r}\nc.Exchange.root = {str(exchange)!r}\n"
    (root / "nbgrader_config.py").write_text(text)
    notebook.write(SOURCE, root / "source/ps/ps.ipynb")
    for student, answers in ANSWERS.items():
        home = root / "submitted" / student / "ps"
        notebook.write(notebook.fill(SOURCE, answers), home / "ps.ipynb")
        (home / "timestamp.txt").write_text("2030-01-01 10:00:00.000000 UTC")
        (home / "submission_secret.txt").write_text(f"secret of {student}")
    course = Course(root)
    course.register("ps")
    outcomes = grade_class("ps", course, workers_number=1)
    assert {o.status for o in outcomes} == {"graded"}
    return course


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holds(word: bytes, files: dict[Path, bytes]) -> list[str]:
    return [path.name for path, content in files.items() if word in content]


def test_it_stands_in_the_record(course):
    assert holds(SCHEME, everything(course.root / "autograded")) == ["ps.ipynb"] * 2


def released(course: Course) -> Path:
    with quiet():
        assert course.api.generate_assignment("ps")["success"]
    assert holds(b"Why is it so?", everything(course.root / "release"))
    return course.root / "release"


def feedback(course: Course) -> Path:
    assert [problem for _, _, problem in course.feedback_pages("ps")] == ["", ""]
    assert holds(b"Since both sides vanish.", everything(course.root / "feedback"))
    return course.root / "feedback"


def exchange(course: Course) -> Path:
    """What everybody on the machine can read once assignment and feedback are released."""
    released(course), feedback(course)
    with quiet():
        assert course.api.release_assignment("ps")["success"]
        assert course.api.release_feedback("ps")["success"]
    folder = Path(course.config.Exchange.root)
    assert len(holds(b"<html", everything(folder))) == 2
    return folder


def evidence(course: Course) -> Path:
    """Handed round among those who teach, and shown in class."""
    assert cli.main(["evidence", "ps", "--course", str(course.root)]) == 0
    assert holds(b"double_value", everything(course.root / "evidence"))
    return course.root / "evidence"


@pytest.mark.parametrize("door", [released, feedback, exchange, evidence])
def test_no_door_lets_it_out(course, door, capsys):
    files = everything(door(course))
    assert files
    assert not holds(SCHEME, files)
    assert not holds(MODEL, files)
    assert SCHEME.decode() not in "".join(capsys.readouterr())


def test_the_handout_shows_the_model_without_it(course, tmp_path):
    handout.make("ps", tmp_path, course.root)
    files = everything(tmp_path)
    assert sorted(holds(MODEL, files)) == ["ps.html", "ps.ipynb"]
    assert not holds(SCHEME, files)
