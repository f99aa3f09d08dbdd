"""Panels of the assignment on epoch-wise double descent: computed here at every setting, drawn by `utils.plots`."""

import math
from collections.abc import Callable

import torch
from matplotlib.figure import Figure

from utils.plots import canvas
from utils.plots import double_descent as plots
from utils.two_layer import mode_errors, rank_one_path
from utils.validation import function, non_negative, number, one_of, positive
from utils.widgets.panel import Panel, choice, explore, log_slider, slider

RULES = ("equal", "∝ 1/S")


def risk_runs(kappa: float, noise: float, scale: float, rule: str) -> torch.Tensor:
    """Risk by direction (n_steps + 1, 2) of a two-layer linear net on the two-direction experiment.

    Spectrum (kappa^2, 1), both directions carry the same signal S beta^2 = 9, the noise sits in the first; the start is
    u = z_1 = z_2 = scale. The step size is .1 / kappa^2, at most .005, and the run lasts for five units of time.
    The rule "∝ 1/S" scales the steps by rescaling the inputs: the network is trained on x_i sqrt(S_min / S_i).
    """
    kappa = number("kappa", kappa, low=1.0)
    spectrum = torch.tensor([kappa**2, 1.0], dtype=torch.double)
    beta = torch.tensor([3 / kappa, 3.0], dtype=torch.double)
    target = spectrum * beta + spectrum.sqrt() * torch.tensor([number("noise", noise), 0.0]).double()
    rescaled = one_of("rule", rule, RULES) == RULES[1]
    shrink = (spectrum / spectrum.min()).sqrt() if rescaled else torch.ones_like(spectrum)
    start = torch.full((2,), positive("scale", scale) ** 2, dtype=torch.double)
    lr = min(0.1 / kappa**2, 0.005)
    path = rank_one_path(spectrum / shrink**2, target / shrink, start, scale**2, lr, round(5 / lr))
    return mode_errors(path / shrink, beta, spectrum)


def draw_risk(
    kappa: float = 10.0, noise: float = math.sqrt(5), scale: float = 0.1, rule: str = "equal"
) -> Figure:
    """The risk of a two-layer linear net over the step and, below it, the parts of its two directions."""
    parts = risk_runs(kappa, noise, scale, rule)
    figure, (ax,) = canvas(1, (5.8, 3.6))
    total = parts.sum(1)
    plots.superposition(parts, ax=ax, title=f"lowest {total.min():.2f}, at the end {total[-1]:.2f}")
    return figure


def risk_explorer() -> Panel:
    """Condition number, noise, initial scale and step-size rule -> risk and its parts."""
    return explore(
        draw_risk,
        kappa=slider("κ ratio of singular values", 1, 30, value=10),
        noise=slider("ε noise of fast direction", -4, 4, value=2.25, step=0.25),
        scale=log_slider("u₀ = z₀ initial scale", 0.01, 1, value=0.1),
        rule=choice("step sizes", RULES, "equal"),
    )


def phase_explorer(flow: Callable, path=None) -> Panel:
    """The planes of two of (u, z1, z2) at levels 0 to 2 of the third coordinate, for a flow(u, z) -> (du, dz)."""
    function("flow", flow)

    def draw_phase_plane(plane: str = "u, z₁", level: float = 0.0) -> Figure:
        figure, (ax,) = canvas(1, (4.6, 4.2))
        plots.phase_plane(flow, plane, non_negative("level", level), path=path, ax=ax)
        return figure

    return explore(
        draw_phase_plane,
        plane=choice("plane", tuple(plots.PLANES)),
        level=slider("level of third coordinate", 0, 2, value=0, step=0.1),
    )
