"""Panels of the notebook on lazy training: pure functions `draw_...(**values) -> Figure`, one-line constructors.

All three work on the 15 points of the notebook, and compute what they show at every move of a slider.
"""

import math
from functools import lru_cache

import numpy as np
import torch
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from torch import Tensor

from utils import data
from utils.dynamics import mean_loss_path
from utils.models import NTKNet
from utils.plots import COLORS, canvas, describe, thin
from utils.training import Trajectory, train_ensemble
from utils.validation import integer, one_of, positive
from utils.widgets.panel import Control, Panel, choice, explore, log_slider

_SAMPLE = data.make_sample("middle", n=15, seed=0)
_GRID = torch.linspace(-1, 1, 200)[:, None]
_STEPS = 600


# --------------------------------------------------------------------------- the learning rate near its stability limit


@lru_cache
def _waves() -> tuple[Tensor, Tensor]:
    """Gram matrix (15, 15) of 4 sines, 4 cosines and a constant, and the eigenvalues (15,) of the loss, ascending."""
    x = _SAMPLE.x.double()
    angles = math.pi * torch.arange(1, 5) * x
    gram = torch.ones(len(x), len(x)).double() + angles.sin() @ angles.sin().T + angles.cos() @ angles.cos().T
    return gram, torch.linalg.eigvalsh(2 / len(x) * gram)


def draw_learning_rate(relative: float = 0.5) -> Figure:
    """Loss of full-batch gradient descent on 8 Fourier features and a bias, at `relative` times the stability limit.

    On the right the factor 1 - lr lambda by which each mode shrinks per step: a mode calms down between -1 and 1.
    """
    relative = positive("relative", relative)
    gram, values = _waves()
    steps = thin(1000, 200, log=True)
    lr = 2 * relative / values[-1].item()
    loss = mean_loss_path(gram, -_SAMPLE.y.double(), lr, 1000)[steps, 0]
    figure, (left, right) = canvas(2)
    left.loglog(steps + 1, loss, color=COLORS["blue"])
    left.set(title="training loss", xlabel="step t", ylim=(1e-5, 1e5))
    alive = values[-9:].flip(0)
    factors = 1 - lr * alive
    for limit in (-1, 1):
        right.axhline(limit, color=COLORS["theory"], linestyle="--", linewidth=1)
    colors = [COLORS["vermilion"] if abs(f) > 1 else COLORS["blue"] for f in factors.tolist()]
    right.vlines(range(1, 10), 0, factors, color=colors, linewidth=1.2)
    right.scatter(range(1, 10), factors, color=colors, s=22, zorder=3)
    right.set(title="factor per step 1 - ηλ, mode by mode", xlabel="mode (steepest first)", ylim=(-1.6, 1.2))
    trend = "grows" if relative > 1 else "falls"
    describe(
        left, f"At {relative:g} times the largest stable learning rate the loss {trend}, to {loss[-1]:.2g}."
    )
    describe(right, f"The steepest mode is multiplied by {factors[0]:.3g} in every step.")
    return figure


def learning_rate() -> Panel:
    """The learning rate in units of the largest stable one, dense around 1."""
    values = (
        0.05,
        0.1,
        0.2,
        0.3,
        0.4,
        0.5,
        0.6,
        0.7,
        0.8,
        0.9,
        0.95,
        0.99,
        0.999,
        1.0,
        1.001,
        1.01,
        1.05,
        1.1,
        1.2,
    )
    return explore(
        draw_learning_rate, relative=Control("η in units of its limit 2/λ_max", values, 0.5, "slider")
    )


# ----------------------------------------------------------------------------------------------------- width, and alpha


@lru_cache(maxsize=256)
def _run(width: int, parametrization: str, alpha: float | None) -> tuple[NTKNet, Trajectory]:
    net = NTKNet(width, parametrization=parametrization, bias=True, seed=0)
    rate = (0.3 if parametrization == "ntk" else 0.3 * width) / (
        1.0 if alpha is None else max(alpha, alpha**2)
    )
    return net, train_ensemble(
        [net], _SAMPLE.x, _SAMPLE.y, lr=rate, alphas=alpha, n_steps=_STEPS, n_records=2
    )


def _sample_and(ax, curves: dict[str, tuple[Tensor, str, str]], title: str) -> None:
    ax.plot(_SAMPLE.x[:, 0], _SAMPLE.y[:, 0], "o", color=COLORS["black"], markersize=4)
    for label, (values, color, line) in curves.items():
        ax.plot(_GRID[:, 0], values[:, 0], line, color=COLORS[color], label=label)
    ax.set(title=title, xlabel="input x", ylim=(-2.2, 2.2))
    ax.legend(loc="upper left", fontsize=8)


def draw_width(width: int = 64, parametrization: str = "ntk") -> Figure:
    """A network before and after 600 steps; on the right the way of each hidden neuron in weight and bias."""
    width = integer("width", width, high=4096)
    one_of("parametrization", parametrization, ("ntk", "mean_field"))
    _, run = _run(width, parametrization, None)
    figure, (left, right) = canvas(2)
    start, end = (run.predict(_GRID, record=r)[0] for r in (0, -1))
    _sample_and(
        left, {"before": (start, "gray", "--"), "after": (end, "blue", "-")}, f"fit, width m = {width}"
    )
    shown = min(width, 200)
    weights, biases = (run.weights[0][:, i * width : i * width + shown].numpy() for i in (0, 1))
    ways = LineCollection(np.stack([weights, biases], -1).swapaxes(0, 1), color=COLORS["blue"], linewidth=1)
    right.add_collection(ways)
    right.scatter(weights[-1], biases[-1], color=COLORS["vermilion"], s=8, zorder=3)
    moved = run.relative_movement[-1, 0].item()
    right.set(
        title=f"neurons: |w - w0| / |w0| = {moved:.3f}",
        xlabel="weight",
        ylabel="",
        xlim=(-4, 4),
        ylim=(-4, 4),
    )
    describe(left, f"A network of width {width} fits 15 points, loss {run.losses[-1, 0]:.2g}.")
    describe(
        right, f"Its weights have moved by {moved:.3f} of their norm ({parametrization} parametrization)."
    )
    return figure


def width() -> Panel:
    """The width, in powers of two, and the parametrization."""
    widths = Control("m width", tuple(2**k for k in range(2, 11)), 64, "slider")
    return explore(draw_width, width=widths, parametrization=choice("parametrization", ("ntk", "mean_field")))


def _tangent(net: NTKNet, moved: Tensor) -> Tensor:
    """First-order change (200, 1) of the network on the grid: sum_i da_i relu(z_i) + a_i 1(z_i > 0) dz_i."""
    with torch.no_grad():
        pre = _GRID @ net.hidden.T + net.bias
        hidden, bias, readout = moved.split(len(net.bias))
        change = torch.relu(pre) @ readout + ((pre > 0) * (_GRID * hidden + bias)) @ net.readout
        return net.multiplier * change[:, None]


def draw_alpha(alpha: float = 1.0) -> Figure:
    """alpha (f_w - f_w0) after 600 steps and its tangent at the same weights; on the right their movement."""
    alpha = positive("alpha", alpha)
    net, run = _run(50, "ntk", alpha)
    curve = run.predict(_GRID)[0]
    line = alpha * _tangent(net, run.weights[0][-1] - run.weights[0][0])
    gap = ((curve - line).norm() / curve.norm()).item()
    moved = run.relative_movement[-1, 0].item()
    figure, (left, right) = canvas(2)
    _sample_and(
        left, {"network": (curve, "blue", "-"), "tangent": (line, "vermilion", "--")}, f"gap {gap:.3f}"
    )
    law = np.array([0.1, 1000.0])
    right.loglog(
        law, _movement_at_100() * 100 / law, "--", color=COLORS["theory"], linewidth=1, label="∝ 1/α"
    )
    right.loglog(
        [alpha], [moved], "o", color=COLORS["blue"], markersize=8, label=f"α = {alpha:g}: {moved:.2g}"
    )
    right.set(title="relative movement", xlabel="output scale α", xlim=(0.1, 1000), ylim=(1e-4, 10))
    right.legend(fontsize=8)
    describe(
        left, f"At alpha = {alpha:g} the network and its tangent differ by {gap:.2g} of the network's norm."
    )
    describe(right, f"The weights have moved by {moved:.2g} of their norm; the dashed line is 1/alpha.")
    return figure


def _movement_at_100() -> float:
    return _run(50, "ntk", 100.0)[1].relative_movement[-1, 0].item()


def alpha() -> Panel:
    """The output scale of a centered network, from rich to lazy."""
    return explore(draw_alpha, alpha=log_slider("α output scale", 0.1, 1000, value=1, steps=40))
