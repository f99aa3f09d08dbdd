"""What is kept of a submission: the answers wherever they stood, pictures, and the scheme for whoever marks."""

import base64

import nbformat
import pytest
from nbgrader.coursedir import CourseDirectory
from target import make_cell, make_notebook

from grading import handin, notebook
from grading.course import earlier
from grading.judging.job import for_the_record
from grading.judging.salvage import salvage
from grading.pages import feedback
from grading.pages.prose import MAX_READ, MAX_RENDERED
from grading.record import marks, render
from grading.verdict import CellVerdict, Verdict

SOURCE = make_notebook(
    make_cell(
        "double", "solution", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    make_cell("double_two", "test", '# Test: two.\nassert double(2) == 4, "Two."'),
    make_cell("question", "text", "## Why\n\nWhy is it so?"),
    make_cell("why", "manual", "Because it is.\n\n**Marking scheme.** 2 points: it is."),
    make_cell("asked", "text", "And how?"),
    make_cell("how", "manual", "Like this."),
)
ANSWER = "I think that it follows from the equation above, since both sides vanish."
PNG = base64.b64encode(b"\x89PNG").decode()


def recorded(nb, status="passed", files=None):
    """The submission as it is kept, without running anything."""
    plan = salvage(notebook.dumps(SOURCE), notebook.dumps(nb) if not isinstance(nb, bytes) else nb)
    manual = {name: CellVerdict(0, 2, "manual") for name in ("why", "how")}
    cells = {"double_two": CellVerdict(float(status == "passed"), 1, status)} | manual
    verdict = Verdict("ps", cells, plan.repairs, notebook=for_the_record(plan))
    return render(notebook.dumps(SOURCE), verdict, "key", outputs=True, files=files)


def cell(nb, name):
    return next(c for c in nb.cells if c.id == name)


def below(nb):
    nb.cells.insert(4, nbformat.v4.new_markdown_cell(ANSWER))


def above(nb):
    nb.cells.insert(3, nbformat.v4.new_markdown_cell(ANSWER))


def lost(nb):
    nb.cells[3] = nbformat.v4.new_markdown_cell(ANSWER)


def emptied(nb):
    nb.cells[3].source = ""
    below(nb)


@pytest.mark.parametrize("where", [below, above, lost, emptied])
def test_an_answer_in_a_cell_of_its_own_is_joined_to_its_question(where):
    nb = notebook.release(SOURCE)
    where(nb)
    kept = recorded(nb)
    assert cell(kept, "why").source == f"<div><p>{ANSWER}</p></div>"
    assert kept.metadata.grading.repairs[0].startswith("why: the ")
    found = marks(kept, {})
    assert found.scores == {"double_two": 1, "why": None, "how": 0}
    assert [c.id for c in kept.cells if ANSWER in c.source] == ["why"]


def test_an_answered_question_leaves_what_stands_beside_it():
    nb = notebook.release(SOURCE)
    nb.cells[3].source = "Since it is."
    below(nb)
    kept = recorded(nb)
    assert cell(kept, "why").source == "<div><p>Since it is.</p></div>"
    assert sum(ANSWER in c.source for c in kept.cells) == 1


def test_blank_answers_are_no_response_and_wait_for_nobody():
    found = marks(recorded(notebook.release(SOURCE)), {})
    assert found.scores == {"double_two": 1, "why": 0, "how": 0}
    assert found.blank == {"double", "why", "how"}


def test_the_scheme_stands_under_each_answer_of_the_record_and_not_before_the_grading():
    kept = recorded(notebook.release(SOURCE))
    names = [c.id for c in kept.cells]
    assert names[names.index("why") + 1] == "scheme-why"
    assert "2 points: it is." in cell(kept, "scheme-why").source
    words = {"assignment": "ps", "student": "ada", "score": 1, "max_score": 5, "late_penalty": 0}
    assert "2 points" not in str(feedback.page(kept, words)), "students never see it"
    verdict = Verdict("ps", {}, notebook=for_the_record(salvage(notebook.dumps(SOURCE), b"")))
    assert "2 points" not in str(render(notebook.dumps(SOURCE), verdict, "key", outputs=False).cells)


def test_answers_are_read_as_markdown_first_and_of_the_rest_what_the_budget_holds():
    """Reading is slow, so many long notes are shown as typed; the answer below all of them is still read."""
    nb = notebook.release(SOURCE)
    note = "**note** ".ljust(MAX_RENDERED, "x")
    nb.cells[3:3] = [nbformat.v4.new_markdown_cell(note) for _ in range(2 * MAX_READ // MAX_RENDERED)]
    next(c for c in nb.cells if c.id == "why").source = "**Yes.**"
    kept = recorded(nb)
    assert cell(kept, "why").source == "<div><p><strong>Yes.</strong></p></div>"
    notes = [c.source for c in kept.cells if c.id.startswith("extra-")]
    read = [text for text in notes if "<strong>note</strong>" in text]
    assert len(notes) == 2 * MAX_READ // MAX_RENDERED
    assert len(read) == MAX_READ // MAX_RENDERED - 1  # the answer has taken of the last one's room
    assert all(text.startswith("<div><p>**note** x") for text in notes if text not in read)


def test_pictures_handed_in_beside_the_notebook_are_shown(tmp_path):
    home = tmp_path / "submitted/ada/ps"
    (home / "img").mkdir(parents=True)
    (home / "img/my photo.png").write_bytes(b"\x89PNG")
    (home / "notes.svg").write_text("<svg onload='alert(1)'>")
    (home / "large.jpg").write_bytes(bytes(20 << 20))
    files = handin.pictures(CourseDirectory(root=str(tmp_path)), "ada", "ps")
    assert files == {"img/my photo.png": {"image/png": PNG}}
    nb = notebook.release(SOURCE)
    nb.cells[
        3
    ].source = "See ![this](img/my%20photo.png), ![that](./notes.svg) and ![it](https://example.org/a.png)."
    text = cell(recorded(nb, files=files), "why").source
    assert f'src="data:image/png;base64,{PNG}"' in text
    assert "[picture not shown: that]" in text
    assert "[picture not shown: it]" in text


@pytest.mark.parametrize(
    ("status", "text", "same"), [("passed", ANSWER, {"double_two", "why", "how"}), ("failed", "No.", {"how"})]
)
def test_marks_stand_on_what_is_as_it_was(tmp_path, status, text, same):
    nb = notebook.release(SOURCE)
    nb.cells[3].source = ANSWER
    (tmp_path / "old.ipynb").write_bytes(notebook.dumps(recorded(nb)))
    nb.cells[3].source = text
    assert marks(recorded(nb, status), earlier(tmp_path / "old.ipynb")).same == same


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"cells": 1}', b'{"cells": [1]}'])
def test_a_record_that_is_none_is_none(tmp_path, content):
    (tmp_path / "old.ipynb").write_bytes(content)
    assert earlier(tmp_path / "old.ipynb") == earlier(tmp_path / "none.ipynb") == {}
