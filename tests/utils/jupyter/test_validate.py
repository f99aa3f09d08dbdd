"""Validate: a failed check in its own words."""

from utils.jupyter.validate import in_words

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


def test_of_a_traceback_the_last_line_is_shown():
    assert told(SOURCE, "Traceback ...\n  line 3\nValueError: no <b>")[1] == "ValueError: no &lt;b&gt;"


def test_other_cells_are_their_first_line():
    assert told("YOUR ANSWER HERE\nmore", "You did not provide a response.") == (
        "YOUR ANSWER HERE",
        "You did not provide a response.",
    )
    assert in_words({"source": "a = 1\nb = 2"})["source"] == "a = 1"
