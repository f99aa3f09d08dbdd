"""Axes drawn in one go: the grid, the tick marks, then one label after the other.

Matplotlib makes five artists for every tick, and asks every label for its box: a third of the time of a figure.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick


@contextmanager
def drawn_at_once(axs: Iterable[Axes]) -> Iterator[None]:
    """Inside the block the x and y axes of `axs` are drawn with the artists of one tick: the same picture.

    Their names stand where a layout has put them. Axes whose ticks were set one by one are drawn as ever.
    """
    drawn = [axis for ax in axs if ax.name == "rectilinear" for axis in (ax.xaxis, ax.yaxis)]
    for axis in drawn:
        axis.draw = partial(_draw, axis)
    try:
        yield
    finally:
        for axis in drawn:
            del axis.draw


def _draw(axis: Axis, renderer) -> None:
    if not axis.get_visible():
        return
    kinds = (
        (axis.majorTicks, axis.get_majorticklocs(), axis.major.formatter),
        (axis.minorTicks, axis.get_minorticklocs(), axis.minor.formatter),
    )
    kinds = [
        (ticks, places, formatter.format_ticks(places)) for ticks, places, formatter in kinds if len(places)
    ]
    # What a formatter takes out of the labels stands beside them: their boxes are asked for.
    if axis.major.formatter.get_offset() or any(len(ticks) > 1 for ticks, _, _ in kinds):
        type(axis).draw(axis, renderer)
        return
    for (tick,), places, labels in kinds:
        seen = _in_view(axis, places)
        if seen.any():
            _draw_lines(tick, places[seen], renderer)
            _draw_labels(tick, places[seen], [label for label, here in zip(labels, seen) if here], renderer)
    axis.label.draw(renderer)
    axis.stale = False


def _in_view(axis: Axis, places: np.ndarray) -> np.ndarray:
    """Which of the places (n,) lie between the ends of the axis, by the rule of Matplotlib."""
    to = axis.get_transform().transform
    low, high = sorted(to(np.asarray(axis.get_view_interval(), dtype=float)))
    at, slack = to(np.asarray(places, dtype=float)), 1e-10 * (high - low)
    return (at >= low - slack) & (at <= high + slack)


def _draw_lines(tick: Tick, places: np.ndarray, renderer) -> None:
    """The grid as one line that is lifted between two places, and the marks as markers of one line."""
    x = tick.__name__ == "xtick"
    for line in (tick.gridline, tick.tick1line, tick.tick2line):
        if not line.get_visible():
            continue
        kept = line.get_data(orig=True)
        across = np.asarray(kept[1] if x else kept[0], dtype=float)  # from one side to the other, or on one
        lifted = [np.nan] if len(across) > 1 else []
        data = np.repeat(places, len(across) + len(lifted)), np.tile([*across, *lifted], len(places))
        line.set_data(data if x else data[::-1])
        line.draw(renderer)
        line.set_data(kept)


def _draw_labels(tick: Tick, places: np.ndarray, labels: list[str], renderer) -> None:
    for text in filter(lambda text: text.get_visible(), (tick.label1, tick.label2)):
        move = text.set_x if tick.__name__ == "xtick" else text.set_y
        for place, label in zip(places, labels):
            move(place)
            text.set_text(label)
            text.draw(renderer)
