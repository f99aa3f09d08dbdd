"""The page a student gets: messages and scores, no test code, nothing that runs."""

import pytest
from target import CHECKS

pytestmark = pytest.mark.slow

SECRETS = ["expected = x + x", "reference = torch", "double(-3)", "BEGIN HIDDEN", "torch.rand"]


def test_messages_and_scores(feedback_page):
    assert "Think of real numbers." in feedback_page
    assert "Square every element." not in feedback_page
    assert "2 of 7 points" in feedback_page
    assert feedback_page.count("✓") == 2


def test_no_test_code_and_no_expected_values(feedback_page):
    assert not [secret for secret in SECRETS if secret in feedback_page]


def test_student_output_is_escaped_and_bounded(feedback_page):
    assert "<script" not in feedback_page
    assert "&lt;script&gt;" in feedback_page
    assert "<b>ada" not in feedback_page
    assert len(feedback_page) < 120_000


def test_readable_on_a_phone(feedback_page):
    assert 'name="viewport"' in feedback_page
    assert "overflow-x: auto" in feedback_page
    assert len(CHECKS) == 7
