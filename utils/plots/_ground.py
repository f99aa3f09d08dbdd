"""Pictures of figures that follow each other: where axes stay the same, only what stands on them is drawn again.

Ground, grid, ticks and names of axes take most of the time of a picture, and a slider seldom changes them.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image

from utils.plots._base import fitted
from utils.plots._layout import EDGE


class Grounds:
    """The last ground of each axes of the figures of one panel, as pixels."""

    def __init__(self):
        self._kept: dict[int, tuple] = {}  # number of the axes: what its ground shows, and its pixels

    def png(self, figure: Figure) -> bytes:
        """The picture of `figure` as PNG, pixel by pixel the one of `figure.savefig`."""
        before, canvas, buffer = figure.canvas, FigureCanvasAgg(figure), io.BytesIO()
        try:
            with fitted(figure) as layout, _hidden(self._drawn(canvas.get_renderer(), figure, layout)):
                figure.draw(canvas.get_renderer())
        finally:
            figure.set_canvas(before)
        Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").save(buffer, "png", compress_level=1)
        return buffer.getvalue()

    def _drawn(self, renderer, figure: Figure, layout) -> list[Artist]:
        """Draw the ground of all axes of a fitted figure, and return its parts."""
        figure.patch.draw(renderer)
        parts: list[Artist] = [figure.patch]
        for i, (ax, room) in enumerate(getattr(layout, "rooms", {}).items()):
            if not _lies_below(ax):
                continue
            frame = _frame(ax, room)
            ax.apply_aspect()
            state = (
                *frame.extents,
                *ax.bbox.extents,
                ax.patch.get_facecolor(),
                _shown(ax.xaxis),
                _shown(ax.yaxis),
            )
            known, pixels = self._kept.get(i, (None, None))
            if state == known:
                renderer.restore_region(pixels)
            else:
                for part in _ground(ax):
                    part.draw(renderer)
                self._kept[i] = state, renderer.copy_from_bbox(frame)
            parts += _ground(ax)
        return parts


@contextmanager
def _hidden(artists: list[Artist]) -> Iterator[None]:
    seen = [artist for artist in artists if artist.get_visible()]
    for artist in seen:
        artist.set_visible(False)
    try:
        yield
    finally:
        for artist in seen:
            artist.set_visible(True)


def _frame(ax: Axes, room: np.ndarray) -> Bbox:
    """In pixels, all that the ground of axes with `room` (4,) in inches around them covers."""
    left, right, below, above = ax.figure.dpi * (room + EDGE)
    x0, y0, x1, y1 = ax.bbox.extents
    return Bbox.from_extents(x0 - left, y0 - below, x1 + right, y1 + above)


def _ground(ax: Axes) -> tuple:
    return ax.patch, ax.xaxis, ax.yaxis


def _lies_below(ax: Axes) -> bool:
    """Is the ground of these axes below all that stands on them? Not below an image, nor where another's twin lies."""
    ground = _ground(ax)
    others = [artist.get_zorder() for artist in ax.get_children() if artist not in ground]
    return (
        ax.axison and ax.patch.get_visible() and min(others) > max(part.get_zorder() for part in ground[1:])
    )


def _shown(axis: Axis) -> tuple:
    """What an axis shows, apart from its place."""
    places, name = axis.get_majorticklocs(), axis.label
    return (
        axis.get_visible(),
        axis.get_scale(),
        *axis.get_view_interval(),
        *places,
        *axis.major.formatter.format_ticks(places),
        axis.major.formatter.get_offset(),
        *axis.get_minorticklocs(),
        repr((axis.get_tick_params("major"), axis.get_tick_params("minor"))),
        (name.get_text(), name.get_visible(), name.get_color(), name.get_fontproperties()),
    )
