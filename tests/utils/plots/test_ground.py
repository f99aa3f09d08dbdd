"""Pictures that follow each other: axes are drawn again where they have changed, and never seen to be old."""

import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axis import Axis
from PIL import Image

from utils import plots


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def figure(change=lambda left, right: None):
    figure, (left, right) = plots.canvas(2)
    left.set(xlabel="x", ylabel="y", title="a curve", xlim=(0, 10), ylim=(0, 1))
    left.plot([0, 5], [0, 2], label="curve")
    left.legend()
    right.set(xlabel="step", xscale="log", yscale="log", xlim=(1, 1e4), ylim=(1e-4, 10))
    right.plot([1, 1e4], [1, 1e-3])
    change(left, right)
    return figure


def twin(left, right):
    other = right.twinx()
    other.set_ylabel("other")
    other.plot([1, 1e4], [7, 3])


def curve(left, right):
    left.set_title("another")
    left.plot([0, 10], [1, 0], label="more")
    left.legend()


CHANGES = {
    "nothing": lambda left, right: None,
    "a curve and a title": curve,
    "limits": lambda left, right: right.set_xlim(1, 1e3),
    "direction": lambda left, right: left.invert_yaxis(),
    "scale": lambda left, right: left.set_yscale("function", functions=(np.sqrt, np.square)),
    "ticks": lambda left, right: left.set_xticks([0, 3, 9]),
    "minor ticks": lambda left, right: left.set_xticks([0.5, 1.5], minor=True),
    "words of ticks": lambda left, right: left.set_xticks([0, 5], ["none", "some"]),
    "color of ticks": lambda left, right: right.tick_params(colors="red"),
    "no grid": lambda left, right: right.grid(False),
    "name": lambda left, right: right.set_xlabel("time"),
    "color of a name": lambda left, right: right.xaxis.label.set_color("red"),
    "size of a name": lambda left, right: right.xaxis.label.set_fontsize(7),
    "color of the ground": lambda left, right: right.set_facecolor("#eeeeee"),
    "a hidden axis": lambda left, right: right.xaxis.set_visible(False),
    "shape": lambda left, right: left.set_aspect(5),
    "no axes at all": lambda left, right: left.axis("off"),
    "an image below the grid": lambda left, right: left.imshow(np.eye(9), aspect="auto"),
    "a twin": twin,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_figure_is_the_one_drawn_alone(change):
    grounds, alone = plots.Grounds(), io.BytesIO()
    with plots.styled():
        grounds.png(figure())
        png = grounds.png(figure(change))
        figure(change).savefig(alone, format="png")
    np.testing.assert_array_equal(pixels(png), pixels(alone.getvalue()))


@pytest.mark.parametrize(("name", "axes"), [("nothing", 0), ("a curve and a title", 0), ("name", 1)])
def test_only_axes_that_have_changed_are_drawn(name, axes, monkeypatch):
    drawn, draw, grounds = [], Axis.draw, plots.Grounds()

    def note(axis, renderer):
        if axis.get_visible():
            drawn.append(axis.axes)
        draw(axis, renderer)

    with plots.styled():
        grounds.png(figure())
        monkeypatch.setattr(Axis, "draw", note)
        grounds.png(figure(CHANGES[name]))
    assert len(set(drawn)) == axes


def test_a_figure_can_be_drawn_again():
    same, grounds = figure(), plots.Grounds()
    canvas = same.canvas
    assert grounds.png(same) == grounds.png(same) == plots.Grounds().png(same)
    assert same.canvas is canvas


def test_figures_with_another_layout_are_drawn_whole():
    grounds, before = plots.Grounds(), []
    for _ in range(2):
        with mpl.rc_context():
            whole = figure()
            whole.set_layout_engine("tight")
            before.append(grounds.png(whole))
    assert before[0] == before[1]
