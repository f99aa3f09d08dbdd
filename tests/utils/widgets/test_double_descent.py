"""Panels of the double-descent lab: what they compute, the ends of their sliders, and what they refuse."""

import pytest
import torch

from utils.plots import alt_text
from utils.two_layer import mode_errors, rank_one_path
from utils.widgets import double_descent as widgets

SPECTRUM = torch.tensor([100.0, 1.0], dtype=torch.double)
BETA = torch.tensor([0.3, 3.0], dtype=torch.double)
TARGET = torch.tensor([30 + 10 * 5**0.5, 3.0], dtype=torch.double)


def flow(u, z):
    g = 2 * (SPECTRUM * u[..., None] * z - TARGET)
    return -(z * g).sum(-1), -u[..., None] * g


def test_the_risk_panel_shows_the_experiment_of_the_lab():
    parts = widgets.risk_runs(10.0, 5**0.5, 0.1, "equal")
    path = rank_one_path(SPECTRUM, TARGET, torch.full((2,), 0.01, dtype=torch.double), 0.01, 1e-3, 5000)
    assert torch.allclose(parts, mode_errors(path, BETA, SPECTRUM))
    figure = widgets.draw_risk()
    assert len(figure.axes[0].lines) == 3
    assert "Risk over gradient steps" in alt_text(figure)


def test_the_scaled_rule_removes_the_bump():
    risk = widgets.risk_runs(10.0, 5**0.5, 0.1, "∝ 1/S").sum(1)
    low = int(risk.argmin())
    assert (risk[: low + 1].diff() <= 1e-12).all()
    assert (risk[low:].diff() >= -1e-9).all()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((0.5, 1.0, 0.1, "equal"), "kappa: got 0.5"),
        ((10.0, 1.0, 0.0, "equal"), "scale: got 0.0"),
        ((10.0, 1.0, 0.1, "best"), "rule: got 'best', expected one of 'equal'"),
    ],
)
def test_the_risk_panel_refuses_nonsense(values, message):
    with pytest.raises(ValueError, match=message):
        widgets.risk_runs(*values)


def test_every_setting_of_the_panels_can_be_drawn(moved):
    panel = widgets.risk_explorer()
    moved(panel)
    assert repr(panel).startswith("Panel(draw_risk: κ ratio of singular values = 10, ")
    phase = widgets.phase_explorer(flow)
    moved(phase)
    for plane in phase.controls["plane"].options:
        assert phase.figure(plane=plane, level=0.5).axes[0].get_title(loc="left").endswith("= 0.5")
