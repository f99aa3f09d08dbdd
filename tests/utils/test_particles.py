"""utils.particles against autograd, against its own limits, and against the laws that births and deaths obey."""

import math
from dataclasses import fields

import numpy as np
import pytest
import torch

from utils import particles
from utils.particles import Bumps, Planted, evolve


def planted(k=3, d=5, batch_size=20, seed=0):
    draw = torch.Generator().manual_seed(seed)
    a = torch.randn(k, d, generator=draw, dtype=torch.double)
    return Planted(a / a.norm(dim=1, keepdim=True), torch.randn(k, generator=draw).double(), batch_size)


def cloud(replicas, n, d, seed=1):
    draw = torch.Generator().manual_seed(seed)
    return (
        torch.randn(replicas, n, d, generator=draw, dtype=torch.double),
        torch.randn(replicas, n, generator=draw, dtype=torch.double),
    )


def relu(position, x):
    return (x @ position.T).relu()


def bump(position, x):
    return torch.exp(-8 * (x[:, None] - position.T) ** 2)


@pytest.mark.parametrize("problem", [planted(), Bumps()], ids=["planted", "bumps"])
def test_descent_is_gradient_descent_with_rate_n_dt(problem):
    """Ten steps of the engine and ten steps of autograd on the same batches: float64, so 1e-10."""
    n, dt = 6, 0.1
    p, w = cloud(1, n, problem.dim)
    run = evolve(problem, p, w, rules="descent", dt=dt, n_steps=10, seed=3)
    feature, scale = (relu, 1.0) if problem.dim > 1 else (bump, None)
    a, c = p[0].clone().requires_grad_(), w[0].clone().requires_grad_()
    batches = problem.stream(torch.Generator().manual_seed(3), torch.double)
    losses = []
    for _, (x, y) in zip(range(10), batches):
        x, y = torch.as_tensor(x), torch.as_tensor(y)
        square = (feature(a, x) @ c / n - y) ** 2
        loss = square.mean() if scale else square.sum() * (x[1] - x[0])
        losses.append(loss.item())
        da, dc = torch.autograd.grad(loss, (a, c))
        a, c = ((t - dt * n * g).detach().requires_grad_() for t, g in ((a, da), (c, dc)))
    torch.testing.assert_close(
        run.loss[:, 0], torch.tensor(losses, dtype=torch.double), rtol=1e-10, atol=1e-12
    )
    torch.testing.assert_close(run.position[-1, 0], a.detach(), rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(run.weight[-1, 0], c.detach(), rtol=1e-10, atol=1e-12)


def test_the_cloud_keeps_its_dtype():
    """float32 in, float32 out; one step agrees with float64 on the same state (the streams differ: bumps have none)."""
    p, w = cloud(1, 8, 1)
    double = evolve(Bumps(), p, w, rules="descent", dt=0.05, n_steps=5)
    single = evolve(Bumps(), p.float(), w.float(), rules="descent", dt=0.05, n_steps=5)
    assert single.position.dtype == single.loss.dtype == torch.float32
    assert double.position.dtype == double.loss.dtype == torch.float64
    torch.testing.assert_close(single.loss.double(), double.loss, rtol=1e-5, atol=1e-6)


def test_inputs_are_unit_and_labels_are_the_teacher():
    problem = planted()
    x, y = next(problem.stream(torch.Generator().manual_seed(0), torch.double))
    torch.testing.assert_close(x.norm(dim=1), torch.ones(20).double(), rtol=1e-12, atol=0)
    torch.testing.assert_close(torch.as_tensor(y), relu(problem.a, x) @ problem.c, rtol=1e-12, atol=1e-14)


def test_replicas_share_the_stream_and_nothing_else():
    """Equal starts give equal descents; a replica does not feel its neighbours (same products: float64, 1e-12)."""
    problem, (p, w) = planted(), cloud(2, 7, 5)
    both = evolve(problem, p, w, rules="descent", dt=0.1, n_steps=30)
    for r in range(2):
        alone = evolve(problem, p[r : r + 1], w[r : r + 1], rules="descent", dt=0.1, n_steps=30)
        torch.testing.assert_close(alone.loss[:, 0], both.loss[:, r], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("rule", particles.RULES[1:])
def test_alpha_zero_and_stop_zero_are_descent(rule):
    problem, (p, w) = planted(), cloud(1, 7, 5)
    reference = evolve(problem, p, w, rules="descent", dt=0.1, n_steps=20)
    for off in ({"alpha": 0.0}, {"alpha": 50.0, "stop": 0}):
        run = evolve(problem, p, w, rules=rule, dt=0.1, n_steps=20, **off)
        assert torch.equal(run.position, reference.position)
        assert not run.died.any()
        assert not run.born.any()


@pytest.mark.parametrize("rule", particles.RULES)
def test_at_the_teacher_nothing_happens(rule):
    """Loss zero, no forces, no rates: the clouds stay where they are (float64: 1e-12)."""
    problem = planted(k=4)
    w = 4 * problem.c[None]
    run = evolve(problem, problem.a[None], w, rules=rule, alpha=10.0, dt=0.1, n_steps=20)
    assert run.loss.max() < 1e-24
    torch.testing.assert_close(run.position[-1, 0], problem.a, rtol=1e-12, atol=1e-12)
    assert not run.died.any()


def test_the_start_is_not_touched_and_runs_are_reproducible():
    problem, (p, w) = planted(), cloud(2, 7, 5)
    before = p.clone(), w.clone()
    one, two = (
        evolve(problem, p, w, rules="reinjection", alpha=20.0, dt=0.1, n_steps=50, seed=4) for _ in range(2)
    )
    assert torch.equal(p, before[0])
    assert torch.equal(w, before[1])
    assert all(
        torch.equal(getattr(one, f.name), getattr(two, f.name))
        for f in fields(one)
        if f.name not in ("rules", "alphas")
    )
    other = evolve(problem, p, w, rules="reinjection", alpha=20.0, dt=0.1, n_steps=50, seed=5)
    assert not torch.equal(one.loss, other.loss)


def test_threads_are_given_back():
    threads = torch.get_num_threads()
    problem, (p, w) = planted(), cloud(1, 3, 5)
    evolve(problem, p, w, rules="descent", dt=0.1, n_steps=1)
    assert torch.get_num_threads() == threads


def test_snapshots():
    problem, (p, w) = planted(), cloud(2, 7, 5)
    run = evolve(problem, p, w, rules="birth_death", alpha=30.0, dt=0.1, n_steps=50, snapshots=4)
    assert run.steps.tolist() == [0, 12, 25, 38, 50]
    assert run.position.shape == (5, 2, 7, 5)
    assert run.weight.shape == run.newborn.shape == (5, 2, 7)
    assert run.loss.shape == run.died.shape == run.born.shape == (50, 2)
    assert torch.equal(run.position[0], p)
    assert not run.newborn[0].any()
    assert run.newborn[1:].any()


# ------------------------------------------------------------------------------------ the lottery of births and deaths
def lottery(alarm, harmful, refill, seed=0):
    chance = torch.Generator().manual_seed(seed)
    refill = torch.full((len(alarm),), refill).numpy()
    heirs, reborn, *count = particles._turnover(alarm.numpy(), harmful.numpy(), refill, chance)
    return torch.from_numpy(heirs), torch.from_numpy(reborn), count


@pytest.mark.parametrize("refill", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_population_is_conserved_and_survivors_stay_in_place(refill, seed):
    draw = torch.Generator().manual_seed(seed)
    alarm, harmful = (torch.rand(40, 9, generator=draw) < 0.4 for _ in range(2))
    heirs, reborn, (died, born) = lottery(alarm, harmful, refill, seed)
    dead, twin = alarm & harmful, alarm & ~harmful
    assert heirs.shape == alarm.shape
    assert (heirs >= 0).all()
    assert (heirs < 9).all()
    assert (torch.from_numpy(born) == twin.sum(1)).all()
    assert (torch.from_numpy(died) == dead.sum(1)).all()
    if not refill:
        assert not reborn.any()
        assert not dead.gather(1, heirs).any(), "somebody inherits from the dead"
        few = dead.sum(1) >= twin.sum(1)  # nobody has to leave: every survivor stays, every twin lives
        rows = torch.arange(9).expand_as(heirs)[few]
        assert (heirs[few] == rows)[~dead[few]].all()
        copies = torch.zeros_like(alarm, dtype=torch.long).scatter_add_(1, heirs, torch.ones_like(heirs))
        assert (copies[few][twin[few]] >= 2).all()
    else:
        assert (reborn & ~dead).sum() == 0, "only the dead are born again"


def test_nobody_leaves_more_often_than_others():
    """All neurons alive, two of eight cloned: each ticket leaves with probability 2/10; 20 000 draws, six sigma."""
    draws = 20_000
    alarm = torch.zeros(draws, 8, dtype=torch.bool)
    alarm[:, :2] = True
    heirs, _, _ = lottery(alarm, torch.zeros_like(alarm), False)
    copies = (
        torch.zeros(draws, 8, dtype=torch.long)
        .scatter_add_(1, heirs, torch.ones_like(heirs))
        .double()
        .mean(0)
    )
    expected = torch.tensor([1.6, 1.6] + [0.8] * 6).double()
    assert (copies - expected).abs().max() < 6 * math.sqrt(2 * 0.2 * 0.8 / draws)


def test_missing_neurons_are_copies_of_anybody():
    """Half of eight neurons die, nobody is cloned: every survivor has two heirs on average."""
    draws = 20_000
    alarm = torch.zeros(draws, 8, dtype=torch.bool)
    alarm[:, :4] = True
    heirs, _, _ = lottery(alarm, torch.ones_like(alarm), False)
    copies = (
        torch.zeros(draws, 8, dtype=torch.long)
        .scatter_add_(1, heirs, torch.ones_like(heirs))
        .double()
        .mean(0)
    )
    assert (copies[:4] == 0).all()
    # four copies among four parents: variance 4 * 3/16
    assert (copies[4:] - 2).abs().max() < 6 * math.sqrt(0.75 / draws)


def test_a_cloud_does_not_die_out():
    alarm = torch.ones(3, 4, dtype=torch.bool)
    heirs, reborn, (died, _) = lottery(alarm, alarm, False)
    assert (heirs == torch.arange(4)).all()
    assert not died.any()
    heirs, reborn, (died, _) = lottery(alarm, alarm, True)
    assert reborn.all()
    assert (died == 4).all()


def test_event_probability_is_exponential():
    """Clocks ring within a stretch s with probability 1 - exp(-s): 64 000 clocks, six sigma."""
    clocks = next(particles._clocks((100, 640), np.dtype(float), torch.Generator().manual_seed(0)))
    for stretch in (0.1, 0.3, 1.5):
        p = 1 - math.exp(-stretch)
        assert abs(float((clocks < stretch).mean()) - p) < 6 * math.sqrt(p * (1 - p) / clocks.size)


def test_deaths_and_births_follow_the_centered_potential():
    """One step from a fixed state: expected deaths and births are sums of 1 - exp(-alpha dt |V - mean V|)."""
    problem, (p, w) = Bumps(), cloud(1, 12, 1)
    replicas, strength = 4000, 2.0
    run = evolve(
        problem,
        p.repeat(replicas, 1, 1),
        w.repeat(replicas, 1),
        rules="birth_death",
        alpha=strength / 0.05,
        dt=0.05,
        n_steps=1,
    )
    features, (x, y) = bump(p[0], problem.grid), (problem.grid, problem.target)
    v = 2 * w[0] * (features.T @ (features @ w[0] / 12 - y)) * (x[1] - x[0])
    excess = v - v.mean()
    probability = 1 - torch.exp(-strength * excess.abs())
    for count, side in ((run.died, excess > 0), (run.born, excess < 0)):
        sigma = math.sqrt(float((probability * (1 - probability))[side].sum()) / replicas)
        assert abs(float(count.double().mean()) - float(probability[side].sum())) < 6 * sigma


def test_newborns():
    problem, chance = planted(d=5), torch.Generator().manual_seed(0)
    born = problem.newborns(20_000, chance, torch.double)
    assert born.mean().abs() < 6 / math.sqrt(100_000)
    assert abs(float(born.var()) - 1) < 6 * math.sqrt(2 / 100_000)
    places = Bumps().newborns(20_000, chance, torch.float32)
    assert places.shape == (20_000, 1)
    assert places.dtype == torch.float32
    assert places.mean().abs() < 6 * 2 / math.sqrt(20_000)
    assert abs(float(places.var()) - 4) < 6 * 4 * math.sqrt(2 / 20_000)
    assert places.unique().numel() > 19_000


def test_reinjection_places_silent_newborns():
    """An overwhelming rate with equal weights: whoever is above the mean potential is born again with weight zero."""
    problem, (p, _) = Bumps(), cloud(1, 10, 1)
    run = evolve(problem, p, torch.ones(1, 10), rules="reinjection", alpha=1e18, dt=1e-12, n_steps=1)
    reborn = run.weight[-1, 0] == 0
    assert 0 < int(reborn.sum()) <= int(run.died.sum())
    assert run.newborn[-1, 0][reborn].all()
    assert not torch.isin(run.position[-1, 0, reborn], p).any()


# ------------------------------------------------------------------------------------------------- the three bumps
def test_integrals_are_exact():
    """Trapezoid rule against the closed form of two Gaussians: relative 1e-7, as the docstring says."""
    problem = Bumps()
    zero = problem.output(torch.tensor([[[0.1], [0.4]]]), torch.tensor([[2.0, 0.0]]))[0]
    integral = float((zero**2).sum() * (problem.grid[1] - problem.grid[0]))
    assert abs(integral / (problem.width * math.sqrt(math.pi)) - 1) < 1e-7
    energy = evolve(
        problem,
        torch.tensor([[[-2.5], [0.5]]]).double(),
        torch.full((1, 2), 2 / 3).double(),
        rules="descent",
        dt=1e-9,
        n_steps=1,
    )
    one_bump = problem.width * math.sqrt(math.pi) / len(problem.centers) ** 2
    assert abs(energy.loss.item() / one_bump - 1) < 1e-6


def test_target_is_the_mean_of_its_bumps():
    problem = Bumps(centers=(0.0, 1.0), width=0.5)
    wanted = (torch.exp(-2 * problem.grid**2) + torch.exp(-2 * (problem.grid - 1) ** 2)) / 2
    torch.testing.assert_close(problem.target, wanted, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"problem": "bumps"}, "problem: got a str, expected a Planted or Bumps problem"),
        ({"position": torch.zeros(2, 5)}, r"position: got a float32 tensor of shape \(2, 5\)"),
        ({"position": torch.zeros(2, 5, 3)}, r"expected a floating tensor of shape \(replicas, n, 1\)"),
        ({"weight": torch.zeros(2, 4)}, r"weight: got a float32 tensor of shape \(2, 4\)"),
        ({"rules": "evolution"}, r"rules\[0\]: got 'evolution', expected one of 'descent'"),
        ({"rules": ["descent"]}, "rules: got 1 values, expected one, or one for each of the 2 replicas"),
        ({"alpha": -1.0}, r"alpha\[0\]: got -1.0, expected a number >= 0"),
        ({"alpha": [1.0, 2.0, 3.0]}, "alpha: got 3 values"),
        ({"dt": 0.0}, "dt: got 0.0, expected a positive number"),
        ({"n_steps": 0}, "n_steps: got 0"),
        ({"stop": -1}, r"stop\[0\]: got -1"),
        ({"snapshots": 99}, "snapshots: got 99"),
        ({"seed": -1}, "seed: got -1"),
    ],
)
def test_bad_input_is_refused_in_one_line(change, message):
    given = {"problem": Bumps(), "position": torch.zeros(2, 5, 1), "weight": torch.ones(2, 5)}
    given |= {"rules": "descent", "dt": 0.1, "n_steps": 3} | change
    with pytest.raises((ValueError, TypeError), match=message) as error:
        evolve(given.pop("problem"), given.pop("position"), given.pop("weight"), **given)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Bumps(centers=()), "centers: got"),
        (lambda: Bumps(centers=(0.0, math.nan)), r"centers\[1\]"),
        (lambda: Bumps(width=0), "width"),
        (lambda: Bumps(reach=-1), "reach"),
        (lambda: Bumps(spread=0), "spread"),
        (lambda: Planted(torch.zeros(2, 3), torch.zeros(3)), "c: got 3 rows, expected 2, as many as a"),
        (lambda: Planted(torch.zeros(3), torch.zeros(3)), "a: got"),
        (lambda: Planted(torch.zeros(2, 3), torch.zeros(2), batch_size=0), "batch_size"),
    ],
)
def test_bad_problems_are_refused(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


@pytest.mark.parametrize("seen", [True, False])
def test_progress_bar_is_for_people(capsys, monkeypatch, seen):
    monkeypatch.setattr("utils.particles.somebody_is_there", lambda: seen)
    problem, (p, w) = Bumps(), cloud(1, 3, 1)
    evolve(problem, p, w, rules="descent", dt=0.1, n_steps=3, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert ("step" in err) == seen
