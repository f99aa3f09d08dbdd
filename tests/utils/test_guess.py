"""Guesses: every kind of question asked, read back and scored; what a student types can neither stop nor fool it."""

import ast
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from utils.guess import Book
from utils.questions import Question, asked, calls, literal, read_truth, show, written

QUESTIONS = {
    "number": (Question.of("slope", ["s"], within=0.1), -0.5),
    "ratio": (Question.of("peak", ["D"], unit="features", factor=1.5), 100),
    "choice": (Question.of("better", ["fit"], options=("D = 8", "D = 200")), "D = 8"),
    "width": (Question.of("best width", ["m"], options=(5, 10, 100)), 100),
    "order": (Question.of("speeds", ["first"], order=("A", "B", "C")), ("C", "A", "B")),
    "curve": (Question.of("loss", ["L"], over="step", factor=3), ((1, 0.8), (10, 0.1), (100, 0.002))),
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_truth_that_is_printed_can_be_read_again(kind, capsys):
    question, truth = QUESTIONS[kind]
    book, (part,) = Book(), question.parts
    rule = {"number": "within=0.1", "ratio": "unit='features', factor=1.5", "curve": "over='step', factor=3"}
    word = rule.get(kind) or f"{'order' if kind == 'order' else 'options'}={question.options!r}"
    [(name, keywords, _)] = calls(f"guess({question.name!r}, {part}=..., {word})")
    assert asked(name, keywords) == (question, {part: ...})
    book.guess(name, **keywords)
    book.reveal(name, **{part: truth})
    assert book.guessed(name) == {}
    printed = capsys.readouterr().out
    assert read_truth(question, f"other lines\n{printed}more") == {part: truth}
    book = Book()
    book.guess(name, **keywords | {part: truth})
    assert book.guessed(name) == {part: truth}
    book.reveal(name, **{part: truth})
    printed = capsys.readouterr().out
    assert read_truth(question, printed) == {part: truth}
    assert "(right): 1 of 1." in printed


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_truth_is_no_error_and_the_tolerance_is_the_border(kind):
    question, truth = QUESTIONS[kind]
    assert question.error(truth, truth) == 0
    if question.kind == "number":
        step = (
            (lambda t: truth * question.factor**t)
            if question.factor
            else (lambda t: truth + t * question.within)
        )
        for t in (-1.0, 1.0):
            assert question.error(step(t), truth) == pytest.approx(1)
            assert question.error(step(3 * t), truth) == pytest.approx(3)


@given(st.permutations("abcde"), st.permutations("abcde"))
def test_an_order_is_scored_by_its_inversions(one, other):
    question = Question.of("speeds", ["s"], order=tuple("abcde"))
    ranks = [other.index(letter) for letter in one]
    inversions = sum(ranks[i] > ranks[j] for i in range(5) for j in range(i + 1, 5))
    expected = 1 + 2 * inversions / 10 if inversions else 0
    assert question.error(tuple(one), tuple(other)) == pytest.approx(expected)


def test_a_curve_is_measured_relative_to_its_range():
    question = Question.of("risk", ["r"], over="D", within=0.2)
    truth = tuple((x, x / 10) for x in range(11))
    shifted = tuple((x, y + 0.2) for x, y in truth)
    assert question.error(shifted, truth) == pytest.approx(1)
    scaled = [tuple((x, 1000 * y) for x, y in curve) for curve in (shifted, truth)]
    assert question.error(*scaled) == pytest.approx(1)
    assert question.error(((0, 0), (10, 1)), truth) == 0  # two points on the curve suffice
    positive = Question.of("loss", ["L"], over="step", factor=2)
    truth = ((1, 1.0), (100, 0.01))
    assert positive.error(((1, 2.0), (100, 0.005)), truth) == pytest.approx(1)


@pytest.mark.parametrize("kind", ["number", "ratio", "curve"])
@pytest.mark.parametrize("wild", [5e-324, 1e-300, 1e300, 1e308])
def test_the_wildest_guess_has_an_error_and_a_remark(kind, wild):
    question, truth = QUESTIONS[kind]
    value = tuple((x, wild) for x, _ in truth) if kind == "curve" else wild
    assert question.error(value, truth) > 1 or (kind == "number" and wild < 1)
    assert question.remark(value, truth)


BAD = {
    "number": ["fast", None, [1], math.nan, math.inf, 10**400, True, {"a": 1}],
    "ratio": [0, -1, "fast", 10**400],
    "choice": ["D = 9", 8, None, ["D = 8"], {}],
    "width": [7, "100", 100.5],
    "order": ["ABC", ["A", "B"], ["A", "B", "B"], ["A", "B", "D"], 3],
    "curve": [3, [1, 2], [(1, 2)], [(1, 2), (1, 3)], [(1, -2), (3, 4)], ["ab", "cd"], [(1, 2, 3)]],
}


@pytest.mark.parametrize(("kind", "given"), [(kind, given) for kind in BAD for given in BAD[kind]])
def test_what_cannot_be_read_is_said_in_one_line_and_is_no_guess(kind, given, capsys):
    question, truth = QUESTIONS[kind]
    (part,), book = question.parts, Book()
    rules = {"unit": question.unit, "over": question.over}
    rules |= {"within": question.within, "factor": question.factor}
    if question.options:
        rules = {"order" if kind == "order" else "options": question.options}
    book.guess(question.name, **{part: given}, **rules)
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert line.startswith(f"○ {question.name}: no guess yet. {part}")
    assert ": got " in line
    assert len(line) < 300
    book.reveal(question.name, **{part: truth})
    assert book.guessed(question.name) == {}
    assert "You" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("parts", "rules", "complaint"),
    [
        ({"s": ...}, {}, "no rule"),
        ({"s": ...}, {"within": 1, "factor": 2}, "within and factor"),
        ({}, {"within": 1}, "nothing to guess"),
        ({"s": ...}, {"within": 0}, "positive"),
        ({"s": ...}, {"factor": 1}, "factor"),
        ({"s": ...}, {"options": ("one",)}, "two or more"),
        ({"s": ...}, {"options": "yes"}, "two or more"),
        ({"s": ...}, {"options": ("yes", "no"), "unit": "m"}, "numbers only"),
    ],
)
def test_a_question_that_is_not_said_well_is_refused_in_one_line(parts, rules, complaint):
    with pytest.raises(ValueError, match=complaint) as error:
        Book().guess("slope", **parts, **rules)
    assert "\n" not in str(error.value)


def test_measured_values_may_be_tensors_and_arrays():
    book = Book()
    book.guess("slope", s=-0.5, within=0.1)
    book.reveal("slope", s=torch.tensor(-0.5))
    book.guess("loss", L=[(1, 1), (2, 2)], over="step", within=0.1)
    book.reveal("loss", L=np.array([[1, 1.0], [2, 2.0]]))
    assert book.guesses().score() == (2, 2)


def test_a_number_among_the_options_may_be_written_as_integer_or_float():
    question = Question.of("best", ["alpha"], options=(0.1, 1.0, 10.0))
    assert question.value("alpha", 10) == 10.0
    assert show(question.value("alpha", 1)) == "1"
    [(_, keywords, _)] = calls(written('guess("best", alpha=...)', "best", {"alpha": 10.0}))
    assert question.value("alpha", keywords["alpha"]) == 10.0
    for wrong in (True, "10", 10.5):
        with pytest.raises(ValueError, match="expected one of"):
            question.value("alpha", wrong)


def test_a_part_that_was_not_asked_is_refused():
    book = Book()
    book.guess("slope", s=1, within=0.1)
    with pytest.raises(ValueError, match="part: got 'z', expected one of 's'"):
        book.reveal("slope", z=1)


def test_a_guess_changed_after_the_answer_does_not_count(capsys):
    book = Book()
    for value in (3, 4):  # before the answer one may change one's mind
        book.guess("slope", s=value, within=0.1)
    book.reveal("slope", s=-0.5)
    capsys.readouterr()
    book.guess("slope", s=-0.5, within=0.1)
    assert capsys.readouterr().out == (
        "● slope: noted after you have seen the answer, so your first guess, s = 4, counts.\n"
    )
    book.reveal("slope", s=-0.5)
    assert book.guessed("slope") == {"s": 4}
    assert book.guesses().score() == (0, 1)
    book.guess("slope", s=4, within=0.1)  # running the cell again is no change
    assert "● slope: noted, s = 4." in capsys.readouterr().out
    book.guess("slope", s=..., within=0.1)
    book.reveal("slope", s=-0.5)
    assert book.guessed("slope") == {"s": 4}


def test_a_guess_first_made_after_the_answer_does_not_count(capsys):
    book = Book()
    book.guess("slope", s=..., within=0.1)
    book.reveal("slope", s=-0.5)
    book.guess("slope", s=-0.5, within=0.1)
    assert capsys.readouterr().out.endswith("so it does not count.\n")
    book.guess("slope", s=..., within=0.1)
    assert "Restart" in capsys.readouterr().out
    book.reveal("slope", s=-0.5)
    assert book.guessed("slope") == {}
    assert book.guesses().score() == (0, 0)


def test_a_reveal_without_its_question_still_tells(capsys):
    Book().reveal("slope", s=-0.5)
    assert capsys.readouterr().out == "slope: measured s = -0.5.\n"


def test_open_parts_are_named(capsys):
    book = Book()
    book.guess("slopes", ntk=-1, mean_field=..., within=0.1)
    assert capsys.readouterr().out == "● slopes: noted, ntk = -1. Still open: mean_field.\n"
    book.reveal("slopes", ntk=-1, mean_field=0)
    assert book.guessed("slopes") == {"ntk": -1}
    assert "1 of 1" in capsys.readouterr().out


def test_the_three_biggest_surprises_come_first():
    book = Book()
    for name, value in (("a", 10), ("b", 30), ("c", 0.05), ("d", 20), ("e", 2)):
        book.guess(name, s=value, within=0.1)
        book.reveal(name, s=0)
    table = book.guesses()
    assert [entry.question.name for entry, _ in table.surprises()] == ["b", "d", "a"]
    assert table.score() == (1, 5)
    assert table.headline() == "1 of 5 guesses right, 4 were surprises."
    assert table._repr_html_().count("<tr>") == 4


def test_what_a_student_wrote_is_escaped_in_the_table():
    book = Book()
    book.guess("a", s="<b>", options=("<b>", "&"))
    book.reveal("a", s="&")
    page = book.guesses()._repr_html_()
    assert "&lt;b&gt;" in page
    assert "&amp;" in page
    assert "<b>" not in page


@pytest.mark.parametrize("cell", ["", "vscode-notebook-cell:/home/ada/lazy.ipynb#W3sZ", '"><script>'])
def test_a_surprise_is_linked_only_where_the_link_leads_to_its_cell(cell):
    book = Book()
    book.guess("a", s=1, within=0.1)
    book.reveal("a", s=0)
    book.entries["a"].cell = cell
    assert "<a " not in book.guesses()._repr_html_()
    book.entries["a"].cell = "guess_a-1"
    assert '<a href="#cell-id=guess_a-1">a</a>' in book.guesses()._repr_html_()


LITERALS = st.recursive(
    st.floats(-1e6, 1e6) | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)


@given(LITERALS)
def test_literals_are_read_as_python_does(value):
    assert literal(ast.parse(repr(value), mode="eval").body) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [("-1/2", -0.5), ("10**3", 1000), ("2*3-1", 5), ("+1", 1), ("...", ...), ("(1, ...)", [1, ...])],
)
def test_arithmetic_of_numbers_is_read(source, value):
    assert literal(ast.parse(source, mode="eval").body) == value


@pytest.mark.parametrize(
    "source",
    ["9**9**9**9", "1/0", "10.0**400", "x", "f()", "'a'*3", "-'a'", "[1]*3", "-...", "lambda: 1", "(-1)**0.5",
     "True + True", "1e308*10", "{}", "f'{x}'", "b'a'", "0x" + "f" * 2000 + " + 1"],
)  # fmt: skip
def test_nothing_else_is(source):
    with pytest.raises(ValueError, match="literal"):
        literal(ast.parse(source, mode="eval").body)


@pytest.mark.parametrize(
    "source",
    ["guess(", "guess()", "guess(name, s=1)", "guess(*a, **b)", "x.guess('a', s=1)", "(" * 10_000, "-" * 50_000 + "1",
     "guess('a', s=" + "[" * 5000, "\0", "9" * 5000, "guess = 1"],
)  # fmt: skip
def test_source_without_a_readable_guess_has_none(source):
    assert calls(source) == []


def test_calls_are_read_in_their_order_and_between_magics():
    source = (
        "%matplotlib inline\nif True:\n    guess('a', s=1, within=1); guess('a', s=f(), within=1)\n"
        "!ls\nguess('b', s=2)"
    )
    assert [(name, keywords) for name, keywords, _ in calls(source)] == [
        ("a", {"s": 1, "within": 1}),
        ("a", {"within": 1}),
        ("b", {"s": 2}),
    ]


@given(st.integers(-(10**11), 10**11) | st.floats(-1e9, 1e9))
def test_numbers_are_shown_so_that_they_can_be_read(value):
    shown = literal(ast.parse(show(value), mode="eval").body)
    assert shown == pytest.approx(value, rel=0.006)


def test_what_is_measured_is_rounded_before_it_is_compared(capsys):
    book = Book()
    book.guess("slope", s=-0.6, within=0.1)
    book.reveal("slope", s=torch.tensor(-0.5049))  # 0.0951 off, or 0.1: the line and the score must agree
    book.guess("best", alpha=0.125, options=(0.125, 0.25))
    book.reveal("best", alpha=torch.tensor(0.125, dtype=torch.double))
    assert book.guesses().score() == (2, 2)
    assert "measured s = -0.5." in capsys.readouterr().out
