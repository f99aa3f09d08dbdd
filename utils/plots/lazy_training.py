"""Figures of the notebook on lazy training. Each takes data and optional axes, returns the Axes, never trains.

Where a student has guessed what a figure shows, it takes the guess as `you` and draws it; None draws nothing.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from torch import Tensor

from utils.data import Sample, target
from utils.dynamics import wells
from utils.plots._base import COLORS, axes, bands, describe, numbers, panels, thin
from utils.plots._base import show as show
from utils.plots.guesses import draw_exponent, draw_guess
from utils.training import Trajectory
from utils.validation import refuse


def _columns(name: str, values) -> np.ndarray:
    """Values as (n_points, n_members); one list of numbers is one member."""
    array = numbers(values)
    array = array[:, None] if array.ndim == 1 else array
    if array.ndim != 2 or array.size == 0:
        refuse(name, f"shape {array.shape}", "(n_points, n_members) or (n_points,)")
    return array


def _labels(labels: Sequence[str] | None, n: int) -> list[str | None]:
    labels = [None] * n if labels is None else list(labels)
    if len(labels) != n:
        refuse("labels", f"{len(labels)} labels", f"{n}, one for each curve")
    return labels


def _several(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


# ------------------------------------------------------------------------------------ data and fits


def targets(names: Sequence[str] = ("simple", "middle", "complex"), axs=None) -> np.ndarray:
    """The noise-free targets side by side."""
    axs, x = panels(axs, len(names), sharey=True), torch.linspace(-1, 1, 400)[:, None]
    for ax, name in zip(axs, names):
        axes(ax, title=name, xlabel="input x").plot(x[:, 0], target(name)(x)[:, 0], color=COLORS["black"])
    axs[0].set_ylabel("target f*(x)")
    return describe(axs, f"The targets {', '.join(names)} on the interval from -1 to 1.")


def fits(
    sample: Sample,
    x,
    predictions: Mapping[str, Tensor] | Tensor,
    ax: Axes | None = None,
    *,
    title: str | None = None,
) -> Axes:
    """Sample, target, and fitted curves over the inputs x (n, 1).

    predictions: (n, 1) for one model, (n_members, n, 1) for an ensemble (thin lines), or a dictionary label -> either.
    """
    ax, grid = axes(ax, title=title, xlabel="input x", ylabel="f(x)"), numbers(x)[:, 0]
    named = predictions if isinstance(predictions, Mapping) else {"model": predictions}
    clean = sample.target(x)[:, 0]
    ax.plot(grid, clean, color=COLORS["gray"], linestyle="--", linewidth=1.2, label="target f*")
    for i, (label, values) in enumerate(named.items()):
        curves = np.atleast_3d(numbers(values)) if numbers(values).ndim == 3 else numbers(values)[None]
        if curves.shape[1:] != (len(grid), 1):
            refuse(
                "predictions",
                f"shape {numbers(values).shape}",
                f"({len(grid)}, 1) or (n_members, {len(grid)}, 1)",
            )
        thick = {"linewidth": 1.8} if len(curves) == 1 else {"linewidth": 0.9, "alpha": 0.8}
        for k, curve in enumerate(curves):
            ax.plot(grid, curve[:, 0], color=f"C{i}", label=None if k else label, **thick)
    ax.plot(
        sample.x[:, 0], sample.y[:, 0], "o", color=COLORS["black"], markersize=4, label="sample", zorder=3
    )
    ax.legend()
    return describe(ax, f"{len(sample)} data points, the target, and the curves of {', '.join(named)}.")


def features(x, phi, axs=None) -> np.ndarray:
    """The columns of phi (n, D) over x (n, 1): the first half (sines) left, the second half (cosines) right."""
    columns = _columns("phi", phi)
    axs, half = panels(axs, 2, sharey=True), columns.shape[1] // 2
    for ax, block, name in zip(axs, (columns[:, :half], columns[:, half:]), ("sin(π k x)", "cos(π k x)")):
        axes(ax, title=name, xlabel="input x").plot(numbers(x)[:, 0], block, linewidth=1.2)
    axs[0].set_ylabel("feature")
    return describe(axs, f"{columns.shape[1]} features over the input: {half} sines and {half} cosines.")


# ------------------------------------------------------------------------------------ along a training


def losses(values, ax: Axes | None = None, *, labels: Sequence[str] | None = None, theory=None) -> Axes:
    """Training losses (n_steps[, n_members]) over the steps, log-log; `theory` (n_steps,) dashed on top."""
    curves = _columns("values", values)
    ax = axes(ax, xlabel="step t", ylabel="training loss", xscale="log", yscale="log")
    steps = thin(len(curves), 2000, log=True)  # a jump of a few steps keeps its height
    for curve, label in zip(curves.T, _labels(labels, curves.shape[1])):
        ax.plot(steps + 1, curve[steps], label=label, linewidth=1.2)
    if theory is not None:
        ax.plot(steps + 1, numbers(theory)[steps], "--", color=COLORS["theory"], label="closed form")
    if labels is not None or theory is not None:
        ax.legend()
    return describe(
        ax,
        f"Training loss of {_several(curves.shape[1], 'model')} over {len(curves)} steps, log-log.",
    )


def movement(steps, values, ax: Axes | None = None, *, labels: Sequence[str] | None = None) -> Axes:
    """Relative movement of the weights (n_records[, n_members]) over the recorded steps, log-log."""
    curves, steps = _columns("values", values), numbers(steps)
    if len(steps) != len(curves):
        refuse("steps", f"{len(steps)} steps", f"{len(curves)}, one for each record")
    ax = axes(ax, xlabel="step t", ylabel="|w_t - w_0| / |w_0|", xscale="log", yscale="log")
    later = steps > 0
    for curve, label in zip(curves.T, _labels(labels, curves.shape[1])):
        ax.plot(steps[later], curve[later], label=label, linewidth=1.4)
    if labels is not None:
        ax.legend()
    return describe(
        ax,
        f"Relative movement of the weights of {_several(curves.shape[1], 'model')} during training.",
    )


# ------------------------------------------------------------------------------------ power laws


def power_laws(
    x,
    curves: Mapping[str, Sequence[float]],
    ax: Axes | None = None,
    *,
    xlabel: str,
    ylabel: str = "|w_end - w_0| / |w_0|",
    exponents: Mapping[str, float] | None = None,
    you: Mapping[str, float] | None = None,
) -> Axes:
    """Measured y over x, log-log, and for each label of `exponents` the line x^p of the theory, dashed.

    curves: label -> (n,) values. A theory line passes through the last point of its curve: laws are asymptotic; so does
    the line of a guessed exponent in `you`.
    """
    ax, x = axes(ax, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log"), numbers(x)
    exponents = exponents or {}
    for i, (label, values) in enumerate(curves.items()):
        y = numbers(values)
        if y.shape != x.shape:
            refuse(f"curves[{label!r}]", f"shape {y.shape}", f"{x.shape}, one value for each x")
        ax.plot(x, y, "o-", color=f"C{i}", linewidth=0.8, label=label)
        if label in exponents:
            line = y[-1] * (x / x[-1]) ** exponents[label]
            ax.plot(x, line, "--", color=COLORS["theory"], linewidth=1.2, label=f"slope {exponents[label]:g}")
    ax.legend()
    words = "; ".join(f"{k} from {numbers(v)[0]:.2g} to {numbers(v)[-1]:.2g}" for k, v in curves.items())
    describe(ax, f"{ylabel} over {xlabel}, log-log: {words}.")
    for label, exponent in (you or {}).items():
        draw_exponent(
            ax, x, numbers(curves[label]), exponent, label="you" if len(curves) == 1 else f"you, {label}"
        )
    return ax


def dial(
    alphas,
    test_errors,
    movements,
    shares,
    axs=None,
    *,
    you: Sequence[float | Mapping[str, float] | None] = (None, None, None),
) -> np.ndarray:
    """From rich to lazy: over the output scale alpha the test error, the movement, and the share of one direction.

    shares: in [0, 1], how much of a network lies in the direction that matters. you: the guessed best alpha, the
    movement there, and the shares at the two ends of the dial, by the names smallest_alpha and largest_alpha; an empty
    guess draws nothing.
    """
    axs, alphas = panels(axs, 3), numbers(alphas)
    errors, movements, shares = numbers(test_errors), numbers(movements), numbers(shares)
    left = axes(axs[0], title="test error", xlabel="output scale α", xscale="log")
    left.plot(alphas, errors, "o-", color=COLORS["vermilion"])
    left.set_ylim(0, 1.1 * max(errors))
    middle = axes(axs[1], title="|w_end - w_0| / |w_0|", xlabel="output scale α", xscale="log", yscale="log")
    middle.plot(alphas, movements, "o", color=COLORS["blue"], label="measured")
    law = movements[-1] * alphas[-1] / alphas
    middle.plot(alphas, law, "--", color=COLORS["theory"], label="∝ 1/α")
    middle.legend()
    right = axes(axs[2], title="share of the direction that matters", xlabel="output scale α", xscale="log")
    right.plot(alphas, shares, "o-", color=COLORS["green"])
    right.set_ylim(0, 1)
    describe(
        axs,
        f"From the output scale {alphas[0]:g} to {alphas[-1]:g} the test error goes from {errors[0]:.2f} to "
        f"{errors[-1]:.2f}, the movement of the weights from {movements[0]:.2g} to {movements[-1]:.2g}, along 1/α in "
        f"the end, and the share of the direction that matters from {shares[0]:.2f} to {shares[-1]:.2f}.",
    )
    best, way, found = you
    draw_guess(left, x=best)
    draw_guess(middle, y=way)
    if found:
        ends = {"smallest_alpha": alphas[0], "largest_alpha": alphas[-1]}
        draw_guess(right, [ends[name] for name in found], list(found.values()), marker="o")
    return axs


# ------------------------------------------------------------------------------------ linear regression


def _nonzero(eigenvalues: np.ndarray) -> np.ndarray:
    """Which eigenvalues are not zero to rounding, in the precision in which they were computed."""
    return eigenvalues > len(eigenvalues) * np.finfo(eigenvalues.dtype).eps * eigenvalues.max()


def eigenbasis(eigenvalues, moved, ax: Axes | None = None) -> Axes:
    """How far gradient descent moved the weights along each eigenvector of X'X/n: |moved| (d,) over its index."""
    values, sizes = numbers(eigenvalues), np.abs(numbers(moved))
    if values.ndim != 1 or values.shape != sizes.shape:
        refuse("moved", f"shape {sizes.shape}", f"{values.shape}, one for each eigenvalue")
    ax = axes(ax, xlabel="eigenvector of XᵀX/n, sorted", ylabel="|movement along it|")
    order = np.argsort(values)[::-1]
    alive = _nonzero(values)[order]
    ranks = np.arange(len(values))
    ax.plot(ranks[alive], sizes[order][alive], "o", markersize=3, label=f"λ > 0: {alive.sum()}")
    ax.plot(
        ranks[~alive],
        sizes[order][~alive],
        "o",
        markersize=3,
        color=COLORS["vermilion"],
        label=f"λ = 0: {(~alive).sum()}",
    )
    ax.legend()
    return describe(
        ax, f"Movement along {len(values)} eigenvectors; the {(~alive).sum()} of eigenvalue zero do not move."
    )


def spectrum(eigenvalues, n_samples: int, ax: Axes | None = None, *, you: float | None = None) -> Axes:
    """Histogram of the nonzero eigenvalues of X'X/n with the Marchenko-Pastur density of standard normal X (n, d).

    you: the guessed upper edge.
    """
    values = numbers(eigenvalues)
    ratio = len(values) / n_samples
    low, high = (1 - np.sqrt(ratio)) ** 2, (1 + np.sqrt(ratio)) ** 2
    x = np.linspace(low, high, 400)[1:-1]
    # among the nonzero eigenvalues, a share min(1, 1/ratio) of all
    density = np.sqrt((high - x) * (x - low)) / (2 * np.pi * min(ratio, 1.0) * x)
    ax = axes(ax, xlabel="eigenvalue λ of XᵀX/n", ylabel="density")
    ax.hist(values[_nonzero(values)], bins=30, density=True, color=COLORS["sky"])
    ax.plot(x, density, color=COLORS["theory"], label=f"Marchenko-Pastur, edge {high:.2f}")
    ax.legend()
    describe(
        ax, f"Histogram of eigenvalues up to {values.max():.2f}; the theoretical density ends at {high:.2f}."
    )
    return draw_guess(ax, x=you)


def risks(
    dims,
    samples: Mapping[str, Tensor],
    ax: Axes | None = None,
    *,
    threshold: int | None = None,
    xlabel: str = "number of features D",
    ylabel: str = "risk",
    floor: float | None = None,
    you: float | None = None,
) -> Axes:
    """Median and 10-90 % band of risks (n_repeats, n_dims) over the number of features, one curve for each label.

    threshold: where the model begins to interpolate (D = n); floor: the noise below which no test error can fall;
    you: the guessed place of the peak.
    """
    ax = axes(ax, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
    for label, values in samples.items():
        bands(ax, numbers(dims), numbers(values), label=label, marker="o", markersize=3)
    if threshold is not None:
        ax.axvline(
            threshold, color=COLORS["gray"], linestyle=":", label=f"interpolation: D = n = {threshold}"
        )
    if floor is not None:
        ax.axhline(floor, color=COLORS["theory"], linestyle="--", label=f"noise {floor:.3g}")
    ax.legend()
    peaks = [
        f"{k} peaks at {numbers(dims)[np.median(numbers(v), axis=0).argmax()]:g}" for k, v in samples.items()
    ]
    describe(ax, f"Median {ylabel} with quantile bands over {xlabel}: {', '.join(peaks)}.")
    return draw_guess(ax, x=you)


# ------------------------------------------------------------------------------------ landscapes


def scaled_losses(w, loss, linear, alphas: Sequence[float], axs=None) -> np.ndarray:
    """One panel per alpha: loss of the scaled one-weight model and of its linearization over w, all (n_alphas, n)."""
    w, loss, linear = _columns("w", w), _columns("loss", loss), _columns("linear", linear)
    axs = panels(axs, len(alphas))
    for ax, alpha, *curves in zip(axs, alphas, w, loss, linear):
        axes(ax, title=f"α = {alpha:g}", xlabel="weight w")
        ax.plot(curves[0], curves[1], label="model")
        ax.plot(curves[0], curves[2], "--", color=COLORS["theory"], label="linearized")
    axs[0].set_ylabel("loss")
    axs[0].legend()
    return describe(
        axs, "Loss of a one-weight model and of its linearization: the larger α, the closer the two curves."
    )


def landscape(paths, lrs: Sequence[float], axs=None) -> np.ndarray:
    """Descent paths (n_records, n_rates, n_starts, 2) over the contours of `utils.dynamics.wells`; 40 at the most."""
    paths = numbers(paths)
    if paths.ndim != 4 or paths.shape[1] != len(lrs) or paths.shape[3] != 2:
        refuse("paths", f"shape {paths.shape}", f"(n_records, {len(lrs)}, n_starts, 2)")
    axs, side = panels(axs, len(lrs), sharey=True), torch.linspace(-2, 2, 120)
    v, u = torch.meshgrid(side, side, indexing="ij")
    height = wells(torch.stack([u.ravel(), v.ravel()], dim=1)).reshape(u.shape)
    for k, (ax, lr) in enumerate(zip(axs, lrs)):
        axes(ax, title=f"η = {lr:g}", xlabel="u").contourf(u, v, height, levels=20, cmap="Greys", alpha=0.7)
        for path in paths[:, k].swapaxes(0, 1)[:40]:
            ax.plot(path[:, 0], path[:, 1], color=COLORS["blue"], linewidth=0.6, alpha=0.7)
        ax.plot(*paths[-1, k].T, "o", color=COLORS["vermilion"], markersize=4)
        ax.set(xlim=(-2, 2), ylim=(-1, 2))
    axs[0].set_ylabel("v")
    right = [int(np.sum(paths[-1, k, :, 0] > 0)) for k in range(len(lrs))]
    words = ", ".join(f"{r} of {paths.shape[2]} at η = {lr:g}" for r, lr in zip(right, lrs))
    return describe(
        axs, f"Descent paths between a sharp well (left) and a flat one (right). Ending right: {words}."
    )


# ------------------------------------------------------------------------------------ what the panels show


def stability(relative: float, loss, factors, axs=None) -> np.ndarray:
    """Loss (n_steps,) at `relative` times the largest stable learning rate; factor per step (n_modes,) of each mode.

    A mode calms down while its factor 1 - lr lambda lies between the dashed lines at -1 and 1.
    """
    axs, loss, factors = panels(axs, 2), numbers(loss), numbers(factors)
    steps, modes = thin(len(loss), 200, log=True), np.arange(1, len(factors) + 1)
    left = axes(axs[0], title="training loss", xlabel="step t", xscale="log", yscale="log")
    left.plot(steps + 1, loss[steps], color=COLORS["blue"])
    left.set_ylim(1e-5, 1e5)
    right = axes(axs[1], title="factor per step 1 - ηλ, mode by mode", xlabel="mode (steepest first)")
    for limit in (-1, 1):
        right.axhline(limit, color=COLORS["theory"], linestyle="--", linewidth=1)
    colors = [COLORS["vermilion"] if abs(f) > 1 else COLORS["blue"] for f in factors]
    right.vlines(modes, 0, factors, color=colors, linewidth=1.2)
    right.scatter(modes, factors, color=colors, s=22, zorder=3)
    right.set_ylim(-1.6, 1.2)
    trend = "grows" if relative > 1 else "falls"
    describe(
        left, f"At {relative:g} times the largest stable learning rate the loss {trend}, to {loss[-1]:.2g}."
    )
    describe(right, f"The steepest mode is multiplied by {factors[0]:.3g} in every step.")
    return axs


def _points_and_curves(ax: Axes, sample: Sample, x, curves: Mapping[str, tuple], title: str) -> None:
    """The sample under named curves {label: (values (n, 1), color, line style)}, on the same scale at every setting."""
    ax.plot(sample.x[:, 0], sample.y[:, 0], "o", color=COLORS["black"], markersize=4)
    for label, (values, color, line) in curves.items():
        ax.plot(x[:, 0], values[:, 0], line, color=COLORS[color], label=label)
    axes(ax, title=title, xlabel="input x").set_ylim(-2.2, 2.2)
    ax.legend(loc="upper left", fontsize=8)


def journeys(sample: Sample, x, run: Trajectory, parametrization: str, axs=None) -> np.ndarray:
    """One NTKNet with inputs in one dimension and biases before and after `run`; the way of its first 200 neurons."""
    axs = panels(axs, 2)
    start, end = (run.predict(x, record=r)[0] for r in (0, -1))
    hidden, bias = (run.weights[0][:, run.parts[0][name]].numpy() for name in ("hidden", "bias"))
    width, moved = hidden.shape[1], run.relative_movement[-1, 0].item()
    curves = {"before": (start, "gray", "--"), "after": (end, "blue", "-")}
    _points_and_curves(axs[0], sample, x, curves, f"fit, width m = {width}")
    ways = np.stack([hidden, bias], -1)[:, :200]
    axs[1].add_collection(LineCollection(ways.swapaxes(0, 1), color=COLORS["blue"], linewidth=1))
    axs[1].scatter(*ways[-1].T, color=COLORS["vermilion"], s=8, zorder=3)
    axes(axs[1], title=f"neurons: |w - w0| / |w0| = {moved:.3f}", xlabel="weight", ylabel="")
    axs[1].set(xlim=(-4, 4), ylim=(-4, 4))
    describe(axs[0], f"A network of width {width} fits {len(sample)} points, loss {run.losses[-1, 0]:.2g}.")
    describe(
        axs[1], f"Its weights have moved by {moved:.3f} of their norm ({parametrization} parametrization)."
    )
    return axs


def output_scale(
    sample: Sample, x, network, tangent, alpha: float, moved: float, law: tuple[float, float], axs=None
) -> np.ndarray:
    """A network trained at `alpha` and its tangent, both (n, 1); its movement over alpha from 0.1 to 1000.

    law: an output scale and the movement there; the dashed line 1/alpha passes through this point.
    """
    axs, ends = panels(axs, 2), np.array([0.1, 1000.0])
    gap = ((network - tangent).norm() / network.norm()).item()
    curves = {"network": (network, "blue", "-"), "tangent": (tangent, "vermilion", "--")}
    _points_and_curves(axs[0], sample, x, curves, f"gap {gap:.3f}")
    right = axes(axs[1], title="relative movement", xlabel="output scale α", xscale="log", yscale="log")
    right.plot(ends, law[1] * law[0] / ends, "--", color=COLORS["theory"], linewidth=1, label="∝ 1/α")
    right.plot([alpha], [moved], "o", color=COLORS["blue"], markersize=8, label=f"α = {alpha:g}: {moved:.2g}")
    right.set(xlim=ends, ylim=(1e-4, 10))
    right.legend(fontsize=8)
    describe(
        axs[0], f"At alpha = {alpha:g} the network and its tangent differ by {gap:.2g} of the network's norm."
    )
    describe(right, f"The weights have moved by {moved:.2g} of their norm; the dashed line is 1/alpha.")
    return axs


# ------------------------------------------------------------------------------------ several panels at once


def fit_and_loss(sample: Sample, x, predictions, values, axs=None, *, you=None) -> np.ndarray:
    """Two panels: `fits` and `losses`; `you`: the guessed losses as points (step, loss), the first step is 1."""
    axs = panels(axs, 2)
    fits(sample, x, predictions, axs[0])
    losses(values, axs[1])
    if you:
        draw_guess(axs[1], *np.transpose(you), marker="o")
    return axs


def overview(
    sample: Sample, x, predictions: Mapping[str, Tensor], values, steps, movements, axs=None
) -> np.ndarray:
    """Three panels for models by name: fits, losses (each (n_steps,)), movements (each (n_records,)) at `steps`."""
    axs, labels = panels(axs, 3), list(predictions)
    fits(sample, x, predictions, axs[0])
    losses(np.stack([numbers(v) for v in values], axis=1), axs[1], labels=labels)
    movement(list(steps), np.stack([numbers(m) for m in movements], axis=1), axs[2], labels=labels)
    return axs


def ensemble(sample: Sample, x, before: Tensor, after: Tensor, run: Trajectory, axs=None) -> np.ndarray:
    """Four panels: functions (n_members, n, 1) at the start and at the end, losses and movements of `run`."""
    axs = panels(axs, 4, size=(10.5, 2.9))
    for ax, functions, title in ((axs[0], before, "at the start"), (axs[1], after, "after training")):
        fits(sample, x, {f"{len(functions)} models": functions}, ax, title=title)
    losses(run.losses, axs[2])
    movement(run.steps, run.relative_movement, axs[3])
    return axs


def compare_losses(runs: Mapping[str, Tensor], labels: Sequence[str], axs=None) -> np.ndarray:
    """One panel for each named run: losses (n_steps, n_members), the same labels in each."""
    axs = panels(axs, len(runs), sharey=True)
    for ax, (name, values) in zip(axs, runs.items()):
        losses(values, axes(ax, title=name), labels=labels)
    return axs


def designs(
    cases: Sequence[tuple[int, Tensor, Tensor]], axs=None, *, you: Mapping[str, float] | None = None
) -> np.ndarray:
    """For each (n_samples, eigenvalues (d,), moved (d,)): `spectrum` beside `eigenbasis`.

    you: the guessed edges, by the names n_5000 and so on.
    """
    axs = panels(axs, 2 * len(cases), size=(10.5, 2.9))
    for left, right, (n, eigenvalues, moved) in zip(axs[::2], axs[1::2], cases):
        title = f"n = {n}, p = {len(eigenvalues)}"
        spectrum(eigenvalues, n, axes(left, title=title), you=(you or {}).get(f"n_{n}"))
        eigenbasis(eigenvalues, moved, right)
    return axs


def tangent_gap(
    sample: Sample, x, networks, tangents, widths: Sequence[int], gaps, axs=None, *, you: float | None = None
) -> np.ndarray:
    """Thinnest and widest network beside their tangents, both (2, n, 1), and the gaps (n_widths,) with slope -1/2.

    you: the guessed slope.
    """
    axs = panels(axs, 3)
    for ax, width, network, line in zip(axs, (widths[0], widths[-1]), networks, tangents):
        fits(sample, x, {"network": network, "tangent": line}, ax, title=f"width {width}")
    law, guess = {"gap": -0.5}, {"gap": you}
    power_laws(
        widths, {"gap": gaps}, axs[2], xlabel="width m", ylabel="relative gap", exponents=law, you=guess
    )
    return axs


def alpha_sweep(
    alphas, moved: Mapping[int, Tensor], final: Mapping[int, Tensor], axs=None, *, you: float | None = None
) -> np.ndarray:
    """Median movement with slope -1, and final loss with bands, both {width: (n_alphas, n_seeds)}, over alpha.

    you: the guessed slope.
    """
    axs, medians = panels(axs, 2), {f"width {w}": np.median(numbers(v), axis=1) for w, v in moved.items()}
    law = dict.fromkeys(medians, -1.0)
    power_laws(alphas, medians, axs[0], xlabel="output scale α", exponents=law)
    draw_exponent(axs[0], numbers(alphas), list(medians.values())[-1], you)
    axes(axs[1], xlabel="output scale α", ylabel="loss at the end", xscale="log", yscale="log")
    for width, values in final.items():
        bands(axs[1], numbers(alphas), numbers(values).T, label=f"width {width}", marker="o", markersize=3)
    axs[1].legend()
    describe(axs[1], "Median loss after equal effective times: larger at large α than at small α.")
    return axs


def candidates(alphas, figures: Mapping[str, Tensor], axs=None) -> np.ndarray:
    """Figures to be audited, side by side: movement over alpha, without any line that would give the answer away."""
    axs = panels(axs, len(figures))
    for ax, (name, values) in zip(axs, figures.items()):
        axes(ax, title=f"figure {name}", xlabel="output scale α", ylabel="|w_end - w_0| / |w_0|")
        ax.loglog(numbers(alphas), numbers(values), "o-")
        describe(ax, f"Figure {name}: the movement falls with α, almost on a straight line.")
    return axs


def pay_off(alphas, moved, gaps, axs=None) -> np.ndarray:
    """The claim (movement and gap to the tangent fall like 1/α) beside the student's own runs, each (n_alphas,)."""
    axs, scale = panels(axs, 2), numbers(alphas)
    claim = {"movement": moved[0] * scale[0] / scale, "gap to the tangent": gaps[0] * scale[0] / scale}
    yours = {"movement": moved, "gap to the tangent": gaps}
    for ax, curves, title in ((axs[0], claim, "the claim: 1/α"), (axs[1], yours, "your runs")):
        law = dict.fromkeys(curves, -1.0) if curves is yours else None
        power_laws(scale, curves, ax, xlabel="output scale α", ylabel="relative size", exponents=law)
        ax.set_title(title)
    return axs
