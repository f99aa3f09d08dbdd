"""Figures of the lazy-training notebook: what is drawn, on which scales, with which words."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from utils import data, dynamics, plots
from utils.models import MLPshallow, NTKNet
from utils.plots import lazy_training as figures
from utils.training import train_ensemble

SAMPLE = data.make_sample("middle", n=15)
GRID = torch.linspace(-1, 1, 40)[:, None]
RUN = train_ensemble(
    [MLPshallow(5, seed=s) for s in range(3)], SAMPLE.x, SAMPLE.y, lr=0.05, n_steps=200, n_records=9
)


def drawn(call):
    """The axes as a list, after checking that the figure has alt text and can be rendered."""
    axs = list(np.ravel(np.asarray(call(), dtype=object)))
    assert len(plots.alt_text(axs[0].figure)) > 30
    axs[0].figure.canvas.draw()
    return axs


def by_label(ax):
    return {line.get_label(): line for line in ax.lines}


# ------------------------------------------------------------------------------------------------------- the figures


def test_targets_are_the_targets():
    for name, ax in zip(("simple", "complex"), drawn(lambda: figures.targets(("simple", "complex")))):
        x, y = (torch.as_tensor(v)[:, None] for v in ax.lines[0].get_data())
        assert ax.get_title() == name
        torch.testing.assert_close(y, data.target(name)(x))


def test_fits_show_sample_target_and_every_member():
    (ax,) = drawn(lambda: figures.fits(SAMPLE, GRID, {"nets": RUN.predict(GRID), "zero": torch.zeros(40, 1)}))
    lines = by_label(ax)
    assert len(ax.lines) == 1 + 3 + 1 + 1
    np.testing.assert_array_equal(lines["sample"].get_ydata(), SAMPLE.y[:, 0])
    np.testing.assert_allclose(lines["target f*"].get_ydata(), SAMPLE.target(GRID)[:, 0])
    assert np.all(lines["zero"].get_ydata() == 0)
    assert lines["zero"].get_color() != lines["nets"].get_color()


def test_a_jump_of_one_step_is_drawn_at_its_height():
    """The text reads heights of jumps off the curve of 1000 steps."""
    curve = torch.linspace(1.0, 0.01, 1001)
    curve[581] = 5.0
    (ax,) = drawn(lambda: figures.losses(curve))
    assert max(ax.lines[0].get_ydata()) == 5.0


def test_losses_are_log_log_thinned_and_count_steps_from_one():
    curve = torch.linspace(1, 0.01, 5000)
    (ax,) = drawn(lambda: figures.losses(curve, labels=["a"], theory=2 * curve))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    x, y = by_label(ax)["a"].get_data()
    assert (x[0], x[-1]) == (1, 5000)
    assert len(x) <= 2000
    np.testing.assert_allclose(y, curve.numpy()[x - 1])
    np.testing.assert_allclose(by_label(ax)["closed form"].get_ydata(), 2 * y)


def test_movement_leaves_out_step_zero():
    (ax,) = drawn(lambda: figures.movement(RUN.steps, RUN.relative_movement, labels=["a", "b", "c"]))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    np.testing.assert_array_equal(by_label(ax)["b"].get_xdata(), RUN.steps[1:])
    np.testing.assert_array_equal(by_label(ax)["b"].get_ydata(), RUN.relative_movement[1:, 1])


def test_power_law_has_the_slope_of_the_theory():
    x = np.array([1.0, 10.0, 100.0])
    (ax,) = drawn(lambda: figures.power_laws(x, {"m": 3 / x}, xlabel="α", exponents={"m": -0.5}))
    lines = by_label(ax)
    np.testing.assert_allclose(lines["m"].get_ydata(), 3 / x)
    slopes = np.diff(np.log(lines["slope -0.5"].get_ydata())) / np.diff(np.log(x))
    np.testing.assert_allclose(slopes, -0.5)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_dial_shows_error_movement_and_share_over_alpha():
    alphas, errors, ways, shares = [0.1, 1.0, 10.0], [0.4, 0.6, 0.8], [1.0, 0.2, 0.02], [0.6, 0.3, 0.05]
    left, middle, right = drawn(lambda: figures.dial(alphas, errors, ways, shares))
    assert left.lines[0].get_ydata().tolist() == errors
    assert (left.get_xscale(), left.get_yscale()) == ("log", "linear")
    np.testing.assert_allclose(by_label(middle)["∝ 1/α"].get_ydata(), [2.0, 0.2, 0.02])
    assert right.lines[0].get_ydata().tolist() == shares
    assert (right.get_xscale(), right.get_ylim()) == ("log", (0, 1))


def test_a_guessed_share_stands_at_its_end_of_the_dial():
    you = (None, None, {"largest_alpha": 0.2})
    alphas = [0.1, 1.0, 10.0]
    *_, right = drawn(lambda: figures.dial(alphas, [1.0] * 3, [1.0] * 3, [0.6, 0.3, 0.05], you=you))
    (line,) = [line for line in right.lines if line.get_label() == "you"]
    assert list(zip(*line.get_data())) == [(10.0, 0.2)]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_eigenbasis_tells_frozen_directions_from_moving_ones(dtype):
    x = torch.randn(20, 50, generator=torch.Generator().manual_seed(0), dtype=dtype)
    values, _ = torch.linalg.eigh(x.T @ x / 20)
    (ax,) = drawn(lambda: figures.eigenbasis(values, torch.arange(50)))
    assert {"λ > 0: 20", "λ = 0: 30"} <= set(by_label(ax))
    assert by_label(ax)["λ > 0: 20"].get_ydata()[0] == 49  # the largest eigenvalue comes first


@pytest.mark.parametrize(("n", "d"), [(2000, 400), (400, 2000)])
def test_marchenko_pastur_is_a_density_and_matches_the_histogram(n, d):
    x = torch.randn(n, d, generator=torch.Generator().manual_seed(0))
    (ax,) = drawn(lambda: figures.spectrum(torch.linalg.eigvalsh(x.T @ x / n), n))
    values, density = ax.lines[0].get_data()
    # trapezoids over 398 points of a curve that starts and ends like a square root: 1 % is ample
    assert np.trapezoid(density, values) == pytest.approx(1, abs=0.01)
    heights = np.array([bar.get_height() for bar in ax.patches])
    centers = np.array([bar.get_x() + bar.get_width() / 2 for bar in ax.patches])
    inside = (centers > values[20]) & (centers < values[-20])
    # 400 eigenvalues in 30 bins, but eigenvalues repel: their counts fluctuate far less than Poisson counts
    assert np.max(np.abs(heights - np.interp(centers, values, density))[inside]) < 0.15 * density.max()


def test_risks_are_medians_with_the_threshold():
    samples = torch.tensor([[1.0, 2.0, 1.0], [1.0, 4.0, 1.0], [1.0, 1000.0, 1.0]])
    (ax,) = drawn(lambda: figures.risks([10, 100, 1000], {"ridgeless": samples}, threshold=100, floor=0.5))
    assert by_label(ax)["ridgeless"].get_ydata().tolist() == [1, 4, 1]
    assert any("n = 100" in label for label in by_label(ax))
    assert "peaks at 100" in plots.alt_text(ax.figure)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_scaled_losses_have_one_panel_per_alpha():
    w = torch.linspace(0, 1, 9).expand(2, 9)
    axs = drawn(lambda: figures.scaled_losses(w, w**2, w, [1, 100]))
    assert [ax.get_title() for ax in axs] == ["α = 1", "α = 100"]
    np.testing.assert_allclose(by_label(axs[1])["model"].get_ydata(), w[1] ** 2)


def test_landscape_counts_where_the_paths_end():
    starts = torch.tensor([[-1.2, 0.5], [0.9, 0.5], [1.2, 1.0]])
    _, paths = dynamics.wells_descent(starts, [0.01, 0.15], 3000, n_records=20)
    axs = drawn(lambda: figures.landscape(paths, [0.01, 0.15]))
    assert "2 of 3 at η = 0.01, 3 of 3 at η = 0.15" in plots.alt_text(axs[0].figure)
    assert len(axs[0].lines) == 3 + 1
    np.testing.assert_allclose(axs[1].lines[-1].get_xdata(), paths[-1, 1, :, 0])


def test_features_are_split_into_halves():
    phi = torch.cat([torch.sin(GRID), torch.cos(GRID)], dim=1)
    left, right = drawn(lambda: figures.features(GRID, phi))
    np.testing.assert_allclose(left.lines[0].get_ydata(), torch.sin(GRID)[:, 0])
    np.testing.assert_allclose(right.lines[0].get_ydata(), torch.cos(GRID)[:, 0])


def test_composites_put_their_parts_side_by_side():
    before, after = RUN.predict(GRID, record=0), RUN.predict(GRID)
    axs = drawn(lambda: figures.ensemble(SAMPLE, GRID, before, after, RUN))
    np.testing.assert_allclose(axs[0].lines[1].get_ydata(), before[0, :, 0])
    np.testing.assert_allclose(axs[1].lines[1].get_ydata(), after[0, :, 0])
    assert len(axs[2].lines) == len(axs[3].lines) == 3
    assert len(drawn(lambda: figures.fit_and_loss(SAMPLE, GRID, after[0], RUN.losses[:, 0]))) == 2
    fits = {"a": after[0], "b": after[1]}
    three = drawn(
        lambda: figures.overview(SAMPLE, GRID, fits, RUN.losses.T[:2], RUN.steps, RUN.relative_movement.T[:2])
    )
    assert set(by_label(three[2])) == {"a", "b"}
    two = drawn(lambda: figures.compare_losses({"one": RUN.losses, "two": RUN.losses}, ["5", "6", "7"]))
    assert [ax.get_title() for ax in two] == ["one", "two"]
    values = torch.linspace(0.5, 2, 30)
    assert len(drawn(lambda: figures.designs([(100, values, values), (200, values, values)]))) == 4
    gap = torch.tensor([0.2, 0.1, 0.05])
    axs = drawn(lambda: figures.tangent_gap(SAMPLE, GRID, after[:2], before[:2], (16, 64, 256), gap))
    assert [ax.get_title() for ax in axs[:2]] == ["width 16", "width 256"]


def test_alpha_figures_carry_the_law():
    alphas, moved = torch.tensor([1.0, 10.0, 100.0]), torch.tensor([[1.0, 1.2], [0.1, 0.12], [0.01, 0.012]])
    left, right = drawn(lambda: figures.alpha_sweep(alphas, {8: moved}, {8: moved}))
    np.testing.assert_allclose(by_label(left)["width 8"].get_ydata(), [1.1, 0.11, 0.011], rtol=1e-6)
    np.testing.assert_allclose(by_label(left)["slope -1"].get_ydata(), [1.1, 0.11, 0.011], rtol=1e-6)
    np.testing.assert_allclose(by_label(right)["width 8"].get_ydata(), [1.1, 0.11, 0.011], rtol=1e-6)
    claim, yours = drawn(lambda: figures.pay_off(alphas, moved[:, 0].tolist(), (2 * moved[:, 0]).tolist()))
    np.testing.assert_allclose(by_label(claim)["movement"].get_ydata(), [1, 0.1, 0.01], rtol=1e-6)
    np.testing.assert_allclose(by_label(yours)["gap to the tangent"].get_ydata(), [2, 0.2, 0.02], rtol=1e-6)


def test_figures_to_be_audited_do_not_give_the_answer_away():
    axs = drawn(lambda: figures.candidates([1.0, 10.0], {"A": [1.0, 0.1], "B": [1.0, 0.01]}))
    assert [len(ax.lines) for ax in axs] == [1, 1]
    assert "slope" not in plots.alt_text(axs[0].figure)


def test_stability_marks_the_modes_that_explode():
    left, right = drawn(lambda: figures.stability(1.2, torch.linspace(1, 9, 1000), [-1.4, 0.5, 0.9]))
    assert (left.lines[0].get_xdata()[-1], left.lines[0].get_ydata()[-1]) == (1000, 9)
    assert len(left.lines[0].get_xdata()) <= 200
    colors = right.collections[-1].get_facecolor()[:, :3]
    assert colors == pytest.approx(np.array([to_rgb(plots.COLORS[c]) for c in ("vermilion", "blue", "blue")]))
    assert "grows, to 9" in plots.alt_text(left.figure)


def test_journeys_lead_from_the_first_to_the_last_record():
    net = NTKNet(6, bias=True, seed=0)
    run = train_ensemble([net], SAMPLE.x, SAMPLE.y, lr=0.3, n_steps=50, n_records=2)
    left, right = drawn(lambda: figures.journeys(SAMPLE, GRID, run, "ntk"))
    np.testing.assert_allclose(by_label(left)["before"].get_ydata(), net(GRID).detach()[:, 0], atol=1e-6)
    starts = np.array([way[0] for way in right.collections[0].get_segments()])
    np.testing.assert_allclose(starts, torch.stack([net.hidden[:, 0], net.bias], 1).detach())
    ends = right.collections[1].get_offsets()
    np.testing.assert_allclose(ends[:, 0], run.weights[0][-1, run.parts[0]["hidden"]])


def test_output_scale_draws_the_law_through_its_point():
    curve, line = torch.ones(40, 1), torch.full((40, 1), 0.9)
    left, right = drawn(lambda: figures.output_scale(SAMPLE, GRID, curve, line, 10.0, 0.5, (100, 0.03)))
    assert "gap 0.100" in (left.get_title(), left.get_title(loc="left"))
    law = by_label(right)["∝ 1/α"]
    np.testing.assert_allclose(law.get_xdata() * law.get_ydata(), 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: figures.targets(("easy",)), "target: got 'easy'"),
        (lambda: figures.fits(SAMPLE, GRID, torch.ones(40)), "predictions: got shape (40,)"),
        (lambda: figures.losses(torch.ones(2, 2, 2)), "values: got shape (2, 2, 2)"),
        (lambda: figures.losses(torch.ones(5, 2), labels=["a"]), "labels: got 1 labels, expected 2"),
        (lambda: figures.movement([0, 1], torch.ones(3)), "steps: got 2 steps, expected 3"),
        (lambda: figures.power_laws([1, 2], {"m": [1.0]}, xlabel="x"), "curves['m']: got shape (1,)"),
        (lambda: figures.eigenbasis(torch.ones(3), torch.ones(2)), "moved: got shape (2,)"),
        (lambda: figures.landscape(torch.ones(3, 2, 2), [0.1]), "paths: got shape (3, 2, 2)"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)
