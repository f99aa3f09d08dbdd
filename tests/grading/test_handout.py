"""What students get after the deadline: every solution and model answer, nothing of what is hidden."""

import re

import pytest
from target import make_cell

from grading import __main__ as cli
from grading import notebook
from grading.handout import handout, make


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_solutions_and_models_stand_in_it_schemes_and_hidden_checks_do_not(assignment):
    source = notebook.read(notebook.source_file(assignment))
    nb = handout(source)
    text = {cell.id: cell.source for cell in nb.cells}
    for cell in source.cells:
        if notebook.is_solution(cell):
            assert text[cell.id] == notebook.without_markers(cell.source)
            assert "YOUR CODE HERE" not in text[cell.id]
        elif notebook.is_manual(cell):
            assert len(text[cell.id]) > 100, "a model answer"
    everything = "\n".join(text.values())
    assert not re.search(r"marking scheme|HIDDEN TESTS|### (BEGIN|END)", everything, re.I)
    assert "nbgrader" not in str([cell.metadata for cell in nb.cells])


@pytest.mark.slow
def test_the_tiny_one_is_executed_and_one_page(tmp_path, tiny):
    tiny.cells[-1].source = f"It holds that $x < 2x$. {tiny.cells[-1].source}"
    notebook.write(tiny, tmp_path / "source/tiny/tiny.ipynb")
    made, page = make("tiny", tmp_path / "out", tmp_path)
    assert "42" in str(notebook.read(made).cells[-2].outputs)
    html = page.read_text()
    assert "Because two is one and one." in html
    assert "one point each" not in html
    assert '<math display="inline"><mrow><mi>x</mi><mo>&lt;</mo>' in html
    assert not re.search(r"<script|<link|src=.http", html), "it needs no network"
    assert "double(math.pi)" not in html


def test_a_scheme_that_is_not_recognised_is_refused(tiny, tmp_path, capsys):
    tiny.cells.append(make_cell("how", "manual", "So.\n\nThe marking scheme: one point."))
    notebook.write(tiny, tmp_path / "source/tiny/tiny.ipynb")
    (tmp_path / "nbgrader_config.py").touch()
    assert cli.main(["handout", "tiny", "--course", str(tmp_path)]) == 2
    assert "handout: how still holds a marking scheme" in capsys.readouterr().err
    assert not (tmp_path / "handout").exists()


def test_a_hidden_line_in_a_model_answer_is_refused(tiny):
    tiny.cells.append(
        make_cell("hint", "manual", 'assert double(math.pi) == 2 * math.pi, "Think of real numbers."')
    )
    with pytest.raises(ValueError, match="hidden part of double_real"):
        handout(tiny)
