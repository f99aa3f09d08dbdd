"""The page a student gets: messages and scores, no test code, nothing that runs."""

import nbformat
import pytest
from target import CHECKS, RIGHT, WRONG, target

from grading import feedback, notebook
from grading.engine import Limits, grade_one
from grading.record import render

SECRETS = ["expected = x + x", "reference = torch", "double(-3)", "BEGIN HIDDEN", "torch.rand"]


@pytest.fixture(scope="module")
def html():
    """The page of a wrong submission that tries to put a script into it."""
    evil = WRONG | {
        "mean": "print('<script>alert(1)</script>' * 9000)\n" + WRONG["mean"],
        "phi": RIGHT["phi"],
    }
    report = grade_one(
        notebook.dumps(target()), notebook.dumps(notebook.fill(target(), evil)), Limits(), assignment="target"
    )
    nb = render(notebook.dumps(target()), report, "key", outputs=True)
    for cell in nb.cells:
        if notebook.is_test(cell):
            cell.metadata.nbgrader["score"] = cell.metadata.grading["score"]
    words = {
        "assignment": "target",
        "student": "<b>ada</b>",
        "score": report.score,
        "max_score": 7,
        "late_penalty": 0,
    }
    exporter = feedback.FeedbackExporter()
    page, _ = exporter.from_notebook_node(nbformat.from_dict(nb), {"nbgrader": words})
    return page


def test_messages_and_scores(html):
    assert "Think of real numbers." in html
    assert "Square every element." not in html
    assert "2 of 7 points" in html
    assert html.count("✓") == 2


def test_no_test_code_and_no_expected_values(html):
    assert not [secret for secret in SECRETS if secret in html]


def test_student_output_is_escaped_and_bounded(html):
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<b>ada" not in html
    assert len(html) < 120_000


def test_readable_on_a_phone(html):
    assert 'name="viewport"' in html
    assert "overflow-x: auto" in html
    assert len(CHECKS) == 7
