"""Pictures of figures that follow each other: where axes stay the same, only what stands on them is drawn again.

Ground, grid, ticks and names of axes take most of the time of a picture, and a slider seldom changes them.
"""

import io

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from utils.plots._base import fitted
from utils.plots._layout import EDGE


class Grounds:
    """The last ground of each axes of the figures of one panel, as pixels."""

    def __init__(self):
        self._kept: dict[int, tuple] = {}  # number of the axes: what its ground shows, and its pixels

    def png(self, figure: Figure) -> bytes:
        """The picture of `figure` as PNG: pixel by pixel the one of `figure.savefig`. The figure is spent by it."""
        canvas, buffer = FigureCanvasAgg(figure), io.BytesIO()
        renderer = canvas.get_renderer()
        with fitted(figure) as layout:
            figure.patch.draw(renderer)
            figure.patch.set_visible(False)
            for i, (ax, room) in enumerate(getattr(layout, "rooms", {}).items()):
                if _lies_below(ax):
                    self._draw(renderer, i, ax, room)
            figure.draw(renderer)
        Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").save(buffer, "png", compress_level=1)
        return buffer.getvalue()

    def _draw(self, renderer, i: int, ax: Axes, room: np.ndarray) -> None:
        """The ground of axes number i, with `room` (4,) in inches around it; in the axes it is then hidden."""
        frame = ax.bbox.frozen()
        left, right, below, above = ax.figure.dpi * (room + EDGE)
        frame = frame.from_extents(frame.x0 - left, frame.y0 - below, frame.x1 + right, frame.y1 + above)
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
        for part in _ground(ax):
            if state != known:
                part.draw(renderer)
            part.set_visible(False)
        if state != known:
            self._kept[i] = state, renderer.copy_from_bbox(frame)


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
