"""Panels of the notebook on lazy training: computed here at every setting, drawn by `utils.plots`.

All three work on the 15 points of the notebook.
"""

import math
from functools import lru_cache

import torch
from matplotlib.figure import Figure
from torch import Tensor

from utils import data
from utils.dynamics import mean_loss_path
from utils.models import NTKNet
from utils.plots import canvas
from utils.plots import lazy_training as plots
from utils.training import Trajectory, train_ensemble
from utils.validation import integer, one_of, positive
from utils.widgets.panel import Control, Panel, choice, explore, log_slider

_SAMPLE = data.make_sample("middle", n=15, seed=0)
_GRID = torch.linspace(-1, 1, 200)[:, None]
_STEPS = 600
#: Learning rates in units of the largest stable one, dense around 1.
_RATES = (
    *(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999),
    *(1.0, 1.001, 1.01, 1.05, 1.1, 1.2),
)


# --------------------------------------------------------------------------- the learning rate near its stability limit


@lru_cache
def _waves() -> tuple[Tensor, Tensor]:
    """Gram matrix (15, 15) of 4 sines, 4 cosines and a constant, and the eigenvalues (15,) of the loss, ascending."""
    x = _SAMPLE.x.double()
    angles = math.pi * torch.arange(1, 5) * x
    gram = torch.ones(len(x), len(x)).double() + angles.sin() @ angles.sin().T + angles.cos() @ angles.cos().T
    return gram, torch.linalg.eigvalsh(2 / len(x) * gram)


def draw_learning_rate(relative: float = 0.5) -> Figure:
    """1000 steps of full-batch gradient descent on 8 Fourier features and a bias, at `relative` times 2/lambda_max."""
    relative = positive("relative", relative)
    gram, values = _waves()
    lr = 2 * relative / values[-1].item()
    loss = mean_loss_path(gram, -_SAMPLE.y.double(), lr, 1000)[:, 0]
    figure, axs = canvas(2)
    plots.stability(relative, loss, 1 - lr * values[-9:].flip(0), axs)
    return figure


def learning_rate() -> Panel:
    """The learning rate in units of the largest stable one, dense around 1."""
    return explore(
        draw_learning_rate, relative=Control("η in units of its limit 2/λ_max", _RATES, 0.5, "slider")
    )


# ----------------------------------------------------------------------------------------------------- width, and alpha


@lru_cache(maxsize=256)
def _run(width: int, parametrization: str, alpha: float | None) -> tuple[NTKNet, Trajectory]:
    net = NTKNet(width, parametrization=parametrization, bias=True, seed=0)
    rate = (0.3 if parametrization == "ntk" else 0.3 * width) / (
        1.0 if alpha is None else max(alpha, alpha**2)
    )
    return net, train_ensemble(
        [net], _SAMPLE.x, _SAMPLE.y, lr=rate, alphas=alpha, n_steps=_STEPS, n_records=3
    )


def draw_width(width: int = 64, parametrization: str = "ntk") -> Figure:
    """A network before and after 600 steps; on the right the way of 200 neurons at most in weight and bias."""
    width = integer("width", width, high=4096)
    one_of("parametrization", parametrization, ("ntk", "mean_field"))
    _, run = _run(width, parametrization, None)
    figure, axs = canvas(2)
    plots.journeys(_SAMPLE, _GRID, run, parametrization, axs)
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
    line = alpha * _tangent(net, run.weights[0][-1] - run.weights[0][0])
    moved, at_100 = (r.relative_movement[-1, 0].item() for r in (run, _run(50, "ntk", 100.0)[1]))
    figure, axs = canvas(2)
    plots.output_scale(_SAMPLE, _GRID, run.predict(_GRID)[0], line, alpha, moved, (100, at_100), axs)
    return figure


def alpha() -> Panel:
    """The output scale of a centered network, from rich to lazy."""
    return explore(draw_alpha, alpha=log_slider("α output scale", 0.1, 1000, value=1, steps=40))
