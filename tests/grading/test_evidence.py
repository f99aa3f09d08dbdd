"""The numbers of the evidence, against classes of which one can count them by hand, and against simulation."""

import math

import numpy as np
import pytest
from target import make_cell, make_notebook

from grading import notebook
from grading.evidence import Table, agreement, correlation, evidence, second_marks, wilson
from grading.pages.evidence import page

SOURCE = make_notebook(
    make_cell(
        "double", "solution", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    make_cell(
        "double_seen",
        "test",
        '# Test: two.\nassert double(2) == 4, "Doubling is multiplying by two."\n### BEGIN HIDDEN TESTS\n'
        'assert double(-3) == -6, "Think of negative numbers."\n### END HIDDEN TESTS',
    ),
    make_cell(
        "double_all",
        "test",
        "# Test: all.\n### BEGIN HIDDEN TESTS\nassert double(9) == 18\n### END HIDDEN TESTS",
    ),
    make_cell(
        "half", "solution", "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"
    ),
    make_cell("half_one", "test", '# Test: one.\nassert half(2) == 1, "Half of two."'),
    make_cell("why", "manual", "Because."),
)
CHECKS = ("double_seen", "double_all", "half_one")
SEEN, HIDDEN = "Doubling is multiplying by two.", "Think of negative numbers."


def graded(*said: str) -> list:
    """The cells of a graded notebook: for each check `passed`, `blank`, or the message with which it failed."""
    cells = [{"id": "why", "metadata": {"grading": {"status": "manual", "score": 0}}}]
    for name, word in zip(CHECKS, said):
        status = {"passed": "passed", "blank": "not_attempted", "slow": "timeout"}.get(word, "failed")
        message = "" if word == "passed" else word
        about = {"status": status, "score": float(word == "passed"), "message": message, "seconds": 0.5}
        cells.append({"id": name, "metadata": {"grading": about}})
    return cells


CLASS = {
    "ada": graded("passed", "passed", "passed"),
    "bob": graded("passed", "no", "passed"),
    "cyd": graded(HIDDEN, "no", "passed"),
    "dan": graded(SEEN, "no", "passed"),
    "eve": graded("blank", "blank", "passed"),
}


def found(class_=CLASS, **options):
    return evidence(Table.of(SOURCE, class_.items(), options.pop("marks", None)), **options)


def test_difficulty_messages_and_what_to_look_at():
    said = {c["check"]: c for c in found()["checks"]}
    assert {name: c["difficulty"] for name, c in said.items()} == {
        "double_seen": 0.4,
        "double_all": 0.2,
        "half_one": 1,
    }
    assert said["double_all"]["messages"][0] == {"message": "no", "students": 3}
    assert said["half_one"]["look_at"] == ["everybody passes it: it tells nothing about this class"]
    assert said["half_one"]["discrimination"] is None
    low, high = said["double_seen"]["difficulty_interval"]
    assert 0.1 < low < 0.4 < high < 0.8


def test_who_saw_only_green_and_lost_to_what_was_hidden():
    """ada passes; bob fails the hidden check; cyd by its sentence a hidden part; dan saw red, eve wrote nothing."""
    double, half = found()["exercises"]
    assert (double["saw_only_green"], double["lost_to_hidden"]) == (3, 2)
    assert (half["saw_only_green"], half["lost_to_hidden"]) == (5, 0)


def test_a_check_that_nobody_passes_or_the_weak_pass_is_told():
    upside = {
        f"s{k}": graded(*("passed" if k > 4 else "no",) * 2, "no" if k > 4 else "passed") for k in range(10)
    }
    said = {item["check"]: item["because"] for item in found(upside)["look_at"]}
    assert said["half_one"] == "who passes it has fewer points elsewhere (correlation -1.00)"
    signs = [(k % 2, k // 2 % 2) for k in range(7)]  # hardly correlated: below 0, and so might any number be
    hardly = {
        f"s{k}": graded(*("passed" if a else "no",) * 2, "passed" if b else "no")
        for k, (a, b) in enumerate(signs)
    }
    (told,) = [c for c in found(hardly)["checks"] if c["check"] == "half_one"]
    assert told["discrimination"] < 0 < told["discrimination_interval"][1]
    assert not told["look_at"]
    nobody = {f"s{k}": graded("no", "no", "no") for k in range(3)}
    assert {item["because"] for item in found(nobody)["look_at"]} == {"nobody passes it"}


def test_essays_and_two_people():
    marks = {"ada": {"why": 2.0}, "bob": {"why": 1.0}, "cyd": {"why": 0.0}, "dan": {"why": 2.0}}
    second = {"ada": {"why": 2.0}, "bob": {"why": 1.0}, "cyd": {"why": 0.0}, "dan": {"why": 1.0}}
    (essay,) = found(marks=marks, second=second)["essays"]
    assert (essay["answers"], essay["marked"], essay["mean"]) == (5, 4, 1.25)
    assert essay["agreement"] == {
        "marked_twice": 4,
        "equal": 0.75,
        "mean_difference": 0.25,
        "largest_difference": 1.0,
        "kappa": 0.8,
        "points": 2,
    }


def test_kappa_is_one_for_equal_marks_zero_for_chance_and_nothing_without_spread():
    assert agreement([(0, 0), (1, 1), (2, 2)], 2)["kappa"] == 1
    both = [(a, b) for a in (0, 1, 2) for b in (0, 1, 2)]
    assert agreement(both, 2)["kappa"] == 0
    assert agreement([(1, 1), (1, 1)], 2)["kappa"] is None


def test_intervals_hold_what_they_say():
    """2000 classes of 30: a 95 per cent interval misses in 5 per cent; its own error bar is half a per cent."""
    rng = np.random.default_rng(0)
    for p in (0.1, 0.5, 0.9):
        inside = [low <= p <= high for low, high in (wilson(k, 30) for k in rng.binomial(30, p, 2000))]
        assert abs(np.mean(inside) - 0.95) < 0.03  # it is discrete: 30 students
    rho, inside = 0.5, []
    for x, z in rng.standard_normal((2000, 2, 30)):
        _, low, high = correlation(x, rho * x + math.sqrt(1 - rho**2) * z)
        inside.append(low <= rho <= high)
    assert abs(np.mean(inside) - 0.95) < 4 * math.sqrt(0.05 * 0.95 / 2000)


def test_the_page_is_one_file_and_nothing_of_a_student_is_obeyed():
    evil = {"ada": CLASS["ada"], "<b>x": graded("<script>alert(1)</script>", "no", "\x1b[2J")}
    html = page("ps", Table.of(SOURCE, evil.items()))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\x1b" not in html
    assert html.count("data:image/svg+xml") == 3
    assert html.count('alt="') == 3
    assert "2 of 3" in page("ps", Table.of(SOURCE, CLASS.items()))


@pytest.mark.parametrize("class_", [{}, {"ada": CLASS["ada"]}, {"ada": graded("blank", "blank", "blank")}])
def test_small_and_empty_classes_have_a_page(class_):
    assert "<h2>Checks</h2>" in page("ps", Table.of(SOURCE, class_.items()))


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_hidden_sentences_are_told_from_visible_ones(assignment):
    table = Table.of(notebook.read(notebook.source_file(assignment)), [])
    assert all(check.exercise for check in table.checks)
    assert sum(bool(check.hidden) or not check.visible for check in table.checks) > 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ada,why\n", "line 1: got ['ada', 'why'], expected student, question, points"),
        ("student,question,points\nada,why,much\n", "line 2: got ['ada', 'why', 'much']"),
    ],
)
def test_a_second_file_that_is_wrong_is_one_line(tmp_path, text, reason):
    (tmp_path / "marks.csv").write_text(text)
    with pytest.raises(ValueError, match="second: ") as refused:
        second_marks(tmp_path / "marks.csv")
    assert reason in str(refused.value)
    with pytest.raises(ValueError, match=r"second: .*none.csv"):
        second_marks(tmp_path / "none.csv")


def test_a_second_file_is_read(tmp_path):
    (tmp_path / "marks.csv").write_text("student,question,points\nada,why,1.5\n\nbob,why,2\n")
    assert second_marks(tmp_path / "marks.csv") == {"ada": {"why": 1.5}, "bob": {"why": 2.0}}
