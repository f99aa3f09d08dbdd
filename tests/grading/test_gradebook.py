"""Source and gradebook: nothing that a person has marked is lost, and everybody is told whose score changes."""

import datetime
import shutil
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event
from target import make_cell, make_notebook

from grading import notebook
from grading.gradebook import GONE, LATE, Book, Marks, compare, register, settle_penalties

SOLUTION = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


def source(
    points=1.0, essay=2.0, checks=("double_value", "double_real"), essays=("why",), answers=("double",)
):
    """An assignment of one exercise with its checks, and essays."""
    cells = [make_cell(name, "solution", SOLUTION) for name in answers]
    cells += [make_cell(name, "test", f'# Test: {name}.\nassert double(2) == 4, "Two."') for name in checks]
    for cell in cells[len(answers) :]:
        cell.metadata.nbgrader["points"] = points
    cells += [make_cell(name, "manual", "Because.") for name in essays]
    for cell in cells[len(cells) - len(essays) :]:
        cell.metadata.nbgrader["points"] = essay
    return make_notebook(*cells)


PASSED = Marks(
    {"double_value": 1.0, "double_real": 1.0, "why": None}, {"double_value": "", "double_real": ""}
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """A gradebook that knows the assignment; making one takes a second."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{path}") as gradebook:
            register(gradebook, f"sqlite:///{path}", "ps", source())
    return path


@pytest.fixture
def gradebook(tmp_path, empty):
    shutil.copy(empty, tmp_path / "gradebook.db")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
            yield gradebook


def book(gradebook, penalty=lambda student, score, seconds: None) -> Book:
    return Book(gradebook, "ps", penalty)


def edit(gradebook, edited):
    return register(gradebook, str(gradebook.engine.url), "ps", edited)


def mark(gradebook, student, cell, score=None, extra=None, comment=None):
    """What the formgrader does when a person marks."""
    if score is not None or extra is not None:
        grade = gradebook.find_grade(cell, "ps", "ps", student)
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = score, extra, False
    if comment:
        gradebook.find_comment(cell, "ps", "ps", student).manual_comment = comment
    gradebook.db.commit()


def test_recording_is_one_commit_and_what_nbgrader_sums_up(gradebook):
    ours, commits = book(gradebook), []
    event.listen(gradebook.engine, "commit", lambda _: commits.append(1))
    assert ours.record("ada", PASSED, person={"first_name": "Ada", "last_name": None, "email": None}) == []
    assert len(commits) == 1
    ours.record("ada", PASSED)
    assert len(commits) == 2
    row = gradebook.find_submission("ps", "ada")
    assert (row.score, row.max_score, row.needs_manual_grade, row.student.first_name) == (2, 4, True, "Ada")
    assert len(row.notebooks) == 1
    assert {c.name for c in row.notebooks[0].comments} == {"double", "why"}


@pytest.mark.parametrize(
    ("edited", "score", "most", "words"),
    [
        (source(), 2, 4, ""),
        (source(checks=("double_value", "double_real", "double_int")), 2, 5, "new: double_int"),
        (source(checks=("double_value",)), 1, 3, "removed: double_real"),
        (source(points=3.0), 2, 8, "points: double_value 1 -> 3, double_real 1 -> 3"),
        (source(essays=("why", "how")), 2, 6, "new: how"),
        (source(checks=("double_real", "double_value")), 2, 4, ""),
        (source(answers=("double", "triple")), 2, 4, ""),
    ],
)
def test_an_edited_source_is_carried_over_before_anything_is_graded(gradebook, edited, score, most, words):
    book(gradebook).record("ada", PASSED)
    mark(gradebook, "ada", "why", 1.5, 0.25, "Good.")
    found = edit(gradebook, edited)
    assert (found.known, str(found)) == (True, words)
    row = gradebook.find_submission("ps", "ada")
    assert (row.score, row.max_score) == (score + 1.75, most)
    grade, comment = (
        find("why", "ps", "ps", "ada") for find in (gradebook.find_grade, gradebook.find_comment)
    )
    assert (grade.manual_score, grade.extra_credit, comment.comment) == (1.5, 0.25, "Good.")
    assert not grade.needs_manual_grade
    names = set(notebook.grade_id(c) for c in edited.cells if c.metadata.get("nbgrader", {}).get("grade"))
    assert {g.name for g in row.notebooks[0].grades} == names
    assert edit(gradebook, edited).known
    assert str(compare(gradebook, "ps", edited)) == ""


REFUSED = {
    "a check with a mark by hand goes": (
        ("double_real", 0.5, None, None),
        source(checks=("double_value",)),
        "double_real has gone from the source, and 1 student (ada) has marks by hand in it: put it back",
    ),
    "extra credit counts as a mark": (
        ("double_real", None, 1.0, None),
        source(checks=("double_value",)),
        "double_real has gone from the source, and 1 student (ada) has marks",
    ),
    "a marked essay goes": (("why", 1.0, None, None), source(essays=()), "why has gone from the source"),
    "fewer points than were given": (
        ("why", 2.0, None, None),
        source(essay=1.0),
        "why is worth 1 points now, and 1 student (ada) has more by hand: lower these marks",
    ),
    "a comment goes": (
        ("double", None, None, "See me."),
        source(answers=()),
        "double has gone from the source, and 1 student (ada) has a comment in it",
    ),
    "a check becomes an essay": (
        ("double_real", 1.0, None, None),
        source(checks=("double_value",), essays=("why", "double_real")),
        "double_real has become another kind of cell",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_person_has_marked_is_not_carried_away(gradebook, name):
    (cell, score, extra, comment), edited, reason = REFUSED[name]
    book(gradebook).record("ada", PASSED)
    mark(gradebook, "ada", cell, score, extra, comment)
    before = gradebook.find_submission("ps", "ada").to_dict()
    with pytest.raises(ValueError, match=r"^source: ") as refused:
        edit(gradebook, edited)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    gradebook.db.expire_all()
    assert gradebook.find_submission("ps", "ada").to_dict() == before


def test_an_essay_on_another_scale_is_looked_at_again_and_keeps_its_mark(gradebook):
    book(gradebook).record("ada", PASSED)
    mark(gradebook, "ada", "why", 2.0)
    edit(gradebook, source(essay=4.0))
    state = book(gradebook).state("ada")
    assert (state.rows["why"].manual, state.rows["why"].waits) == (2.0, True)


@pytest.mark.parametrize("same", [True, False])
def test_a_mark_by_hand_stands_on_what_did_not_change(gradebook, same):
    ours = book(gradebook)
    ours.record("ada", PASSED)
    mark(gradebook, "ada", "why", 1.5)
    ours.record("ada", Marks(PASSED.scores, same=frozenset({"why"} if same else ())))
    row = ours.state("ada").rows["why"]
    assert (row.manual, row.waits) == (1.5, not same)


def test_whose_score_changes_by_what_because_of_which_check(gradebook):
    ours = book(gradebook)
    ours.record("ada", PASSED)
    failed = Marks(
        {"double_value": 1.0, "double_real": 0.0, "double_int": 1.0, "why": None},
        {"double_real": "Think of reals."},
    )
    told = ours.changes("ada", ours.state("ada"), failed, None, None)
    assert [(c.check, c.before, c.after) for c in told] == [("double_real", 1, 0), ("double_int", 0, 1)]
    assert told[0].because == "Think of reals."
    assert ours.state("ada").score == 2, "a look changes nothing"
    assert ours.record("ada", Marks({"double_value": 1.0, "double_real": 0.0, "why": None}))[0].after == 0
    gone = ours.changes("ada", ours.state("ada"), Marks({"double_real": 0.0, "why": None}), None, None)
    assert [(c.check, c.because) for c in gone] == [("double_value", GONE)]


def test_a_mark_by_hand_goes_before_the_check_and_hides_its_change(gradebook):
    ours = book(gradebook)
    ours.record("ada", PASSED)
    mark(gradebook, "ada", "double_real", 0.5)
    assert ours.record("ada", Marks({"double_value": 1.0, "double_real": 0.0, "why": None})) == []
    assert ours.state("ada").rows["double_real"].score == 0.5
    assert ours.state("ada").rows["double_real"].waits, (
        "a person should know that the check says something else now"
    )


def test_a_failed_run_takes_scores_of_checks_and_no_mark_of_a_person(gradebook):
    ours = book(gradebook)
    ours.record("ada", PASSED)
    mark(gradebook, "ada", "why", 1.5)
    ours.clear("ada")
    state = ours.state("ada")
    assert not ours.settled(state)
    assert state.score == 1.5
    assert not state.rows["why"].waits
    ours.clear("nobody")


# ---- deadlines
NOON = datetime.datetime(2030, 1, 31, 12)


def zero(student, score, seconds):
    return score


def due(gradebook, when):
    gradebook.find_assignment("ps").duedate = when
    gradebook.db.commit()


@pytest.mark.parametrize(("extension", "taken"), [(None, 2), (datetime.timedelta(days=2), 0)])
def test_the_late_policy_is_applied_with_extensions(gradebook, extension, taken):
    due(gradebook, NOON - datetime.timedelta(days=1))
    ours = book(gradebook, zero)
    ours.record("ada", PASSED, NOON, extension)
    assert (ours.state("ada").penalty, ours.state("ada").score) == (taken, 2 - taken)
    assert gradebook.find_submission("ps", "ada").late_submission_penalty == taken


def test_a_penalty_follows_marks_and_deadlines(gradebook):
    """A person marks after the grading; the deadline is moved: what reads scores settles the penalties first."""
    due(gradebook, NOON - datetime.timedelta(hours=1))
    book(gradebook, zero).record("ada", PASSED, NOON)
    mark(gradebook, "ada", "why", 2.0)
    assert settle_penalties(gradebook, zero) == 1
    assert book(gradebook).state("ada").score == 0
    assert settle_penalties(gradebook, zero) == 0
    due(gradebook, NOON)
    assert settle_penalties(gradebook, zero) == 1
    assert book(gradebook).state("ada").score == 4


def test_a_changed_penalty_is_told(gradebook):
    due(gradebook, NOON - datetime.timedelta(hours=2))
    ours = book(gradebook, zero)
    ours.record("ada", PASSED, NOON - datetime.timedelta(hours=3))
    (change,) = ours.record("ada", PASSED, NOON)
    assert (change.check, change.before, change.after, change.because) == (LATE, 0, -2, "2 hours late")


def test_no_policy_takes_more_than_there_is_or_gives_anything(gradebook):
    due(gradebook, NOON - datetime.timedelta(hours=2))
    for policy, taken in ((lambda *_: 99.0, 2.0), (lambda *_: -1.0, 0.0)):
        assert book(gradebook, policy).taken_off("ada", 2.0, NOON, None) == taken
