"""Figures of the notebook on lazy training. Each takes data and optional axes, returns the Axes, never trains."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from torch import Tensor

from utils.checks import refuse
from utils.data import Sample, target
from utils.dynamics import wells
from utils.plots import COLORS, axes, bands, describe, panels, plain_log, thin
from utils.plots import show as show
from utils.training import Trajectory


def _numpy(values) -> np.ndarray:
    return values.detach().numpy() if isinstance(values, Tensor) else np.asarray(values)


def _columns(name: str, values) -> np.ndarray:
    """Values as (n_points, n_members); one list of numbers is one member."""
    array = _numpy(values)
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
    ax, grid = axes(ax, title=title, xlabel="input x", ylabel="f(x)"), _numpy(x)[:, 0]
    named = predictions if isinstance(predictions, Mapping) else {"model": predictions}
    clean = sample.target(x)[:, 0]
    ax.plot(grid, clean, color=COLORS["gray"], linestyle="--", linewidth=1.2, label="target f*")
    for i, (label, values) in enumerate(named.items()):
        curves = np.atleast_3d(_numpy(values)) if _numpy(values).ndim == 3 else _numpy(values)[None]
        if curves.shape[1:] != (len(grid), 1):
            refuse(
                "predictions",
                f"shape {_numpy(values).shape}",
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
        axes(ax, title=name, xlabel="input x").plot(_numpy(x)[:, 0], block, linewidth=1.2)
    axs[0].set_ylabel("feature")
    return describe(axs, f"{columns.shape[1]} features over the input: {half} sines and {half} cosines.")


# ------------------------------------------------------------------------------------ along a training


def losses(values, ax: Axes | None = None, *, labels: Sequence[str] | None = None, theory=None) -> Axes:
    """Training losses (n_steps[, n_members]) over the steps, log-log; `theory` (n_steps,) dashed on top."""
    curves = _columns("values", values)
    ax = axes(ax, xlabel="step t", ylabel="training loss", xscale="log", yscale="log")
    steps = thin(len(curves), log=True)
    for curve, label in zip(curves.T, _labels(labels, curves.shape[1])):
        ax.plot(steps + 1, curve[steps], label=label, linewidth=1.2)
    if theory is not None:
        ax.plot(steps + 1, _numpy(theory)[steps], "--", color=COLORS["theory"], label="closed form")
    if labels is not None or theory is not None:
        ax.legend()
    return describe(
        plain_log(ax),
        f"Training loss of {_several(curves.shape[1], 'model')} over {len(curves)} steps, log-log.",
    )


def movement(steps, values, ax: Axes | None = None, *, labels: Sequence[str] | None = None) -> Axes:
    """Relative movement of the weights (n_records[, n_members]) over the recorded steps, log-log."""
    curves, steps = _columns("values", values), _numpy(steps)
    if len(steps) != len(curves):
        refuse("steps", f"{len(steps)} steps", f"{len(curves)}, one for each record")
    ax = axes(ax, xlabel="step t", ylabel="|w_t - w_0| / |w_0|", xscale="log", yscale="log")
    later = steps > 0
    for curve, label in zip(curves.T, _labels(labels, curves.shape[1])):
        ax.plot(steps[later], curve[later], label=label, linewidth=1.4)
    if labels is not None:
        ax.legend()
    return describe(
        plain_log(ax),
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
) -> Axes:
    """Measured y over x, log-log, and for each label of `exponents` the line x^p of the theory, dashed.

    curves: label -> (n,) values. A theory line passes through the last point of its curve: laws are asymptotic.
    """
    ax, x = axes(ax, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log"), _numpy(x)
    exponents = exponents or {}
    for i, (label, values) in enumerate(curves.items()):
        y = _numpy(values)
        if y.shape != x.shape:
            refuse(f"curves[{label!r}]", f"shape {y.shape}", f"{x.shape}, one value for each x")
        ax.plot(x, y, "o-", color=f"C{i}", linewidth=0.8, label=label)
        if label in exponents:
            line = y[-1] * (x / x[-1]) ** exponents[label]
            ax.plot(x, line, "--", color=COLORS["theory"], linewidth=1.2, label=f"slope {exponents[label]:g}")
    ax.legend()
    words = "; ".join(f"{k} from {_numpy(v)[0]:.2g} to {_numpy(v)[-1]:.2g}" for k, v in curves.items())
    return describe(plain_log(ax), f"{ylabel} over {xlabel}, log-log: {words}.")


def dial(alphas, test_errors, movements, axs=None) -> np.ndarray:
    """From rich to lazy: test error and relative movement over the output scale alpha."""
    axs, alphas = panels(axs, 2), _numpy(alphas)
    axes(axs[0], xlabel="output scale α", ylabel="test error", xscale="log").set_ylim(
        0, 1.1 * max(_numpy(test_errors))
    )
    axs[0].plot(alphas, _numpy(test_errors), "o-", color=COLORS["vermilion"])
    axes(axs[1], xlabel="output scale α", ylabel="|w_end - w_0| / |w_0|", xscale="log", yscale="log")
    axs[1].plot(alphas, _numpy(movements), "o", color=COLORS["blue"], label="measured")
    axs[1].plot(
        alphas, _numpy(movements)[-1] * alphas[-1] / alphas, "--", color=COLORS["theory"], label="∝ 1/α"
    )
    axs[1].legend()
    for ax in axs:
        plain_log(ax)
    return describe(
        axs, "Over the output scale the test error rises while the movement of the weights falls as 1/α."
    )


# ------------------------------------------------------------------------------------ linear regression


def _nonzero(eigenvalues: np.ndarray) -> np.ndarray:
    """Which eigenvalues are not zero to rounding, in the precision in which they were computed."""
    return eigenvalues > len(eigenvalues) * np.finfo(eigenvalues.dtype).eps * eigenvalues.max()


def eigenbasis(eigenvalues, moved, ax: Axes | None = None) -> Axes:
    """How far gradient descent moved the weights along each eigenvector of X'X/n: |moved| (d,) over its index."""
    values, sizes = _numpy(eigenvalues), np.abs(_numpy(moved))
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


def spectrum(eigenvalues, n_samples: int, ax: Axes | None = None) -> Axes:
    """Histogram of the nonzero eigenvalues of X'X/n with the Marchenko-Pastur density of standard normal X (n, d)."""
    values = _numpy(eigenvalues)
    ratio = len(values) / n_samples
    low, high = (1 - np.sqrt(ratio)) ** 2, (1 + np.sqrt(ratio)) ** 2
    x = np.linspace(low, high, 400)[1:-1]
    # among the nonzero eigenvalues, a share min(1, 1/ratio) of all
    density = np.sqrt((high - x) * (x - low)) / (2 * np.pi * min(ratio, 1.0) * x)
    ax = axes(ax, xlabel="eigenvalue λ of XᵀX/n", ylabel="density")
    ax.hist(values[_nonzero(values)], bins=30, density=True, color=COLORS["sky"])
    ax.plot(x, density, color=COLORS["theory"], label=f"Marchenko-Pastur, edge {high:.2f}")
    ax.legend()
    return describe(
        ax, f"Histogram of eigenvalues up to {values.max():.2f}; the theoretical density ends at {high:.2f}."
    )


def risks(
    dims,
    samples: Mapping[str, Tensor],
    ax: Axes | None = None,
    *,
    threshold: int | None = None,
    xlabel: str = "number of features D",
    ylabel: str = "risk",
    floor: float | None = None,
) -> Axes:
    """Median and 10-90 % band of risks (n_repeats, n_dims) over the number of features, one curve for each label.

    threshold: where the model begins to interpolate (D = n); floor: the noise below which no test error can fall.
    """
    ax = axes(ax, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
    for label, values in samples.items():
        bands(ax, _numpy(dims), _numpy(values), label=label, marker="o", markersize=3)
    if threshold is not None:
        ax.axvline(
            threshold, color=COLORS["gray"], linestyle=":", label=f"interpolation: D = n = {threshold}"
        )
    if floor is not None:
        ax.axhline(floor, color=COLORS["theory"], linestyle="--", label=f"noise {floor:.3g}")
    ax.legend()
    peaks = [
        f"{k} peaks at {_numpy(dims)[np.median(_numpy(v), axis=0).argmax()]:g}" for k, v in samples.items()
    ]
    return describe(plain_log(ax), f"Median {ylabel} with quantile bands over {xlabel}: {', '.join(peaks)}.")


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
    """Descent paths (n_records, n_rates, n_starts, 2) over the contours of `utils.dynamics.wells`."""
    paths = _numpy(paths)
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


# ------------------------------------------------------------------------------------ several panels at once


def fit_and_loss(sample: Sample, x, predictions, values, axs=None) -> np.ndarray:
    """Two panels: `fits` and `losses`."""
    axs = panels(axs, 2)
    fits(sample, x, predictions, axs[0])
    losses(values, axs[1])
    return axs


def overview(
    sample: Sample, x, predictions: Mapping[str, Tensor], values, steps, movements, axs=None
) -> np.ndarray:
    """Three panels for models by name: fits, losses (each (n_steps,)), movements (each (n_records,)) at `steps`."""
    axs, labels = panels(axs, 3), list(predictions)
    fits(sample, x, predictions, axs[0])
    losses(np.stack([_numpy(v) for v in values], axis=1), axs[1], labels=labels)
    movement(list(steps), np.stack([_numpy(m) for m in movements], axis=1), axs[2], labels=labels)
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


def designs(cases: Sequence[tuple[int, Tensor, Tensor]], axs=None) -> np.ndarray:
    """For each (n_samples, eigenvalues (d,), moved (d,)): `spectrum` beside `eigenbasis`."""
    axs = panels(axs, 2 * len(cases), size=(10.5, 2.9))
    for left, right, (n, eigenvalues, moved) in zip(axs[::2], axs[1::2], cases):
        spectrum(eigenvalues, n, axes(left, title=f"n = {n}, p = {len(eigenvalues)}"))
        eigenbasis(eigenvalues, moved, right)
    return axs


def tangent_gap(sample: Sample, x, networks, tangents, widths: Sequence[int], gaps, axs=None) -> np.ndarray:
    """Thinnest and widest network beside their tangents, both (2, n, 1), and the gaps (n_widths,) with slope -1/2."""
    axs = panels(axs, 3)
    for ax, width, network, line in zip(axs, (widths[0], widths[-1]), networks, tangents):
        fits(sample, x, {"network": network, "tangent": line}, ax, title=f"width {width}")
    power_laws(
        widths, {"gap": gaps}, axs[2], xlabel="width m", ylabel="relative gap", exponents={"gap": -0.5}
    )
    return axs


def alpha_sweep(alphas, moved: Mapping[int, Tensor], final: Mapping[int, Tensor], axs=None) -> np.ndarray:
    """Median movement with slope -1, and final loss with bands, both {width: (n_alphas, n_seeds)}, over alpha."""
    axs, medians = panels(axs, 2), {f"width {w}": np.median(_numpy(v), axis=1) for w, v in moved.items()}
    law = dict.fromkeys(medians, -1.0)
    power_laws(alphas, medians, axs[0], xlabel="output scale α", exponents=law)
    axes(axs[1], xlabel="output scale α", ylabel="loss at the end", xscale="log", yscale="log")
    for width, values in final.items():
        bands(axs[1], _numpy(alphas), _numpy(values).T, label=f"width {width}", marker="o", markersize=3)
    axs[1].legend()
    describe(plain_log(axs[1]), "Median loss after equal effective times: larger at large α than at small α.")
    return axs


def candidates(alphas, figures: Mapping[str, Tensor], axs=None) -> np.ndarray:
    """Figures to be audited, side by side: movement over alpha, without any line that would give the answer away."""
    axs = panels(axs, len(figures))
    for ax, (name, values) in zip(axs, figures.items()):
        axes(ax, title=f"figure {name}", xlabel="output scale α", ylabel="|w_end - w_0| / |w_0|")
        ax.loglog(_numpy(alphas), _numpy(values), "o-")
        describe(plain_log(ax), f"Figure {name}: the movement falls with α, almost on a straight line.")
    return axs


def pay_off(alphas, moved, gaps, axs=None) -> np.ndarray:
    """The claim (movement and gap to the tangent fall like 1/α) beside the student's own runs, each (n_alphas,)."""
    axs, scale = panels(axs, 2), _numpy(alphas)
    claim = {"movement": moved[0] * scale[0] / scale, "gap to the tangent": gaps[0] * scale[0] / scale}
    yours = {"movement": moved, "gap to the tangent": gaps}
    for ax, curves, title in ((axs[0], claim, "the claim: 1/α"), (axs[1], yours, "your runs")):
        law = dict.fromkeys(curves, -1.0) if curves is yours else None
        power_laws(scale, curves, ax, xlabel="output scale α", ylabel="relative size", exponents=law)
        ax.set_title(title)
    return axs
