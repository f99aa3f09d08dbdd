"""Panels of the notebook on the neural tangent kernel: computed here at every setting, drawn by `utils.plots`.

The kernel is the student's: the functions below are given it.
"""

import math
from collections.abc import Callable

import torch
from matplotlib.figure import Figure
from torch import Tensor

from utils import kernels, models
from utils.plots import canvas
from utils.plots import ntk as plots
from utils.validation import function, integer, non_negative, number
from utils.widgets.panel import Panel, explore, log_slider, slider

Duals = Callable[[Tensor], tuple[Tensor, Tensor]]


def _terms(degrees: Tensor, duals: Duals) -> tuple[Tensor, Tensor]:
    """First and second layer's term of the kernel of unit vectors."""
    rho = torch.cos(torch.deg2rad(degrees))
    kappa0, kappa1 = duals(rho)
    return rho * kappa0 / 2, kappa1 / 2


def draw_angle(degrees: float, duals: Duals) -> Figure:
    """Two unit vectors with the half planes of active neurons, and both terms of the kernel at their angle."""
    degrees = number("degrees", degrees, low=0, high=180)
    function("duals", duals)
    grid = torch.linspace(0, 180, 181, dtype=torch.double)
    here = tuple(float(term[0]) for term in _terms(torch.tensor([degrees], dtype=torch.double), duals))
    figure, axs = canvas(2)
    plots.angle(degrees, here, grid, _terms(grid, duals), axs)
    return figure


def draw_width(width: int, duals: Duals, seed: int = 0) -> Figure:
    """Empirical kernel of one random network over the angle, all pairs of 25 inputs on a half circle; and the limit."""
    width = integer("width", width)
    function("duals", duals)
    angles = torch.linspace(0, math.pi, 25, dtype=torch.double)
    x = torch.stack([angles.cos(), angles.sin()], 1)
    empirical = kernels.layerwise_ntk(models.wide_relu_net(2, width, seed=seed).double(), x)
    i, j = torch.triu_indices(25, 25)
    degrees = torch.rad2deg(angles[j] - angles[i])
    figure, (ax,) = canvas(1)
    plots.one_network(width, degrees, empirical[i, j], sum(_terms(degrees, duals)), ax)
    return figure


def draw_flow(t: float, k_train_train: Tensor, y: Tensor) -> Figure:
    """Gradient flow at time t: what is left of the residual, eigenmode by eigenmode."""
    t = non_negative("t", t)
    path = kernels.gradient_flow(k_train_train, y)
    left = path.coefficients * path.decay([t])[0]
    figure, (ax,) = canvas(1)
    learned = int((path.eigenvalues * t > 1).sum())
    plots.residuals(t, path.coefficients.flip(0), left.flip(0), learned, ax)
    return figure


def angle(duals: Duals) -> Panel:
    """Slider: the angle between two inputs."""

    def draw_two_terms(degrees: float) -> Figure:
        return draw_angle(degrees, duals)

    return explore(draw_two_terms, degrees=slider("γ angle (degrees)", 0, 180, value=60, step=5))


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
