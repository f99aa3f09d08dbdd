"""The figures of the course, one module for each assignment; what they share stands in `utils.plots._base`.

Every figure of a notebook is one function of `utils.plots.<assignment>`: it takes data and an optional `ax` or `axs`,
returns the Axes, never trains and never shows.
"""

from utils.plots._base import (
    COLORS,
    CYCLE,
    alt_text,
    axes,
    bands,
    canvas,
    describe,
    fitted,
    numbers,
    panels,
    show,
    style,
    styled,
    thin,
)
from utils.plots._ground import Grounds

__all__ = [
    "COLORS",
    "CYCLE",
    "Grounds",
    "alt_text",
    "axes",
    "bands",
    "canvas",
    "describe",
    "fitted",
    "numbers",
    "panels",
    "show",
    "style",
    "styled",
    "thin",
]
