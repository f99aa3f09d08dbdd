"""Exact two-layer dynamics against textbook loops, limits and conservation laws."""

import math

import pytest
import torch

from utils import data, two_layer

SPECTRUM = torch.tensor([100.0, 1.0], dtype=torch.double)
BETA = torch.tensor([0.3, 3.0], dtype=torch.double)
NOISE = torch.tensor([math.sqrt(5), 0.0], dtype=torch.double)
TARGET = SPECTRUM * BETA + SPECTRUM.sqrt() * NOISE
START = torch.full((2,), 0.01, dtype=torch.double)


def train(x, y, hidden, readout, lr, n_steps):
    """The loop of every course: autograd, one step at a time; all products W1' w2."""
    hidden, readout = hidden.clone().requires_grad_(), readout.clone().requires_grad_()
    products = [(readout @ hidden).detach()]
    for _ in range(n_steps):
        loss = ((x @ hidden.T @ readout - y) ** 2).sum()
        grads = torch.autograd.grad(loss, (hidden, readout))
        with torch.no_grad():
            hidden -= lr * grads[0]
            readout -= lr * grads[1]
        products.append((readout @ hidden).detach())
    return torch.stack(products)


def diagonal_data(spectrum, target):
    """Inputs and targets whose singular basis is the coordinate basis."""
    return torch.diag(spectrum.sqrt()), target / spectrum.sqrt()


def test_rank_one_path_is_gradient_descent_of_the_network():
    x, y = diagonal_data(SPECTRUM, TARGET)
    p = torch.randn(50, dtype=torch.double, generator=torch.Generator().manual_seed(0))
    p /= p.norm()
    loop = train(x, y, torch.outer(p, torch.full((2,), 0.1, dtype=torch.double)), 0.1 * p, 1e-3, 2000)
    fast = two_layer.rank_one_path(SPECTRUM, TARGET, START, 0.01, 1e-3, 2000)
    # both are the same recursion in float64: only rounding differs
    assert torch.allclose(loop, fast, rtol=0, atol=1e-12)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_network_path_is_gradient_descent_from_any_start(d):
    g = torch.Generator().manual_seed(d)
    spectrum = torch.linspace(30, 1, d, dtype=torch.double)
    target = torch.randn(d, generator=g, dtype=torch.double) * spectrum
    hidden = 0.3 * torch.randn(7, d, generator=g, dtype=torch.double)
    readout = 0.3 * torch.randn(7, generator=g, dtype=torch.double)
    loop = train(*diagonal_data(spectrum, target), hidden, readout, 1e-3, 1000)
    fast = two_layer.network_path(spectrum, target, hidden, readout, 1e-3, 1000)
    assert torch.allclose(loop, fast, rtol=0, atol=1e-12)


def test_rank_one_is_a_special_case_of_the_network():
    hidden, readout = (
        torch.full((50, 2), 0.01, dtype=torch.double),
        torch.full((50,), 0.01, dtype=torch.double),
    )
    whole = two_layer.network_path(SPECTRUM, TARGET, hidden, readout, 1e-3, 5000)
    # a constant start c is rank one with u = |z_i| = c sqrt(h): w = u z_i = c^2 h, s = u^2 = c^2 h
    reduced = two_layer.rank_one_path(
        SPECTRUM, TARGET, torch.full((2,), 0.005, dtype=torch.double), 0.005, 1e-3, 5000
    )
    assert torch.allclose(whole, reduced, rtol=0, atol=1e-12)


def test_runs_of_a_batch_are_the_single_runs_and_lr_may_differ_by_direction():
    targets = torch.stack([TARGET, SPECTRUM * BETA])
    rates = torch.tensor([[1e-3, 1e-3], [1e-5, 1e-3]], dtype=torch.double)
    batch = two_layer.rank_one_path(SPECTRUM, targets, START, 0.01, rates, 500)
    assert batch.shape == (501, 2, 2)
    for i in range(2):
        single = two_layer.rank_one_path(SPECTRUM, targets[i], START, 0.01, rates[i], 500)
        assert torch.allclose(batch[:, i], single, rtol=0, atol=1e-12)
    # a step size per direction is the same as another spectrum: e = lr S w - lr T
    rescaled = two_layer.rank_one_path(
        SPECTRUM * rates[1] / 1e-3, TARGET * rates[1] / 1e-3, START, 0.01, 1e-3, 500
    )
    whitened = two_layer.rank_one_path(SPECTRUM, TARGET, START, 0.01, rates[1], 500)
    assert torch.allclose(whitened, rescaled, rtol=0, atol=1e-12)


def test_flow_is_the_small_step_limit_of_descent():
    fine = two_layer.flow_path(SPECTRUM, TARGET, START, 0.01, 0.2, 2000)[-1]
    errors = [
        (two_layer.rank_one_path(SPECTRUM, TARGET, START, 0.01, lr, round(0.2 / lr))[-1] - fine).norm()
        for lr in (1e-4, 1e-5)
    ]
    # Euler's global error is first order in lr
    assert 8 < errors[0] / errors[1] < 12


def test_flow_of_one_balanced_mode_is_the_sigmoid():
    s, goal, w0 = 2.0, 3.0, 0.01
    times = torch.linspace(0, 1.0, 1001, dtype=torch.double)
    one = torch.ones(1, dtype=torch.double)
    path = two_layer.flow_path(s * one, s * goal * one, w0 * one, w0, 1.0, 1000).ravel()
    growth = torch.exp(4 * s * goal * times)  # balanced: u = z, so s = u^2 = w
    sigmoid = goal * growth / (growth - 1 + goal / w0)
    # fourth-order Runge-Kutta at 24 dt = 0.024
    assert torch.allclose(path, sigmoid, rtol=0, atol=1e-6)


def test_flow_refuses_steps_beyond_its_stability():
    with pytest.raises(ValueError, match="n_steps: got 10, expected more"), pytest.warns(RuntimeWarning):
        two_layer.flow_path(100 * SPECTRUM, 100 * TARGET, START, 0.01, 50.0, 10)


def test_average_risk_is_the_average_of_real_fits():
    g = torch.Generator().manual_seed(3)
    x = torch.randn(12, 8, generator=g, dtype=torch.double) / 8**0.5
    eigenvalues = torch.linalg.eigvalsh(x.T @ x)
    beta = torch.randn(20000, 8, generator=g, dtype=torch.double)
    y = beta @ x.T + math.sqrt(0.2) * torch.randn(20000, 12, generator=g, dtype=torch.double)
    for ridge in (0.0, 0.2):
        w = torch.linalg.solve(x.T @ x + ridge * torch.eye(8).double(), (y @ x).T).T
        risks = ((beta - w) ** 2).mean(1)
        exact = two_layer.average_risk(eigenvalues, 8, 0.2, ridge)
        assert abs(risks.mean() - exact) < 4 * risks.std() / 20000**0.5  # four standard errors


def test_average_risk_counts_unseen_directions_and_best_ridge_is_the_noise_level():
    few = torch.linspace(0.5, 2, 5).double()
    assert two_layer.average_risk(few, 10, 0.0) == pytest.approx(0.5)
    at = [two_layer.average_risk(few, 10, 0.2, lam).item() for lam in (0.15, 0.2, 0.25)]
    assert at[1] < min(at[0], at[2])  # ridge = noise / signal variance is Bayes-optimal for every design


def test_mode_errors_are_additive_and_broadcast():
    w = torch.randn(5, 2, generator=torch.Generator().manual_seed(0), dtype=torch.double)
    parts = two_layer.mode_errors(w, BETA, SPECTRUM)
    x = torch.diag(SPECTRUM.sqrt())
    assert torch.allclose(parts.sum(1), ((w - BETA) @ x).square().sum(1))


GOOD = {"spectrum": SPECTRUM, "target": TARGET, "w": START, "s": 0.01, "lr": 1e-3, "n_steps": 3}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"spectrum": [100.0, 1.0]}, "spectrum: got a list, expected a floating tensor"),
        ({"spectrum": torch.tensor([1, 2])}, "spectrum: got a Tensor, expected a floating tensor"),
        ({"target": torch.ones(3)}, "shapes that broadcast"),
        ({"spectrum": -SPECTRUM}, "spectrum: got -100.0, expected eigenvalues >= 0"),
        ({"s": 0.0}, "s: got 0.0, expected positive numbers"),
        ({"lr": -1.0}, "lr: got -1.0, expected positive numbers"),
        ({"n_steps": -1}, "n_steps: got -1, expected a whole number >= 0"),
    ],
)
def test_rank_one_path_names_what_is_wrong(bad, message):
    with pytest.raises((ValueError, TypeError), match=message):
        two_layer.rank_one_path(**(GOOD | bad))


def test_the_other_functions_name_what_is_wrong():
    hidden = torch.ones(4, 2).double()
    with pytest.raises(ValueError, match=r"readout: got a float64 tensor of shape \(3,\)"):
        two_layer.network_path(SPECTRUM, TARGET, hidden, torch.ones(3).double(), 1e-3, 3)
    with pytest.raises(ValueError, match="hidden"):
        two_layer.network_path(SPECTRUM, TARGET, torch.ones(4).double(), torch.ones(4).double(), 1e-3, 3)
    with pytest.raises(ValueError, match=r"duration: got 0\.0"):
        two_layer.flow_path(SPECTRUM, TARGET, START, 0.01, 0, 3)
    with pytest.raises(ValueError, match="eigenvalues: got 5 of them"):
        two_layer.average_risk(torch.ones(5), 4, 0.1)
    with pytest.raises(ValueError, match=r"w: got shape \(3,\)"):
        two_layer.mode_errors(torch.ones(3), BETA, SPECTRUM)


@pytest.mark.parametrize(("n", "width"), [(30, 60), (120, 60)])
def test_mean_risk_is_the_mean_of_average_risks(n, width):
    risks = two_layer.average_risk(data.gaussian_spectra(n, width, 2000, seed=0), width, 0.3)
    error = risks.std() / len(risks) ** 0.5
    assert abs(risks.mean() - two_layer.mean_risk(n, width, 0.3)) < 4 * error


def test_mean_risk_exists_only_away_from_the_threshold():
    # Without noise nothing is amplified: what is left is the part that was not seen.
    assert two_layer.mean_risk(30, 60, 0.0) == 0.5
    assert two_layer.mean_risk(120, 60, 0.0) == 0
    assert [two_layer.mean_risk(n, 60, 0.0) for n in (59, 60, 61)] == pytest.approx([1 / 60, 0, 0])
    missing = [n for n in range(50, 70) if math.isinf(two_layer.mean_risk(n, 60, 0.3))]
    assert missing == [59, 60, 61]
    with pytest.raises(ValueError, match=r"^noise_variance: "):
        two_layer.mean_risk(30, 60, -1.0)


def test_layer_record_reads_norms_gradients_and_rank_from_a_run():
    random = torch.Generator().manual_seed(0)
    hidden = torch.randn(6, 2, dtype=torch.double, generator=random)
    readout = torch.randn(6, dtype=torch.double, generator=random)
    spectrum, target, lr = torch.tensor([4.0, 1.0]).double(), torch.tensor([2.0, 3.0]).double(), 0.01
    run, gradients = [], []
    for _ in range(45):
        w1, w2 = (layer.clone().requires_grad_() for layer in (hidden, readout))
        w = w2 @ w1
        ((spectrum * w**2).sum() - 2 * (target * w).sum()).backward()
        run.append((hidden, readout))
        gradients.append([w1.grad.norm(), w2.grad.norm()])
        hidden, readout = hidden - lr * w1.grad, readout - lr * w2.grad
    record = two_layer.layer_record(*map(torch.stack, zip(*run)), lr)
    assert torch.allclose(record["gradients"], torch.tensor(gradients).double()[:-1])
    assert torch.allclose(record["weights"][7], torch.stack([layer.norm() for layer in run[7]]))
    for step, seen in ((0, 0), (19, 0), (20, 20), (44, 40)):
        first, second = torch.linalg.svdvals(run[seen][0])
        assert torch.allclose(record["rank"][step], second / first)
    with pytest.raises(ValueError, match=r"^readouts: "):
        two_layer.layer_record(torch.zeros(3, 2, 2), torch.zeros(3, 3), lr)
