"""A guess in a figure: where it is drawn, in its one style, with its words; and the poster."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from utils import data, plots
from utils.plots import lazy_training as lazy
from utils.plots.guesses import YOU, draw_exponent, draw_guess, poster

GRID = torch.linspace(-1, 1, 9)[:, None]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_a_guess_not_made_draws_nothing():
    ax = plots.axes()
    assert draw_guess(ax) is ax
    assert draw_exponent(ax, [1, 2], [1, 2], None) is ax
    assert not ax.lines
    assert plots.alt_text(ax.figure) == ""


@pytest.mark.parametrize(
    ("where", "x", "y"),
    [
        ({"x": 3}, [3, 3], [0, 1]),
        ({"y": 3}, [0, 1], [3, 3]),
        ({"x": [1, 2, 3], "y": [4, 5, 6]}, [1, 2, 3], [4, 5, 6]),
    ],
)
def test_a_guess_is_a_line_in_one_style(where, x, y):
    ax = plots.describe(plots.axes(), "A figure.")
    ax.plot([1, 2], [1, 6], label="measured")
    ax.legend()
    draw_guess(ax, **where)
    line = ax.lines[-1]
    assert [list(line.get_xdata()), list(line.get_ydata())] == [x, y]
    assert line.get_color() == YOU["color"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["measured", "you"]
    assert plots.alt_text(ax.figure).startswith("A figure. A dotted line is your guess, ")
    ax.figure.canvas.draw()


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_guess_outside_the_figure_widens_it_within_reason(scale):
    ax = plots.axes(xscale=scale)
    ax.plot([1, 10], [0, 1])
    low, high = ax.get_xlim()
    draw_guess(ax, x=15)
    assert 15 < ax.get_xlim()[1] < high * 3
    assert ax.lines[-1].get_label() == "you"
    low, high = ax.get_xlim()
    draw_guess(ax, x=1e12)
    wide = 2 * high - low if scale == "linear" else high**2 / low
    assert ax.get_xlim() == pytest.approx((low, wide))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["you", "you: at 1e+12"]
    ax.figure.canvas.draw()


def test_a_guessed_exponent_passes_through_the_last_point():
    ax = plots.axes(xscale="log", yscale="log")
    x = np.array([1.0, 10.0, 100.0])
    draw_exponent(ax, x, 7 / x, -0.5)
    (line,) = ax.lines
    drawn = line.get_ydata()
    assert drawn[-1] == pytest.approx(0.07)
    np.testing.assert_allclose(np.diff(np.log(drawn)) / np.diff(np.log(x)), -0.5)


def test_a_curve_needs_one_y_for_each_x():
    with pytest.raises(ValueError, match=r"y: got shape \(2,\), expected \(n,\) like x, here \(3,\)"):
        draw_guess(plots.axes(), x=[1, 2, 3], y=[1, 2])


def test_the_poster_says_everything_in_words_too():
    x = np.array([10.0, 100.0])
    figure = poster(
        "Lazy training", 3, {"movement": (x, 1 / x, -1, -1.04)}, (7, 12), ["peak: I said 50, it was 100"]
    )
    figure.canvas.draw()
    alt = plots.alt_text(figure)
    assert (
        alt == "Poster of Lazy training, seed 3. movement: exponent -1.04, claimed -1. 7 of 12 guesses right."
    )
    words = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert "7" in words
    assert "peak: I said 50, it was 100" in words
    assert "seed 3" in words


def test_a_poster_without_guesses_counts_none():
    x = np.array([10.0, 100.0])
    figure = poster("Lazy training", 3, {"movement": (x, 1 / x, -1, -1.04)}, (0, 0))
    words = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert "No guess yet." in words
    assert not any("right" in told for told in [*words, plots.alt_text(figure)])


def test_a_poster_needs_a_law():
    with pytest.raises(ValueError, match="laws: got none"):
        poster("Lazy training", 3, {}, (0, 0))


GUESSED = {
    "power_laws": lambda you: lazy.power_laws(
        [1, 2, 4], {"a": [4.0, 2.0, 1.0], "b": [1.0, 1.0, 1.0]}, xlabel="m", you=you and {"a": -0.5, "b": 0.5}
    ),
    "dial": lambda you: lazy.dial(
        [0.1, 1.0, 10.0], [1.0, 2.0, 3.0], [1.0, 0.1, 0.01], [0.7, 0.3, 0.1],
        you=(10, 0.5, {"largest_alpha": 0.2}) if you else (None, None, {}),
    ),
    "spectrum": lambda you: lazy.spectrum(np.linspace(0.8, 1.2, 50), 5000, you=1.5 if you else None),
    "risks": lambda you: lazy.risks([1, 2, 3], {"r": np.ones((2, 3))}, you=2 if you else None),
    "fit_and_loss": lambda you: lazy.fit_and_loss(
        data.make_sample("middle", n=5), GRID, torch.zeros(9, 1), [1.0, 0.5, 0.1], you=you and ((1, 1.0), (3, 0.2))
    ),
    "tangent_gap": lambda you: lazy.tangent_gap(
        data.make_sample("middle", n=5), GRID, torch.zeros(2, 9, 1), torch.zeros(2, 9, 1), [4, 16], [0.2, 0.1],
        you=-1 if you else None,
    ),
    "alpha_sweep": lambda you: lazy.alpha_sweep(
        torch.tensor([1.0, 10.0]), {8: torch.ones(2, 3)}, {8: torch.ones(2, 3)}, you=-2 if you else None
    ),
}  # fmt: skip


@pytest.mark.parametrize("figure", GUESSED)
def test_every_figure_with_a_prompt_draws_the_guess_and_nothing_without_one(figure):
    def dotted(you) -> int:
        axs = np.ravel(np.asarray(GUESSED[figure](you), dtype=object))
        axs[0].figure.canvas.draw()
        lines = [line for ax in axs for line in ax.lines if str(line.get_label()).startswith("you")]
        assert ("your guess" in plots.alt_text(axs[0].figure)) is bool(lines)
        return len(lines)

    assert dotted(None) == 0
    assert dotted(True) == {"power_laws": 2, "dial": 3}.get(figure, 1)
