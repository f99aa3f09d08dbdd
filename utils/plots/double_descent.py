"""The figures of the assignment on epoch-wise double descent. Each takes data, draws, and returns its Axes.

Where a student has guessed what a figure shows, it takes the guess as `you` and draws it; None draws nothing.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator, StrMethodFormatter

from utils.plots._base import COLORS, CYCLE, axes, bands, describe, numbers, panels, thin
from utils.plots._base import show as show
from utils.plots.guesses import draw_exponent, draw_guess
from utils.validation import function, integer, one_of, refuse

FAST, SLOW, TOTAL = COLORS["vermilion"], COLORS["blue"], COLORS["black"]
STEP = "gradient step t"
RISK = "risk R"
#: The planes of the (u, z1, z2) space: the two coordinates drawn, then the one that is held.
PLANES = {"u, z₁": (0, 1, 2), "u, z₂": (0, 2, 1), "z₁, z₂": (1, 2, 0)}
COORDINATES = ("u", "z₁", "z₂")


def _array(name: str, value, ndim: int) -> np.ndarray:
    """Numbers as a NumPy array with `ndim` axes."""
    value = np.asarray(numbers(value), dtype=float)
    if value.ndim != ndim or value.size == 0:
        refuse(name, f"shape {value.shape}", f"an array with {ndim} ax{'i' if ndim == 1 else 'e'}s")
    return value


def _step_axes(ax: Axes | None = None, **labels) -> Axes:
    """Axes over a logarithmic step: whole numbers, no minor ticks."""
    ax = axes(ax, xlabel=STEP, xscale="log", **labels)
    ax.xaxis.set(
        major_locator=LogLocator(), minor_locator=NullLocator(), major_formatter=StrMethodFormatter("{x:.0f}")
    )
    return ax


def _over_steps(ax: Axes, values: np.ndarray, **line) -> None:
    """Draw values[1:] over t = 1, 2, ..., thinned to what an eye can see on a logarithmic axis."""
    keep = 1 + thin(len(values) - 1, 400, log=True)
    ax.plot(keep, values[keep], **line)


def clouds(x, standardized, axs=None) -> np.ndarray:
    """Two input clouds (n, 2) side by side on equal scales, each titled with its singular values."""
    axs = panels(axs, 2, size=(7.4, 3.2))
    said = []
    for ax, cloud, name in zip(axs, (x, standardized), ("as made", "standardized")):
        cloud = _array(name, cloud, 2)
        f = np.linalg.svd(cloud, compute_uv=False)
        axes(ax, title=f"{name}: singular values {f[0]:.2f}, {f[1]:.2f}", xlabel="x₁", ylabel="x₂")
        ax.plot(cloud[:, 0], cloud[:, 1], "o", color=SLOW)
        ax.set_aspect("equal", adjustable="datalim")
        said.append(f"{name} with singular values {f[0]:.2f} and {f[1]:.2f}")
    return describe(axs, "Two scatter plots of the inputs on equal scales: " + ", ".join(said) + ".")


def superposition(
    parts, marks=None, ax=None, title: str | None = None, *, you: Mapping[str, float] | None = None
) -> Axes:
    """Risk by direction (n_steps + 1, 2) and their sum; `marks`: the steps of the first minimum and of the peak.

    you: guessed steps by name.
    """
    parts = _array("parts", parts, 2)
    total = parts.sum(1)
    ax = _step_axes(ax, title=title, ylabel=RISK)
    _over_steps(ax, parts[:, 0], color=FAST, label="fast direction (noisy)")
    _over_steps(ax, parts[:, 1], color=SLOW, label="slow direction (clean)")
    _over_steps(ax, total, color=TOTAL, lw=2.6, label="risk = sum")
    alt = f"Risk over gradient steps: from {total[0]:.2f} at the start to {total[-1]:.2f} at the end"
    if marks is not None:
        low, high = (integer("marks", m, low=1) for m in marks)
        ax.plot([low, high], total[[low, high]], "o", color=TOTAL)
        for t, dy in ((low, -13), (high, 8)):
            ax.annotate(
                f"{total[t]:.2f}", (t, total[t]), xytext=(0, dy), textcoords="offset points", ha="center"
            )
        alt += (
            f", first minimum {total[low]:.2f} at step {low}, then a peak of {total[high]:.2f} at step {high}"
        )
    ax.legend()
    describe(ax, alt + "; the parts of a fast noisy and a slow clean direction are drawn below the sum.")
    return _upright(ax, you)


def _upright(ax: Axes, you: Mapping[str, float] | None) -> Axes:
    """An upright line for each guessed place, by name."""
    for name, x in (you or {}).items():
        draw_guess(ax, x=x, label=f"you, {name.replace('_', ' ')}")
    return ax


def risks(
    curves: Mapping[str, torch.Tensor],
    ax=None,
    title: str | None = None,
    *,
    you: tuple[float | None, float | None] = (None, None),
) -> Axes:
    """Several risk curves (n_steps + 1,) by name, with the best point of each; `you`: a guessed step and risk."""
    if not curves:
        refuse("curves", "none", "at least one named curve")
    ax = _step_axes(ax, title=title, ylabel=RISK)
    said = []
    for color, (name, risk) in zip(CYCLE * 3, curves.items()):
        risk = _array(name, risk, 1)
        _over_steps(ax, risk, color=color, label=name)
        best = int(risk[1:].argmin()) + 1
        ax.plot(best, risk[best], "o", color=color)
        said.append(f"{name}: lowest {risk[best]:.2f} at step {best}, {risk[-1]:.2f} at the end")
    ax.legend()
    describe(ax, "Risk over gradient steps. " + "; ".join(said) + ".")
    return draw_guess(draw_guess(ax, x=you[0], label="your step"), y=you[1], label="your risk")


def training(record: Mapping[str, torch.Tensor], axs=None) -> np.ndarray:
    """Six panels of one run: loss and risk, its parts, weight and gradient norms, rank, distance to the reduced model.

    record: loss, risk (T,), parts (T, 2), weights (T, 2) norms of W1 and w2, gradients (T - 1, 2), rank (T,) the
    ratio of the second to the first singular value of W1, and gap (T,) the distance to the reduced model.
    """
    needed = {"loss": 1, "risk": 1, "parts": 2, "weights": 2, "gradients": 2, "rank": 1, "gap": 1}
    if missing := sorted(set(needed) - set(record)):
        refuse("record", f"no {', '.join(missing)}", f"the entries {', '.join(needed)}")
    r = {name: _array(name, record[name], ndim) for name, ndim in needed.items()}
    axs = panels(axs, 6, nrows=2, ncols=3, size=(10.5, 5.6))
    two = {"weights": ("‖W₁‖", "‖w₂‖"), "gradients": ("‖∂L/∂W₁‖", "‖∂L/∂w₂‖"), "parts": ("fast", "slow")}
    drawn = [
        ("training loss and risk", [(r["loss"], "loss", TOTAL), (r["risk"], RISK, COLORS["green"])]),
        *(
            (title, [(r[key][:, 0], two[key][0], FAST), (r[key][:, 1], two[key][1], SLOW)])
            for key, title in (
                ("parts", "risk by direction"),
                ("weights", "weights"),
                ("gradients", "gradients"),
            )
        ),
        ("second / first singular value of W₁", [(r["rank"], None, TOTAL)]),
        ("network − reduced model", [(r["gap"], None, TOTAL)]),
    ]
    for ax, (title, lines) in zip(axs, drawn):
        _step_axes(ax, title=title)
        for values, label, color in lines:
            _over_steps(ax, np.maximum(values, 1e-18), color=color, label=label)
        if len(lines) > 1:
            ax.legend()
    for ax in (axs[0], axs[3], axs[4], axs[5]):
        ax.set_yscale("log")
        ax.yaxis.set_minor_locator(NullLocator())
    return describe(
        axs,
        f"Six panels of one training run: the loss falls to {r['loss'][-1]:.1e}, the risk ends at {r['risk'][-1]:.2f}; "
        f"risk by direction, norms of weights and gradients; the rank ratio of the first layer stays below "
        f"{r['rank'].max():.0e} and the distance to the reduced model below {r['gap'].max():.0e}.",
    )


def _quiver(ax: Axes, x, y, dx, dy) -> None:
    """Arrows of one length; the color is the logarithm of the speed."""
    speed = np.hypot(dx, dy)
    safe = np.where(speed > 0, speed, 1.0)
    ax.quiver(x, y, dx / safe, dy / safe, np.log10(safe), cmap="cividis", scale=24, width=0.005, pivot="mid")


def phase_plane(
    flow: Callable, plane: str, level: float, path=None, ax=None, extent: float = 2.2, n: int = 15
) -> Axes:
    """The vector field flow(u, z) -> (du, dz) on one plane of (u, z1, z2); the third coordinate is held at `level`.

    `path` (T, 3) is a trajectory in the same coordinates, drawn as a projection.
    """
    function("flow", flow)
    i, j, k = PLANES[one_of("plane", plane, tuple(PLANES))]
    line = np.linspace(-extent, extent, integer("n", n, low=2))
    point = np.empty((n, n, 3))
    point[..., i], point[..., j] = np.meshgrid(line, line)
    point[..., k] = level
    du, dz = flow(torch.from_numpy(point[..., 0]), torch.from_numpy(point[..., 1:]))
    velocity = np.concatenate([np.asarray(du)[..., None], np.asarray(dz)], axis=-1)
    held = f"{COORDINATES[k]} = {level:g}"
    ax = axes(ax, title=held, xlabel=COORDINATES[i], ylabel=COORDINATES[j])
    _quiver(ax, point[..., i], point[..., j], velocity[..., i], velocity[..., j])
    if path is not None:
        path = _array("path", path, 2)
        ax.plot(path[:, i], path[:, j], color=FAST)
        ax.plot(path[-1, i], path[-1, j], "o", color=FAST)
    ax.set(xlim=(-extent, extent), ylim=(-extent, extent))
    return describe(ax, f"Vector field of gradient flow in the plane ({plane}) at {held}.")


def phase_planes(flow: Callable, levels: Sequence[float], path=None, axs=None) -> np.ndarray:
    """One row of vector fields for every plane of (u, z1, z2), one column for every level of the coordinate held."""
    levels = list(levels)
    axs = panels(axs, 3 * len(levels), nrows=3, ncols=len(levels), size=(3.1 * len(levels), 8.4))
    for ax, (plane, level) in zip(axs, ((plane, level) for plane in PLANES for level in levels)):
        phase_plane(flow, plane, level, path=path, ax=ax, n=13)
    return describe(
        axs,
        f"{len(axs)} vector fields of gradient flow: planes {'; '.join(PLANES)}, the third coordinate held at "
        f"{', '.join(f'{x:g}' for x in levels)}"
        f"{'' if path is None else '; the projected run from small weights is drawn over them'}.",
    )


def space(flow: Callable, path, ax=None, n: int = 5) -> Axes:
    """The vector field in the whole (u, z1, z2) space as arrows of one length, and a run (T, 3) through it."""
    function("flow", flow)
    path = _array("path", path, 2)
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.figure(figsize=(5.4, 4.6)).add_subplot(projection="3d")
    grid = [np.linspace(0, 1.1 * hi, integer("n", n, low=2)) for hi in path.max(0)]
    u, z1, z2 = np.meshgrid(*grid, indexing="ij")
    du, dz = flow(torch.from_numpy(u), torch.from_numpy(np.stack([z1, z2], -1)))
    v = np.concatenate([np.asarray(du)[..., None], np.asarray(dz)], -1)
    v = 0.16 * v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)
    ax.quiver(u, z1, z2, *np.moveaxis(v, -1, 0), color=COLORS["gray"], linewidth=0.7)
    ax.plot(*path.T, color=FAST)
    ax.plot(*path[-1:].T, "o", color=FAST)
    ax.set(xlabel="u", ylabel="z₁", zlabel="z₂")
    end = ", ".join(f"{x:.2f}" for x in path[-1])
    return describe(
        ax,
        f"Vector field in the space (u, z₁, z₂) with a run from near the origin to ({end}): z₁ first, then z₂.",
    )


def weight_planes(fields: Mapping[str, Callable], risk: Callable, path, axs=None) -> np.ndarray:
    """dw/dt in the plane of total weights (w1, w2), one panel per field, over contours of the risk.

    fields: name -> velocity(w) with w (..., 2); risk: w -> (...); path (T, 2): a run, drawn in every panel.
    """
    path = _array("path", path, 2)
    axs = panels(axs, len(fields), size=(2.7 * len(fields), 2.9), sharey=True)
    line1, line2 = np.linspace(-0.2, 1.0, 15), np.linspace(-0.8, 3.8, 15)
    grid = np.stack(np.meshgrid(line1, line2), -1)
    heights = np.asarray(risk(torch.from_numpy(grid)))
    for ax, (name, velocity) in zip(axs, fields.items()):
        axes(ax, title=name, xlabel="w₁ (fast)")
        ax.contourf(
            line1, line2, heights, levels=np.geomspace(0.5, 80, 9), cmap="Greys", alpha=0.5, extend="both"
        )
        v = np.asarray(velocity(torch.from_numpy(grid)))
        # arrows point where they go on the page, whose axes have different scales
        _quiver(ax, grid[..., 0], grid[..., 1], v[..., 0] / np.ptp(line1), v[..., 1] / np.ptp(line2))
        ax.plot(path[:, 0], path[:, 1], color=FAST)
        ax.grid(False)
    axs[0].set_ylabel("w₂ (slow)")
    return describe(
        axs,
        f"Velocity of the total weights over contours of the risk, panels {', '.join(fields)}; the run bends: first "
        f"along the fast weight, then along the slow one to ({path[-1, 0]:.2f}, {path[-1, 1]:.2f}).",
    )


def layers(speed, cosine, axs=None, *, you: Mapping[str, float] | None = None) -> np.ndarray:
    """Velocity of w with two layers against one along a run: ratio of the speeds (T,) and cosine of the angle (T,).

    you: the guessed ratio at the `start` and at the `end`.
    """
    speed, cosine = _array("speed", speed, 1), _array("cosine", cosine, 1)
    axs = panels(axs, 2, size=(8.2, 3.1))
    _step_axes(axs[0], title="speed, two layers / one layer", yscale="log")
    _over_steps(axs[0], speed, color=TOTAL)
    axs[0].axhline(1, color=COLORS["gray"], lw=1, ls=":")
    _step_axes(axs[1], title="cosine between the two velocities")
    _over_steps(axs[1], cosine, color=TOTAL)
    describe(
        axs,
        f"Two layers against one along a run: the ratio of the speeds starts at {speed[0]:.2g} and ends at "
        f"{speed[-1]:.2g}; the cosine of the angle between the velocities goes down to {cosine.min():.2f}.",
    )
    for name, ratio in (you or {}).items():
        draw_guess(axs[0], y=ratio, label=f"you, {name}")
    return axs


def drift(lrs, drifts, ax=None, *, you: float | None = None) -> Axes:
    """How far the conserved quantity moves against the step size, with a line of slope one; `you`: another slope."""
    lrs, drifts = _array("lrs", lrs, 1), _array("drifts", drifts, 1)
    ax = axes(ax, xlabel="step size η", ylabel="max |drift|", xscale="log", yscale="log", size=(4.6, 3.1))
    ax.plot(lrs, drifts, "o", color=SLOW, label="gradient descent")
    ax.plot(lrs, drifts[0] * lrs / lrs[0], "--", color=COLORS["theory"], lw=1.2, label="slope 1")
    ax.legend()
    slope = np.polyfit(np.log(lrs), np.log(drifts), 1)[0]
    describe(ax, f"Drift of the conserved quantity against the step size: slope {slope:.2f} in log-log.")
    return draw_exponent(ax, lrs, drifts, you)


def sigmoids(
    time,
    measured: Mapping[str, torch.Tensor],
    theory: Mapping[str, torch.Tensor],
    ax=None,
    *,
    you: Mapping[str, float] | None = None,
) -> Axes:
    """Learning curves of balanced modes by name, each with its closed form on top; `you`: guessed times by name."""
    time = _array("time", time, 1)
    ax = axes(ax, xlabel="time ηt", ylabel="weight of the mode")
    for color, (name, curve) in zip(CYCLE, measured.items()):
        ax.plot(time, _array(name, curve, 1), color=color, lw=4, alpha=0.4, label=name)
        ax.plot(time, _array(name, theory[name], 1), color=COLORS["theory"], lw=1, ls="--")
    ax.plot([], [], color=COLORS["theory"], lw=1, ls="--", label="closed form")
    ax.legend()
    describe(ax, f"Sigmoidal learning curves of {len(measured)} modes, each under its closed form.")
    return _upright(ax, you)


def jacobian_split(values, share, titles: Sequence[str], axs=None) -> np.ndarray:
    """Singular values of Jacobians (k, m), each bar split into the share (k, m) that its first-layer entries carry."""
    values, share = _array("values", values, 2), _array("share", share, 2)
    axs = panels(axs, len(values), size=(3.9 * len(values), 3.0))
    for ax, s, first, title in zip(axs, values, share, titles):
        axes(ax, title=title, xlabel="index", ylabel="singular value")
        at = np.arange(1, len(s) + 1)
        ax.bar(at, s * first, color=SLOW, label="first layer")
        ax.bar(at, s * (1 - first), bottom=s * first, color=FAST, label="second layer")
        ax.legend()
    said = "; ".join(f"{t}: largest {s[0]:.2f}" for t, s in zip(titles, values))
    return describe(axs, f"Singular values of the Jacobian, bars split by layer. {said}.")


def peak(ratios, ridgeless, ridge, theory=None, ax=None, *, you: Mapping[str, float] | None = None) -> Axes:
    """Risk against samples per parameter: medians with 10-90 % bands of (n_draws, n_ratios), ridgeless and ridge.

    theory (n_ratios,): the exact mean of the ridgeless risk, dashed; you: guessed risks by name.
    """
    ratios = _array("ratios", ratios, 1)
    ridgeless, ridge = _array("ridgeless", ridgeless, 2), _array("ridge", ridge, 2)
    ax = axes(ax, xlabel="samples per parameter P/N", ylabel=RISK, xscale="log", yscale="log")
    bands(ax, ratios, ridgeless, color=FAST, label="minimum norm", marker="o")
    bands(ax, ratios, ridge, color=SLOW, label="ridge 1/SNR", marker="o")
    if theory is not None:
        ax.plot(ratios, _array("theory", theory, 1), "--", color=COLORS["theory"], lw=1, label="exact mean")
    ticks = [q for q in (0.25, 0.5, 1, 2, 4) if ratios.min() <= q <= ratios.max()]
    ax.xaxis.set(
        minor_locator=NullLocator(),
        major_locator=FixedLocator(ticks),
        major_formatter=StrMethodFormatter("{x:g}"),
    )
    ax.legend()
    middle, shrunk = np.median(ridgeless, 0), np.median(ridge, 0)
    falls = "falls monotonically" if (np.diff(shrunk) < 0).all() else "does not fall monotonically"
    describe(
        ax,
        f"Risk against samples per parameter: the minimum-norm median peaks at {middle.max():.0f} for P/N = "
        f"{ratios[middle.argmax()]:g}; the ridge curve {falls} from {shrunk[0]:.2f} to {shrunk[-1]:.2f}.",
    )
    for name, risk in (you or {}).items():
        draw_guess(ax, y=risk, label=f"you, {name.replace('_', ' ')}")
    return ax


def running(samples, ax=None) -> Axes:
    """Mean and median of the first n of the samples (n_draws,), as n grows."""
    samples = _array("samples", samples, 1)
    n = np.arange(1, len(samples) + 1)
    mean = np.cumsum(samples) / n
    median = np.array([np.median(samples[:k]) for k in n])
    ax = axes(
        ax, xlabel="number of repeats", ylabel="estimate of the risk at P = N", xscale="log", yscale="log"
    )
    ax.plot(n, mean, color=FAST, label="mean so far")
    ax.plot(n, median, color=SLOW, label="median so far")
    ax.legend()
    return describe(
        ax,
        f"Estimates of the risk at the peak as repeats are added: the median settles at {median[-1]:.0f}, the mean "
        f"jumps up to {mean.max():.2g} whenever one bad draw comes.",
    )


def features(
    widths, ridgeless, ridge, limit: float, ridge_limit: float, ax=None, *, you: float | None = None
) -> Axes:
    """Risk (n_draws, n_widths) of random-feature fits without and with ridge: medians, bands and the kernel limits.

    you: the guessed place of the peak.
    """
    widths = _array("widths", widths, 1)
    ax = axes(ax, xlabel="number of random features k", ylabel=RISK, xscale="log", yscale="log")
    said = []
    for name, samples, line, color in (
        ("ridgeless", ridgeless, limit, FAST),
        ("ridge", ridge, ridge_limit, SLOW),
    ):
        samples = _array(name, samples, 2)
        bands(ax, widths, samples, color=color, label=name, marker="o")
        ax.axhline(line, color=color, ls="--", lw=1.2, label=f"{name}, kernel limit")
        said.append(f"{name} median at most {np.median(samples, 0).max():.2f}, kernel limit {line:.2f}")
    ax.legend()
    describe(ax, "Risk against the number of random features: " + "; ".join(said) + ".")
    return draw_guess(ax, x=you)


def claims(one_fit, claimed: Mapping[str, torch.Tensor], axs=None) -> np.ndarray:
    """Predictions (n_test,) of one finite fit against each claimed limit (n_test,) by name, with the diagonal."""
    one_fit = _array("one_fit", one_fit, 1)
    axs = panels(axs, len(claimed), size=(2.6 * len(claimed), 2.8), sharey=True)
    for ax, (name, claim) in zip(axs, claimed.items()):
        axes(ax, title=f"figure {name}", xlabel="claimed limit")
        ax.plot(_array(name, claim, 1), one_fit, ".", color=SLOW)
        ax.axline((0, 0), slope=1, color=COLORS["theory"], lw=1, ls="--")
    axs[0].set_ylabel("one fit, 64 features")
    return describe(
        axs, f"Predictions of one fit against {len(claimed)} claimed limits: clouds along the diagonal."
    )


def outside(moments: Sequence[int], curves: Mapping[str, torch.Tensor], ax=None) -> Axes:
    """Median risk and 10-90 % band of runs (n_draws, n_records) by name, at the steps `moments`; step 0 is left out."""
    if not curves:
        refuse("curves", "none", "at least one named set of runs")
    ax, said = _step_axes(ax, ylabel=RISK, yscale="log", size=(6.4, 3.6)), []
    for color, (name, runs) in zip(CYCLE, curves.items()):
        runs = _array(name, runs, 2)
        bands(ax, np.asarray(moments)[1:], runs[:, 1:], color=color, label=name)
        middle = np.median(runs, 0)
        said.append(f"{name}: lowest median {middle.min():.0f}, {middle[-1]:.0f} at the end")
    ax.yaxis.set(
        major_locator=LogLocator(subs=(1.0, 2.0, 5.0)),
        minor_locator=NullLocator(),
        major_formatter=StrMethodFormatter("{x:g}"),
    )
    ax.legend()
    return describe(ax, "Median risk of ReLU networks over the step. " + "; ".join(said) + ".")


def limits(widths, gaps: Mapping[str, torch.Tensor], axs=None) -> np.ndarray:
    """Distance of finite predictions to a claimed limit against the width, one panel per claim, with slope -1/2."""
    widths = _array("widths", widths, 1)
    axs = panels(axs, len(gaps), size=(min(3.9 * len(gaps), 10.5), 3.0), sharey=True)
    said = []
    for ax, (name, gap) in zip(axs, gaps.items()):
        gap = _array(name, gap, 1)
        axes(ax, title=name, xlabel="number of random features k", xscale="log", yscale="log")
        ax.plot(widths, gap, "o-", color=SLOW, label="rms distance to the limit")
        theory = gap[0] * (widths / widths[0]) ** -0.5
        ax.plot(widths, theory, "--", color=COLORS["theory"], lw=1.2, label="k^(−1/2)")
        said.append(
            f"{name} slope {np.polyfit(np.log(widths), np.log(gap), 1)[0]:.2f}".replace("-0.00", "0.00")
        )
    axs[0].legend()
    return describe(
        axs, "Distance to the claimed limit against the number of features: " + ", ".join(said) + "."
    )


def payoff(theory: Mapping[str, torch.Tensor], network: Mapping[str, torch.Tensor], axs=None) -> np.ndarray:
    """The claim beside its test: risk curves of the formula (left) and of trained networks (right), equal axes."""
    axs = panels(axs, 2, size=(9.2, 3.4), sharey=True)
    risks(theory, ax=axs[0], title="claim: one layer, closed form")
    risks(network, ax=axs[1], title="test: two layers, infinitely wide")
    axs[1].set_ylabel("")
    best = [min(float(_array("risk", r, 1)[1:].min()) for r in c.values()) for c in (theory, network)]
    return describe(
        axs,
        f"Risk over steps with equal and with scaled step sizes: closed form left (lowest {best[0]:.2f}), trained "
        f"two-layer networks right (lowest {best[1]:.2f}); scaling removes the second descent in both.",
    )
