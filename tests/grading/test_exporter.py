"""The nbgrader line as an instructor runs it: its own commands, on a course of ours, with the same scores as ours."""

import csv
import html
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from target import make_cell, make_notebook

from grading import notebook, record
from grading.course import Course, quiet
from grading.demo import make_class
from grading.judging import engine
from grading.judging.engine import grade_one
from grading.judging.job import Job
from grading.pages.feedback import FeedbackExporter
from grading.runner import grade_class

pytestmark = pytest.mark.slow

ASSIGNMENT = "lazy_training"
STUDENTS = ("ada", "emmy", "grace")


def nbgrader(course: Path, *words: str) -> str:
    """Run one nbgrader command in the course; it must succeed."""
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=course, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def course(once) -> Path:
    """Three students of the sample class, through generate_assignment, autograde, generate_feedback and export."""
    return once("nbgrader", make_graded) / "course"


def make_graded(folder: Path) -> None:
    samples, course = folder / "samples", folder / "course"
    samples.mkdir()
    for student in STUDENTS:
        name = f"{student}.py"
        (samples / name).write_text((notebook.ROOT / "tests" / "sample_class" / name).read_text())
    make_class(course, ASSIGNMENT, samples)
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    nbgrader(course, "autograde", ASSIGNMENT)
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    nbgrader(course, "export", "--to", str(course / "grades.csv"))


def verdict(course: Path, student: str):
    submitted = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return grade_one(
        notebook.source_file(ASSIGNMENT).read_bytes(), submitted.read_bytes(), assignment=ASSIGNMENT
    )


def test_autograde_and_export_give_the_scores_of_the_engine(course):
    with open(course / "grades.csv") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == {student: verdict(course, student).score for student in STUDENTS}
    assert len(set(exported.values())) > 1, "students of different merit should differ"


def test_our_report_reads_the_same_gradebook(course):
    rows = {r["student"]: r["score"] for r in Course(course).grades()}
    assert rows == {student: verdict(course, student).score for student in STUDENTS}


@pytest.mark.parametrize("student", STUDENTS)
def test_feedback_tells_what_was_lost_and_keeps_what_is_hidden(course, student):
    page = (course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "BEGIN HIDDEN TESTS" not in page
    submitted = notebook.read(course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    own = "\n".join(cell.source for cell in submitted.cells)
    for cell in filter(notebook.is_test, notebook.read(notebook.source_file(ASSIGNMENT)).cells):
        hidden = {line.strip() for line in notebook.hidden_lines(cell.source)}
        assert not [
            line for line in hidden if len(line) > 30 and line not in own and html.escape(line) in page
        ]
    lost = [r.message for r in verdict(course, student).cells.values() if r.status == "failed"]
    for message in lost:
        assert message.split(":")[0].split("'")[0][:40] in page


def test_the_formgrader_shows_the_submissions(course):
    with quiet():
        rows = Course(course).api.get_submissions(ASSIGNMENT)
    assert {r["student"]: r["autograded"] for r in rows} == dict.fromkeys(STUDENTS, True)


# ---------------------------------------------------------------------------------------------- one text answer
ASKS = make_notebook(
    make_cell(
        "double", "solution", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    make_cell("double_value", "test", '# Test: two.\nassert double(2) == 4, "Twice two."'),
    make_cell("why", "manual", "Because."),
)
TEXT = "Because <script>alert(1)</script> $x < y$."


@pytest.fixture
def asked(tmp_path) -> Course:
    """A course with a text question; ada has answered it."""
    root = tmp_path / "course"
    root.mkdir()
    (root / "nbgrader_config.py").write_text((notebook.ROOT / "nbgrader_config.py").read_text())
    notebook.write(ASKS, root / "source/ps/ps.ipynb")
    notebook.write(notebook.fill(ASKS, {"why": TEXT}), root / "submitted/ada/ps/ps.ipynb")
    course = Course(root)
    course.register("ps")
    return course


def recorded(course: Course):
    nb = notebook.read(course.root / "autograded/ada/ps/ps.ipynb")
    return {cell.id: cell for cell in nb.cells}


def grades(course: Course) -> dict:
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission_notebook("ps", "ps", "ada")
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in submission.grades}


def test_a_text_answer_is_cleaned_in_the_record_and_kept_as_typed_for_its_author(asked):
    grade_class("ps", asked, workers_number=1)
    cell = recorded(asked)["why"]
    assert cell.source == "<div><p>Because  $x &lt; y$.</p></div>"
    assert cell.metadata.grading.text == TEXT
    assert grades(asked)["why"] == (None, True)
    ((_, page, problem),) = asked.feedback_pages("ps")
    assert problem == ""
    assert html.escape(TEXT).replace("&#x27;", "&#39;") in page.read_text()
    assert '<p>Because  <math display="inline">' in page.read_text()


def test_an_unanswered_question_keeps_the_text_of_the_release(asked):
    notebook.write(notebook.fill(ASKS, {}), asked.root / "submitted/ada/ps/ps.ipynb")
    grade_class("ps", asked, workers_number=1)
    blank = next(cell for cell in notebook.release(ASKS).cells if cell.id == "why")
    assert recorded(asked)["why"].source == blank.source
    assert grades(asked)["why"][0] == 0


def test_a_verdict_without_a_notebook_is_recorded_and_its_text_answer_still_waits_for_a_person(
    asked, monkeypatch
):
    """What the engine says of a submission that takes its judge with it."""

    def unjudged(source, submission, limits, seed, assignment):
        job = Job(source, submission, {}, seed, assignment)
        return engine.unjudged(job, "This notebook could not be graded: the judge ended.", [])

    monkeypatch.setattr(engine, "grade_one", unjudged)
    (outcome,) = grade_class("ps", asked, workers_number=1)
    assert (outcome.status, outcome.score) == ("graded", 0)
    assert grades(asked) == {"double_value": (0, False), "why": (None, True)}
    assert "Read the answer in the submitted file" in recorded(asked)["why"].source
    ((_, page, problem),) = asked.feedback_pages("ps")
    assert problem == ""
    assert "could not be graded" in page.read_text()


def test_feedback_shows_a_picture_only_if_it_is_one():
    """A forged output of a record cannot end the attribute it stands in."""
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": 'aGk=" onload="alert(1)'}}
    cell = make_cell("double", "solution", "x")
    cell.outputs = [nbformat.from_dict(output)]
    words = {"assignment": "ps", "student": "ada", "score": 0, "max_score": 0, "late_penalty": 0}
    page, _ = FeedbackExporter().from_notebook_node(make_notebook(cell), {"nbgrader": words})
    assert "onload" not in page


def test_a_record_that_cannot_be_made_is_a_failure_in_one_line(asked, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("the record broke")

    monkeypatch.setattr(record, "render", broken)
    (outcome,) = grade_class("ps", asked, workers_number=1)
    assert (outcome.status, outcome.message) == (
        "failed",
        "not recorded: ValueError: the record broke; it has no score now",
    )
    assert not (asked.root / "autograded/ada/ps").exists()
