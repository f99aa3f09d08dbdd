"""What all figures share: colors, axes, alt texts, bands, thinning, style."""

import io
from contextlib import nullcontext

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from utils import plots


def by_label(ax):
    return {line.get_label(): line for line in ax.lines}


def test_colors_can_be_told_apart_in_gray_or_hue():
    named = [plots.COLORS[k] for k in ("blue", "vermilion", "green", "purple", "orange", "sky", "black")]
    cycle = plots.style()["axes.prop_cycle"].by_key()["color"]
    assert sorted("#" + c.lstrip("#") for c in cycle) == sorted(named)
    # contrast with the white ground (WCAG, graphics): sky and orange are the faintest and need 2:1 at line width 1.8
    for color in named:
        channels = np.array(to_rgb(color))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        assert 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05) > 2


def test_axes_uses_what_is_given_and_makes_what_is_not():
    ax = plots.axes(title="t", xlabel="x", yscale="log", size=(3, 2))
    assert tuple(ax.figure.get_size_inches()) == (3, 2)
    assert (ax.get_xlabel(), ax.get_yscale()) == ("x", "log")
    assert plots.axes(ax, xlabel="new") is ax
    assert (ax.get_xlabel(), ax.get_yscale()) == ("new", "log")


def test_alt_texts_add_up_and_an_array_is_described_as_a_whole():
    axs = plots.panels(None, 2)
    assert plots.describe(axs[1], "second panel") is axs[1]
    plots.describe(axs[0], "first panel")
    plots.describe(axs[0], "first panel")
    assert plots.alt_text(axs[0].figure) == "first panel second panel"
    assert plots.describe(axs, "both together") is axs
    assert plots.alt_text(axs[0].figure) == "both together"


def test_bands_draw_median_and_quantiles():
    samples = np.array([[1.0, 10.0], [2.0, 20.0], [900.0, 30.0]])
    ax = plots.bands(plots.axes(), [1, 2], samples, quantiles=(0, 1), label="m")
    assert by_label(ax)["m"].get_ydata().tolist() == [2, 20]
    corners = ax.collections[0].get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == (1, 900)


def test_thin_keeps_the_ends_and_the_number():
    for n, log in ((10, False), (701, False), (100_000, True), (100_000, False)):
        kept = plots.thin(n, 700, log=log)
        assert (kept[0], kept[-1]) == (0, n - 1)
        assert len(kept) <= 700
        assert np.all(np.diff(kept) > 0)


def test_canvas_is_outside_pyplot():
    before = plt.get_fignums()
    figure, axs = plots.canvas(2)
    assert isinstance(figure, Figure)
    assert len(axs) == 2
    assert plt.get_fignums() == before


def test_a_fitted_figure_is_the_same_picture_drawn_once(monkeypatch):
    with plots.styled():
        ax = plots.panels(None, 2)[0]
        ax.set(xlabel="x", ylabel="wide labels need a margin", yscale="log", ylim=(1e-7, 1e3))
    drawn, draw, pictures = [], Figure.draw, []
    monkeypatch.setattr(Figure, "draw", lambda *args: (drawn.append(1), draw(*args))[1])
    engine = ax.figure.get_layout_engine()
    for block in (plots.fitted(ax.figure), nullcontext()):
        with block:
            pictures.append(io.BytesIO())
            ax.figure.savefig(pictures[-1], format="png")
        drawn.append("then")
    assert drawn == [1, "then", 1, 1, "then"]
    assert pictures[0].getvalue() == pictures[1].getvalue()
    assert ax.figure.get_layout_engine() is engine


def test_style_is_undone_after_styled():
    before = plt.rcParams["axes.spines.top"], plt.rcParams["font.size"]
    with plots.styled():
        assert plt.rcParams["axes.spines.top"] is False
    assert (plt.rcParams["axes.spines.top"], plt.rcParams["font.size"]) == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.panels(None, 0), "n: got 0"),
        (lambda: plots.panels(plots.panels(None, 2), 3), "axs: got 2 axes, expected 3"),
        (lambda: plots.describe(plots.axes(), " "), "alt: got ' '"),
        (lambda: plots.describe(3, "three"), "ax: got a int"),
        (lambda: plots.bands(plots.axes(), [1], [[1, 2]]), "samples: got shape (1, 2) over x of shape (1,)"),
        (lambda: plots.bands(plots.axes(), [1], [[1]], quantiles=(0.9, 0.1)), "quantiles: got (0.9, 0.1)"),
        (lambda: plots.thin(0), "n: got 0"),
        (lambda: plots.thin(5, 1), "points: got 1"),
        (lambda: plots.canvas(0), "n: got 0"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)
