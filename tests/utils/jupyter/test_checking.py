"""Validate: the verdict of the whole notebook without its demonstrations, and a failed check in its own words."""

import copy

import pytest
from target import make_cell, make_notebook

from grading import notebook
from utils.jupyter.checking import Checks, at_a_glance, in_words, reason, validate
from utils.messages import builds_on
from utils.receipts import Place

SOURCE = """# Test: a line <= 1 is learned.
assert fit() < 1, "Too far: 3 < 5 fails."
# Check line of train: 1 of 6 here, 4 more at grading; 43 in the notebook."""


def told(source: str, error: str) -> tuple[str, str]:
    cell = in_words({"source": source, "error": "<span>long</span>", "raw_error": error})
    return cell["source"], cell["error"]


def test_a_failed_check_is_its_sentence_and_its_message():
    assert told(SOURCE, "\x1b[31m✗ Too far: 3 < 5 fails.\x1b[0m\n") == (
        "train: a line <= 1 is learned.",
        "✗ Too far: 3 &lt; 5 fails.",
    )


def test_a_check_that_only_grading_runs_has_no_exercise_to_name():
    assert (
        told("# Test: it is linear.\n# Check linear of phi: at grading.", "○ not solved")[0]
        == "it is linear."
    )


def test_of_an_error_its_message_and_the_line_of_the_answer_are_shown():
    trace = (
        "-----\nValueError   Traceback (most recent call last)\nCell In[4], line 2\n      1 # Test: it is.\n"
        "----> 2 f(3)\n\nCell In[3], line 2, in f(x)\n      1 def f(x):\n----> 2     return x.no\n\n"
        "ValueError: no <b>\n(2 steps inside libraries left out; %tb shows them)"
    )
    assert told(SOURCE, trace)[1] == "ValueError: no &lt;b&gt;\n    return x.no"


@pytest.mark.parametrize("place", ["  Cell In[13], line 7", "  File <tokenize>:7"])
def test_of_a_cell_that_is_no_python_its_line_is_shown(place):
    said = told("def f(x)", f"{place}\n    def f(x)\n            ^\nSyntaxError: expected <:>")
    assert said == ("def f(x)", "line 7:\n    def f(x)\n            ^\nSyntaxError: expected &lt;:&gt;")


def test_other_cells_are_their_first_line():
    assert told("YOUR ANSWER HERE\nmore", "You did not provide a response.") == (
        "YOUR ANSWER HERE",
        "You did not provide a response.",
    )
    assert in_words({"source": "a = 1\nb = 2"})["source"] == "a = 1"


def test_blanks_are_one_line_and_a_check_that_waits_for_another_says_nothing():
    blank = "○ this exercise is not solved yet: "
    none = "You did not provide a response."
    raw = [
        f"{blank}phi",
        "✗ Too far.",
        f"✗ {builds_on('phi_rank')}",
        f"{blank}phi",
        f"{blank}LinSin.forward",
        none,
        none,
    ]
    cells = [{"source": str(i), "error": error, "raw_error": error} for i, error in enumerate(raw)]
    told = [(cell["source"], cell["raw_error"]) for cell in at_a_glance(cells)]
    assert told == [("1", "✗ Too far."), ("Not solved yet", "phi, LinSin.forward, 2 to be answered in words")]
    assert at_a_glance(cells[2:3]) == cells[2:3]


def answer(name: str, source: str, checks: int = 1) -> list:
    """An exercise with a wrong answer, and its checks."""
    cells = [make_cell(name, "solution", source)]
    for number in range(1, checks + 1):
        place = Place(name, f"c{number}", number=number, here=checks, later=0, total=9)
        check = f"# Test: {name} is called.\nassert {name}() == 1\n{place.line()}"
        cells.append(make_cell(f"{name}_c{number}", "test", check))
    return cells


@pytest.fixture
def handed_in(tmp_path, monkeypatch):
    """Write a notebook; its path. A cell has two seconds."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 2\n")

    def write(*cells):
        notebook.write(make_notebook(*cells), tmp_path / "mine.ipynb")
        return tmp_path / "mine.ipynb"

    return write


@pytest.mark.slow
def test_what_went_wrong_is_said_in_a_line(handed_in):
    """Python that is none, a question to nobody, a loop without an end, an error inside; in one run."""
    path = handed_in(
        *answer("typo", "def typo()\n    return 1"),
        *answer("ask", "def ask():\n    return float(input('how many?'))"),
        *answer("loop", "def loop():\n    while True:\n        pass", checks=2),
        *answer("shape", "def shape():\n    return [1][2]"),
        *answer("right", "def right():\n    return 1"),
    )
    said = [(cell["source"], cell["raw_error"]) for cell in validate(path)["failed"]]
    stopped = (
        "✗ It did not end and was stopped. Often: a loop without an end, or the start of something long."
    )
    assert said == [
        ("def typo()", "line 1:\n    def typo()\n              ^\nSyntaxError: expected ':'"),
        ("typo: typo is called.", "NameError: name 'typo' is not defined\n    assert typo() == 1"),
        (
            "ask: ask is called.",
            "✗ Your code calls input(): nobody is there to answer, neither here nor at grading.",
        ),
        ("loop: loop is called.", stopped),
        ("loop: loop is called.", stopped),
        ("shape: shape is called.", "IndexError: list index out of range\n    return [1][2]"),
    ]


@pytest.mark.slow
def test_a_python_that_ended_is_said(handed_in):
    path = handed_in(*answer("leave", "def leave():\n    import os\n    os._exit(1)"))
    with pytest.raises(RuntimeError, match=r"ended, at the latest in the cell `# Test: leave is called.`"):
        validate(path)


def test_a_check_that_was_copied_is_named(handed_in):
    cells = answer("twice", "def twice():\n    return 1")
    second = copy.deepcopy(cells[1])
    second.id = "another"
    with pytest.raises(Exception, match="may be corrupted") as caught:
        validate(handed_in(*cells, second))
    assert reason(caught.value) == "The cell `twice_c1` is there twice: delete the copy."


def test_a_notebook_without_checks_has_not_passed_them(handed_in):
    with pytest.raises(ValueError, match=r"There is no check in this notebook."):
        validate(handed_in())


@pytest.mark.slow
@pytest.mark.parametrize("assignment", notebook.assignments())
def test_checks_of_right_answers_pass_and_those_of_blanks_fail(assignment, tmp_path):
    """The first half of the exercises solved: the verdict is what follows from the answers alone."""
    source = notebook.read(notebook.source_file(assignment))
    answers = list(notebook.reference_answers(source).items())
    right = dict(answers[: len(answers) // 2])
    nb = notebook.fill(source, right)
    notebook.write(nb, tmp_path / f"{assignment}.ipynb")
    failed = {
        in_words(c)["source"] for c in Checks().validate(str(tmp_path / f"{assignment}.ipynb"))["failed"]
    }
    places = {
        in_words({"source": c.source})["source"]: Place.of(c.source) for c in nb.cells if notebook.is_test(c)
    }
    blank = {said for said, place in places.items() if place.number and place.exercise not in right}
    assert failed == blank | {"YOUR ANSWER HERE"}  # a question to be answered in words
