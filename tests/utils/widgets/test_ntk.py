"""Panels of the tangent-kernel notebook, tested on what they draw."""

import math

import numpy as np
import pytest
import torch

from utils.plots import alt_text
from utils.widgets import Panel
from utils.widgets import ntk as widgets


def two_duals(rho):
    """The published formulas in the angle; the notebook's are the student's."""
    angle = torch.acos(rho.clamp(-1, 1))
    return 1 - angle / math.pi, (torch.sin(angle) + (math.pi - angle) * torch.cos(angle)) / math.pi


def test_angle_widget(moved):
    figure = widgets.draw_angle(90, two_duals)
    assert figure.axes[1].get_title() == "0.159 + 0.000 = 0.159"
    assert "0.25" in alt_text(figure)
    panel = widgets.angle(two_duals)
    moved(panel)
    assert isinstance(panel, Panel)
    assert repr(panel) == "Panel(draw_two_terms: γ angle (degrees) = 60)"


def test_width_widget_approaches_the_limit(moved):
    miss = [float(widgets.draw_width(m, two_duals).axes[0].get_title().split()[-1]) for m in (16, 16384)]
    assert miss[1] < 0.03 < miss[0]
    panel = widgets.width(two_duals)
    moved(panel)
    assert "log₂ m" in repr(panel)


def test_flow_widget_learns_mode_by_mode(moved):
    k, y = torch.diag(torch.tensor([1.0, 10, 100])).double(), torch.ones(3).double()
    line = next(x for x in widgets.draw_flow(0.1, k, y).axes[0].lines if "at t =" in x.get_label())
    np.testing.assert_allclose(line.get_ydata(), np.exp([-10, -1, -0.1]), rtol=1e-6)
    panel = widgets.flow(k, y)
    moved(panel)
    png, alt = panel.png()
    assert png[:4] == b"\x89PNG"
    assert "of 3 eigenmodes" in alt


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: widgets.draw_angle(181, two_duals), "degrees: got 181"),
        (lambda: widgets.draw_angle(90, 3), "duals: got 3"),
        (lambda: widgets.draw_width(0, two_duals), "width: got 0"),
        (lambda: widgets.draw_flow(-1, torch.eye(2), torch.ones(2)), "t: got -1"),
    ],
)
def test_bad_values(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
