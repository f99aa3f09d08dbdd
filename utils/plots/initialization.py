"""Figures of the notebook "Initialization and local linearization".

Every function takes data and optional axes, returns the Axes, never trains and never shows. `Numbers` is anything that
NumPy can read: lists, arrays, or tensors.
"""

import itertools
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from torch import Tensor

from utils.plots._base import COLORS, CYCLE, axes, bands, describe, numbers, panels, thin
from utils.plots._base import show as show
from utils.plots.guesses import draw_guess
from utils.validation import refuse

Numbers = Tensor | np.ndarray | Sequence[float]
#: Smallest number drawn on a logarithmic axis, relative to the largest: float32 rounding ends near here.
FLOOR = 1e-9


# ------------------------------------------------------------------------------------------------- functions of x
def sample(x: Numbers, y: Numbers, grid: Numbers, truth: Numbers, ax: Axes | None = None) -> Axes:
    """The noisy training sample (x, y) and the noise-free target `truth` on `grid`."""
    ax = axes(ax, xlabel="input x", ylabel="target y")
    x, y = _pair("x", x, "y", y)
    ax.plot(x, y, ".", color=COLORS["sky"], markersize=3, alpha=0.5, label=f"{len(x)} noisy samples")
    ax.plot(*_pair("grid", grid, "truth", truth), color=COLORS["theory"], label="target without noise")
    ax.legend()
    return describe(ax, f"{len(x)} noisy samples scattered around a smooth wave.")


def fits(
    grid: Numbers,
    truth: Numbers,
    predictions: Mapping[str, Numbers],
    trained_on: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Predictions {name: values on grid} and the target; `trained_on` shades the interval of the training inputs."""
    ax = axes(ax, xlabel="input x", ylabel="prediction")
    if trained_on is not None:
        ax.axvspan(*trained_on, color=COLORS["gray"], alpha=0.12, linewidth=0, label="training inputs")
    ax.plot(*_pair("grid", grid, "truth", truth), "--", color=COLORS["theory"], label="target")
    for name, values in _named("predictions", predictions).items():
        ax.plot(*_pair("grid", grid, f"predictions[{name!r}]", values), label=name)
    ax.legend()
    where = "" if trained_on is None else f" Training inputs lie in [{trained_on[0]:g}, {trained_on[1]:g}]."
    return describe(ax, f"Predictions of {', '.join(predictions)} beside the dashed target.{where}")


def linearization(
    x: Numbers, singular_values: Numbers, features: Numbers, *, title: str = "", axs: np.ndarray | None = None
) -> np.ndarray:
    """Local linearization in three panels: singular values, principal features over x, the first two in a plane.

    `singular_values` (k,) decreasing, `features` (n, k): column j belongs to singular value j. Signs are arbitrary.
    """
    x, s, features = _flat("x", x), _flat("singular_values", singular_values), _array(features)
    if features.shape != (len(x), len(s)):
        refuse("features", f"shape {features.shape}", f"({len(x)}, {len(s)}): one column per singular value")
    axs = panels(axs, 3, size=(10.5, 3.2))
    colors = mpl.colormaps["viridis"](np.linspace(0, 0.9, len(s)))
    axes(axs[0], title=title or None, xlabel="index j", ylabel="singular value", yscale="log")
    axs[0].bar(np.arange(1, len(s) + 1), np.maximum(s, FLOOR * s[0]), color=colors)
    _few_decades(axs[0], FLOOR * s[0], 3 * s[0])
    order = np.argsort(x)[thin(len(x), 400)]
    axes(axs[1], xlabel="input x", ylabel="principal feature")
    for j in reversed(range(len(s))):
        axs[1].plot(x[order], features[order, j], color=colors[j], linewidth=1.3)
    axes(axs[2], xlabel="feature 1 (color: x, dark to light)", ylabel="feature 2")
    axs[2].scatter(features[order, 0], features[order, min(1, len(s) - 1)], c=x[order], s=8)
    text = (
        f"Bars of {len(s)} singular values from {s[0]:.2g} to {s[-1]:.2g}; the principal features over x; "
        "feature 2 over feature 1."
    )
    return describe(axs, f"{title}: {text}" if title else text)


# --------------------------------------------------------------------------------------------- functions of the layer
def by_layer(
    measured: Mapping[str, Numbers],
    theory: Mapping[str, Numbers] | None = None,
    *,
    ylabel: str = "norm of dL/dW",
    ax: Axes | None = None,
) -> Axes:
    """A positive quantity in every layer, logarithmic: dots (L,) or bands over networks (n, L), theory as a line.

    The same names in `theory` give the same color to prediction and measurement.
    """
    ax = axes(ax, xlabel="layer", ylabel=ylabel, yscale="log")
    theory = theory or {}
    for name, color in zip(_named("measured", measured), CYCLE):
        values = _array(measured[name])
        layers = np.arange(1, values.shape[-1] + 1)
        if values.ndim == 2:
            bands(ax, layers, values, color=color, label=f"{name}, measured")
        else:
            ax.plot(layers, values, "o", color=color, label=f"{name}, measured" if name in theory else name)
        if name in theory:
            line = np.broadcast_to(_flat(f"theory[{name!r}]", theory[name]), layers.shape)
            ax.plot(layers, line, "--", color=color, linewidth=1.2, label=f"{name}, theory")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    return describe(ax, f"{ylabel} in every layer for {', '.join(measured)}, logarithmic scale.")


def fluctuations(spread: Mapping[int, Numbers], ax: Axes | None = None) -> Axes:
    """Spread of ln(second moment) over networks, {width: (n_layers,)}, and the estimate sqrt(5 layers / width)."""
    ax = axes(ax, xlabel="layers passed", ylabel="std of ln(second moment)", xscale="log", yscale="log")
    for (width, values), color in zip(_named("spread", spread).items(), CYCLE):
        values = _flat(f"spread[{width}]", values)
        layers = np.arange(1, len(values) + 1)
        ax.plot(layers, values, "o", markersize=3, color=color, label=f"width {width}")
        ax.plot(layers, np.sqrt(5 * layers / width), "--", color=color, linewidth=1)
    ax.legend()
    return describe(
        ax,
        f"Spread of the logarithm of the second moment over depth for widths {', '.join(map(str, spread))}.",
    )


def correlations(
    c: Numbers,
    maps: Mapping[str, Numbers],
    paths: Mapping[str, Numbers],
    axs: np.ndarray | None = None,
    *,
    you: Mapping[str, float] | None = None,
) -> np.ndarray:
    """Left the correlation map of one layer, {name: values over c}; right the correlation over depth, {name: path}.

    A path whose name ends in " (net)" is drawn as dots: it was measured on a network. you: the guessed correlations at
    the last layer, by name.
    """
    axs = panels(axs, 2, size=(9.2, 3.4))
    axes(axs[0], xlabel="correlation before the layer", ylabel="correlation after the layer")
    axes(axs[1], xlabel="layer", ylabel="correlation of two inputs")
    c = _flat("c", c)
    color = dict(zip(_named("maps", maps), CYCLE))
    for name, values in maps.items():
        axs[0].plot(c, _flat(f"maps[{name!r}]", values), color=color[name], label=name)
    axs[0].plot(c, c, ":", color=COLORS["gray"])
    for name, path in _named("paths", paths).items():
        base = name.removesuffix(" (net)")
        style = {"marker": "o", "markersize": 3, "linestyle": "none"} if base != name else {"label": name}
        path = _flat(f"paths[{name!r}]", path)
        axs[1].plot(np.arange(len(path)), path, color=color.get(base), **style)
    axs[0].legend()
    axs[1].legend()
    describe(axs, f"Correlation maps and correlations over depth for {', '.join(maps)}.")
    for name, value in (you or {}).items():
        draw_guess(axs[1], y=value, label=f"you, {name}")
    return axs


# --------------------------------------------------------------------------------------------------- laws and verdicts
def taylor(epsilon: Numbers, residuals: Mapping[str, Numbers], ax: Axes | None = None) -> Axes:
    """Error of the linearization over the size of the parameter step, both logarithmic; slope 2 through its start."""
    ax = axes(ax, xlabel="step size ε", ylabel="mean |f - linearization|", xscale="log", yscale="log")
    epsilon = _flat("epsilon", epsilon)
    for name, values in _named("residuals", residuals).items():
        values = _flat(f"residuals[{name!r}]", values)
        ax.plot(epsilon, values, "o", label=name)
        ax.plot(epsilon, values[0] * (epsilon / epsilon[0]) ** 2, color=COLORS["theory"], linewidth=1)
    ax.plot([], [], color=COLORS["theory"], linewidth=1, label="slope 2")
    ax.legend()
    said = "; ".join(f"{k} from {_flat(k, v)[0]:.1g} to {_flat(k, v)[-1]:.1g}" for k, v in residuals.items())
    return describe(
        ax, f"The error of the linearization over the step, log-log, with lines of slope 2: {said}."
    )


def errors(results: Mapping[str, Numbers], level: float, *, title: str = "", ax: Axes | None = None) -> Axes:
    """Test errors of repeated trainings {name: (n_seeds,)} as dots with their median; `level` marks the best constant.

    Runs that ended in NaN or infinity are counted in the name of their column.
    """
    ax = axes(ax, title=title or None, ylabel="test error (MSE)", yscale="log")
    names = []
    for i, (name, values) in enumerate(_named("results", results).items()):
        values = _flat(f"results[{name!r}]", values)
        alive = values[np.isfinite(values)]
        offset = np.linspace(-0.2, 0.2, len(alive)) if len(alive) != 1 else np.zeros(1)
        ax.plot(i + offset, np.sort(alive), ".", color=CYCLE[i % len(CYCLE)])
        if len(alive):
            ax.plot([i - 0.3, i + 0.3], 2 * [np.median(alive)], color=COLORS["black"])
        dead = len(values) - len(alive)
        names.append(f"{name}\n({dead} diverged)" if dead else name)
    ax.axhline(level, linestyle="--", color=COLORS["gray"], label="best constant")
    ax.set_xticks(range(len(names)), names)
    ax.legend()
    return describe(ax, f"Test errors over seeds for {', '.join(results)}; dashed: the best constant.")


def spectra(candidates: Mapping[str, Numbers], axs: np.ndarray | None = None) -> np.ndarray:
    """Singular values {name: (k,)} side by side as bars on one linear scale, as in a draft: small ones do not show."""
    axs = panels(axs, len(_named("candidates", candidates)), sharey=True)
    for ax, (name, values) in zip(axs, candidates.items()):
        s = _flat(f"candidates[{name!r}]", values)
        axes(ax, title=name, xlabel="index j", ylabel="singular value" if ax is axs[0] else "")
        ax.bar(np.arange(1, len(s) + 1), s, color=COLORS["blue"])
        ax.xaxis.get_major_locator().set_params(integer=True)
    return describe(axs, f"Bars of the leading singular values of {', '.join(candidates)}.")


def depth_race(losses: Mapping[int, Mapping[str, Numbers]], axs: np.ndarray | None = None) -> np.ndarray:
    """Training losses {depth: {scheme: (n_seeds, n_steps)}}: one panel per depth, median and band over the seeds.

    Means over blocks of 25 steps are drawn; what fills no block is left out.
    """
    axs = panels(axs, len(_named("losses", losses)), sharey=True)
    for ax, (depth, schemes) in zip(axs, losses.items()):
        axes(ax, title=f"{depth} hidden layers", xlabel="step", ylabel="training loss", yscale="log")
        for (name, values), color in zip(_named(f"losses[{depth}]", schemes).items(), CYCLE):
            smooth = _smooth(_array(values), 25)
            steps = 25 * (1 + np.arange(smooth.shape[1]))
            bands(ax, steps, smooth, color=color, label=name)
        ax.legend()
    return describe(axs, f"Training losses over steps with {', '.join(map(str, losses))} hidden layers.")


# ------------------------------------------------------------------------------------------------ what the panels show
def signals(
    scale: float, norms: Numbers, pre_activations: Sequence[Numbers], axs: np.ndarray | None = None
) -> np.ndarray:
    """Gradient norms (L,) of a network started at `scale`; one histogram of log10 |pre-activation| for every layer."""
    left, right = axs = panels(axs, 2)
    norms = _flat("norms", norms)
    layers = range(1, len(norms) + 1)
    axes(left, xlabel="layer", ylabel="norm of dL/dW", yscale="log", title=f"scale {scale:g}")
    left.plot(layers, norms, "o-", color=COLORS["blue"])
    _few_decades(left, 1e-9, 1e9)
    left.set_xticks(layers)
    axes(right, xlabel="log10 |pre-activation|", ylabel="share of values")
    for layer, (values, color) in enumerate(zip(pre_activations, itertools.cycle(CYCLE[:5])), start=1):
        sizes = np.log10(np.maximum(np.abs(_flat("pre_activations", values)), 1e-12))
        heights, edges = np.histogram(sizes, np.linspace(-9, 5, 57))
        right.stairs(heights / sizes.size, edges, color=color, label=f"layer {layer}")
    right.legend(loc="upper left")
    describe(
        left,
        f"Gradient norms in layers 1 to {len(norms)} at scale {scale:g}: {norms[0]:.0e} to {norms[-1]:.0e}.",
    )
    describe(right, "Histograms of the size of the pre-activations in every layer.")
    return axs


def moments(c: float, width: int, measured: Numbers, theory: Numbers, ax: Axes | None = None) -> Axes:
    """Second moments by layer for weights of variance c / width: band over networks (n_nets, L), theory (L,) dashed."""
    measured, theory = _array(measured), _flat("theory", theory)
    layers = np.arange(1, measured.shape[1] + 1)
    ax = axes(ax, xlabel="layer", ylabel="second moment of a pre-activation", yscale="log")
    name = f"{len(measured)} networks, width {width}"
    bands(ax, layers, measured, color=COLORS["blue"], label=name)
    ax.plot(layers, theory, "--", color=COLORS["theory"], label="your second_moments")
    ax.legend()
    said = f"{theory[0]:.1g} to {theory[-1]:.1g}"
    return describe(ax, f"Second moments over {len(layers)} layers for variance {c:g}/{width}: {said}.")


def progress(
    start: str,
    n_steps: int,
    x: Numbers,
    before: Numbers,
    singular_values: Numbers,
    features: Numbers,
    axs: np.ndarray | None = None,
) -> np.ndarray:
    """Singular values (k,), k >= 5, before and after `n_steps` steps from `start`, and features 1 to 5 of (n, k)."""
    left, right = axs = panels(axs, 2)
    s, floor, names = _flat("singular_values", singular_values), 1e-6, list(COLORS)[:5]
    axes(left, xlabel="index j", ylabel="singular value", yscale="log", title=f"{start}, {n_steps} steps")
    for side, values, color, label in (
        (-0.2, _flat("before", before), "gray", "start"),
        (0.2, s, "blue", "now"),
    ):
        heights = np.maximum(values, floor)
        left.bar(np.arange(1, len(s) + 1) + side, heights, 0.4, color=COLORS[color], label=label)
    _few_decades(left, 1e-6, 1e3)
    left.legend()
    axes(right, xlabel="input x", ylabel="principal feature")
    for j, name in enumerate(names):
        right.plot(_flat("x", x), _array(features)[:, j], color=COLORS[name])
    right.set_title("features 1 to 5: " + ", ".join(names), fontsize=8)
    describe(
        left,
        f"Singular values before and after {n_steps} steps from {start}; s_5/s_1 is now {s[4] / s[0]:.1g}.",
    )
    describe(right, "The first five principal features over x.")
    return axs


# --------------------------------------------------------------------------------------------------------------- inside
def _few_decades(ax: Axes, low: float, high: float) -> None:
    """A logarithmic axis over many decades with at most six labels: labels are what drawing waits for."""
    ax.set_ylim(low, high)
    ax.yaxis.set_major_locator(LogLocator(numticks=6))
    ax.minorticks_off()


def _smooth(values: np.ndarray, block: int) -> np.ndarray:
    """Means over blocks of steps (n_seeds, n_steps // block): single mini-batches are noisy."""
    n = values.shape[1] // block * block
    return values[:, :n].reshape(len(values), -1, block).mean(2)


def _array(values: Numbers) -> np.ndarray:
    return np.asarray(numbers(values), dtype=float)


def _flat(name: str, values: Numbers) -> np.ndarray:
    flat = _array(values).reshape(-1)
    if flat.size == 0:
        refuse(name, "nothing", "at least one number")
    return flat


def _pair(x_name: str, x: Numbers, y_name: str, y: Numbers) -> tuple[np.ndarray, np.ndarray]:
    x, y = _flat(x_name, x), _flat(y_name, y)
    if len(x) != len(y):
        refuse(y_name, f"{len(y)} numbers", f"{len(x)}, as many as {x_name}")
    return x, y


def _named(name: str, values: Mapping) -> Mapping:
    if not isinstance(values, Mapping) or not values:
        refuse(name, f"a {type(values).__name__} of length {len(values)}", "a non-empty dictionary")
    return values
