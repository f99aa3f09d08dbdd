"""Figures of the birth-death lab: data, scales and labels, alt texts, and what they refuse."""

import numpy as np
import pytest
import torch

from utils.particles import Bumps, Lottery, evolve
from utils.plots import alt_text, panels
from utils.plots import birth_death as plots


@pytest.fixture(scope="module")
def race():
    rules = ["descent"] * 2 + ["birth_death"] * 2 + ["reinjection"] * 2
    clouds = torch.linspace(-3, -1, 9).repeat(6, 1)[..., None], torch.ones(6, 9)
    return evolve(Bumps(), *clouds, rules=rules, dt=0.1, n_steps=60)


def described(ax) -> str:
    text = alt_text(np.ravel(np.asarray(ax, dtype=object))[0].figure)
    assert len(text) > 40
    assert "nan" not in text
    return text


def labels(ax) -> list[str]:
    return [t.get_text() for t in ax.get_legend().get_texts()]


def test_planted_shows_cosines(teacher):
    ax = plots.planted(*teacher)
    assert np.allclose(ax.images[0].get_array(), [[1, 0, 0.6], [0, 1, 0], [0.6, 0, 1]])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["0 (+)", "1 (−)", "2 (+)"]
    assert "0.60 elsewhere" in described(ax)


def test_losses_are_running_medians(run):
    ax = plots.losses(run, ["a", "b", "c"])
    assert (ax.get_xscale(), ax.get_yscale(), labels(ax)) == ("log", "log", ["a", "b", "c"])
    x, y = ax.lines[1].get_data()
    assert x[-1] == 80
    assert y[-1] == pytest.approx(float(np.median(run.loss[72:80, 1])))
    described(ax)
    with pytest.raises(ValueError, match="labels: got 1, expected 3"):
        plots.losses(run, ["a"])


def test_neurons_stand_where_they_are(run, teacher):
    ax = plots.neurons(run, *teacher, replica=1, pair=(0, 1))
    theta = run.position[-1, 1] * run.weight[-1, 1].abs()[:, None] / 8
    assert np.allclose(ax.collections[1].get_offsets(), theta[:, :2], atol=1e-6)
    assert len(ax.collections[0].get_segments()) <= 8
    assert ax.get_aspect() == 1
    assert "after 80 steps of birth-death" in described(ax)
    tips = [note.xy for note in ax.texts if note.arrowprops]
    assert np.allclose(np.array(tips)[:, 0] * np.array(tips)[:, 1], 0)


def test_paths_do_not_join_the_dead_with_their_successors(run, teacher):
    ax = plots.neurons(run, *teacher, replica=2)
    theta = run.position[:, 2, :, :2] * run.weight[:, 2].abs()[..., None] / 8
    born = run.newborn[:, 2]
    assert born.any()
    for i, path in enumerate(ax.collections[0].get_paths()):
        visible = ~np.isnan(np.asarray(path.vertices)).any(1)
        assert visible.sum() <= int((~born[:, i]).sum())
        gaps = np.abs(path.vertices[visible][:, None] - theta[:, i].numpy()).max(2)
        assert gaps.size == 0 or gaps.min(1).max() < 1e-6


def test_trajectories_share_their_scale(run, teacher):
    axs = plots.trajectories(run, *teacher, [0, 1, 2])
    assert len({ax.get_xlim() for ax in axs}) == 1
    assert "gradient descent / birth-death / birth-death + reinjection" in described(axs)


def test_overlap_history(run):
    best = torch.linspace(0, 1, 9)[:, None] * torch.tensor([1.0, 0.5, 0.96])
    axs = plots.overlap_history(run.steps, {"one": best, "two": best / 2})
    assert axs[0].get_xscale() == "log"
    assert np.allclose(axs[0].lines[2].get_ydata(), best[1:, 2])
    assert "one: 2 of 3 above 0.95" in described(axs)
    with pytest.raises(ValueError, match="one: got"):
        plots.overlap_history(run.steps, {"one": best[1:]})


def test_fits_draw_target_and_network(race):
    problem = Bumps()
    axs = plots.fits(problem, race, [0, 2])
    assert np.allclose(axs[0].lines[0].get_ydata(), problem.target)
    assert np.allclose(axs[1].lines[1].get_ydata(), problem.output(race.position[-1, 2], race.weight[-1, 2]))
    assert np.allclose(axs[0].lines[2].get_xdata(), race.position[-1, 0, :, 0])
    assert "3 bumps" in described(axs)


def test_stall_shows_medians_and_the_missing_bump(race):
    ax = plots.stall(race, 0.0492348, {"later": [5]})
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert np.allclose(ax.lines[0].get_ydata()[-1], race.loss[-1, :2].double().mean())
    assert np.allclose(ax.lines[2].get_ydata()[-1], race.loss[-1, 4])
    assert np.allclose(ax.lines[4].get_ydata(), 0.0492348)
    assert labels(ax)[3:] == ["later", "one bump missing: 0.049235"]
    described(ax)


def test_energy_drop():
    changes = torch.tensor([[-1.0, -3.0], [-4.0, -4.0]])
    ax = plots.energy_drop([0.1, 0.2], changes, torch.tensor([-2.0, -5.0]))
    assert np.allclose(ax.lines[0].get_ydata(), [2, 5])
    assert np.allclose(ax.lines[1].get_ydata(), [2, 4])
    assert "1.00, 0.80" in described(ax)
    with pytest.raises(ValueError, match="predicted: got"):
        plots.energy_drop([0.1, 0.2], changes, torch.tensor([-2.0]))


def test_scaling():
    axs = plots.scaling({"same": {4: torch.tensor([2.0, 1.0])}, "other": {4: torch.tensor([2.0, 1.5])}})
    assert axs[1].lines[0].get_ydata().tolist() == [2.0, 1.5]
    assert [ax.get_title("left") or ax.get_title() for ax in axs] == ["same", "other"]
    described(axs)


def test_noise_floor(sweep):
    axs = plots.noise_floor(sweep, "reinjection", 1.0)
    final = sweep.loss[-10:].median(0).values
    floors = axs[1].lines[2].get_data()
    assert np.allclose(floors[0], [0.1, 1.0])
    assert np.allclose(floors[1], [np.median(final[6:8]), np.median(final[8:])])
    assert np.allclose(axs[1].lines[3].get_ydata(), np.median(final[:2]))
    assert labels(axs[0])[1] == "birth-death + reinjection, α = 1"
    described(axs)
    with pytest.raises(ValueError, match=r"alpha: got 0\.5"):
        plots.noise_floor(sweep, "reinjection", 0.5)
    with pytest.raises(ValueError, match="rule: got 'descent'"):
        plots.noise_floor(sweep, "descent", 1.0)


def test_turnover():
    z, c = torch.zeros(3, 1), torch.arange(3.0)
    axs = plots.turnover({"event": ((z, c), (z + 1, c))})
    assert axs[0].lines[1].get_xdata().tolist() == [1, 1, 1]
    assert "panels: event" in described(axs)


def test_front(race):
    surplus = torch.tensor([0.5, 0.25])[:, None, None].repeat(1, 6, 4)
    axs = plots.front(race, surplus, (0.5, 1.0, 2.0), (0.5,))
    assert len(axs[0].lines) == 7
    assert axs[0].lines[0].get_ydata()[-1] == pytest.approx(float(race.position[-1, 0].max()))
    assert axs[1].lines[2].get_ydata().tolist() == [0.25]
    assert labels(axs[1]) == ["c = 0.5", "c = 1", "c = 2"]
    assert "bumps at 0.5" in described(axs)
    with pytest.raises(ValueError, match="surplus: got"):
        plots.front(race, surplus[1:], (0.5, 1.0, 2.0), (0.5,))


def test_luck(run):
    best = torch.linspace(0, 1, len(run.steps))[:, None, None].repeat(1, 3, 2)
    best[-1, 1, 0] = 0.2
    axs = plots.luck(run, best, {"one": 0, "two": 1})
    assert labels(axs[0]) == ["one", "two"]
    assert axs[2].lines[1].get_ydata()[-1] == pytest.approx(0.2)
    assert "two ends at" in described(axs)


def test_lottery_counts_students():
    descent = torch.ones(2, 3, 1)
    births = torch.ones(2, 2, 3, 1)
    births[0, 0, :2] = 0.01
    births[1, 1, 0] = 100.0
    axs = plots.lottery(Lottery((0.1, 0.2), (50,), descent, births, torch.ones_like(births)))
    assert axs[0].lines[0].get_ydata() == pytest.approx([1 / 3, 0])
    assert axs[1].lines[0].get_ydata() == pytest.approx([0, 1 / 6])
    assert "birth-death at most 0.33 below" in described(axs)


def test_guesses_are_drawn():
    ax = plots.energy_drop([0.1, 0.2], torch.full((2, 3), -1.0), -torch.ones(2), you={"a": 0.5, "b": 0.25})
    assert ax.lines[-1].get_ydata().tolist() == [0.5, 0.25]
    axs = plots.scaling({"same": {4: torch.tensor([2.0, 1.0])}}, you=3.0)
    assert axs[0].lines[-1].get_ydata() == [3.0, 3.0]
    assert "your guess" in described(axs)


def test_payoff():
    ax = plots.payoff({"descent": torch.tensor([1.0, 0.5])}, 0.05)
    assert ax.get_yscale() == "log"
    assert labels(ax) == ["gradient descent", "one bump missing"]
    assert "5.0e-01" in described(ax)
    with pytest.raises(ValueError, match="rule: got 'luck'"):
        plots.payoff({"luck": torch.ones(2)}, 0.05)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"replica": 3}, "replica: got 3"),
        ({"frame": 9}, "frame: got 9"),
        ({"pair": (1, 1)}, "pair: got"),
        ({"trail": 0}, "trail"),
    ],
)
def test_neurons_refuse(run, values, message, teacher):
    with pytest.raises(ValueError, match=message):
        plots.neurons(run, *teacher, **values)


def test_a_frame_holds_one_scale_for_the_whole_film(run, teacher):
    first, last = (plots.frame(run, *teacher, at, (0, 1), panels(None, 2)) for at in (0, -1))
    limits = {ax.get_xlim() for ax in (*first, *last)}
    assert len(limits) == 1
    mass = (run.position[-1, :2].norm(dim=-1) * run.weight[-1, :2].abs()).max() / 8
    assert limits.pop()[1] == pytest.approx(1.1 * float(mass))
    assert "after 0 steps" in described(first)


def test_students_are_dots_filled_where_complete():
    final = 10.0 ** -torch.arange(1.0, 13).view(2, 3, 2)
    complete = torch.ones(2, 3, 2, dtype=torch.bool)
    complete[1, 2, 0] = False
    ax = plots.students(final, complete)
    drawn = [line for line in ax.lines if len(line.get_xdata())]
    assert sum(len(line.get_ydata()) for line in drawn) == 12
    hollow = [line.get_ydata() for line in drawn if line.get_markerfacecolor() == "none"]
    assert np.concatenate(hollow) == pytest.approx([1e-11])
    assert labels(ax)[-1] == "a planted neuron is missing"
    assert "3 of 4 complete" in described(ax)
    with pytest.raises(ValueError, match="complete: got"):
        plots.students(final, complete[:1])


def test_numbers_on_dark_cells_are_white(teacher):
    ink = [text.get_color() for text in plots.planted(*teacher).texts]
    assert ink.count("white") == 3
