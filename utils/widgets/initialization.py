"""Panels of the notebook "Initialization and local linearization".

Each panel explores functions that the student has written: they are arguments, since nothing graded stands in `utils`.
"""

import copy
import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor, nn

from utils import data, kernels, training
from utils.plots import COLORS, axes, bands, canvas, describe
from utils.validation import function, integer, one_of, positive
from utils.widgets.panel import Panel, choice, explore, log_slider, slider

_LAYER_COLORS = ("blue", "vermilion", "green", "purple", "orange")


def _decades(ax: Axes, low: int, high: int, step: int) -> None:
    """A logarithmic axis from 10^low to 10^high with few labels: labels are what a slider waits for."""
    ax.set_ylim(10.0**low, 10.0**high)
    ax.set_yticks([10.0**k for k in range(low, high + 1, step)])
    ax.minorticks_off()


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
    norms, z = gradient_norms(net, x, y), x
    figure, (left, right) = canvas(2)
    axes(left, xlabel="layer", ylabel="norm of dL/dW", yscale="log", title=f"scale {scale:g}")
    left.plot(range(1, len(norms) + 1), norms, "o-", color=COLORS["blue"])
    _decades(left, -9, 9, 3)
    left.set_xticks(range(1, len(norms) + 1))
    axes(right, xlabel="log10 |pre-activation|", ylabel="share of values")
    layer = 0
    with torch.no_grad():
        for module in net:
            z = module(z)
            if isinstance(module, nn.Linear):
                layer += 1
                heights, edges = np.histogram(
                    z.abs().clamp(min=1e-12).log10().numpy(), np.linspace(-9, 5, 57)
                )
                color = COLORS[_LAYER_COLORS[(layer - 1) % 5]]
                right.stairs(heights / z.numel(), edges, color=color, label=f"layer {layer}")
    right.legend(loc="upper left")
    describe(
        left,
        f"Gradient norms in layers 1 to {len(norms)} at scale {scale:g}: {norms[0]:.0e} to {norms[-1]:.0e}.",
    )
    describe(right, "Histograms of the size of the pre-activations in every layer.")
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
    generator = torch.Generator().manual_seed(0)
    return torch.randn(depth, n_nets, width, width, generator=generator) / math.sqrt(width)


def draw_depth(
    c: float, depth: int, width: int, second_moments: Callable[[list[int], list[float], float], list[float]]
) -> Figure:
    """Second moments of ReLU networks with weights of variance c / width: median and band over networks, and theory."""
    c, depth, width = positive("c", c), integer("depth", depth), integer("width", width)
    n_nets, a, measured = 16, torch.ones(16, width, 1), []
    for normals in _normals(width, 50, n_nets)[:depth]:
        z = math.sqrt(c) * (normals @ a)
        measured.append(z.square().mean((1, 2)))
        a = z.relu()
    theory = second_moments([width] * (depth + 1), [c / width] * depth, 1.0)
    figure, (ax,) = canvas(1, size=(6.4, 3.5))
    axes(ax, xlabel="layer", ylabel="second moment of a pre-activation", yscale="log")
    layers = np.arange(1, depth + 1)
    bands(
        ax, layers, torch.stack(measured, 1), color=COLORS["blue"], label=f"{n_nets} networks, width {width}"
    )
    ax.plot(layers, theory, "--", color=COLORS["theory"], label="your second_moments")
    ax.legend()
    describe(
        ax,
        f"Second moments over {depth} layers for variance {c:g}/{width}: {theory[0]:.1g} to {theory[-1]:.1g}.",
    )
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
    x, net = torch.linspace(-1, 1, 80)[:, None], history[n_steps // _STRIDE]
    before, _ = principal_features(kernels.jacobian(history[0], x), k)
    s, features = principal_features(kernels.jacobian(net, x), k)
    figure, (left, right) = canvas(2)
    axes(left, xlabel="index j", ylabel="singular value", yscale="log", title=f"{start}, {n_steps} steps")
    index, floor = np.arange(1, k + 1), 1e-6
    left.bar(index - 0.2, np.maximum(np.asarray(before), floor), 0.4, color=COLORS["gray"], label="start")
    left.bar(index + 0.2, np.maximum(np.asarray(s), floor), 0.4, color=COLORS["blue"], label="now")
    _decades(left, -6, 3, 3)
    left.legend()
    axes(right, xlabel="input x", ylabel="principal feature")
    for j in range(5):
        right.plot(x.flatten(), features[:, j], color=COLORS[_LAYER_COLORS[j]])
    right.set_title("features 1 to 5: " + ", ".join(_LAYER_COLORS), fontsize=8)
    alt = f"Singular values before and after {n_steps} steps from {start}; s_5/s_1 is now {s[4] / s[0]:.1g}."
    describe(left, alt)
    describe(right, "The first five principal features over x.")
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
