"""Figures of the notebook on the neural tangent kernel. Each takes data and optional axes, and returns the axes."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from torch import Tensor

from utils.plots._base import COLORS, axes, describe, panels, thin
from utils.plots._base import show as show
from utils.plots.guesses import draw_exponent, draw_guess
from utils.validation import refuse

FIRST, SECOND = (
    COLORS["vermilion"],
    COLORS["blue"],
)  # gradients of the first and of the second layer, in every figure


def images(x: Tensor, labels: Tensor, names: Mapping[int, str], axs=None) -> np.ndarray:
    """A row of pictures (n, 1, 28, 28), each under its name."""
    axs = panels(axs, len(x), size=(1.1 * len(x), 1.4))
    for ax, picture, label in zip(axs, x, labels):
        ax.imshow(np.asarray(picture[0]), cmap="gray_r", vmin=-1, vmax=1)
        ax.set_title(names[int(label)], fontsize=9)
        ax.set_axis_off()
    return describe(axs, f"{len(x)} gray pictures of clothes: {', '.join(names[int(c)] for c in labels)}.")


def losses(
    values: Sequence[float],
    window: int = 50,
    *,
    you: Mapping[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Mini-batch losses of one training run of at least `window` steps, and their running mean over as many.

    `you`: guessed losses by name, level lines.
    """
    values = np.asarray(values, dtype=float)
    ax = axes(ax, xlabel="step", ylabel="loss of the batch", yscale="log", size=(4.6, 2.8))
    mean = np.convolve(values, np.ones(window) / window, "valid")
    steps, late = np.union1d(thin(len(values)), values.argmax()), thin(len(mean))  # a spike is not left out
    ax.plot(steps, values[steps], color=COLORS["sky"], lw=0.6, label="one batch")
    ax.plot(late + window - 1, mean[late], color=COLORS["blue"], label=f"mean of {window}")
    ax.legend()
    for name, value in (you or {}).items():
        draw_guess(ax, y=value, label=f"you, {name}")
    return describe(ax, f"Training loss on a log scale falls from {mean[0]:.2g} to {mean[-1]:.2g}.")


def dual_activations(
    rho: Tensor, kappa0: Tensor, kappa1: Tensor, slope: Tensor, ax: Axes | None = None
) -> Axes:
    """The two dual activations over the cosine, with the numerical derivative of kappa_1 as dots on kappa_0."""
    ax = axes(ax, xlabel="cosine ρ", ylabel="dual activation", size=(4.6, 2.8))
    ax.plot(rho, kappa1, color=SECOND, label="κ₁: both neurons' outputs")
    ax.plot(rho, kappa0, color=FIRST, label="κ₀: both neurons active")
    ax.plot(rho[1:-1:8], slope[1:-1:8], "o", color=COLORS["theory"], ms=3, label="slope of κ₁")
    ax.legend()
    return describe(
        ax, "Kappa 1 and kappa 0 rise from 0 to 1 with the cosine; the slope of kappa 1 lies on kappa 0."
    )


def kernel_terms(
    degrees: Tensor,
    first: Tensor,
    second: Tensor,
    *,
    measured: tuple[Tensor, Tensor, Tensor] | None = None,
    wrong: Tensor | None = None,
    you: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The kernel of two unit vectors over their angle: both layers' terms and their sum.

    `measured` = (degrees, mean, standard error) adds points with bars, `wrong` a dashed curve over `degrees`,
    `you` an upright line at the guessed zero of the sum.
    """
    ax = axes(ax, xlabel="angle (degrees)", ylabel="kernel of unit vectors", size=(5.2, 3.2))
    ax.plot(degrees, first, color=FIRST, label="first layer, ρ κ₀ / 2")
    ax.plot(degrees, second, color=SECOND, label="second layer, κ₁ / 2")
    ax.plot(degrees, first + second, color=COLORS["theory"], lw=2, label="k, their sum")
    if measured is not None:
        at, mean, error = measured
        ax.errorbar(at, mean, 2 * error, fmt="o", color=COLORS["green"], ms=4, label="Monte Carlo, ± 2 s.e.")
    if wrong is not None:
        ax.plot(degrees, wrong, "--", color=COLORS["purple"], label="one parenthesis misplaced")
    ax.axhline(0, color=COLORS["gray"], lw=0.6)
    ax.set_xticks(range(0, 181, 30))
    draw_guess(ax, x=you).legend(fontsize=8)
    return describe(
        ax, "The kernel falls from 1 at 0 degrees to 0.159 at 90, dips below zero and returns to 0 at 180."
    )


def angle(
    degrees: float,
    here: tuple[float, float],
    grid: Tensor,
    terms: tuple[Tensor, Tensor],
    axs=None,
) -> np.ndarray:
    """Two unit vectors with the half planes of the neurons active on them; `kernel_terms` with a point at their angle.

    `here`: the first and second layer's term at `degrees`, `terms`: both over `grid`, in degrees.
    """
    left, right = axs = panels(axs, 2)
    turned = math.radians(degrees)
    left.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal", title="active neurons")
    for turn, color in ((0.0, COLORS["sky"]), (turned, COLORS["orange"])):
        arc = np.linspace(turn - math.pi / 2, turn + math.pi / 2, 60)
        left.fill(np.cos(arc), np.sin(arc), color=color, alpha=0.35, lw=0)
        left.annotate("", (math.cos(turn), math.sin(turn)), (0, 0), arrowprops={"arrowstyle": "->"})
    left.set_axis_off()
    kernel_terms(grid, *terms, ax=right)
    first, second = here
    for value, color in ((first, FIRST), (second, SECOND), (first + second, COLORS["theory"])):
        right.plot([degrees], [value], "o", color=color)
    right.set_title(f"{second:.3f} + {first:.3f} = {first + second:.3f}")
    describe(
        left,
        f"At {degrees:g} degrees the share of neurons active on both inputs is {0.5 - degrees / 360:.2f}.",
    )
    return axs


def one_network(
    width: int, degrees: Tensor, empirical: Tensor, limit: Tensor, ax: Axes | None = None
) -> Axes:
    """Empirical kernel of one network of this width and its limit, for pairs of unit vectors (n_pairs,) by angle."""
    ax = axes(ax, xlabel="angle (degrees)", ylabel="kernel", size=(4.6, 3.0))
    ax.plot(degrees, empirical, ".", ms=3, color=COLORS["sky"], label=f"one network, m = {width}")
    order = degrees.argsort()
    ax.plot(degrees[order], limit[order], color=COLORS["theory"], label="limit k")
    miss = float((empirical - limit).square().mean().sqrt())
    ax.set(ylim=(-0.6, 2.2), title=f"rms distance {miss:.3f}")
    ax.legend()
    return describe(
        ax, f"At width {width} the empirical kernel lies {miss:.3f} from the limit (root mean square)."
    )


def residuals(t: float, start: Tensor, left: Tensor, learned: int, ax: Axes | None = None) -> Axes:
    """|residual| (n,) of each eigenmode at the start and at time t, and how many of the first modes are `learned`."""
    start, left = np.abs(np.asarray(start)), np.abs(np.asarray(left))
    ax = axes(ax, xlabel="eigenmode, largest eigenvalue first", ylabel="|residual|", yscale="log")
    place = np.arange(1, len(start) + 1)
    ax.plot(place, start, ".", ms=4, color=COLORS["sky"], label="at the start")
    ax.plot(place, left, ".", ms=4, color=COLORS["blue"], label=f"at t = {t:.3g}")
    ax.axvline(learned + 0.5, color=COLORS["theory"], lw=0.8, label="λ t = 1")
    ax.set(ylim=(1e-3, None), title=f"training error {np.mean(left**2):.2g}")
    ax.legend()
    return describe(ax, f"At time {t:.3g} the first {learned} of {len(start)} eigenmodes are learned.")


def spectra(spectra: Mapping[str, Tensor], *, yscale: str = "log", ax: Axes | None = None) -> Axes:
    """Eigenvalues in descending order, one curve per name."""
    ax = axes(ax, xlabel="number of the eigenvalue", ylabel="eigenvalue", yscale=yscale, size=(4.6, 2.8))
    for name, values in spectra.items():
        values = np.sort(np.asarray(values))[::-1]
        ax.plot(np.arange(1, len(values) + 1), values, ".-", ms=4, lw=0.8, label=name)
    if yscale == "linear":
        ax.axhline(0, color=COLORS["gray"], lw=0.6)
    ax.legend()
    said = "; ".join(f"{name}: {float(min(v)):.3g} to {float(max(v)):.3g}" for name, v in spectra.items())
    return describe(ax, f"Sorted eigenvalues. {said}.")


def gram_image(gram: Tensor, ax: Axes | None = None, title: str = "Gram matrix") -> Axes:
    """A Gram matrix as a picture with its color bar."""
    ax = axes(ax, title=title, xlabel="input j", ylabel="input i", size=(3.6, 3.0))
    ax.figure.colorbar(ax.imshow(np.asarray(gram), cmap="viridis"), ax=ax)
    ax.grid(False)
    return describe(
        ax, f"{title}: {len(gram)} by {len(gram)} values from {gram.min():.3g} to {gram.max():.3g}."
    )


def _inverse_root(ax: Axes, widths: Sequence[int], start: float) -> None:
    """The law width^-1/2 as a dashed line through `start` at the first width."""
    guide = start * (np.asarray(widths) / widths[0]) ** -0.5
    ax.plot(widths, guide, "--", color=COLORS["theory"], label="m^-1/2")


def convergence(
    widths: Sequence[int], errors: Mapping[str, Sequence[float]], slope: float, ax: Axes | None = None
) -> Axes:
    """Relative distance of up to three kernels to a limit over the width, log-log, with the line width^-1/2."""
    ax = axes(ax, xlabel="width m", ylabel="relative distance", xscale="log", yscale="log", size=(4.6, 3.0))
    for (name, values), color in zip(errors.items(), (COLORS["blue"], COLORS["purple"], COLORS["green"])):
        ax.plot(widths, values, "o-", color=color, label=name)
    start = next(iter(errors.values()))[0]
    _inverse_root(ax, widths, start)
    ax.legend(fontsize=8)
    return describe(
        ax, f"Distances of empirical kernels to {' and '.join(errors)}; fitted slope {slope:.2f}."
    )


def sizes(n: Sequence[int], smallest: Tensor, accuracy: Tensor, axs=None) -> np.ndarray:
    """Smallest eigenvalue of the Gram matrix, and test accuracy of kernel regression, over the number of images."""
    axs = panels(axs, 2, size=(8.0, 2.8))
    axs[0].plot(n, smallest, "o-", color=COLORS["blue"])
    axs[0].set(xlabel="training images n", ylabel="smallest eigenvalue", ylim=(0, None))
    axs[1].plot(n, accuracy, "o-", color=COLORS["green"])
    axs[1].set(xlabel="training images n", ylabel="test accuracy")
    return describe(
        axs,
        f"The smallest eigenvalue falls from {smallest[0]:.1f} to {smallest[-1]:.1f}, "
        f"the test accuracy rises from {accuracy[0]:.3f} to {accuracy[-1]:.3f}.",
    )


def scatter_outputs(
    kernel: Tensor, network: Tensor, labels: Tensor, agreement: float, ax: Axes | None = None
) -> Axes:
    """Outputs of the network over those of kernel regression on test images of two classes, colored by the class."""
    ax = axes(ax, xlabel="kernel regression", ylabel="network", size=(3.8, 3.4))
    for label, color in zip(labels.unique(), (COLORS["blue"], COLORS["vermilion"])):
        ax.plot(
            kernel[labels == label], network[labels == label], ".", ms=2, color=color, label=f"class {label}"
        )
    ends = [float(min(kernel.min(), network.min())), float(max(kernel.max(), network.max()))]
    ax.plot(ends, ends, color=COLORS["theory"], lw=0.8, label="equal")
    ax.legend(markerscale=4)
    return describe(
        ax, f"Network outputs scatter around kernel regression; they agree on {agreement:.0%} of the images."
    )


def ablation(kernel: Tensor, outputs: Mapping[str, Tensor], labels: Tensor, axs=None) -> np.ndarray:
    """Test outputs of one panel's network each over those of kernel regression, colored by the class, one scale.

    outputs: {name: (n,)}, an even number of them, in two rows. The panels show the square from -0.5 to 1.5, which
    holds targets in [0, 1].
    """
    grid = {"nrows": 2, "ncols": (len(outputs) + 1) // 2, "sharex": True, "sharey": True}
    axs = panels(axs, len(outputs), size=(5.2, 5.2), **grid)
    for ax, (name, values) in zip(axs, outputs.items()):
        for label, color in zip(labels.unique(), (COLORS["blue"], COLORS["vermilion"])):
            chosen = labels == label
            ax.plot(kernel[chosen], values[chosen], ".", ms=1.5, color=color, label=f"class {label}")
        ax.plot([-0.5, 1.5], [-0.5, 1.5], color=COLORS["theory"], lw=0.8)
        ax.set(title=name, xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), aspect="equal")
    axs[0].set_ylabel("network")
    axs[-1].set_xlabel("kernel regression")
    axs[0].legend(markerscale=4, fontsize=7)
    misses = [float((values - kernel).square().mean().sqrt()) for values in outputs.values()]
    said = ", ".join(f"{name} {miss:.2f}" for name, miss in zip(outputs, misses))
    return describe(axs, f"Network outputs over kernel regression; rms distances: {said}.")


def widths(
    widths: Sequence[int],
    rms: Sequence[float],
    agreement: Sequence[float],
    *,
    you: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Distance of centered networks to kernel gradient descent over the width; agreement written at the points.

    `you`: the guessed exponent.
    """
    ax = axes(ax, xlabel="width m", ylabel="rms difference", xscale="log", yscale="log", size=(4.6, 3.0))
    ax.plot(widths, rms, "o-", color=COLORS["blue"], label="network − kernel")
    _inverse_root(ax, widths, rms[0])
    for m, value, share in zip(widths, rms, agreement):
        ax.annotate(f"{share:.1%} agree", (m, value), textcoords="offset points", xytext=(4, 5), fontsize=8)
    ax.legend()
    draw_exponent(ax, widths, rms, you)
    return describe(ax, f"The difference falls from {rms[0]:.3f} to {rms[-1]:.3f} as the width grows.")


def ensemble(
    degrees: Tensor, mean: Tensor, sd: Tensor, outputs: Tensor, at: Tensor, y: Tensor, ax: Axes | None = None
) -> Axes:
    """The first 30 of trained networks (n_nets, n) over the angle, with the theory's mean and band of two sd."""
    ax = axes(ax, xlabel="angle of the input (degrees)", ylabel="output after training", size=(5.6, 3.2))
    for row in outputs[:30]:
        ax.plot(degrees, row, color=COLORS["sky"], lw=0.4)
    ax.plot(degrees, mean, color=COLORS["theory"], label="theory: mean")
    ax.fill_between(degrees, mean - 2 * sd, mean + 2 * sd, color=COLORS["gray"], alpha=0.3, label="± 2 sd")
    ax.plot(at, y, "o", color=COLORS["vermilion"], label="training points")
    ax.legend(fontsize=8)
    return describe(
        ax, "Trained networks pass through the training points and fan out between them inside the band."
    )


def drift(
    widths: Sequence[int],
    kernel: Sequence[float],
    weights: Sequence[float],
    *,
    you: Mapping[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """How far the empirical kernel and the weights move during training, over the width.

    `you`: guessed changes of the kernel in percent, {"width_64": ..., "width_1024": ...}.
    """
    ax = axes(ax, xlabel="width m", ylabel="relative change", xscale="log", yscale="log", size=(4.6, 3.0))
    ax.plot(widths, kernel, "o-", color=COLORS["vermilion"], label="kernel")
    ax.plot(widths, weights, "o-", color=COLORS["blue"], label="weights")
    _inverse_root(ax, widths, weights[0])
    ax.legend()
    guessed = sorted((int(name.removeprefix("width_")), value / 100) for name, value in (you or {}).items())
    if guessed:
        at, values = zip(*guessed)
        draw_guess(ax, at, values).lines[-1].set(marker="D", markersize=5)
    return describe(
        ax,
        f"Kernel change {kernel[0]:.2g} to {kernel[-1]:.2g}, weights {weights[0]:.2g} to {weights[-1]:.2g}.",
    )


def noise_sweep(
    noise: Sequence[float],
    bound: Sequence[float],
    error: Sequence[float],
    *,
    you: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The generalization bound and the measured test error over the fraction of random labels.

    `you`: the guessed test error in percent, a level line.
    """
    if not len(noise) == len(bound) == len(error):
        refuse("bound, error", f"{len(bound)} and {len(error)} values", f"{len(noise)}, one per noise level")
    ax = axes(ax, xlabel="fraction of random labels", ylabel="bound (formula)", size=(4.8, 3.0))
    ax.plot(noise, bound, "s-", color=COLORS["blue"], label="bound")
    ax.axhline(1, color=COLORS["gray"], lw=0.8, ls=":")
    other = ax.twinx()
    other.plot(noise, error, "o-", color=COLORS["vermilion"], label="test error")
    other.set_ylabel("test error (measured)")
    ax.set_ylim(0, None)
    other.set_ylim(0, None)
    if you is not None:
        draw_guess(other, y=you / 100).get_legend().remove()
    ax.legend(handles=[*ax.lines[:1], *other.lines], loc="lower right")
    return describe(
        ax,
        f"With more random labels the bound rises from {bound[0]:.2f} to {bound[-1]:.2f} "
        f"and the test error from {error[0]:.3f} to {error[-1]:.3f}.",
    )


def depths(
    degrees: Tensor, curves: Mapping[int, Tensor], *, you: float | None = None, ax: Axes | None = None
) -> Axes:
    """Normalized kernels of networks of different depth over the angle.

    `you`: a guessed value at a right angle, a level line.
    """
    ax = axes(ax, xlabel="angle (degrees)", ylabel="Θ / Θ(0°)", size=(4.6, 3.0))
    for (depth, values), tone in zip(curves.items(), np.linspace(0.85, 0.1, len(curves))):
        ax.plot(degrees, values / values[0], color=str(0.9 * tone), label=f"L = {depth}")
    ax.set_xticks(range(0, 181, 30))
    ax.legend(fontsize=8)
    draw_guess(ax, y=you)
    return describe(
        ax, "The deeper the network, the flatter its kernel away from 0 degrees, the sharper at 0."
    )


def learnabilities(
    eigenvalues: Tensor, measured: Tensor, theory: Tensor, total: float, ax: Axes | None = None
) -> Axes:
    """Mean learnability of every eigenmode over its eigenvalue, with the `theory` lambda / (lambda + kappa).

    total: the sum of the learnabilities, for the alt text.
    """
    ax = axes(ax, xlabel="eigenvalue λ", ylabel="learnability", xscale="log", size=(4.8, 3.0))
    ax.plot(eigenvalues, measured, ".", ms=4, color=COLORS["blue"], label="measured")
    ax.plot(eigenvalues, theory, color=COLORS["theory"], label="λ / (λ + κ)")
    ax.legend()
    return describe(
        ax, f"Learnability rises with the eigenvalue from 0 to 1 along the theory; the sum is {total:.1f}."
    )


def modes(times: Tensor, left: Tensor, eigenvalues: Tensor, ax: Axes | None = None) -> Axes:
    """What is left of the residual in a few eigenmodes (n_times, n_modes) over time."""
    ax = axes(ax, xlabel="time t", ylabel="residual left", xscale="log", size=(4.6, 2.8))
    for values, eigenvalue in zip(left.mT, eigenvalues):
        ax.plot(times, values, label=f"λ = {eigenvalue:.3g}")
        ax.axvline(1 / float(eigenvalue), color=COLORS["gray"], lw=0.5, ls=":")
    ax.legend(fontsize=8)
    return describe(
        ax, "Each mode's residual falls from 1 to 0 around the time 1 over its eigenvalue, largest first."
    )


def candidates(degrees: Tensor, curves: Mapping[str, Tensor], ax: Axes | None = None) -> Axes:
    """Up to four curves that claim to be kernels on the circle, over the angle from 0 to 360 degrees."""
    ax = axes(ax, xlabel="angle (degrees)", ylabel="claimed kernel", size=(5.2, 3.0))
    for (name, values), style in zip(curves.items(), ("-", "--", ":", "-.")):
        ax.plot(degrees, values, style, label=name)
    ax.set_xticks(range(0, 361, 60))
    ax.legend()
    return describe(ax, f"{len(curves)} smooth, symmetric curves of similar shape: {', '.join(curves)}.")


def harmonics(curves: Mapping[str, Tensor], ax: Axes | None = None) -> Axes:
    """Weights of the waves cos(l t) in even curves at n equispaced angles, {name: (n,)}, by absolute value.

    Weights below 1e-9 of a curve's largest value are left out; negative ones are crossed out.
    """
    ax = axes(ax, xlabel="wave cos(l γ), l", ylabel="|weight|", yscale="log", size=(5.2, 3.0))
    negative = []
    for name, values in curves.items():
        values = np.asarray(values, dtype=float)
        weights = np.fft.rfft(values).real * 2 / len(values)
        weights[0] /= 2
        seen = np.flatnonzero(np.abs(weights) > 1e-9 * np.abs(values).max())
        ax.plot(seen, np.abs(weights[seen]), "o-", ms=3, lw=0.8, label=name)
        below = seen[weights[seen] < 0]
        ax.plot(below, np.abs(weights[below]), "x", ms=11, mew=2.5, color=COLORS["vermilion"])
        negative += [f"{name} at l = {place}" for place in below]
    ax.plot([], [], "x", ms=9, mew=2.5, color=COLORS["vermilion"], label="negative")
    ax.legend(fontsize=8)
    found = ", ".join(negative) or "none"
    return describe(ax, f"Weights of the waves in {', '.join(curves)}; negative ones: {found}.")
