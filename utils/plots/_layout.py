"""The layout of the course's figures: plain ticks, and margins that hold what stands beside the axes.

Matplotlib's constrained layout asks every text of a figure where it stands, which costs as much as drawing it. Margins
follow from less: the longest tick label, and whether there are a name and a title.
"""

from functools import lru_cache

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.cbook import is_math_text
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import LayoutEngine
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import AutoLocator, LogLocator, NullLocator, StrMethodFormatter
from matplotlib.transforms import Bbox, ScaledTranslation

EDGE = 0.05  # inches around the figure, and between neighbours twice
LABEL = 0.45  # inches that a tick label and the gap to the next one take at least
SIDES = ("left", "right", "bottom", "top")


class _InView:
    """Ticks of a locator that are seen. Matplotlib makes those beyond both ends, too: a third of the work."""

    def __call__(self) -> np.ndarray:
        places = np.asarray(super().__call__(), dtype=float)
        to = self.axis.get_transform().transform
        low, high = sorted(to(np.asarray(self.axis.get_view_interval(), dtype=float)))
        slack = 1e-10 * (high - low)  # as Matplotlib draws them
        return places[(to(places) >= low - slack) & (to(places) <= high + slack)]


class _Linear(_InView, AutoLocator):
    pass


class _Log(_InView, LogLocator):
    pass


def plain_ticks(ax: Axes) -> Axes:
    """Few ticks on the axes of `ax`, plain numbers and no minor ticks on logarithmic ones, once the data are drawn.

    Every tick takes as long to draw as a curve. A logarithmic axis has ticks at 1, 2, 5, 10, ... below a factor of 50
    between its ends, and at powers of ten beyond it. What a figure has set for itself stays.
    """
    width = ax.get_position().width * ax.figure.get_figwidth()
    for axis, most in ((ax.xaxis, int(np.clip(width / LABEL, 2, 6))), (ax.yaxis, 6)):
        locator = axis.get_major_locator()
        if axis.get_scale() == "log":
            low, high = sorted(axis.get_view_interval())
            if axis.isDefault_majloc:
                axis.set_major_locator(_Log(subs=(1.0, 2.0, 5.0) if high < 50 * low else (1.0,), numticks=7))
            if axis.isDefault_minloc:
                axis.set_minor_locator(NullLocator())
            if axis.isDefault_majfmt:
                axis.set_major_formatter(StrMethodFormatter("{x:g}"))
        elif axis.isDefault_majloc and isinstance(locator, AutoLocator):
            axis.set_major_locator(_Linear())
            axis.get_major_locator().set_params(nbins=most, steps=[1, 2, 5, 10], integer=locator._integer)
    return ax


class PlainLayout(LayoutEngine):
    """Plain ticks on all axes of a figure, and margins in inches that hold its tick labels, names and titles.

    All axes of a grid get the same size, times the ratios of the grid. Texts and legends that a figure puts outside
    its axes have room, too.
    """

    _adjust_compatible = False
    _colorbar_gridspec = True

    def __init__(self, least: float = 0.0):
        """`least`: inches left of every axes at the least, so that axes under a slider hardly move."""
        super().__init__()
        self.least = least
        # inches (left, right, below, above) that were made around each axes
        self.rooms: dict[Axes, np.ndarray] = {}

    def execute(self, fig: Figure) -> None:
        """Set the ticks, the places of the axes and of their names."""
        axs = [ax for ax in fig.axes if ax.get_subplotspec() is not None]
        if not axs:
            return
        for ax in axs:
            plain_ticks(ax)
        beside = [np.maximum(_beside(ax), (self.least, 0, 0, 0)) for ax in axs]
        self.rooms = dict(zip(axs, beside))
        _place(fig, axs, beside)
        outside = [_outside(ax) for ax in axs]
        if any(room.any() for room in outside):
            _place(fig, axs, [np.maximum(*both) for both in zip(beside, outside)])


def _place(fig: Figure, axs: list[Axes], beside: list[np.ndarray]) -> None:
    """Give every axes its place: room (4,) in inches left, right, below and above for each of them."""
    grid = axs[0].get_subplotspec().get_topmost_subplotspec().get_gridspec()
    columns, rows = np.zeros((2, grid.ncols)), np.zeros((2, grid.nrows))
    for ax, room in zip(axs, beside):
        cell = ax.get_subplotspec().get_topmost_subplotspec()
        for side, at, sizes in (
            (0, cell.colspan[0], columns[0]),
            (1, cell.colspan[-1], columns[1]),
            (2, cell.rowspan[-1], rows[0]),
            (3, cell.rowspan[0], rows[1]),
        ):
            sizes[at] = max(sizes[at], room[side])
    width, height = fig.get_size_inches()
    x0, x1 = _spans(width, columns, grid.get_width_ratios())
    heading = getattr(fig, "_suptitle", None)
    if heading is not None:
        height -= _size(heading)[1] + 2 * EDGE
    y0, y1 = (edge[::-1] for edge in _spans(height, rows[:, ::-1], grid.get_height_ratios()[::-1]))
    scale = 1 / np.array([*fig.get_size_inches()] * 2)
    # Where the grid alone would put its cells: what is nested in one keeps its share of it.
    left, bottom = grid.get_grid_positions(fig)[2], grid.get_grid_positions(fig)[0]
    right, top = grid.get_grid_positions(fig)[3], grid.get_grid_positions(fig)[1]
    for ax in axs:
        own, cell = ax.get_subplotspec(), ax.get_subplotspec().get_topmost_subplotspec()
        c, r = cell.colspan, cell.rowspan
        box = np.array([x0[c[0]], y0[r[-1]], x1[c[-1]], y1[r[0]]])
        if own is not cell:
            part = own.get_position(fig)
            old = np.array([left[c[0]], bottom[r[-1]], right[c[-1]], top[r[0]]])
            share = (np.array(part.extents) - np.tile(old[:2], 2)) / np.tile(old[2:] - old[:2], 2)
            box = np.tile(box[:2], 2) + share * np.tile(box[2:] - box[:2], 2)
        ax._set_position(Bbox.from_extents(*(box * scale)), which="both")


def _spans(length: float, sizes: np.ndarray, ratios) -> tuple[np.ndarray, np.ndarray]:
    """Where axes begin and end, in inches, along a `length`: with room sizes (2, n) around each."""
    before, after = sizes + EDGE
    free = max(length - before.sum() - after.sum(), 0.2 * length)
    lengths = free * np.asarray(ratios, dtype=float) / np.sum(ratios)
    ends = np.cumsum(before + lengths + after) - after
    return ends - lengths, ends


def _beside(ax: Axes) -> np.ndarray:
    """Inches (left, right, below, above) that tick labels, names and titles take beside the axes; names are placed."""
    room = np.zeros(4)
    if ax.axison:
        size = ax.get_position().size * ax.figure.get_size_inches()
        for axis, sides, length in ((ax.xaxis, (2, 3), size[0]), (ax.yaxis, (0, 1), size[1])):
            if not axis.get_visible():
                continue
            labels, overhang = _ticks(axis, length)
            shown, name = axis.get_tick_params(), axis.get_label_position()
            for side in sides:
                room[side] = max(room[side], labels if shown.get(f"label{SIDES[side]}") else 0)
            if any(shown.get(f"label{SIDES[side]}") for side in sides):
                across = (0, 1) if sides == (2, 3) else (2, 3)
                room[list(across)] = np.maximum(room[list(across)], overhang)
            side = SIDES.index(name)
            if axis.offsetText.get_text():  # beside the labels of x, above those of y
                room[3 if axis is ax.yaxis else side] += _size(axis.offsetText)[1]
            if axis.label.get_text() and axis.label.get_visible():
                room[side] += axis.labelpad / 72
                _name(axis, name, room[side])
                room[side] += _size(axis.label)[1]
    for title in (ax.title, ax._left_title, ax._right_title):
        if title.get_text():
            room[3] = max(room[3], rcParams["axes.titlepad"] / 72 + _size(title)[1])
    return room


def _ticks(axis: Axis, length: float) -> tuple[float, tuple[float, float]]:
    """Inches that tick labels take beside an axis of `length`, and by which the outer ones hang over its two ends."""
    places = np.asarray(axis.get_majorticklocs(), dtype=float)
    texts = axis.major.formatter.format_ticks(places)
    axis.offsetText.set_text(axis.major.formatter.get_offset())
    ends = axis.get_transform().transform(np.asarray(axis.get_view_interval(), dtype=float))
    at = (axis.get_transform().transform(places) - ends[0]) / (ends[1] - ends[0])
    drawn = [(a, text) for a, text in zip(at, texts) if -1e-6 <= a <= 1 + 1e-6 and text]
    tick = axis.get_major_ticks(1)[0]
    beside = tick.get_tick_padding() + (tick.get_pad() if drawn else 0)
    if not drawn:
        return beside / 72, (0.0, 0.0)
    sizes = [_size(tick.label1, text) for _, text in drawn]
    along = 0 if axis.axis_name == "x" else 1
    hangs = [
        (size[along] / 2 - a * length, size[along] / 2 - (1 - a) * length)
        for (a, _), size in zip(drawn, sizes)
    ]
    return beside / 72 + max(size[1 - along] for size in sizes), tuple(
        max(0.0, *hang) for hang in zip(*hangs)
    )


def _name(axis: Axis, side: str, inches: float) -> None:
    """Put the name of an axis at a distance from it, where a layout of Matplotlib would look for the tick labels."""
    x, y = {"bottom": (0.5, 0), "top": (0.5, 1), "left": (0, 0.5), "right": (1, 0.5)}[side]
    dx, dy = {"bottom": (0, -1), "top": (0, 1), "left": (-1, 0), "right": (1, 0)}[side]
    shift = ScaledTranslation(dx * inches, dy * inches, axis.axes.figure.dpi_scale_trans)
    axis.set_label_coords(x, y, axis.axes.transAxes + shift)


def _outside(ax: Axes) -> np.ndarray:
    """Inches (left, right, below, above) by which texts and a legend with a place of its own stand out of the axes."""
    legend = ax.get_legend()
    artists = [
        text
        for text in ax.texts
        if text.get_text()
        and text.get_in_layout()
        and not (text.get_clip_on() and (text.get_clip_box() or text.get_clip_path()))
    ]
    if legend is not None and legend._bbox_to_anchor is not None:
        artists.append(legend)
    if not artists:
        return np.zeros(4)
    boxes = np.array([artist.get_window_extent().extents for artist in artists])
    frame = ax.get_window_extent().extents
    out = [frame[0] - boxes[:, 0], boxes[:, 2] - frame[2], frame[1] - boxes[:, 1], boxes[:, 3] - frame[3]]
    return np.maximum(np.max(out, axis=1), 0) / ax.figure.dpi


def _size(text: Text, words: str | None = None) -> np.ndarray:
    """Width and height in inches of a text, or of other words in its font, before it is turned."""
    lines = (text.get_text() if words is None else words).split("\n")
    points = text.get_fontsize()
    width = max(_width(line, points, text.get_fontweight()) for line in lines)
    return np.array([width, 1.2 * points * len(lines) / 72])


@lru_cache(maxsize=4096)
def _width(line: str, points: float, weight: str | int) -> float:
    font = FontProperties(size=points, weight=weight)
    return text_to_path.get_text_width_height_descent(line, font, is_math_text(line))[0] / 72
