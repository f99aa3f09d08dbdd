"""Panels to explore a figure with sliders: `explore(draw, alpha=log_slider("α output scale", 0.1, 10, value=1))`.

`draw(**values)` is a pure function to a matplotlib Figure, so the same code makes the live panel, the still
picture of a static page, and the tests. Where nobody can move a slider (nbconvert, nbval, grading) the default
picture is displayed.
"""

import asyncio
import base64
import contextlib
import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from utils.frontend import image_tag, somebody_is_there
from utils.plots import Grounds, alt_text, styled
from utils.validation import function, integer, number, one_of, positive, refuse


@dataclass(frozen=True)
class Control:
    """One labelled control: the values it can take, in order, and the one it starts with."""

    label: str
    options: tuple
    value: Any
    kind: str  # "slider" | "choice"

    def widget(self, room: int):
        """The live ipywidgets control, its label `room` letters wide; sliders move with the arrow keys."""
        import ipywidgets

        kind = ipywidgets.SelectionSlider if self.kind == "slider" else ipywidgets.Dropdown
        named = [(_text(option), option) for option in self.options]
        return kind(
            options=named,
            value=self.value,
            description=self.label,
            description_allow_html=False,
            style={"description_width": f"{0.6 * room:g}em"},
            layout={"width": f"{20 + 0.6 * room:g}em", "max_width": "100%"},
        )


def slider(label: str, low: float, high: float, value: float, step: float = 1) -> Control:
    """Evenly spaced values low, low + step, ... up to high; `value` is moved to the nearest of them.

    >>> slider("width m", 8, 32, value=16, step=8).options
    (8, 16, 24, 32)
    >>> slider("level", 0, 1, value=0.5, step=0.3).options
    (0.0, 0.3, 0.6, 0.9)
    """
    low, high, value, step = *_range(label, low, high, value), positive("step", step)
    n = int(np.floor((high - low) / step + 1e-9)) + 1
    grid = [float(f"{low + i * step:.12g}") for i in range(n)]
    if all(x.is_integer() for x in (low, step)):
        grid = [int(x) for x in grid]
    return Control(label, tuple(grid), min(grid, key=lambda x: abs(x - value)), "slider")


def log_slider(label: str, low: float, high: float, value: float, steps: int = 40) -> Control:
    """`steps + 1` values evenly spaced in the logarithm, rounded to three digits, equal ones once.

    `value` is moved to the nearest of them in the logarithm.

    >>> log_slider("α output scale", 0.1, 10, value=1, steps=4).options
    (0.1, 0.316, 1.0, 3.16, 10.0)
    """
    low, high, value = _range(label, positive("low", low), high, value)
    grid = dict.fromkeys(float(f"{x:.3g}") for x in np.geomspace(low, high, integer("steps", steps) + 1))
    return Control(label, tuple(grid), min(grid, key=lambda x: abs(np.log(x / value))), "slider")


def choice(label: str, options, value=None) -> Control:
    """One of a few named options, shown as a list; it starts with `value`, else with the first."""
    options = tuple(options)
    if not options:
        refuse("options", "none", "at least one")
    return Control(
        _label(label), options, one_of("value", options[0] if value is None else value, options), "choice"
    )


def _label(label: str) -> str:
    if not isinstance(label, str) or not label.strip():
        refuse("label", repr(label), "a text that names the symbol and what it means")
    return label


def _range(label: str, low: float, high: float, value: float) -> tuple[float, float, float]:
    _label(label)
    low = number("low", low)
    high = number("high", high, low=low, strict=True, expected=f"a number above low = {low:g}")
    return low, high, number("value", value, low=low, high=high)


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


class Panel:
    """A figure with controls: `png(**values)` renders any setting; displayed, it is live where somebody is there."""

    def __init__(self, draw: Callable[..., Figure], controls: dict[str, Control]):
        self.draw = draw
        self.controls = controls
        self._grounds = Grounds()

    @property
    def values(self) -> dict[str, Any]:
        """The default value of every control."""
        return {name: control.value for name, control in self.controls.items()}

    def figure(self, **values) -> Figure:
        """The figure for these values, on a slider's grid or not; what is not named keeps its default."""
        for name in values:
            one_of("control", name, tuple(self.controls))
        with styled():
            figure = self.draw(**(self.values | values))
        if not isinstance(figure, Figure):
            refuse(
                "draw",
                f"a function that returns a {type(figure).__name__}",
                "one that returns a Figure",
                TypeError,
            )
        return figure

    def png(self, **values) -> tuple[bytes, str]:
        """The picture for these values, and its alt text."""
        figure = self.figure(**values)
        with styled():
            return self._grounds.png(figure), alt_text(figure)

    def live(self, still: tuple[bytes, str] | None = None):
        """The ipywidgets box: controls above one image, decoded before it is shown, so that it does not flicker.

        `still` is what `png()` returned, where it has been called already.
        Once a picture is out, the next one in the same direction is drawn, while eye and hand go on.
        """
        import ipywidgets

        room = max(len(control.label) for control in self.controls.values())
        controls = {name: control.widget(room) for name, control in self.controls.items()}
        # Not ipywidgets.Image: it has no alt text, and breaks in the browser when given a tooltip.
        picture, timer = ipywidgets.HTML(image_tag(*(still or self.png()))), None

        @lru_cache(maxsize=64)
        def page(*values) -> str:
            gc.disable()  # until the picture is out
            try:
                return image_tag(*self.png(**dict(zip(controls, values))))
            finally:
                gc.enable()

        def render(change) -> None:
            nonlocal timer
            if timer is not None:
                timer.cancel()
            values = [control.value for control in controls.values()]
            picture.value = page(*values)
            with contextlib.suppress(RuntimeError):  # no event loop runs: no kernel
                values[[*controls.values()].index(change.owner)] = _after(change)
                timer = asyncio.get_running_loop().call_later(0.01, page, *values)

        for control in controls.values():
            control.observe(render, names="value")
        return ipywidgets.VBox([*controls.values(), picture])

    def _repr_mimebundle_(self, include=None, exclude=None):
        png, alt = still = self.png()
        data = {"text/plain": repr(self), "image/png": base64.b64encode(png).decode()}
        if somebody_is_there():
            data |= self.live(still)._repr_mimebundle_() | {"text/plain": repr(self)}
        return data, {"image/png": {"alt": alt}}

    def __repr__(self) -> str:
        settings = ", ".join(f"{c.label} = {_text(c.value)}" for c in self.controls.values())
        return f"Panel({self.draw.__name__}: {settings})"


def _after(change) -> Any:
    """The value that a control takes when it moves on in the same direction; at its end, the last one."""
    options = [value for _, value in change.owner.options]
    new, old = options.index(change.new), options.index(change.old)
    return options[max(0, min(len(options) - 1, new + (1 if new > old else -1)))]


def explore(draw: Callable[..., Figure], **controls: Control) -> Panel:
    """A panel of labelled controls over the figure that `draw(**values)` returns."""
    function("draw", draw)
    if not controls:
        refuse("controls", "none", "at least one slider or choice")
    for name, control in controls.items():
        if not isinstance(control, Control):
            refuse(name, f"a {type(control).__name__}", "a slider, log_slider or choice", TypeError)
    return Panel(draw, controls)
