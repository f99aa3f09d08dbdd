"""Figures of the tangent-kernel notebook, tested on their data: curves, axes, scales, labels, alt texts."""

import math

import matplotlib as mpl
import numpy as np
import pytest
import torch

from utils.plots import alt_text
from utils.plots import ntk as plots


def two_duals(rho):
    """The published formulas in the angle; the notebook's are the student's."""
    angle = torch.acos(rho.clamp(-1, 1))
    return 1 - angle / math.pi, (torch.sin(angle) + (math.pi - angle) * torch.cos(angle)) / math.pi


def curve(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def described(ax, *words):
    text = alt_text(ax.figure)
    assert all(word in text for word in words), text


def test_images():
    axs = plots.images(torch.zeros(3, 1, 28, 28), torch.tensor([3, 6, 3]), {3: "Dress", 6: "Shirt"})
    assert [ax.get_title() for ax in axs] == ["Dress", "Shirt", "Dress"]
    assert axs[0].images[0].get_array().shape == (28, 28)
    described(axs[0], "3 gray pictures", "Dress, Shirt, Dress")


def test_losses():
    ax = plots.losses([1.0] * 60 + [0.1] * 60, window=10)
    mean = curve(ax, "mean of 10")
    assert ax.get_yscale() == "log"
    assert mean.get_xdata()[[0, -1]].tolist() == [9, 119]
    np.testing.assert_allclose(mean.get_ydata()[[0, -1]], [1, 0.1])
    described(ax, "from 1 to 0.1")


def test_kernel_terms():
    degrees = torch.linspace(0, 180, 7)
    first, second = torch.arange(7.0), torch.ones(7)
    at = (degrees[:2], torch.ones(2), torch.full((2,), 0.1))
    ax = plots.kernel_terms(degrees, first, second, measured=at, wrong=-first)
    np.testing.assert_allclose(curve(ax, "k, their sum").get_ydata(), first + 1)
    assert curve(ax, "first layer, ρ κ₀ / 2").get_color() == plots.FIRST
    assert curve(ax, "second layer, κ₁ / 2").get_color() == plots.SECOND
    np.testing.assert_allclose(curve(ax, "one parenthesis misplaced").get_ydata(), -first)
    bars = ax.containers[0].lines[2][0].get_segments()
    np.testing.assert_allclose(bars[0][:, 1], [0.8, 1.2], rtol=1e-6)  # two standard errors
    described(ax, "0.159")


def test_dual_activations():
    rho = torch.linspace(-1, 1, 101, dtype=torch.double)
    kappa0, kappa1 = two_duals(rho)
    ax = plots.dual_activations(rho, kappa0, kappa1, torch.gradient(kappa1, spacing=(rho,))[0])
    dots = curve(ax, "slope of κ₁")
    np.testing.assert_allclose(np.interp(dots.get_xdata(), rho, kappa0), dots.get_ydata(), atol=0.02)
    described(ax, "slope of kappa 1 lies on kappa 0")


def test_spectra_are_sorted_downwards():
    ax = plots.spectra({"a": torch.tensor([1.0, 3, 2]), "b": torch.tensor([-1.0, 0])}, yscale="linear")
    assert curve(ax, "a").get_ydata().tolist() == [3, 2, 1]
    assert ax.get_yscale() == "linear"
    described(ax, "b: -1 to 0")


def test_gram_image():
    ax = plots.gram_image(torch.eye(4), title="identity")
    assert ax.images[0].get_array().shape == (4, 4)
    assert ax.get_title() == "identity"
    described(ax, "identity: 4 by 4")


@pytest.mark.parametrize(
    "ax",
    [
        lambda: plots.convergence([10, 1000], {"k": [0.5, 0.05]}, -0.5),
        lambda: plots.widths([10, 1000], [0.5, 0.05], [0.9, 0.99]),
        lambda: plots.drift([10, 1000], [0.9, 0.01], [0.5, 0.05]),
    ],
)
def test_width_figures_are_log_log_with_the_slope_minus_one_half(ax):
    ax = ax()
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    np.testing.assert_allclose(curve(ax, "m^-1/2").get_ydata(), [0.5, 0.05])
    assert alt_text(ax.figure)


def test_agreement_is_written_at_the_points():
    assert [t.get_text() for t in plots.widths([10, 100], [0.5, 0.1], [0.9, 0.99]).texts] == [
        "90.0% agree",
        "99.0% agree",
    ]


def test_sizes():
    axs = plots.sizes([100, 200], torch.tensor([25.0, 19]), torch.tensor([0.9, 0.92]))
    assert axs[0].get_ylim()[0] == 0
    assert axs[1].lines[0].get_xdata().tolist() == [100, 200]
    described(axs[0], "25.0 to 19.0", "0.900 to 0.920")


def test_scatter_outputs_by_class():
    ax = plots.scatter_outputs(torch.tensor([0.3, 0.7]), torch.tensor([0.2, 0.9]), torch.tensor([3, 6]), 0.9)
    assert curve(ax, "class 3").get_ydata().tolist() == pytest.approx([0.2])
    assert curve(ax, "equal").get_xdata()[0] == curve(ax, "equal").get_ydata()[0]
    described(ax, "90%")


def test_ensemble_band():
    degrees = torch.linspace(-180, 180, 5)
    mean, sd = torch.zeros(5), torch.full((5,), 0.5)
    ax = plots.ensemble(degrees, mean, sd, torch.randn(50, 5), torch.tensor([0.0]), torch.tensor([1.0]))
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (-1.0, 1.0)
    assert len(ax.lines) == 32  # thirty networks, the mean, the training points
    described(ax, "inside the band")


def test_noise_sweep_has_two_scales_from_zero():
    ax = plots.noise_sweep([0, 1], [2.2, 5.5], [0.06, 0.5])
    right = next(other for other in ax.figure.axes if other is not ax)
    assert ax.get_ylim()[0] == right.get_ylim()[0] == 0
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["bound", "test error"]
    described(ax, "2.20 to 5.50", "0.060 to 0.500")
    with pytest.raises(ValueError, match="bound, error: got 1 and 2 values, expected 2"):
        plots.noise_sweep([0, 1], [2.2], [0.06, 0.5])


def test_ablation_draws_one_panel_a_network_on_one_scale():
    kernel, labels = torch.tensor([0.2, 0.8]), torch.tensor([3, 6])
    axs = plots.ablation(kernel, {"first": kernel, "second": kernel + 0.3}, labels)
    assert [ax.get_title() for ax in axs] == ["first", "second"]
    assert {ax.get_xlim() for ax in axs} == {ax.get_ylim() for ax in axs} == {(-0.5, 1.5)}
    assert [len(ax.lines[1].get_xdata()) for ax in axs] == [1, 1]
    described(axs[0], "first 0.00", "second 0.30")


def test_depths_are_normalized():
    ax = plots.depths(torch.tensor([0.0, 90]), {1: torch.tensor([2.0, 1]), 4: torch.tensor([5.0, 1])})
    assert [line.get_ydata()[0] for line in ax.lines] == [1, 1]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["L = 1", "L = 4"]


def test_learnabilities_modes_and_candidates():
    lam = torch.tensor([0.1, 1, 10])
    ax = plots.learnabilities(lam, lam / 11, lam / (lam + 1), 3.0)
    assert ax.get_xscale() == "log"
    described(ax, "the sum is 3.0")
    ax = plots.modes(torch.tensor([0.1, 1.0]), torch.ones(2, 3), lam)
    assert len([line for line in ax.lines if line.get_linestyle() == ":"]) == 3  # one time scale per mode
    ax = plots.candidates(torch.linspace(0, 360, 4), {"A": torch.ones(4), "B": torch.zeros(4)})
    described(ax, "2 smooth, symmetric curves", "A, B")


def test_every_figure_draws_on_given_axes():
    ax = mpl.figure.Figure().subplots()
    assert plots.losses([1.0] * 60, ax=ax) is ax
    assert not mpl.pyplot.get_fignums()


def test_angle_shows_both_terms_at_one_point():
    grid = torch.linspace(0, 180, 5)
    left, right = plots.angle(90, (0.25, 0.5), grid, (grid / 180, 1 - grid / 180))
    assert right.get_title() == "0.500 + 0.250 = 0.750"
    dots = [line.get_ydata()[0] for line in right.lines if line.get_marker() == "o"]
    assert dots == [0.25, 0.5, 0.75]
    arrows = [note.xy for note in left.texts]
    np.testing.assert_allclose(arrows, [(1, 0), (0, 1)], atol=1e-12)
    described(left, "active on both inputs is 0.25", "kernel")


def test_one_network_states_its_distance_to_the_limit():
    degrees = torch.tensor([90.0, 0, 180])
    ax = plots.one_network(64, degrees, torch.tensor([0.3, 1, 0]), torch.tensor([0.0, 1, 0]))
    assert curve(ax, "limit k").get_xdata().tolist() == [0, 90, 180]
    described(ax, f"{(0.3**2 / 3) ** 0.5:.3f} from the limit")


def test_residuals_are_sizes_and_count_what_is_learned():
    ax = plots.residuals(0.1, torch.tensor([-1.0, 2]), torch.tensor([-0.1, 2]), 1)
    np.testing.assert_allclose(curve(ax, "at the start").get_ydata(), [1, 2])
    np.testing.assert_allclose(curve(ax, "at t = 0.1").get_ydata(), [0.1, 2], rtol=1e-6)
    assert "2" in ax.get_title()  # (0.01 + 4) / 2
    described(ax, "first 1 of 2 eigenmodes")


def test_a_spike_of_the_loss_is_drawn():
    values = [1.0] * 2000
    values[3] = 61.0
    ax = plots.losses(values, window=50)
    assert curve(ax, "one batch").get_ydata().max() == 61


def test_harmonics_mark_the_negative_wave():
    turns = 2 * math.pi * torch.arange(24).double() / 24
    curves = {"a": 2 + 0.5 * torch.cos(3 * turns), "b": 1 - 0.01 * torch.cos(5 * turns)}
    ax = plots.harmonics(curves)
    np.testing.assert_allclose(curve(ax, "a").get_xdata(), [0, 3])
    np.testing.assert_allclose(curve(ax, "a").get_ydata(), [2, 0.5])
    crosses = [line for line in ax.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert [(list(line.get_xdata()), round(float(line.get_ydata()[0]), 9)) for line in crosses] == [
        ([5], 0.01)
    ]
    described(ax, "negative ones: b at l = 5")


@pytest.mark.parametrize(
    ("draw", "values"),
    [
        (lambda: plots.losses([1.0] * 60, you={"last": 0.5}), [0.5, 0.5]),
        (lambda: plots.widths([10, 1000], [0.1, 0.01], [0.9, 0.99], you=-1), [1.0, 0.01]),
        (
            lambda: plots.drift([10, 100], [1, 0.1], [0.5, 0.2], you={"width_10": 50, "width_100": 5}),
            [0.5, 0.05],
        ),
        (
            lambda: plots.depths(torch.arange(181.0), {1: torch.ones(181)}, you=0.25),
            [0.25, 0.25],
        ),
    ],
)
def test_a_guess_is_drawn(draw, values):
    ax = draw()
    line = next(line for line in ax.lines if str(line.get_label()).startswith("you"))
    np.testing.assert_allclose(line.get_ydata(), values)
    described(ax, "is your guess")


def test_guesses_beside_two_axes_and_at_an_angle():
    ax = plots.noise_sweep([0, 1], [1, 2], [0.1, 0.5], you=30)
    assert "you" in [text.get_text() for text in ax.get_legend().get_texts()]
    other = next(a for a in ax.figure.axes if a is not ax)
    assert other.lines[-1].get_ydata()[0] == 0.3
    degrees = torch.linspace(0, 180, 7)
    ax = plots.kernel_terms(degrees, torch.ones(7), torch.ones(7), you=90)
    assert curve(ax, "you").get_xdata()[0] == 90
