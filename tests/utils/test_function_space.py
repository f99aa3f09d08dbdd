"""Wide networks in function space against the same networks in weight space, and refusals."""

import math

import pytest
import torch

from utils import kernels, models
from utils.function_space import train_wide


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def test_wide_network_in_function_space_is_the_network_in_weight_space():
    """The same start, 30 steps by autograd on the weights: float64 rounding only."""
    n, d, m, lr = 5, 3, 16, 0.05
    x, y, x_test = (torch.randn(*s, dtype=torch.double) for s in ((n, d), (n,), (4, d)))
    run = train_wide(x, y, x_test, width=m, lr=lr, n_steps=30, seed=7, centered=True)
    generator = torch.Generator().manual_seed(7)
    w = torch.randn(1, d, m, generator=generator, dtype=torch.double)[0].requires_grad_()
    a = torch.randn(1, m, generator=generator, dtype=torch.double)[0].requires_grad_()

    def f(x):
        return torch.relu(x @ w) @ a / math.sqrt(m)

    start, f0, f0_test = [p.detach().clone() for p in (w, a)], f(x).detach(), f(x_test).detach()
    for _ in range(30):
        gw, ga = torch.autograd.grad(0.5 * (f(x) - f0 - y).square().sum(), (w, a))
        with torch.no_grad():
            w -= lr * gw
            a -= lr * ga
    torch.testing.assert_close(run.f_train[0], (f(x) - f0).detach())
    torch.testing.assert_close(run.f_test[0], (f(x_test) - f0_test).detach())
    moved = sum((p - q).square().sum() for p, q in zip((w, a), start)).sqrt()
    size = sum(q.square().sum() for q in start).sqrt()
    torch.testing.assert_close(run.movement[0], (moved / size).detach())
    net = models.wide_relu_net(d, m).double()
    net.load_state_dict({"0.weight": w.detach().mT, "2.weight": a.detach()[None]})
    torch.testing.assert_close(run.kernel_end[0], kernels.layerwise_ntk(net, x))
    net.load_state_dict({"0.weight": start[0].mT, "2.weight": start[1][None]})
    torch.testing.assert_close(run.kernel_start[0], kernels.layerwise_ntk(net, x))


def test_a_batch_of_wide_networks_is_reproducible_and_its_members_differ():
    x, y = torch.randn(4, 3, dtype=torch.double), torch.randn(4, dtype=torch.double)
    runs = [train_wide(x, y, x, width=8, lr=0.1, n_steps=5, n_nets=3, seed=1) for _ in range(2)]
    assert torch.equal(runs[0].f_test, runs[1].f_test)
    assert runs[0].losses.shape == (6, 3)
    assert len({float(v) for v in runs[0].movement}) == 3
    assert (runs[0].drift > 0).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: train_wide(torch.ones(2, 3), torch.ones(3), torch.ones(1, 3), width=4, lr=1, n_steps=1),
            "y_train: got",
        ),
        (
            lambda: train_wide(torch.ones(2, 3), torch.ones(2), torch.ones(1, 2), width=4, lr=1, n_steps=1),
            "x_test: got",
        ),
        (
            lambda: train_wide(torch.ones(2, 3), torch.ones(2), torch.ones(1, 3), width=4, lr=0, n_steps=1),
            "lr: got 0",
        ),
    ],
)
def test_bad_input_is_one_line_that_names_the_argument(call, message):
    with pytest.raises((ValueError, TypeError), match=message) as error:
        call()
    assert "\n" not in str(error.value)
