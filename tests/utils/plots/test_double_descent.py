"""Figures of the double-descent lab: data, scales and labels, alt texts, and what they refuse."""

import numpy as np
import pytest
import torch

from utils.plots import alt_text
from utils.plots import double_descent as plots
from utils.two_layer import mode_errors, rank_one_path

SPECTRUM = torch.tensor([100.0, 1.0], dtype=torch.double)
BETA = torch.tensor([0.3, 3.0], dtype=torch.double)
TARGET = torch.tensor([30 + 10 * 5**0.5, 3.0], dtype=torch.double)


@pytest.fixture(scope="module")
def path():
    return rank_one_path(SPECTRUM, TARGET, torch.full((2,), 0.01, dtype=torch.double), 0.01, 1e-3, 2000)


@pytest.fixture(scope="module")
def parts(path):
    return mode_errors(path, BETA, SPECTRUM)


def flow(u, z):
    g = 2 * (SPECTRUM * u[..., None] * z - TARGET)
    return -(z * g).sum(-1), -u[..., None] * g


def first(axs):
    return np.ravel(np.asarray(axs, dtype=object))[0]


def test_superposition_draws_the_parts_their_sum_and_the_marks(parts):
    ax = plots.superposition(parts, marks=(21, 44))
    assert ax.get_xscale() == "log"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("gradient step t", "risk R")
    fast, slow, total, marks = ax.lines
    assert fast.get_xdata()[0] == 1  # a logarithmic axis has no step 0
    assert fast.get_ydata()[0] == pytest.approx(parts[1, 0].item())
    assert np.allclose(total.get_ydata(), fast.get_ydata() + slow.get_ydata())
    assert marks.get_xdata().tolist() == [21, 44]
    assert [t.get_text() for t in ax.texts] == ["8.58", "13.13"]
    assert "first minimum 8.58 at step 21" in alt_text(ax.figure)


def test_risks_marks_the_best_step_of_every_curve(parts):
    curves = {"a": parts.sum(1), "b": parts[:, 0]}
    ax = plots.risks(curves, title="two")
    best = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [int(line.get_xdata()[0]) for line in best] == [2000, 20]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["a", "b"]
    assert "b: lowest 0.01 at step 20" in alt_text(ax.figure)


def test_clouds_have_equal_scales_and_name_their_singular_values():
    x = torch.diag(torch.tensor([3.0, 1.0]))
    axs = plots.clouds(x, x / 2)
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axs] == [
        "as made: singular values 3.00, 1.00",
        "standardized: singular values 1.50, 0.50",
    ]
    assert all(ax.get_aspect() == 1 for ax in axs)


def record(parts):
    n = len(parts)
    return {
        "loss": parts[:, 1],
        "risk": parts.sum(1),
        "parts": parts,
        "weights": parts + 1,
        "gradients": parts[1:] + 1,
        "rank": torch.full((n,), 1e-16),
        "gap": torch.zeros(n),
    }


def test_training_has_six_panels_and_survives_exact_zeros(parts):
    axs = plots.training(record(parts))
    assert len(axs) == 6
    assert [ax.get_yscale() for ax in axs] == ["log", "linear", "linear", "log", "log", "log"]
    assert axs[5].lines[0].get_ydata().min() == 1e-18
    assert "Six panels" in alt_text(axs[0].figure)
    with pytest.raises(ValueError, match="record: got no gap, rank, expected the entries loss"):
        plots.training({k: v for k, v in record(parts).items() if k not in ("gap", "rank")})


def test_phase_plane_shows_the_flow_it_is_given():
    ax = plots.phase_plane(flow, "u, z₂", 0.5, path=torch.tensor([[0.1, 0.1, 0.1], [1.7, 0.3, 1.7]]), n=5)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("u", "z₂")
    arrows = ax.collections[0]
    at = np.column_stack([arrows.X.ravel(), arrows.Y.ravel()])
    i = 7
    du, dz = flow(torch.tensor(at[i, 0]), torch.tensor([0.5, at[i, 1]]))
    v = np.array([du.item(), dz[1].item()])
    assert np.allclose([arrows.U.ravel()[i], arrows.V.ravel()[i]], v / np.linalg.norm(v))
    assert np.allclose(ax.lines[0].get_xdata(), [0.1, 1.7])
    with pytest.raises(ValueError, match="plane: got 'w', expected one of"):
        plots.phase_plane(flow, "w", 0.0)


def test_phase_planes_has_a_row_per_plane_and_a_column_per_level():
    axs = plots.phase_planes(flow, (0.0, 1.0))
    assert [(ax.get_xlabel(), ax.get_ylabel(), ax.get_title(loc="left") or ax.get_title()) for ax in axs] == [
        ("u", "z₁", "z₂ = 0"),
        ("u", "z₁", "z₂ = 1"),
        ("u", "z₂", "z₁ = 0"),
        ("u", "z₂", "z₁ = 1"),
        ("z₁", "z₂", "u = 0"),
        ("z₁", "z₂", "u = 1"),
    ]
    assert "6 vector fields" in alt_text(axs[0].figure)


def test_space_is_three_dimensional(path):
    run = torch.cat([torch.ones(len(path), 1), path], 1)
    ax = plots.space(flow, run)
    assert ax.name == "3d"
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_zlabel()) == ("u", "z₁", "z₂")
    assert "(1.00, 0.52, " in alt_text(ax.figure)


def test_weight_planes_share_the_risk_and_the_run(path):
    axs = plots.weight_planes(
        {"one": lambda w: -2 * (SPECTRUM * w - TARGET), "other": lambda w: -w},
        lambda w: mode_errors(w, BETA, SPECTRUM).sum(-1),
        path,
    )
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axs] == ["one", "other"]
    for ax in axs:
        assert np.allclose(ax.lines[0].get_xdata(), path[:, 0])
    assert axs[0].get_ylabel() == "w₂ (slow)"


def test_layers_and_drift_state_their_numbers():
    axs = plots.layers(np.geomspace(0.01, 5, 50), np.linspace(1, 0.9, 50))
    assert [ax.get_yscale() for ax in axs] == ["log", "linear"]
    assert "starts at 0.01 and ends at 5; " in alt_text(axs[0].figure)
    ax = plots.drift([1e-3, 1e-4], [3e-3, 3e-4])
    points, line = ax.lines
    assert np.allclose(points.get_ydata(), line.get_ydata())
    assert "slope 1.00" in alt_text(ax.figure)


def test_sigmoids_draw_theory_over_measurement():
    time, curve = torch.linspace(0, 1, 9), torch.rand(9)
    ax = plots.sigmoids(time, {"S = 1": curve}, {"S = 1": curve + 1})
    assert np.allclose(ax.lines[1].get_ydata() - ax.lines[0].get_ydata(), 1)


def test_jacobian_bars_are_split_by_layer():
    axs = plots.jacobian_split([[4.0, 1.0]], [[0.75, 0.5]], ["before"])
    heights = [bar.get_height() for bar in axs[0].patches]
    assert heights == [3.0, 0.5, 1.0, 0.5]


def test_peak_draws_medians_and_not_means():
    ridgeless = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 1e6]])
    ax = plots.peak([0.5, 1], ridgeless, ridgeless / 10, theory=[1.0, np.nan])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.lines[0].get_ydata().tolist() == [2.0, 2.0]
    assert len(ax.collections) == 2  # two bands
    with pytest.raises(ValueError, match=r"ridge: got shape \(2,\), expected an array with 2 axes"):
        plots.peak([0.5, 1], ridgeless, np.ones(2))


def test_running_shows_mean_and_median_so_far():
    ax = plots.running([1.0, 3.0, 800.0])
    mean, median = (line.get_ydata().tolist() for line in ax.lines)
    assert mean == [1.0, 2.0, 268.0]
    assert median == [1.0, 2.0, 3.0]


def test_features_draws_two_bands_and_their_limits():
    samples = np.array([[3.0, 2.0], [5.0, 4.0], [4.0, 3.0]])
    ax = plots.features([10, 100], samples, samples / 10, 2.5, 0.2)
    assert ax.lines[0].get_ydata().tolist() == [4.0, 3.0]
    assert ax.lines[1].get_ydata()[0] == 2.5
    assert "ridgeless median at most 4.00, kernel limit 2.50" in alt_text(ax.figure)


def test_limits_compares_with_the_slope_one_half():
    axs = plots.limits([16, 64], {"A": [0.4, 0.2], "B": [0.4, 0.4]})
    assert np.allclose(axs[0].lines[0].get_ydata(), axs[0].lines[1].get_ydata())
    assert "A slope -0.50, B slope 0.00" in alt_text(axs[0].figure)


def test_payoff_has_one_panel_for_the_claim_and_one_for_the_test(parts):
    axs = plots.payoff({"equal": parts.sum(1)}, {"equal": parts[:, 0]})
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axs] == [
        "claim: one layer, closed form",
        "test: two layers, infinitely wide",
    ]
    assert "lowest 0.01" in alt_text(axs[0].figure)


def test_one_axes_is_used_if_it_is_given(parts):
    import matplotlib.pyplot as plt

    ax = plt.subplots()[1]
    assert plots.superposition(parts, ax=ax) is ax
    assert first(plots.clouds(np.eye(2), np.eye(2), axs=plt.subplots(1, 2)[1])).figure is not ax.figure
    with pytest.raises(ValueError, match="curves: got none"):
        plots.risks({})


def test_claims_draws_every_cloud_against_the_same_fit():
    axs = plots.claims([1.0, 2.0], {"A": [0.9, 2.1], "B": [2.0, 1.0]})
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axs] == ["figure A", "figure B"]
    assert [ax.lines[0].get_ydata().tolist() for ax in axs] == [[1.0, 2.0]] * 2
    assert axs[1].lines[0].get_xdata().tolist() == [2.0, 1.0]
    # which of them is right cannot be read from the words
    assert (
        alt_text(axs[0].figure)
        == "Predictions of one fit against 2 claimed limits: clouds along the diagonal."
    )


def test_outside_draws_medians_over_the_recorded_steps():
    runs = np.array([[9.0, 2.0, 4.0], [9.0, 3.0, 5.0], [9.0, 4.0, 60.0]])
    ax = plots.outside([0, 1, 10], {"two scales": runs})
    assert ax.lines[0].get_xdata().tolist() == [1, 10]  # a logarithmic axis has no step 0
    assert ax.lines[0].get_ydata().tolist() == [3.0, 5.0]
    assert "two scales: lowest median 3, 5 at the end" in alt_text(ax.figure)
    with pytest.raises(ValueError, match="curves: got none"):
        plots.outside([0, 1], {})


def yours(ax):
    """The labels of the guesses that are drawn."""
    return [line.get_label() for line in ax.lines if line.get_label().startswith("you")]


def test_guesses_are_drawn_where_they_were_made(parts):
    curve = parts.sum(1)
    assert yours(plots.superposition(parts, you={"fast_smallest": 8, "slow_halfway": 90})) == [
        "you, fast smallest",
        "you, slow halfway",
    ]
    ax = plots.risks({"equal": curve}, you=(300, None))
    assert yours(ax) == ["your step"]
    assert ax.lines[-1].get_xdata() == [300, 300]
    assert yours(plots.risks({"equal": curve}, you=(None, 2.5))) == ["your risk"]
    assert yours(plots.layers([0.1, 2.0], [1.0, 0.9], you={"start": 0.5, "end": 3.0})[0]) == [
        "you, start",
        "you, end",
    ]
    line = plots.drift([1e-3, 1e-4], [3e-3, 3e-4], you=2).lines[-1]
    assert line.get_ydata()[0] / line.get_ydata()[1] == pytest.approx(100)
    sigmoids = plots.sigmoids([0.0, 1.0], {"S": [0.0, 1.0]}, {"S": [0.0, 1.0]}, you={"fastest": 0.4})
    assert yours(sigmoids) == ["you, fastest"]
    risks = np.ones((3, 2))
    assert yours(plots.peak([0.5, 1], risks, risks / 2, you={"with_ridge": 0.7})) == ["you, with ridge"]
    assert yours(plots.features([10, 40], risks, risks, 1.0, 1.0, you=20)) == ["you"]


def test_without_a_guess_nothing_is_drawn_for_it(parts):
    assert not yours(plots.superposition(parts, you={}))
    assert not yours(plots.risks({"equal": parts.sum(1)}, you=(None, None)))
    assert not yours(plots.drift([1e-3, 1e-4], [3e-3, 3e-4], you=None))
