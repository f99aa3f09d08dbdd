"""Panels of "Initialization and local linearization": they show the functions that they are given."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from utils import data
from utils.widgets import initialization as widgets


def chain(*widths: int, seed: int = 0, dtype=torch.float32) -> nn.Sequential:
    torch.manual_seed(seed)
    modules = [m for n_in, n_out in pairwise(widths) for m in (nn.Linear(n_in, n_out), nn.ReLU())]
    return nn.Sequential(*modules[:-1]).to(dtype)


def make_net() -> nn.Sequential:
    return chain(1, 20, 20, 20, 20, 1, seed=0)


def scaled(net: nn.Module, scale: float) -> None:
    for parameter in net.parameters():
        nn.init.uniform_(parameter, -scale, scale) if parameter.ndim > 1 else nn.init.zeros_(parameter)


def norms_of_gradients(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> list[float]:
    loss = (net(x) - y).square().mean()
    return [g.norm().item() for g in torch.autograd.grad(loss, [net[i].weight for i in range(0, 9, 2)])]


def recursion(widths: list[int], variances: list[float], x_moment: float) -> list[float]:
    factors = [n * v / 2 for n, v in zip(widths, variances)]
    return [2 * x_moment * math.prod(factors[: i + 1]) for i in range(len(factors))]


def features(jac: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    u, s, _ = torch.linalg.svd(jac, full_matrices=False)
    return s[:k], (u * s)[:, :k]


PANELS = {
    "scale": lambda: widgets.scale(make_net, scaled, norms_of_gradients),
    "depth": lambda: widgets.depth(recursion),
    "progress": lambda: widgets.progress(make_net, {"0.3": lambda net: scaled(net, 0.3)}, features),
}


@pytest.mark.parametrize("name", PANELS)
def test_panels_draw_every_end_of_every_slider(name, moved):
    panel = PANELS[name]()
    moved(panel)
    assert repr(panel).startswith("Panel(")


def test_the_scale_panel_shows_the_given_functions_and_spares_the_random_state():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    left, right = widgets.draw_scale(0.1, make_net, scaled, norms_of_gradients).axes
    assert torch.equal(before, torch.random.get_rng_state())
    torch.manual_seed(0)
    net = make_net()
    scaled(net, 0.1)
    wanted = norms_of_gradients(net, *data.noisy_sines(300, seed=0))
    assert left.lines[0].get_ydata() == pytest.approx(wanted)
    assert len(right.patches) == 5  # one histogram for each layer


def test_the_depth_panel_agrees_with_the_recursion_at_criticality():
    (ax,) = widgets.draw_depth(2.0, 20, 100, recursion).axes
    median, theory = (line.get_ydata() for line in ax.lines)
    assert theory == pytest.approx(2.0)
    assert (
        0.3 < median[-1] < 4
    )  # std of the logarithm is sqrt(5 * 20 / 100) = 1 for one network, .3 for the median of 16


def test_the_training_panel_shows_the_start_and_the_present():
    left, right = widgets.draw_training(
        "0.3", 0, make_net, {"0.3": lambda net: scaled(net, 0.3)}, features
    ).axes
    start, now = (np.array([bar.get_height() for bar in container]) for container in left.containers)
    assert start == pytest.approx(now)
    assert len(right.lines) == 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: widgets.scale(make_net, None, norms_of_gradients), "init: got None"),
        (lambda: widgets.depth(3), "second_moments: got 3"),
        (lambda: widgets.progress(make_net, {"a": None}, features), "a: got None"),
        (lambda: widgets.draw_scale(0, make_net, scaled, norms_of_gradients), "scale: got 0"),
        (lambda: widgets.draw_depth(1, 0, 20, recursion), "depth: got 0"),
    ],
)
def test_panels_refuse(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
