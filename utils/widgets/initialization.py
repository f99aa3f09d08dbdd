"""Panels of "Initialization and local linearization": computed here at every setting, drawn by `utils.plots`.

Each panel explores functions that the student has written: they are arguments, since nothing graded stands in `utils`.
"""

import copy
import math
from collections.abc import Callable
from functools import lru_cache

import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from utils import data, kernels, training
from utils.plots import canvas
from utils.plots import initialization as plots
from utils.validation import function, integer, one_of, positive
from utils.widgets.panel import Panel, choice, explore, log_slider, slider


# -------------------------------------------------------------------------------------------- scale of a naive start
def draw_scale(
    scale: float,
    make_net: Callable[[], nn.Sequential],
    init: Callable[[nn.Module, float], None],
    gradient_norms: Callable[[nn.Module, Tensor, Tensor], list[float]],
) -> Figure:
    """Gradient norms by layer, and histograms of log10 |pre-activation| by layer, for weights drawn at `scale`."""
    scale = positive("scale", scale)
    x, y = data.noisy_sines(300, seed=0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        net = make_net()
        init(net, scale)
    norms, z, pre_activations = gradient_norms(net, x, y), x, []
    with torch.no_grad():
        for module in net:
            z = module(z)
            if isinstance(module, nn.Linear):
                pre_activations.append(z)
    figure, axs = canvas(2)
    plots.signals(scale, norms, pre_activations, axs)
    return figure


def scale(
    make_net: Callable[[], nn.Sequential],
    init: Callable[[nn.Module, float], None],
    gradient_norms: Callable[[nn.Module, Tensor, Tensor], list[float]],
) -> Panel:
    """Slider for the scale of `init(net, scale)` on networks from `make_net()`; both figures of `draw_scale`."""
    for name, value in (("make_net", make_net), ("init", init), ("gradient_norms", gradient_norms)):
        function(name, value)

    def norms_and_activations(scale: float) -> Figure:
        return draw_scale(scale, make_net, init, gradient_norms)

    return explore(norms_and_activations, scale=log_slider("scale of the weights", 0.03, 3, value=0.3))


# ------------------------------------------------------------------------------------------- second moments over depth
@lru_cache(maxsize=4)
def _normals(width: int, depth: int, n_nets: int) -> Tensor:
    rng = torch.Generator().manual_seed(0)
    return torch.randn(depth, n_nets, width, width, generator=rng) / math.sqrt(width)


def draw_depth(
    c: float, depth: int, width: int, second_moments: Callable[[list[int], list[float], float], list[float]]
) -> Figure:
    """Second moments of ReLU networks with weights of variance c / width: median and band over networks, and theory.

    depth: at most 50.
    """
    c, depth, width = positive("c", c), integer("depth", depth, high=50), integer("width", width)
    n_nets, a, measured = 16, torch.ones(16, width, 1), []
    for normals in _normals(width, 50, n_nets)[:depth]:
        z = math.sqrt(c) * (normals @ a)
        measured.append(z.square().mean((1, 2)))
        a = z.relu()
    theory = second_moments([width] * (depth + 1), [c / width] * depth, 1.0)
    figure, (ax,) = canvas(1, size=(6.4, 3.5))
    plots.moments(c, width, torch.stack(measured, 1), theory, ax)
    return figure


def depth(second_moments: Callable[[list[int], list[float], float], list[float]]) -> Panel:
    """Sliders for the variance c / n (He: c = 2), the depth and the width; the line is the student's prediction."""
    function("second_moments", second_moments)

    def moments_over_depth(c: float, depth: int, width: int) -> Figure:
        return draw_depth(c, depth, width, second_moments)

    return explore(
        moments_over_depth,
        c=slider("c (variance = c / fan-in)", 0.5, 4, value=1, step=0.1),
        depth=slider("depth L", 2, 50, value=30, step=2),
        width=choice("width n", (20, 50, 100), 50),
    )


# ----------------------------------------------------------------------------- linearization before and after training
_STRIDE = 12
_INPUTS = torch.linspace(-1, 1, 80)[:, None]


@lru_cache(maxsize=8)
def _history(make_net: Callable[[], nn.Sequential], init: Callable[[nn.Module], None]) -> list[nn.Sequential]:
    """The network after 0, 12, 24, ..., 468 steps: trained once per start, so that the slider only looks them up."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        net = make_net()
        init(net)
    history = [copy.deepcopy(net)]
    training.momentum_descent(
        [net],
        *data.noisy_sines(1500, seed=0),
        lr=0.03,
        n_steps=468,
        watch=lambda: history.append(copy.deepcopy(net)),
        every=_STRIDE,
    )
    return history


@lru_cache(maxsize=8)
def _singular_values_before(
    make_net: Callable[[], nn.Sequential],
    init: Callable[[nn.Module], None],
    principal_features: Callable[[Tensor, int], tuple[Tensor, Tensor]],
    k: int,
) -> Tensor:
    return principal_features(kernels.jacobian(_history(make_net, init)[0], _INPUTS), k)[0]


def draw_training(
    start: str,
    n_steps: int,
    make_net: Callable[[], nn.Sequential],
    inits: dict[str, Callable[[nn.Module], None]],
    principal_features: Callable[[Tensor, int], tuple[Tensor, Tensor]],
) -> Figure:
    """Singular values before and after `n_steps` steps of training from `inits[start]`, and the features after it.

    n_steps: a multiple of 12 up to 468.
    """
    history, k = _history(make_net, inits[start]), 10
    n_steps = one_of("n_steps", n_steps, tuple(range(0, _STRIDE * len(history), _STRIDE)))
    before = _singular_values_before(make_net, inits[start], principal_features, k)
    s, features = principal_features(kernels.jacobian(history[n_steps // _STRIDE], _INPUTS), k)
    figure, axs = canvas(2)
    plots.progress(start, n_steps, _INPUTS, before, s, features, axs)
    return figure


def progress(
    make_net: Callable[[], nn.Sequential],
    inits: dict[str, Callable[[nn.Module], None]],
    principal_features: Callable[[Tensor, int], tuple[Tensor, Tensor]],
) -> Panel:
    """Choice of the start in `inits` and a slider for the number of training steps; both figures of `draw_training`."""
    for name, value in (("make_net", make_net), ("principal_features", principal_features), *inits.items()):
        function(name, value)

    def linearization_over_training(start: str, n_steps: int) -> Figure:
        return draw_training(start, n_steps, make_net, inits, principal_features)

    return explore(
        linearization_over_training,
        start=choice("start", tuple(inits)),
        n_steps=slider("training steps", 0, 468, value=468, step=_STRIDE),
    )
