"""The points on the feedback page are those of the gradebook, and it says which of them are extra and which to come."""

import contextlib
import re
import warnings

import nbformat
import pytest
from nbgrader.api import Gradebook, MissingEntry
from target import make_cell, make_notebook

from grading import notebook
from grading.gradebook import Book, Marks, register
from grading.pages import feedback
from grading.pages.prose import harmless

SOURCE = make_notebook(
    make_cell("head", "text", "## Squares of $x$"),
    make_cell(
        "msq", "solution", "def msq(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
    ),
    make_cell("test_msq", "test", '# Test: use *every* number, as in `x * x`.\nassert msq(2) == 4, "Two."'),
    make_cell("why", "manual", "Because."),
)
SECTIONS = "/lab/tree/{assignment}/{assignment}.ipynb#{section}"
PICTURE = {"output_type": "display_data", "data": {"image/png": "aGk="}, "metadata": {}}


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> str:
    """A gradebook that knows the assignment."""
    url = f"sqlite:///{tmp_path_factory.mktemp('grades')}/gradebook.db"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(url) as gradebook:
            register(gradebook, url, "ps", SOURCE)
    return url


@pytest.fixture
def shown(url):
    """`shown(score, message, manual, extra)`: the page of ada after a person has marked."""

    def shown(score=1.0, message="", manual=None, extra=None, picture=False) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Gradebook(url) as gradebook:
                with contextlib.suppress(MissingEntry):
                    gradebook.remove_submission("ps", "ada")
                Book(gradebook, "ps", lambda *_: None).record("ada", Marks({"test_msq": score, "why": None}))
                grade = gradebook.find_grade("test_msq", "ps", "ps", "ada")
                grade.extra_credit = extra
                if manual is not None:
                    essay = gradebook.find_grade("why", "ps", "ps", "ada")
                    essay.manual_score, essay.needs_manual_grade = manual, False
                    gradebook.find_comment("why", "ps", "ps", "ada").manual_comment = "Well <seen>."
                gradebook.db.commit()
        nb = notebook.release(SOURCE)
        status = "passed" if score else "failed"
        nb.cells[2].metadata["grading"] = {"status": status, "message": message, "seconds": 0}
        nb.cells[3].metadata["grading"] = {"status": "manual"}
        nb.cells[1].outputs = [PICTURE] if picture else []
        nb.cells[3].metadata["grading"]["text"] = "Since $x < y$."
        nb.cells[3].source = harmless("Since $x < y$.")
        words = {"nbgrader": {"db_url": url, "assignment": "ps", "student": "ada", "notebook": "ps"}}
        nb, words = feedback.Grades().preprocess(nb, words)
        page, _ = feedback.FeedbackExporter(section_url=SECTIONS).from_notebook_node(nb, words)
        return page

    return shown


def test_a_check_of_a_usual_name_belongs_to_its_exercise(shown):
    page = shown()
    head = re.sub(r"<math.*?</math>", "x", page)
    assert re.search(
        r'<h2 id="msq"><span class="points">1 of 1</span><a [^>]*>Squares of x</a>: msq</h2>', head
    )
    assert "Use <em>every</em> number, as in <code>x * x</code>." in page


def test_extra_credit_is_named_and_no_score_exceeds_its_points(shown):
    page = shown(extra=0.5)
    assert '<span class="points">1 of 1, and 0.5 extra</span>' in page
    assert "1.5 of 1" not in page
    assert "1.5 of 3 points" in page, "in the sum it counts"


def test_an_essay_that_nobody_has_read_says_so_and_a_zero_is_a_zero(shown):
    assert "not marked yet, 2 to have" in shown()
    page = shown(manual=0.0)
    assert "not marked yet" not in page
    assert '<span class="points">0 of 2</span>' in page
    assert "Well &lt;seen&gt;." in page


@pytest.mark.parametrize(("score", "picture", "open_"), [(0.0, True, 1), (1.0, True, 0), (0.0, False, 0)])
def test_a_figure_stands_open_beside_the_check_that_failed(shown, score, picture, open_):
    assert shown(score, "No.", picture=picture, manual=2.0).count("<details open>") == open_


def test_marks_in_a_message_of_a_student_make_no_tags(shown):
    page = shown(0.0, "It returned **<b>** and `</code><script>`, 2*x*3.")
    assert "<strong>&lt;b&gt;</strong>" in page
    assert "<code>&lt;/code&gt;&lt;script&gt;</code>, 2*x*3." in page


def test_a_cell_that_was_stopped_is_named(shown, monkeypatch):
    late = {"output_type": "error", "ename": "timeout", "evalue": "your code took too long", "traceback": []}
    monkeypatch.setitem(globals(), "PICTURE", nbformat.from_dict(late))
    assert "<li>msq: your code took too long</li>" in shown(picture=True)


def test_formulas_are_shown_and_an_exercise_links_to_its_section(shown):
    page = shown(0.0, "Often $x^2$ is *meant*.")
    assert "Often <math" in page
    assert "is <em>meant</em>." in page
    assert '<a href="/lab/tree/ps/ps.ipynb#Squares-of-%24x%24">Squares of <math' in page
    assert "<p>Since <math" in page
    assert "$" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.S)
