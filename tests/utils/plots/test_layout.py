"""The layout of figures: nothing is cut, nothing stands on something else, ticks are few and plain."""

import itertools

import numpy as np
import pytest
from matplotlib.ticker import FixedLocator

from utils import plots


def steep(ax):
    ax.set(xlabel="training step", ylabel="a quantity", xscale="log", yscale="log", title="steep")
    ax.plot([1, 1e5], [1e-12, 1e3])


def offset(ax):
    ax.set(xlabel="a name that reaches to the offset", ylabel="y")
    ax.plot([1 + 1e-7, 1 + 5e-7], [0, 1])


def twin(ax):
    ax.set(xlabel="x", ylabel="left")
    ax.plot([0, 1], [0, 1])
    other = ax.twinx()
    other.set_ylabel("right")
    other.plot([0, 1], [1000, 0])


def bar(ax):
    ax.set(xlabel="i", ylabel="j", title="two\nlines")
    ax.figure.colorbar(ax.imshow(np.eye(3) * 1e4), ax=ax)


def outside(ax):
    ax.plot([0, 1], [0, 1], label="a curve")
    ax.set_ylabel("y")
    ax.annotate("beyond the end", (1, 1), textcoords="offset points", xytext=(8, 5))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.3))


def heading(ax):
    ax.set(title="a title", xlabel="x")
    ax.plot([0, 1], [-1e3, 1e3])
    ax.figure.suptitle("A heading over all", fontsize=15)


def words(figure):
    """What of a figure can be read, as (name, box) in pixels."""
    for i, ax in enumerate(figure.axes):
        for axis in filter(lambda axis: axis.get_visible(), (ax.xaxis, ax.yaxis)):
            shown = [
                tick.label1 if tick.label1.get_visible() else tick.label2 for tick in axis._update_ticks()
            ]
            for text in (*shown, axis.label, axis.offsetText):
                yield f"{i} {text.get_text()}", text
        for text in (ax.title, ax._left_title, *ax.texts):
            yield f"{i} {text.get_text()}", text
        if ax.get_legend():
            yield f"{i} legend", ax.get_legend()
    if figure._suptitle:
        yield "heading", figure._suptitle


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("draw", [steep, offset, twin, bar, outside, heading], ids=lambda draw: draw.__name__)
def test_everything_is_inside_the_figure_and_nothing_on_something_else(draw, n):
    with plots.styled():
        axs = plots.panels(None, n)
        for ax in axs:
            draw(ax)
        figure = axs[0].figure
        with plots.fitted(figure):
            figure.canvas.draw()
        boxes = {
            f"{name} {k}": thing.get_window_extent()
            for k, (name, thing) in enumerate(words(figure))
            if not hasattr(thing, "get_text") or (thing.get_text() and thing.get_visible())
        }
        page = figure.bbox.padded(1)
        for name, box in boxes.items():
            assert page.x0 <= box.x0 <= box.x1 <= page.x1, name
            assert page.y0 <= box.y0 <= box.y1 <= page.y1, name
        for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
            common = a.intersection(a, b)
            assert common is None or min(common.width, common.height) < 2, (one, other)
        frames = [ax.get_window_extent() for ax in axs]
        assert all(a.x1 < b.x0 for a, b in itertools.pairwise(frames))
        assert np.ptp([frame.width for frame in frames]) < 1


def test_ticks_are_few_and_plain_and_what_a_figure_sets_stays():
    ax = plots.axes(xscale="log", yscale="log")
    ax.plot([1, 30], [1e-9, 1e9])
    ax.yaxis.set_major_locator(FixedLocator([1e-9, 1e9]))
    with plots.fitted(ax.figure):
        ax.figure.canvas.draw()
    assert [t.label1.get_text() for t in ax.xaxis._update_ticks()] == ["1", "2", "5", "10", "20"]
    assert [t.label1.get_text() for t in ax.yaxis._update_ticks()] == ["1e−09", "1e+09"]


def test_axes_under_a_slider_stay_where_they_are():
    places = []
    for top in (1, 20, 300, 0.004):
        figure, (ax,) = plots.canvas(1)
        ax.plot([0, 1], [0, top])
        ax.set_ylabel("y")
        with plots.fitted(figure):
            places.append(ax.get_position().bounds)
    assert np.ptp(places, axis=0).max() < 0.01
