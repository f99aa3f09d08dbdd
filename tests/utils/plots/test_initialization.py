"""The figures of "Initialization and local linearization", tested on what they hold: curves, scales, labels."""

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt

from utils.plots import alt_text
from utils.plots import initialization as plots

mpl.use("agg")
GRID = torch.linspace(-1, 1, 11)[:, None]


def labels(ax) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_sample_shows_every_point_and_the_target():
    ax = plots.sample(GRID, GRID**2, GRID, GRID)
    points, line = ax.lines
    assert points.get_ydata() == pytest.approx((GRID**2).flatten().numpy())
    assert line.get_ydata() == pytest.approx(GRID.flatten().numpy())
    assert labels(ax) == ["11 noisy samples", "target without noise"]


def test_fits_names_predictions_and_shades_the_training_interval():
    ax = plots.fits(GRID, GRID, {"one": GRID + 1, "two": 2 * GRID}, trained_on=(-1, 0.4))
    assert labels(ax) == ["training inputs", "target", "one", "two"]
    assert ax.lines[2].get_ydata() == pytest.approx(2 * GRID.flatten().numpy())
    assert "[-1, 0.4]" in alt_text(ax.figure)
    assert len(plots.fits(GRID, GRID, {"one": GRID}).patches) == 0


def test_linearization_sorts_the_inputs_and_keeps_columns_together():
    x = torch.tensor([0.5, -1.0, 0.0])
    features = torch.tensor([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])
    bars, curves, plane = plots.linearization(x, torch.tensor([7.0, 2.0]), features, title="net")
    assert [bar.get_height() for bar in bars.patches] == [7, 2]
    assert bars.get_yscale() == "log"
    second, first = curves.lines  # the leading feature is drawn last, on top
    assert list(first.get_xdata()) == [-1, 0, 0.5]
    assert list(first.get_ydata()) == [2, 3, 1]
    assert list(second.get_ydata()) == [5, 6, 4]
    assert plane.collections[0].get_offsets().tolist() == [[2, 5], [3, 6], [1, 4]]
    assert alt_text(bars.figure).startswith("net: Bars of 2 singular values from 7 to 2")


def test_singular_values_of_rounding_size_stay_on_the_axis():
    bars = plots.linearization(GRID, [1.0, 0.0], torch.ones(11, 2))[0]
    assert bars.patches[1].get_height() == plots.FLOOR


def test_by_layer_draws_dots_bands_and_theory_in_one_color():
    ax = plots.by_layer({"a": [1.0, 10.0], "b": torch.rand(30, 2) + 1}, {"a": [2.0, 20.0]})
    dots, theory, median = ax.lines
    assert (dots.get_marker(), dots.get_linestyle()) == ("o", "None")
    assert list(theory.get_ydata()) == [2, 20]
    assert dots.get_color() == theory.get_color() != median.get_color()
    assert ax.get_yscale() == "log"
    assert labels(ax) == ["a, measured", "a, theory", "b, measured"]
    assert list(dots.get_xdata()) == [1, 2]


def test_fluctuations_has_the_square_root_law_beside_the_dots():
    ax = plots.fluctuations({20: [0.5, 0.7], 80: [0.25, 0.35]})
    assert ax.lines[1].get_ydata() == pytest.approx(np.sqrt([0.25, 0.5]))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert labels(ax) == ["width 20", "width 80"]


def test_correlations_gives_theory_and_network_the_same_color():
    maps, paths = plots.correlations([0, 1], {"a": [0.1, 1]}, {"a": [0.5, 0.8], "a (net)": [0.5, 0.7]})
    assert len(maps.lines) == 2  # the map and the diagonal
    theory, net = paths.lines
    assert theory.get_color() == net.get_color()
    assert net.get_linestyle() == "None"
    assert labels(paths) == ["a"]


def test_correlations_draws_the_guesses_at_the_last_layer():
    _, paths = plots.correlations([0, 1], {"a": [0.1, 1]}, {"a": [0.5, 0.8]}, you={"a": 0.3})
    assert list(paths.lines[-1].get_ydata()) == [0.3, 0.3]
    assert labels(paths) == ["a", "you, a"]
    assert "you, a, at 0.3" in alt_text(paths.figure)


def test_taylor_draws_a_line_of_slope_two_through_the_first_point():
    ax = plots.taylor([0.1, 0.01], {"net": [1e-2, 1e-4]})
    assert ax.lines[1].get_ydata() == pytest.approx([1e-2, 1e-4])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_errors_counts_what_diverged_and_marks_the_median():
    ax = plots.errors({"a": [0.1, 0.2, 0.3], "b": [0.1, float("nan"), float("inf")]}, 0.13)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["a", "b\n(2 diverged)"]
    assert list(ax.lines[1].get_ydata()) == [0.2, 0.2]
    assert list(ax.lines[-1].get_ydata()) == [0.13, 0.13]
    plots.errors({"dead": [float("nan")] * 3}, 0.13)


def test_spectra_share_one_scale():
    axs = plots.spectra({"A": [10.0, 1.0], "B": [3.0, 0.0]})
    assert len({ax.get_ylim() for ax in axs}) == 1
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axs] == ["A", "B"]
    assert [bar.get_height() for bar in axs[0].patches] == [10, 1]
    assert axs[0].get_yscale() == "linear"  # what is small does not show, as in the draft


def test_depth_race_smooths_over_blocks_of_steps():
    losses = {5: {"he": torch.ones(3, 60)}, 9: {"he": torch.arange(150).float().view(3, 50)}}
    axs = plots.depth_race(losses)
    assert list(axs[0].lines[0].get_ydata()) == [1, 1]  # 60 steps: two whole blocks of 25
    assert list(axs[1].lines[0].get_ydata()) == [62, 87]  # the middle seed
    assert list(axs[1].lines[0].get_xdata()) == [25, 50]


def test_signals_count_every_value_once():
    values = torch.tensor([1e-20, -0.5, 2.0, 2.0])
    left, right = plots.signals(0.1, [1e-3, 1e2], [values, 10 * values])
    assert left.lines[0].get_ydata().tolist() == [1e-3, 1e2]
    first, second = (patch.get_data() for patch in right.patches)
    assert first.values.sum() == 0.75  # what is smaller than 1e-9 is left of the picture
    assert first.edges[:-1][second.values == 0.5] == 1.25  # log10(20) = 1.30
    assert "1e-03 to 1e+02" in alt_text(left.figure)


def test_moments_are_medians_over_networks():
    ax = plots.moments(2.0, 50, [[1.0, 2.0], [3.0, 4.0], [9.0, 900.0]], [2.0, 2.0])
    assert ax.lines[0].get_ydata().tolist() == [3, 4]
    assert "over 2 layers for variance 2/50" in alt_text(ax.figure)


def test_progress_sets_the_present_beside_the_start():
    features = np.outer(GRID, [1, 2, 3, 4, 5, 6])
    left, right = plots.progress("He", 12, GRID, [6, 5, 4, 3, 2, 1], [60, 50, 40, 30, 6, 1], features)
    start, now = ([bar.get_height() for bar in bars] for bars in left.containers)
    assert (start, now) == ([6, 5, 4, 3, 2, 1], [60, 50, 40, 30, 6, 1])
    assert [line.get_ydata()[-1] for line in right.lines] == pytest.approx([1, 2, 3, 4, 5])
    assert "s_5/s_1 is now 0.1." in alt_text(left.figure)


DRAW = {
    "sample": lambda: plots.sample(GRID, GRID, GRID, GRID),
    "fits": lambda: plots.fits(GRID, GRID, {"f": GRID}),
    "linearization": lambda: plots.linearization(GRID, [2.0, 1.0], torch.ones(11, 2))[0],
    "by_layer": lambda: plots.by_layer({"a": [1.0, 2.0]}),
    "fluctuations": lambda: plots.fluctuations({10: [1.0]}),
    "correlations": lambda: plots.correlations([0, 1], {"a": [0, 1]}, {"a": [0, 1]})[0],
    "taylor": lambda: plots.taylor([0.1, 0.01], {"net": [1, 2]}),
    "errors": lambda: plots.errors({"a": [1.0]}, 0.1),
    "spectra": lambda: plots.spectra({"a": [1.0]})[0],
    "depth_race": lambda: plots.depth_race({3: {"he": torch.ones(2, 50)}})[0],
    "signals": lambda: plots.signals(1.0, [1.0], [[1.0]])[0],
    "moments": lambda: plots.moments(2.0, 20, [[1.0]], [1.0]),
    "progress": lambda: plots.progress("He", 0, GRID, [1.0] * 5, [1.0] * 5, torch.ones(11, 5))[0],
}


@pytest.mark.parametrize("name", DRAW)
def test_every_figure_has_labels_and_an_alt_text_and_does_not_show(name, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *a, **k: pytest.fail("a figure function must not show"))
    ax = DRAW[name]()
    assert ax.get_ylabel()
    assert alt_text(ax.figure)
    ax.figure.canvas.draw()


def test_figures_go_where_they_are_sent():
    figure, ax = plt.subplots()
    assert plots.errors({"a": [1.0]}, 0.1, ax=ax) is ax
    axs = figure.subplots(1, 3)
    assert plots.linearization(GRID, [1.0], torch.ones(11, 1), axs=axs)[0] is axs[0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.sample(GRID, GRID[:3], GRID, GRID), "y: got 3 numbers, expected 11"),
        (lambda: plots.fits(GRID, GRID, {}), "predictions: got a dict of length 0"),
        (lambda: plots.fits(GRID, GRID, {"f": [1.0]}), "predictions\\['f'\\]: got 1 numbers"),
        (lambda: plots.linearization(GRID, [1.0], torch.ones(3, 1)), "features: got shape"),
        (lambda: plots.taylor([], {"a": [1]}), "epsilon: got nothing"),
        (lambda: plots.by_layer({}), "measured: got a dict of length 0"),
    ],
)
def test_figures_refuse(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
