"""Panels of controls over a figure, one module for each assignment; what they share stands in `utils.widgets.panel`."""

from utils.widgets.panel import Control, Panel, choice, explore, log_slider, slider

__all__ = ["Control", "Panel", "choice", "explore", "log_slider", "slider"]
