"""What all figures share: one style, one way to open axes, alt texts, median bands, plain and thinned axes."""

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine

from utils.plots._layout import PlainLayout
from utils.validation import integer, refuse

STYLE = Path(__file__).parents[1] / "course.mplstyle"

#: Okabe & Ito's colours by name, and `theory` for the line that a formula draws over a measurement.
COLORS = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "black": "#000000",
    "gray": "#767676",
    "theory": "#000000",
}

#: The colors of curves that are told apart by their names only, in this order.
CYCLE = tuple(COLORS[name] for name in ("blue", "vermilion", "green", "purple", "orange", "sky"))

_alt_texts: "weakref.WeakKeyDictionary[Axes, list[str]]" = weakref.WeakKeyDictionary()


def axes(
    ax: Axes | None = None,
    *,
    title: str | None = None,
    xlabel: str | None = None,
    ylabel: str | None = None,
    xscale: str | None = None,
    yscale: str | None = None,
    size: tuple[float, float] | None = None,
) -> Axes:
    """The given axes, or one new pyplot figure of `size` inches; sets the labels and scales that are named."""
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(figsize=size, layout=PlainLayout())[1]
    named = {"title": title, "xlabel": xlabel, "ylabel": ylabel, "xscale": xscale, "yscale": yscale}
    ax.set(**{key: value for key, value in named.items() if value is not None})
    return ax


def panels(
    axs: np.ndarray | None = None, n: int = 2, *, size: tuple[float, float] | None = None, **subplots
) -> np.ndarray:
    """`n` axes as an array (n,): the given ones, or those of one new pyplot figure of `size` inches, side by side.

    `subplots` goes to `pyplot.subplots`: `nrows`, `ncols` for a grid of n axes, `sharey` and the like.
    """
    n = integer("n", n)
    if axs is None:
        import matplotlib.pyplot as plt

        subplots = {"ncols": n, "squeeze": False, "figsize": size or (min(3.6 * n, 10.5), 3.1)} | subplots
        axs = plt.subplots(layout=PlainLayout(), **subplots)[1]
    axs = np.ravel(np.asarray(axs, dtype=object))
    if len(axs) != n:
        refuse("axs", f"{len(axs)} axes", f"{n}")
    return axs


def canvas(n: int = 1, size: tuple[float, float] | None = None) -> tuple[Figure, np.ndarray]:
    """A figure outside pyplot with `n` axes side by side: what the pure draw functions of the widgets fill and return.

    Tick labels of up to six letters leave the axes where they are.
    """
    n = integer("n", n)
    figure = Figure(figsize=size or (min(4.6 * n, 9.2), 3.3), layout=PlainLayout(least=0.7))
    FigureCanvasAgg(figure)
    return figure, figure.subplots(ncols=n, squeeze=False)[0]


def numbers(values) -> np.ndarray:
    """What is to be drawn as a NumPy array of its own dtype: lists, arrays, tensors with or without gradient.

    >>> numbers(torch.ones(2, requires_grad=True))
    array([1., 1.], dtype=float32)
    """
    return values.detach().numpy() if isinstance(values, torch.Tensor) else np.asarray(values)


def describe(ax, alt: str):
    """Attach the alt text to what is drawn on `ax`, Axes or an array of them, and return `ax`.

    Texts of one axes add up, equal ones once; an array is described as a whole: its text replaces what its axes said.
    """
    if not isinstance(alt, str) or not alt.strip():
        refuse("alt", repr(alt), "a sentence that says what the figure shows")
    if isinstance(ax, Axes):
        texts = _alt_texts.setdefault(ax, [])
        if alt not in texts:
            texts.append(alt)
        return ax
    panels = list(np.ravel(np.asarray(ax, dtype=object)))
    if not panels or not all(isinstance(panel, Axes) for panel in panels):
        refuse("ax", f"a {type(ax).__name__}", "Axes or an array of Axes", TypeError)
    for panel in panels:
        _alt_texts[panel] = []
    _alt_texts[panels[0]] = [alt]
    return ax


def alt_text(figure: Figure) -> str:
    """The alt texts of all axes of a figure, in the order in which the axes were made; '' if there is none."""
    return " ".join(text for ax in figure.axes for text in _alt_texts.get(ax, []))


def bands(
    ax: Axes,
    x,
    samples,
    *,
    quantiles: tuple[float, float] = (0.1, 0.9),
    color: str | None = None,
    label: str | None = None,
    **line,
) -> Axes:
    """Median line and quantile band of `samples` (n_samples, n_x) over `x` (n_x,).

    Medians, because at an interpolation threshold a mean of repeats is ruled by its worst member.
    """
    x, samples = np.asarray(x, dtype=float), np.asarray(samples, dtype=float)
    if samples.ndim != 2 or x.shape != samples.shape[1:] or samples.size == 0:
        refuse("samples", f"shape {samples.shape} over x of shape {x.shape}", "(n_samples, n_x) over (n_x,)")
    if not 0 <= quantiles[0] < quantiles[1] <= 1:
        refuse("quantiles", repr(quantiles), "two increasing numbers in [0, 1]")
    low, median, high = np.quantile(samples, [quantiles[0], 0.5, quantiles[1]], axis=0)
    (curve,) = ax.plot(x, median, color=color, label=label, **line)
    ax.fill_between(x, low, high, color=curve.get_color(), alpha=0.2, linewidth=0)
    return ax


def thin(n: int, points: int = 700, *, log: bool = False) -> np.ndarray:
    """Indices 0..n-1 thinned to at most `points`, both ends kept: evenly, or evenly in the logarithm of index + 1.

    >>> thin(5)
    array([0, 1, 2, 3, 4])
    >>> len(thin(100_000, 700)), int(thin(100_000, 700)[-1])
    (700, 99999)
    """
    n, points = integer("n", n), integer("points", points, low=2)
    if n <= points:
        return np.arange(n)
    grid = np.geomspace(1, n, points) - 1 if log else np.linspace(0, n - 1, points)
    return np.unique(np.round(grid).astype(int))


def style() -> dict:
    """The settings of `course.mplstyle` as a dictionary of matplotlib parameters."""
    return dict(mpl.rc_params_from_file(STYLE, use_default_template=False))


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the course's style, whatever the surroundings have set."""
    with mpl.rc_context(style()):
        yield


@contextmanager
def fitted(figure: Figure) -> Iterator[LayoutEngine | None]:
    """The margins of `figure` are fitted now, and kept inside the block: Matplotlib draws twice what it has to fit.

    The picture is the same. Afterwards the figure has its layout engine again, which is the value of the block.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        yield None
        return
    engine.execute(figure)
    # "none" would leave a placeholder, for which everything is drawn twice, too; None means what the settings say.
    with mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
        figure.set_layout_engine(None)
        try:
            yield engine
        finally:
            figure.set_layout_engine(engine)


def show() -> None:
    """Display the open figures here, in a notebook above what its cell prints afterwards, and close them.

    Inline figures otherwise wait for the end of the cell, below its numbers. Without a front end nothing is shown.
    """
    import matplotlib.pyplot as plt

    plt.show()
