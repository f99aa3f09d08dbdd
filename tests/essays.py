"""A class whose two text answers wait to be marked, recorded as if it had been graded."""

import shutil
from pathlib import Path

from target import make_cell, make_notebook

from grading import notebook
from grading.course import Course
from grading.handin import HandIn
from grading.judging.job import for_the_record
from grading.judging.salvage import salvage
from grading.record import save
from grading.verdict import CellVerdict, Verdict

SOURCE = make_notebook(
    make_cell(
        "double", "solution", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    make_cell("double_two", "test", '# Test: two.\nassert double(2) == 4, "Two."'),
    make_cell("asked", "text", "## Why\n\nWhy is $x < 2x$?"),
    make_cell("why", "manual", "Because $x > 0$.\n\n**Marking scheme.** 2 points: it is."),
    make_cell("how", "manual", "Like this."),
)
STUDENTS = [f"student{n:02d}" for n in range(12)]
BLANK = STUDENTS[-2:]
RAW = notebook.dumps(SOURCE)


def answers(student: str, more: str = "") -> dict[str, str]:
    return {} if student in BLANK else {"why": f"Answer {STUDENTS.index(student)}, as $a^2 > 0$.{more}"}


def hand_in(course: Course, student: str, more: str = "") -> None:
    """Record a submission as if it had been graded."""
    content = notebook.dumps(notebook.fill(SOURCE, answers(student, more)))
    plan = salvage(RAW, content)
    manual = {name: CellVerdict(0, 2, "manual") for name in ("why", "how")}
    verdict = Verdict(
        "ps",
        {"double_two": CellVerdict(1, 1, "passed")} | manual,
        plan.repairs,
        notebook=for_the_record(plan),
    )
    with course.book("ps") as book:
        save(course, student, "ps", book, RAW, HandIn(content, "ps.ipynb"), verdict, "key")


def make_course(root: Path, db_url: str = "") -> Path:
    """The course in a new folder, its gradebook at `db_url` or beside it."""
    root.mkdir()
    shutil.copy(notebook.ROOT / "nbgrader_config.py", root)
    if db_url:
        with open(root / "nbgrader_config.py", "a") as file:
            file.write(f"c.CourseDirectory.db_url = {db_url!r}\n")
    notebook.write(SOURCE, root / "source/ps/ps.ipynb")
    (root / "submitted").mkdir()
    course = Course(root)
    course.register("ps")
    for student in STUDENTS:
        hand_in(course, student)
    return root
