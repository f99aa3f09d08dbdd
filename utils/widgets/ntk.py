"""Widgets of the notebook on the neural tangent kernel: pure draw functions, and one line each to open them.

The kernel is the student's: the functions below are given it and only draw.
"""

import math
from collections.abc import Callable

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from utils import kernels, models
from utils.plots import COLORS, canvas, describe
from utils.plots.ntk import FIRST, SECOND, kernel_terms
from utils.validation import function, integer, non_negative, number
from utils.widgets.panel import Panel, explore, log_slider, slider

Duals = Callable[[Tensor], tuple[Tensor, Tensor]]


def draw_angle(degrees: float, duals: Duals) -> Figure:
    """Two unit vectors with the half planes of active neurons, and both terms of the kernel at their angle."""
    degrees = number("degrees", degrees, low=0, high=180)
    function("duals", duals)
    figure, (left, right) = canvas(2)
    angle = math.radians(degrees)
    left.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal", title="active neurons")
    for turn, color in ((0.0, COLORS["sky"]), (angle, COLORS["orange"])):
        arc = np.linspace(turn - math.pi / 2, turn + math.pi / 2, 60)
        left.fill(np.cos(arc), np.sin(arc), color=color, alpha=0.35, lw=0)
        left.annotate("", (math.cos(turn), math.sin(turn)), (0, 0), arrowprops={"arrowstyle": "->"})
    left.set_axis_off()
    grid = torch.linspace(0, 180, 181, dtype=torch.double)
    kernel_terms(grid, *_terms(grid, duals), ax=right)
    first, second = (float(term[0]) for term in _terms(torch.tensor([degrees], dtype=torch.double), duals))
    for value, color in ((first, FIRST), (second, SECOND), (first + second, COLORS["theory"])):
        right.plot([degrees], [value], "o", color=color)
    right.set_title(f"{second:.3f} + {first:.3f} = {first + second:.3f}")
    describe(
        left,
        f"At {degrees:g} degrees the share of neurons active on both inputs is {0.5 - degrees / 360:.2f}.",
    )
    return figure


def _terms(degrees: Tensor, duals: Duals) -> tuple[Tensor, Tensor]:
    """First and second layer's term of the kernel of unit vectors."""
    rho = torch.cos(torch.deg2rad(degrees))
    kappa0, kappa1 = duals(rho)
    return rho * kappa0 / 2, kappa1 / 2


def draw_width(width: int, duals: Duals, seed: int = 0) -> Figure:
    """Empirical kernel of one random network on the circle, every pair of 25 inputs, over the angle; and the limit."""
    width = integer("width", width)
    function("duals", duals)
    figure, (ax,) = canvas(1)
    angles = torch.linspace(0, math.pi, 25, dtype=torch.double)
    x = torch.stack([angles.cos(), angles.sin()], 1)
    empirical = kernels.layerwise_ntk(models.wide_relu_net(2, width, seed=seed).double(), x)
    i, j = torch.triu_indices(25, 25)
    degrees = torch.rad2deg(angles[j] - angles[i])
    first, second = _terms(degrees, duals)
    ax.plot(degrees, empirical[i, j], ".", ms=3, color=COLORS["sky"], label=f"one network, m = {width}")
    order = degrees.argsort()
    ax.plot(degrees[order], (first + second)[order], color=COLORS["theory"], label="limit k")
    miss = float((empirical[i, j] - first - second).square().mean().sqrt())
    ax.set(xlabel="angle (degrees)", ylabel="kernel", ylim=(-0.6, 2.2), title=f"rms distance {miss:.3f}")
    ax.legend()
    describe(ax, f"At width {width} the empirical kernel lies {miss:.3f} from the limit (root mean square).")
    return figure


def draw_flow(t: float, k_train_train: Tensor, y: Tensor) -> Figure:
    """Gradient flow at time t: what is left of the residual, eigenmode by eigenmode."""
    t = non_negative("t", t)
    path = kernels.gradient_flow(k_train_train, y)
    figure, (ax,) = canvas(1)
    start = path.coefficients.abs().flip(0)
    left = start * path.decay([t])[0].flip(0)
    place = np.arange(1, len(start) + 1)
    ax.plot(place, start, ".", ms=4, color=COLORS["sky"], label="at the start")
    ax.plot(place, left, ".", ms=4, color=COLORS["blue"], label=f"at t = {t:.3g}")
    done = int((path.eigenvalues * t > 1).sum())
    ax.axvline(done + 0.5, color=COLORS["theory"], lw=0.8, label="λ t = 1")
    ax.set(xlabel="eigenmode, largest eigenvalue first", ylabel="|residual|", yscale="log", ylim=(1e-3, None))
    ax.set_title(f"training error {float(left.square().mean()):.2g}")
    ax.legend()
    describe(ax, f"At time {t:.3g} the first {done} of {len(start)} eigenmodes are learned.")
    return figure


def angle(duals: Duals) -> Panel:
    """Slider: the angle between two inputs."""

    def draw_two_terms(degrees: float) -> Figure:
        return draw_angle(degrees, duals)

    return explore(draw_two_terms, degrees=slider("θ angle (degrees)", 0, 180, value=60, step=5))


def width(duals: Duals) -> Panel:
    """Slider: the width of one random network."""

    def draw_empirical_kernel(log2_width: int) -> Figure:
        return draw_width(2**log2_width, duals)

    return explore(draw_empirical_kernel, log2_width=slider("log₂ m, width", 3, 14, value=6))


def flow(k_train_train: Tensor, y: Tensor) -> Panel:
    """Slider: training time, in units of one over the largest eigenvalue."""
    fastest = 1 / float(torch.linalg.eigvalsh(k_train_train)[-1])

    def draw_residuals(time: float) -> Figure:
        return draw_flow(time * fastest, k_train_train, y)

    return explore(draw_residuals, time=log_slider("t · λ_max, time", 0.1, 1e5, value=100, steps=48))
