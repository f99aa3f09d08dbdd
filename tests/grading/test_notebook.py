"""The forms of a notebook."""

import base64
import io
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from PIL import Image, ImageColor
from target import make_cell, make_notebook

from grading import notebook


def by_id(nb):
    return {c.id: c for c in nb.cells}


def executed(nb):
    return notebook.execute(nb, Path.cwd())


def test_release_has_stubs_and_announces_hidden_tests(tiny):
    cells = by_id(notebook.release(tiny))
    assert (
        cells["double"].source
        == f'def double(x):\n    """Twice x."""\n    {notebook.STUB.replace(chr(10), chr(10) + "    ")}'
    )
    assert cells["double_value"].source.splitlines() == [
        "# Test: twice two is four.",
        'assert double(2) == 4, "Doubling is multiplying by two."',
        "# 1 further check runs at grading.",
    ]
    assert cells["double_real"].source.splitlines()[1:] == ["# 2 further checks run at grading."]
    assert cells["why"].source == "YOUR ANSWER HERE"
    assert tiny.cells[3].source.count("SOLUTION") == 2, "the source itself must stay as it was"


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


def test_running_again_changes_no_byte(tiny):
    first = notebook.dumps(notebook.canonical(executed(tiny)))
    assert b"42\\n" in first
    again = notebook.canonical(executed(nbformat.reads(first.decode(), as_version=4)))
    assert notebook.dumps(again) == first


def test_an_error_in_the_source_stops_the_build(tiny):
    tiny.cells[3].source = "1 / 0"
    with pytest.raises(Exception, match="ZeroDivisionError"):
        executed(tiny)


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


def png(color):
    out = io.BytesIO()
    Image.new("RGB", (900, 300), color).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def test_thumbnails_come_from_tagged_cells_and_are_small():
    cell = make_cell("draw", "demo", "plot()")
    cell.metadata["tags"].append("figure-line")
    cell.outputs = [nbformat.v4.new_output("display_data", data={"image/png": png("white")})]
    pictures = notebook.figures(make_notebook(cell))
    assert Image.open(io.BytesIO(pictures["expected-line.png"])).size == (360, 120)
    cell.outputs = []
    with pytest.raises(ValueError, match="draw: tagged figure-line but it shows no picture"):
        notebook.figures(make_notebook(cell))


def test_a_thumbnail_keeps_the_colours_of_thin_lines():
    """A palette by median cut gave two lines of a legend one colour."""
    colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]
    picture = Image.radial_gradient("L").resize((360, 240)).convert("RGB")
    for row, colour in enumerate(colours):
        picture.paste(colour, (20, 30 + 9 * row, 50, 32 + 9 * row))
    out = io.BytesIO()
    picture.save(out, "PNG")
    small = Image.open(io.BytesIO(notebook._thumbnail(out.getvalue()))).convert("RGB")
    for row, colour in enumerate(colours):
        found = small.getpixel((35, 30 + 9 * row))
        assert max(abs(a - b) for a, b in zip(found, ImageColor.getrgb(colour))) < 40, colour


def test_a_figure_that_looks_the_same_is_not_written_again(tmp_path):
    white, grey = (notebook._thumbnail(base64.b64decode(png(c))) for c in ("#ffffff", "#d0d0d0"))
    folder = tmp_path / "figures"
    assert len(list(notebook._write_figures(folder, {"expected-a.png": white}))) == 1
    assert list(notebook._write_figures(folder, {"expected-a.png": white})) == []
    assert len(list(notebook._write_figures(folder, {"expected-a.png": grey}))) == 1
    list(notebook._write_figures(folder, {"expected-b.png": grey}))
    assert [p.name for p in folder.iterdir()] == ["expected-b.png"]


def test_build_gives_what_nbgrader_itself_generates(tmp_path, tiny):
    """Two routes to the release: ours in memory, and `nbgrader generate_assignment` with the course's config."""
    course = tmp_path / "course"
    notebook.write(tiny, course / "source" / "tiny" / "tiny.ipynb")
    notebook.build("tiny", course)
    assert notebook.build("tiny", course) == []
    ours = (course / "release" / "tiny" / "tiny.ipynb").read_bytes()
    config = (notebook.ROOT / "nbgrader_config.py").read_text()
    (course / "nbgrader_config.py").write_text(config + f"\nc.CourseDirectory.root = {str(course)!r}\n")
    environment = os.environ | {"PYTHONPATH": str(notebook.ROOT)}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "tiny", "--force"]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (course / "release" / "tiny" / "tiny.ipynb").read_bytes() == ours


def test_unknown_assignment_names_those_there_are(tmp_path, tiny):
    notebook.write(tiny, tmp_path / "source" / "tiny" / "tiny.ipynb")
    with pytest.raises(ValueError, match="assignment: got 'tinny', expected one of tiny"):
        notebook.source_file("tinny", tmp_path)
