"""Building an assignment: executed, written in canonical form, with thumbnails, released as nbgrader would."""

import base64
import io
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image, ImageColor
from target import make_cell, make_notebook

from grading import build, notebook


def executed(nb):
    return build.execute(nb, Path.cwd())


@pytest.mark.slow
def test_running_again_changes_no_byte(tiny):
    first = notebook.dumps(notebook.canonical(executed(tiny)))
    assert b"42\\n" in first
    again = notebook.canonical(executed(nbformat.reads(first.decode(), as_version=4)))
    assert notebook.dumps(again) == first


@pytest.mark.slow
def test_an_error_in_the_source_stops_the_build(tiny):
    tiny.cells[3].source = "1 / 0"
    with pytest.raises(Exception, match="ZeroDivisionError"):
        executed(tiny)


def png(color):
    out = io.BytesIO()
    Image.new("RGB", (900, 300), color).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def test_thumbnails_come_from_tagged_cells_and_are_small():
    cell = make_cell("draw", "demo", "plot()")
    cell.metadata["tags"].append("figure-line")
    cell.outputs = [nbformat.v4.new_output("display_data", data={"image/png": png("white")})]
    pictures = build.figures(make_notebook(cell))
    assert Image.open(io.BytesIO(pictures["expected-line.png"])).size == (720, 240)
    cell.outputs = []
    with pytest.raises(ValueError, match="draw: tagged figure-line but it shows no picture"):
        build.figures(make_notebook(cell))


def test_a_thumbnail_keeps_the_colours_of_thin_lines():
    """A palette by median cut gave two lines of a legend one colour."""
    colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]
    picture = Image.radial_gradient("L").resize((360, 240)).convert("RGB")
    for row, colour in enumerate(colours):
        picture.paste(colour, (20, 30 + 9 * row, 50, 32 + 9 * row))
    out = io.BytesIO()
    picture.save(out, "PNG")
    small = Image.open(io.BytesIO(build._thumbnail(out.getvalue()))).convert("RGB")
    for row, colour in enumerate(colours):
        found = small.getpixel((35, 30 + 9 * row))
        off = max(abs(a - b) for a, b in zip(found, ImageColor.getrgb(colour)))
        assert off < 50, colour  # 42 with pillow 10, 32 with 13, and 95 with a palette by median cut


def test_a_figure_that_looks_the_same_is_not_written_again(tmp_path):
    white, grey = (build._thumbnail(base64.b64decode(png(c))) for c in ("#ffffff", "#d0d0d0"))
    folder = tmp_path / "figures"
    assert len(list(build._write_figures(folder, {"expected-a.png": white}))) == 1
    assert list(build._write_figures(folder, {"expected-a.png": white})) == []
    assert len(list(build._write_figures(folder, {"expected-a.png": grey}))) == 1
    list(build._write_figures(folder, {"expected-b.png": grey}))
    assert [p.name for p in folder.iterdir()] == ["expected-b.png"]


@pytest.mark.slow
def curve(dip: float, shift: float = 0.0) -> bytes:
    """The thumbnail of a thin curve with a dip of this depth, in axes units; `shift` of the data is rounding."""
    figure = Figure(figsize=(6.5, 3.4), dpi=110)
    ax = figure.subplots()
    x = np.linspace(0, 1, 400)
    ax.plot(x, np.sin(6 * x) - dip * (np.abs(x - 0.5) < 0.02) + shift, lw=0.8, color="#56B4E9")
    ax.set_ylim(-1.2, 1.2)
    out = io.BytesIO()
    figure.savefig(out)
    return build._thumbnail(out.getvalue())


def test_a_thin_curve_that_changes_is_another_picture_and_rounding_is_none():
    old = curve(0)
    assert not build._same_picture(old, curve(0.1))  # an average over the page sees 0.05 of 255
    assert build._same_picture(old, curve(0, shift=1e-3))  # a tenth of a pixel


@pytest.mark.slow
def test_build_gives_what_nbgrader_itself_generates(tmp_path, tiny):
    """Two routes to the release: ours in memory, and `nbgrader generate_assignment` with the course's config."""
    course = tmp_path / "course"
    notebook.write(tiny, course / "source" / "tiny" / "tiny.ipynb")
    build.build("tiny", course)
    assert build.build("tiny", course) == []
    ours = (course / "release" / "tiny" / "tiny.ipynb").read_bytes()
    config = (notebook.ROOT / "nbgrader_config.py").read_text()
    (course / "nbgrader_config.py").write_text(config + f"\nc.CourseDirectory.root = {str(course)!r}\n")
    environment = os.environ | {"PYTHONPATH": str(notebook.ROOT)}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "tiny", "--force"]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (course / "release" / "tiny" / "tiny.ipynb").read_bytes() == ours
