"""Every list says what the gradebook says, and no cell of it is obeyed by a spreadsheet."""

import csv
import datetime
from pathlib import Path

import pytest
from nbgrader.apps import NbGrader
from target import make_cell, make_notebook

from grading import exports, notebook
from grading.course import Course
from grading.gradebook import Book, Marks

SOURCE = make_notebook(
    make_cell(
        "double", "solution", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    make_cell("double_two", "test", '# Test: two.\nassert double(2) == 4, "Two."'),
    make_cell(
        "msq", "solution", "def msq(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
    ),
    make_cell("test_msq", "test", '# Test: a usual name.\nassert msq(2) == 4, "Two."'),
    make_cell("msq_neg", "test", '# Test: negative.\nassert msq(-2) == 4, "Two."'),
    make_cell("why", "manual", "Because."),
)
ROSTER = """id,first_name,last_name,email,section,moodle,canvas
ada,Ada,"Lovelace, Countess",ada@example.org,Tuesday,101,9001
bob,Bob,Oblique,bob@example.org,,,
zoe,Zoë,O'Neill,zoe@example.org,,,
"""
DUE = datetime.datetime(2030, 1, 1)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """ada has all points and an essay of 1.5; bob is late, eve is not in the roster and has no score, zoe nothing."""
    root = tmp_path_factory.mktemp("exports") / "course"
    notebook.write(SOURCE, root / "source/ps/ps.ipynb")
    config = (
        notebook.ROOT / "nbgrader_config.py"
    ).read_text() + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    (root / "nbgrader_config.py").write_text(config)
    (root / "roster.csv").write_text(ROSTER)
    course = Course(root)
    course.register("ps")
    right = {"double_two": 1.0, "test_msq": 1.0, "msq_neg": 1.0, "why": None}
    with course.gradebook() as gradebook:
        gradebook.find_assignment("ps").duedate = DUE
        gradebook.db.commit()
        book = Book(gradebook, "ps", course.penalty)
        book.record("ada", Marks(right), DUE)
        book.record("bob", Marks(right | {"msq_neg": 0.0, "why": 0.0}), DUE + datetime.timedelta(hours=1))
        book.record("eve", Marks(right))
        book.clear("eve")
        grade = gradebook.find_grade("why", "ps", "ps", "ada")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.update_or_create_student("eve", last_name="=cmd()")
    return root


def export(root: Path, kind, tmp_path, **options) -> list[dict[str, str]]:
    course = Course(root)
    app = NbGrader(config=course.config)
    app.coursedir = course.folders
    with course.gradebook() as gradebook:
        kind(parent=app, to=str(tmp_path / "out.csv"), **options).export(gradebook)
    with open(tmp_path / "out.csv", newline="") as file:
        return list(csv.DictReader(file))


def test_per_check_and_per_exercise_sum_up_to_the_score(root, tmp_path):
    most, *rows = export(root, exports.PerCheck, tmp_path)
    ada = next(row for row in rows if row["student_id"] == "ada")
    assert (ada["last_name"], ada["section"]) == ("Lovelace, Countess", "Tuesday")
    assert [ada[f"ps: {c}"] for c in ("double_two", "test_msq", "msq_neg", "why")] == ["1", "1", "1", "1.5"]
    assert (ada["ps: score"], most["ps: score"], most["ps: why"]) == ("4.5", "5", "2")
    most, *rows = export(root, exports.PerExercise, tmp_path)
    ada = next(row for row in rows if row["student_id"] == "ada")
    assert [ada[f"ps: {e}"] for e in ("double", "msq", "why")] == ["1", "2", "1.5"]
    assert most["ps: msq"] == "2"


def test_one_number_everywhere(root, tmp_path):
    """Report, lists and nbgrader's own columns; the late policy takes everything of bob's."""
    report = {r["student"]: r["score"] for r in Course(root).grades()}
    assert report == {"ada": 4.5, "bob": 0, "eve": 0}
    scores = {r["student_id"]: r for r in export(root, exports.Scores, tmp_path)}
    assert {s: float(r["score"]) for s, r in scores.items() if s in report} == report
    assert (scores["bob"]["raw_score"], scores["bob"]["late_submission_penalty"]) == ("2", "2")
    assert {r["student_id"]: r["ps: score"] for r in export(root, exports.PerCheck, tmp_path)[1:]}[
        "bob"
    ] == "0"


def test_what_moodle_and_canvas_import(root, tmp_path):
    moodle = {r["ID number"]: r for r in export(root, exports.Moodle, tmp_path)}
    assert moodle["ada"]["Identifier"] == "Participant 101"
    assert {s: r["ps"] for s, r in moodle.items()} == {"ada": "4.5", "bob": "0", "eve": "", "zoe": ""}
    most, *canvas = export(root, exports.Canvas, tmp_path)
    assert (most["Student"], most["ps"]) == ("Points Possible", "5")
    assert {r["Student"]: (r["ID"], r["ps"]) for r in canvas if r["ps"] == "4.5"} == {
        "Lovelace, Countess, Ada": ("9001", "4.5")
    }


def test_no_cell_is_a_formula(root, tmp_path):
    for kind in (exports.Scores, exports.PerCheck, exports.Moodle, exports.Canvas):
        text = [value for row in export(root, kind, tmp_path) for value in row.values()]
        assert "'=cmd()" in text
        assert not [value for value in text if value[:1] in ("=", "+", "@")]


def test_what_is_not_final_is_told(root, tmp_path, capfd):
    export(root, exports.Scores, tmp_path)
    assert "not final: 1 of 3 submissions wait for a person, 1 have no score" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"assignment": ["pss"]}, "assignment: got pss, expected some of ps"),
        ({"student": ["x"]}, "student: got x"),
    ],
)
def test_an_unknown_name_is_refused_and_no_file_is_written(root, tmp_path, options, reason):
    with pytest.raises(ValueError, match=reason):
        export(root, exports.Moodle, tmp_path, **options)
    assert not (tmp_path / "out.csv").exists()


def test_only_who_is_asked_for(root, tmp_path):
    assert [r["student_id"] for r in export(root, exports.Scores, tmp_path, student=["bob"])] == ["bob"]
