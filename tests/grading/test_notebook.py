"""The forms of a notebook."""

import copy
from pathlib import Path

import nbformat
import pytest
from target import make_cell, make_notebook

from grading import notebook


def by_id(nb):
    return {c.id: c for c in nb.cells}


def test_release_has_stubs_and_announces_hidden_tests(tiny):
    cells = by_id(notebook.release(tiny))
    assert (
        cells["double"].source
        == f'def double(x):\n    """Twice x."""\n    {notebook.STUB.replace(chr(10), chr(10) + "    ")}'
    )
    assert cells["double_value"].source.splitlines() == [
        "# Test: twice two is four.",
        'assert double(2) == 4, "Doubling is multiplying by two."',
        "# Check value of double: 1 of 1 here, 3 more at grading; 1 in the notebook.",
    ]
    assert cells["double_real"].source.splitlines()[1:] == ["# Check real of double: at grading."]
    assert cells["why"].source == "YOUR ANSWER HERE"
    assert tiny.cells[3].source.count("SOLUTION") == 2, "the source itself must stay as it was"


def test_quotations_of_the_contract_are_not_released(tiny):
    cell = by_id(tiny)["double_value"]
    cell.source = cell.source.replace("assert", "# holds: Twice x.\nassert")
    assert "# holds" not in by_id(notebook.release(tiny))["double_value"].source
    assert by_id(notebook.release(tiny))["double_value"].source.count("assert") == 1


def test_canonical_form_drops_what_changes_between_runs_and_keeps_text():
    output = nbformat.v4.new_output
    picture = {"image/png": "AAAA", "text/plain": "<Figure>"}
    widget = {"application/vnd.jupyter.widget-view+json": {}}
    cell = make_cell("run", "demo", "f()")
    cell.outputs = [
        output("stream", name="stdout", text="a\n"),
        output("stream", name="stderr", text="3 it/s\n"),
        output("stream", name="stdout", text="b\n"),
        output("display_data", data=picture),
        output("display_data", data=widget),
    ]
    cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01"}
    nb = notebook.canonical(make_notebook(make_cell("t", "text", "hi"), cell))
    new = nb.cells[1]
    assert new.execution_count == 1
    assert [o.get("text") or o.data for o in new.outputs] == ["a\nb\n", {"text/plain": "<Figure>"}]
    assert set(new.metadata) == {"tags"}
    assert set(nb.metadata) == {"kernelspec"}


def test_solved_release_is_the_source_without_markers(tiny):
    solved = by_id(notebook.fill(tiny, notebook.reference_answers(tiny)))
    assert solved["double"].source == 'def double(x):\n    """Twice x."""\n    return 2 * x'
    assert "Marking scheme" in solved["why"].source


def test_fill_refuses_a_cell_that_is_not_there(tiny):
    with pytest.raises(ValueError, match=r"answers: no solution cell triple; expected some of double, why"):
        notebook.fill(tiny, {"triple": "pass"})


@pytest.mark.parametrize("text", ["x = 1\n", "# %% \nx = 1\n", "# %% a\n1\n# %% a\n2\n"])
def test_answers_without_or_with_equal_headings_are_refused(text):
    with pytest.raises(ValueError, match="answers: got cells"):
        notebook.parse_answers(text)


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}"])
def test_reading_what_is_no_notebook_is_one_line(tmp_path, content):
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ValueError, match=r"^notebook: \S*x\.ipynb (does not exist|is not a notebook.*)$"):
        notebook.read(path)


def test_a_failed_write_leaves_the_old_file(tmp_path, tiny, monkeypatch):
    path = tmp_path / "x.ipynb"
    notebook.write(tiny, path)
    before = path.read_bytes()
    monkeypatch.setattr(
        Path, "write_bytes", lambda *_: (_ for _ in ()).throw(OSError("No space left on device"))
    )
    with pytest.raises(OSError, match="No space left"):
        notebook.write(make_notebook(), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["x.ipynb"]


def test_unknown_assignment_names_those_there_are(tmp_path, tiny):
    notebook.write(tiny, tmp_path / "source" / "tiny" / "tiny.ipynb")
    with pytest.raises(ValueError, match="assignment: got 'tinny', expected one of tiny"):
        notebook.source_file("tinny", tmp_path)


ODD = 'a\n\x00\x1b\x7f\u2028\x85é\U0001f600"\\/\b\f\r\n\tend'


@pytest.mark.parametrize(
    "place", [*sorted(notebook.ROOT.glob("*/*/*.ipynb")), "odd"], ids=lambda p: Path(p).name
)
def test_bytes_are_those_of_nbformat(place):
    if place == "odd":
        data = {
            "text/html": ODD,
            "image/svg+xml": ODD,
            "image/png": "aa\n",
            "application/json": {"b": [1.5, {}], "a": []},
        }
        outputs = [
            nbformat.v4.new_output("stream", text=ODD),
            nbformat.v4.new_output(
                "display_data", data=data, metadata={"application/json": {"z": None, "a": True}}
            ),
            nbformat.v4.new_output("error", ename="a", evalue=ODD, traceback=[ODD]),
        ]
        texts = {"a.png": {"image/png": "x\ny", "text/plain": ODD}}
        cells = [
            nbformat.v4.new_code_cell(ODD, outputs=outputs, metadata={"trusted": True}),
            nbformat.v4.new_markdown_cell("", attachments=texts),
            nbformat.v4.new_raw_cell(ODD),
        ]
        nb = nbformat.v4.new_notebook(cells=cells, metadata={"signature": "x", "title": ODD})
    else:
        nb = nbformat.read(place, as_version=4)
    before = copy.deepcopy(nb)
    assert notebook.dumps(nb) == (nbformat.writes(nb) + "\n").encode()
    assert nb == before
