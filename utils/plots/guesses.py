"""How a guess looks in a figure: one style for "you", and the poster of a student's own run."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.plots._base import COLORS, axes, describe, panels
from utils.validation import integer, refuse

#: Dotted and thick: told apart from every measured line and from the dashed theory.
YOU = {"color": COLORS["purple"], "linestyle": (0, (1, 1.2)), "linewidth": 3.0}


def draw_guess(ax: Axes, x=None, y=None, *, label: str = "you", marker: str | None = None) -> Axes:
    """Draw a guess: a curve if x (n,) and y (n,) are given, an upright line at the number x, a level one at y.

    marker: at the points of a curve, say "o"; a curve of one point is nothing else.

    None draws nothing, so that a guess not made needs no case: `draw_guess(ax, x=guessed("peak", "D"))`. A guess
    beside the figure widens it by its own length at the most; what is further off stands in the legend only.

    >>> from matplotlib.figure import Figure
    >>> draw_guess(Figure().subplots(), x=3).lines[0].get_label()
    'you'
    """
    if x is None and y is None:
        return ax
    views = {"x": ax.get_xlim(), "y": ax.get_ylim()} if ax.has_data() else {}
    if x is not None and y is not None:
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        if x.ndim != 1 or x.shape != y.shape:
            refuse("y", f"shape {y.shape}", f"(n,) like x, here {x.shape}")
        (line,) = ax.plot(x, y, **YOU, marker=marker, label=label)
        words = f"from {y[0]:.2g} to {y[-1]:.2g}"
    else:
        line = ax.axvline(x, **YOU, label=label) if y is None else ax.axhline(y, **YOU, label=label)
        words = f"at {y if x is None else x:.3g}"
    if any([_widen(ax, axis, view, {"x": x, "y": y}[axis]) for axis, view in views.items()]):
        line.set_label(f"{label}: {words}")
    ax.legend()
    return describe(ax, f"A dotted line is your guess{f' of {label}' if label != 'you' else ''}, {words}.")


def _widen(ax: Axes, axis: str, view: tuple[float, float], values) -> bool:
    """Widen a view to hold the values, by its own length at the most; is one still outside?"""
    scale = getattr(ax, f"{axis}axis").get_transform()
    low, high = scale.transform(np.array(view))
    inside = scale.transform(np.atleast_1d(np.asarray([] if values is None else values, dtype=float)))
    span, least, most = high - low, inside.min(initial=low), inside.max(initial=high)
    new = [
        low if least >= low else max(least - 0.05 * span, low - span),
        high if most <= high else min(most + 0.05 * span, high + span),
    ]
    getattr(ax, f"set_{axis}lim")(*scale.inverted().transform(np.array(new)))
    return bool(least < new[0] or most > new[1])


def draw_exponent(ax: Axes, x, y, exponent: float | None, *, label: str = "you") -> Axes:
    """Draw a guessed exponent: the line of that slope through the last point of x, y (n,), on logarithmic axes."""
    if exponent is None:
        return ax
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return draw_guess(ax, x, y[-1] * (x / x[-1]) ** exponent, label=label)


def poster(
    title: str,
    seed: int,
    laws: Mapping[str, tuple[Sequence[float], Sequence[float], float, float]],
    score: tuple[int, int],
    surprises: Sequence[str] = (),
) -> Figure:
    """One page of a student's own run: each law with the measured points, the claimed slope, and the guesses.

    laws: name -> (x (n,), y (n,), claimed exponent, measured exponent), drawn on logarithmic axes with the
    claim through the first point; score: guesses right and revealed, (0, 0) for none; surprises: a few lines.
    """
    if not laws:
        refuse("laws", "none", "at least one name -> (x, y, claimed, measured)")
    integer("seed", seed, low=0)
    axs = panels(None, len(laws) + 1, size=(3.6 * (len(laws) + 1), 3.9))
    alt = []
    for i, (ax, (name, (x, y, claim, mine))) in enumerate(zip(axs, laws.items())):
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        axes(ax, title=name, xscale="log", yscale="log")
        ax.plot(x, y, "o", color=f"C{i}", markersize=7, label=f"mine: {mine:.2f}")
        ax.plot(x, y[0] * (x / x[0]) ** claim, "--", color=COLORS["theory"], label=f"claim: {claim:g}")
        ax.legend(title="exponent")
        alt.append(f"{name}: exponent {mine:.2f}, claimed {claim:g}.")
    right, revealed = score
    words = axes(axs[-1], title="guesses")
    words.axis("off")
    told = f"{right} of {revealed} guesses right." if revealed else "No guess yet."
    if revealed:
        words.text(
            0, 0.98, f"{right}", fontsize=44, color=COLORS["green"], va="top", transform=words.transAxes
        )
        words.text(0.34, 0.9, f"of {revealed} right", fontsize=14, va="top", transform=words.transAxes)
    else:
        words.text(0, 0.9, told, fontsize=14, va="top", transform=words.transAxes)
    heading = "What surprised me" if surprises else ""
    words.text(0, 0.62, heading, fontsize=11, weight="bold", va="top", transform=words.transAxes)
    words.text(
        0, 0.52, "\n".join(surprises), fontsize=9, va="top", linespacing=1.5, transform=words.transAxes
    )
    words.text(0, 0.0, f"seed {seed}", fontsize=9, color=COLORS["gray"], transform=words.transAxes)
    figure = words.figure
    figure.suptitle(title, fontsize=15, weight="bold", x=0.01, ha="left")
    describe(axs, " ".join([f"Poster of {title}, seed {seed}.", *alt, told]))
    return figure
