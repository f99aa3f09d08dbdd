"""Panels of the notebook on lazy training: what they show is what the theory says."""

import numpy as np
import pytest
import torch

from utils.models import NTKNet
from utils.widgets import lazy_training


@pytest.mark.parametrize("name", ["learning_rate", "width", "alpha"])
def test_lazy_training_panels_draw_their_defaults_with_alt_text(name, moved):
    panel = getattr(lazy_training, name)()
    moved(panel)
    png, alt = panel.png()
    assert png.startswith(b"\x89PNG")
    assert len(alt) > 40
    assert all(len(ax.get_title(loc="left")) > 3 for ax in panel.figure().axes)


def test_the_loss_explodes_exactly_above_the_limit():
    def last_loss(relative):
        return lazy_training.draw_learning_rate(relative).axes[0].lines[0].get_ydata()[-1]

    assert last_loss(0.5) < 1e-3 < last_loss(1.0) < 10 < 1e10 < last_loss(1.05)
    colors = lazy_training.draw_learning_rate(1.05).axes[1].collections[-1].get_facecolor()
    assert len(np.unique(colors, axis=0)) == 2  # the steepest mode is marked as unstable


def test_neurons_stand_still_in_wide_ntk_networks_only():
    def travel(width, parametrization):
        ways = lazy_training.draw_width(width, parametrization).axes[1].collections[0].get_segments()
        steps = [np.hypot(*np.ptp(way, axis=0)) for way in ways]
        return np.mean(steps)

    # m^-1/2 from 64 to 1024 is a factor 4; the few neurons make it 2 at least
    assert travel(1024, "ntk") < travel(64, "ntk") / 2
    assert travel(1024, "mean_field") > travel(64, "mean_field") / 2


def test_network_and_tangent_merge_as_alpha_grows():
    def gap(alpha):
        network, tangent = lazy_training.draw_alpha(alpha).axes[0].lines[1:3]
        return np.max(np.abs(network.get_ydata() - tangent.get_ydata()))

    assert gap(1000.0) < 0.05 < gap(0.1)


def test_the_drawn_tangent_is_the_derivative():
    net, _ = lazy_training._run(50, "ntk", 1.0)
    flat = torch.nn.utils.parameters_to_vector(net.parameters()).detach().double()
    moved = torch.randn(len(flat), generator=torch.Generator().manual_seed(0)).double()
    double, grid, eps = NTKNet(50, bias=True).double(), lazy_training._GRID.double(), 1e-6

    def f(w):
        torch.nn.utils.vector_to_parameters(w, double.parameters())
        return double(grid).detach()

    quotient = (f(flat + eps * moved) - f(flat - eps * moved)) / (2 * eps)
    drawn = lazy_training._tangent(net, moved.float()).double()
    off = (
        quotient - drawn
    ).abs() > 1e-4  # float32, |values| ~ 1; at a grid point on a kink the quotient is a mixture
    assert off.sum() <= 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lazy_training.draw_learning_rate(0), "relative: got 0.0, expected a positive number"),
        (lambda: lazy_training.draw_width(0), "width: got 0"),
        (lambda: lazy_training.draw_width(5000), "width: got 5000"),
        (lambda: lazy_training.draw_width(8, "standard"), "parametrization: got 'standard'"),
        (lambda: lazy_training.draw_alpha(-1), "alpha: got -1.0"),
    ],
)
def test_lazy_training_panels_refuse_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
