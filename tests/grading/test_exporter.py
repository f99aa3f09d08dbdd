"""The nbgrader line as an instructor runs it: its own commands, on a course of ours, with the same scores as ours."""

import csv
import html
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grading import notebook
from grading.course import Course, quiet
from grading.demo import make_class
from grading.engine import grade_one

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
def course(tmp_path_factory) -> Path:
    """Three students of the sample class, through generate_assignment, autograde, generate_feedback and export."""
    samples = tmp_path_factory.mktemp("samples")
    for student in STUDENTS:
        name = f"{student}.py"
        (samples / name).write_text((notebook.ROOT / "tests" / "sample_class" / name).read_text())
    course = tmp_path_factory.mktemp("nbgrader") / "course"
    make_class(course, ASSIGNMENT, samples)
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    nbgrader(course, "autograde", ASSIGNMENT)
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    nbgrader(course, "export", "--to", str(course / "grades.csv"))
    return course


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
