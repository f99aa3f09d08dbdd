"""Closed forms against iteration, limits, invariants; the two wells; random features."""

import pytest
import torch

from utils import dynamics

# float64, a few hundred multiplications by factors of modulus <= 1: rounding stays below 1e-11 of the start
EXACT = {"rtol": 1e-9, "atol": 1e-11}


def problem(n=7, d=4, s=2):
    generator = torch.Generator().manual_seed(0)
    phi, y, w = (torch.randn(*shape, generator=generator).double() for shape in ((n, d), (n, s), (d, s)))
    return phi, y, w


def iterate(phi, y, w, lr, n_steps):
    """Weights (n_steps + 1, d, s) of plain gradient descent on the mean squared error."""
    path = [w]
    for _ in range(n_steps):
        w = w - lr * 2 / len(y) * phi.T @ (phi @ w - y)
        path.append(w)
    return torch.stack(path)


@pytest.mark.parametrize("d", [4, 7, 30], ids=["thin", "square", "wide"])
def test_three_closed_forms_are_the_iteration(d):
    phi, y, w = problem(d=d)
    gram, start, t = phi @ phi.T, phi @ w - y, [0, 1, 2, 50, 300]
    lr = 0.7 * 2 / torch.linalg.eigvalsh(2 / 7 * gram)[-1].item()
    path = iterate(phi, y, w, lr, 300)
    residuals = phi @ path - y
    torch.testing.assert_close(dynamics.residual_path(gram, start, lr, t), residuals[t], **EXACT)
    torch.testing.assert_close(
        dynamics.mean_loss_path(gram, start, lr, 300), residuals[:300].square().mean(1), **EXACT
    )
    pulled = dynamics.accumulated_residual(gram, start, lr, t)
    torch.testing.assert_close(w - phi.T @ pulled, path[t], **EXACT)
    losses, again = dynamics.losses_and_pull(gram, start, lr, 300, t)
    assert torch.equal(again, pulled)
    assert torch.equal(losses, dynamics.mean_loss_path(gram, start, lr, 300))


def test_residual_outside_the_span_of_the_features_never_changes():
    phi, y, w = problem(d=2)
    gram, start = phi @ phi.T, phi @ w - y
    outside = torch.eye(7).double() - phi @ torch.linalg.pinv(phi)
    path = dynamics.residual_path(gram, start, 0.1, [0, 10, 1000, 10**6])
    # 1e6 factors of modulus 1 +- 1e-16 each: off by 1e-10 at most
    torch.testing.assert_close(outside @ path, (outside @ start).expand(4, 7, 2), rtol=0, atol=1e-9)
    torch.testing.assert_close(path[-1], outside @ start, rtol=0, atol=1e-9)


def test_above_two_over_lambda_the_loss_grows_and_below_it_falls():
    phi, y, w = problem()
    gram, start = phi @ phi.T, phi @ w - y
    limit = 2 / torch.linalg.eigvalsh(2 / 7 * gram)[-1].item()
    calm, wild = (dynamics.mean_loss_path(gram, start, f * limit, 2000) for f in (0.999, 1.01))
    assert bool((calm.diff(dim=0) <= 0).all())
    assert bool((wild[-1] > 1e6 * wild[0]).all())


def test_float32_in_float32_out():
    phi, y, w = (v.float() for v in problem())
    assert dynamics.residual_path(phi @ phi.T, phi @ w - y, 0.1, [0, 5]).dtype == torch.float32


# ------------------------------------------------------------------------------------------------------ random features


def least_norm(phi, y, penalty):
    if penalty == 0:
        return torch.linalg.pinv(phi) @ y
    return torch.linalg.solve(phi.T @ phi + penalty * torch.eye(phi.shape[1]).double(), phi.T @ y)


def test_double_descent_peaks_at_interpolation_and_ridge_removes_it():
    dims = [20, 50, 100, 200, 400]
    medians = {
        mu: dynamics.random_feature_risks(dims, least_norm, penalty=mu, n_repeats=9).median(0).values
        for mu in (0.0, 20.0)
    }
    # measured: .6 .6 100 .5 .3 without, .6 .3 .2 .1 .1 with ridge
    assert medians[0.0].argmax() == 2
    assert medians[0.0][2] > 5
    assert medians[0.0][4] < medians[0.0][0]
    assert bool((medians[20.0] < 1).all())
    assert medians[20.0][2] < medians[20.0][0]


def test_every_dimension_sees_the_same_draw():
    alone = dynamics.random_feature_risks([30], least_norm, n_repeats=2, seed=5)
    again = dynamics.random_feature_risks([30, 30], least_norm, n_repeats=2, seed=5)
    torch.testing.assert_close(again, alone.expand(2, 2))


# ----------------------------------------------------------------------------------------------------------- two wells


def wells_hessian(w):
    return torch.autograd.functional.hessian(lambda v: dynamics.wells(v[None])[0], torch.tensor(w).double())


@pytest.mark.parametrize(("minimum", "curvature"), [([-1.0, 1.0], 40.8), ([1.0, 1.0], 6.5)])
def test_minima_and_their_curvatures_are_as_stated(minimum, curvature):
    assert dynamics.wells(torch.tensor([minimum])).item() == 0
    assert torch.linalg.eigvalsh(wells_hessian(minimum))[-1].item() == pytest.approx(curvature, abs=0.06)


def test_descent_is_the_textbook_loop():
    generator = torch.Generator().manual_seed(0)
    starts, lrs = 3 * torch.rand(20, 2, generator=generator).double() - 1.5, [0.01, 0.03]
    steps, paths = dynamics.wells_descent(starts, lrs, n_steps=200, n_records=30)
    for k, lr in enumerate(lrs):
        w = starts.clone().requires_grad_()
        optimizer, visited = torch.optim.SGD([w], lr=lr), [starts]
        for _ in range(200):
            optimizer.zero_grad()
            dynamics.wells(w).sum().backward()
            optimizer.step()
            visited.append(w.detach().clone())
        torch.testing.assert_close(paths[:, k], torch.stack(visited)[steps], rtol=1e-8, atol=1e-9)


def test_small_steps_go_down_and_large_ones_leave_the_sharp_well():
    starts = 3 * torch.rand(100, 2, generator=torch.Generator().manual_seed(0)).double() - 1.5
    _, paths = dynamics.wells_descent(starts, [0.001, 0.15], n_steps=10_000)
    height = dynamics.wells(paths[:, 0].reshape(-1, 2)).reshape(len(paths), 100)
    assert bool((height.diff(dim=0) <= 1e-12).all())
    ends = paths[-1, :, :, 0]
    assert 10 < int((ends[0] < 0).sum()) < 90  # the flow: some into each well
    assert bool((ends[1] > 0).all())


def test_record_steps_are_increasing_and_complete():
    for n_steps, n_records in ((1, 2), (5, 100), (1000, 2), (12345, 60)):
        steps = dynamics.record_steps(n_steps, n_records)
        assert steps[0] == 0
        assert steps[-1] == n_steps
        assert steps == sorted(set(steps))
        assert len(steps) <= n_records


GRAM, RESIDUAL, STARTS = torch.eye(3), torch.ones(3, 1), torch.zeros(2, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dynamics.residual_path(torch.ones(3, 2), RESIDUAL, 0.1, [1]), "gram: got a (3, 2) tensor"),
        (
            lambda: dynamics.residual_path(torch.ones(3, 3).triu(), RESIDUAL, 0.1, [1]),
            "gram: got a (3, 3) tensor",
        ),
        (lambda: dynamics.residual_path([1.0], RESIDUAL, 0.1, [1]), "gram: got a list"),
        (
            lambda: dynamics.residual_path(GRAM, torch.ones(2, 1), 0.1, [1]),
            "residual: got a float32 tensor of shape (2, 1)",
        ),
        (lambda: dynamics.residual_path(GRAM, RESIDUAL, 0, [1]), "lr: got 0.0"),
        (lambda: dynamics.residual_path(GRAM, RESIDUAL, 0.1, [0.5]), "t: got torch.float32 of shape (1,)"),
        (lambda: dynamics.residual_path(GRAM, RESIDUAL, 0.1, [-1]), "t: got torch.int64"),
        (lambda: dynamics.accumulated_residual(GRAM, RESIDUAL, -1, [1]), "lr: got -1.0"),
        (lambda: dynamics.mean_loss_path(GRAM, RESIDUAL, 0.1, 0), "n_steps: got 0"),
        (lambda: dynamics.random_feature_risks([], least_norm), "dims: got an empty sequence"),
        (lambda: dynamics.random_feature_risks([0], least_norm), "dims[0]: got 0"),
        (lambda: dynamics.random_feature_risks([3], "ridge"), "solve: got 'ridge', expected a function"),
        (lambda: dynamics.random_feature_risks([3], least_norm, penalty=-1), "penalty: got -1.0"),
        (lambda: dynamics.random_feature_risks([3], least_norm, noise=-1), "noise: got -1.0"),
        (
            lambda: dynamics.random_feature_risks([3], lambda phi, y, mu: y),
            "solve(...): got a float64 tensor",
        ),
        (lambda: dynamics.random_feature_risks([3], least_norm, n_repeats=0), "n_repeats: got 0"),
        (lambda: dynamics.wells(torch.ones(2)), "w: got a float32 tensor of shape (2,)"),
        (
            lambda: dynamics.wells_descent(torch.ones(2), [0.1], 5),
            "starts: got a float32 tensor of shape (2,)",
        ),
        (lambda: dynamics.wells_descent(STARTS, 0.1, 5), "lrs: got 0.1, expected a sequence of numbers"),
        (lambda: dynamics.wells_descent(STARTS, [0.0], 5), "lrs[0]: got 0.0"),
        (lambda: dynamics.wells_descent(STARTS, [0.1], 0), "n_steps: got 0"),
        (lambda: dynamics.wells_descent(STARTS, [0.1], 5, n_records=1), "n_records: got 1"),
        (lambda: dynamics.record_steps(0, 5), "n_steps: got 0"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)
