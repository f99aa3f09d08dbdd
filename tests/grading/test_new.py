"""An assignment of one's own, as a new user makes it: it builds, passes the gate, is graded, gives feedback at once."""

import json

import pytest

from grading import __main__ as cli
from grading import notebook
from grading.new import make, template

NAMES = {"": "", "Étude": "É", "../x": ".", "1st": "1", "a b": " ", "a" * 42: "a"}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r"^name: got .*, expected small letters, digits and _"):
        make(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_there_stays(tmp_path, capsys):
    make("first", tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert cli.main(["new", "first", "--course", str(tmp_path)]) == 2
    assert "source/first is there already" in capsys.readouterr().err
    assert before == {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}


def run(capsys, *words) -> tuple[int, str]:
    status = cli.main(list(words))
    return status, capsys.readouterr().out


@pytest.mark.slow
def test_new_build_gate_grade_and_feedback_in_one_go(tmp_path, capsys):
    course = ("--course", str(tmp_path))
    assert run(capsys, "new", "first", *course)[0] == 0
    assert run(capsys, "build", "first", *course)[0] == 0
    assert run(capsys, "gate", "first", *course) == (0, "first: 0 findings\n")
    assert run(capsys, "build", "first", *course) == (0, "first: unchanged\n")
    source = notebook.read(tmp_path / "source/first/first.ipynb")
    for path in (tmp_path / "tests/corpus/first").rglob("*.py"):
        nb = notebook.fill(source, notebook.parse_answers(path.read_text()))
        notebook.write(nb, tmp_path / "submitted" / path.stem / "first/first.ipynb")
    status, out = run(capsys, "grade", "first", *course, "--json")
    assert status == 0
    assert {o["student"]: (o["score"], o["max_score"]) for o in json.loads(out)} == {
        "loop": (2, 2),
        "square_of_the_mean": (0, 2),
    }
    assert run(capsys, "feedback", "first", *course)[0] == 0
    page = (tmp_path / "feedback/square_of_the_mean/first/first.html").read_text()
    assert "square first, then average" in page


# ---- what a person has put into a source
def test_slides_and_pasted_pictures_survive(tiny):
    tiny.metadata["title"] = "Tiny"
    tiny.cells[0].metadata["slideshow"] = {"slide_type": "slide"}
    tiny.cells[0]["attachments"] = {"a.png": {"image/png": "aGk="}}
    for form in (notebook.canonical(tiny), notebook.release(notebook.canonical(tiny))):
        assert form.metadata["title"] == "Tiny"
        assert form.cells[0].metadata["slideshow"] == {"slide_type": "slide"}
        assert form.cells[0].attachments == {"a.png": {"image/png": "aGk="}}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("return 2 * y", "show: NameError: name 'y' is not defined"),
        ("return 2 *", "double: SyntaxError: invalid syntax"),
        ("import os; os._exit(1)", "notebook: Kernel died"),
    ],
)
def test_an_error_of_a_build_is_one_line_and_changes_nothing(tiny, tmp_path, capsys, line, said):
    tiny.cells = [cell for cell in tiny.cells if not notebook.is_test(cell)]
    answer = next(cell for cell in tiny.cells if cell.id == "double")
    answer.source = answer.source.replace("return 2 * x", line)
    notebook.write(tiny, tmp_path / "source/tiny/tiny.ipynb")
    before = (tmp_path / "source/tiny/tiny.ipynb").read_bytes()
    assert cli.main(["build", "tiny", "--course", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"grading: {said}")
    assert err.count("\n") == 1
    assert (tmp_path / "source/tiny/tiny.ipynb").read_bytes() == before
    assert not (tmp_path / "release").exists()


def test_the_template_is_canonical():
    nb = template("First")
    assert notebook.dumps(notebook.canonical(nb)) == notebook.dumps(nb)
