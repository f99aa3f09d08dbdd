"""Wide networks in function space against the same networks in weight space, and refusals."""

import math

import pytest
import torch

from utils import kernels, models
from utils.function_space import train_batches, train_wide


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


def textbook(net, x, targets, lr, n_steps, batch_size):
    """Plain SGD on the weights; the losses of the batches."""
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=lr), []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(x)
        loss = (net(x[rows])[:, 0] - targets[rows]).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("ntk", [False, True])
@pytest.mark.parametrize("centered", [False, True])
def test_batches_in_function_space_are_sgd_in_weight_space(ntk, centered):
    """Two networks, two rates, 25 steps: the start, the path, the end and both kernels, to float64 rounding."""
    n, d, m, rates = 7, 3, 16, (0.05, 0.02)
    x, y, x_test = (torch.randn(*s, dtype=torch.double) for s in ((n, d), (n,), (4, d)))
    how = {"width": m, "lr": rates, "n_steps": 25, "batch_size": 3, "n_nets": 2, "seed": 5, "ntk": ntk}
    run = train_batches(x, y, x_test, centered=[centered] * 2, **how)
    rng = torch.Generator().manual_seed(5)
    w = torch.randn(d, 2 * m, generator=rng, dtype=torch.double).view(d, 2, m)
    a = torch.randn(2, m, generator=rng, dtype=torch.double)
    for place, (rate, member) in enumerate((rate, member) for rate in rates for member in range(2)):
        if ntk:
            layers = models.ScaledLinear(d, m), torch.nn.ReLU(), models.ScaledLinear(m, 1, m**-0.5)
            start = {"0.weight": w[:, member].mT, "2.weight": a[member : member + 1]}
        else:
            layers = torch.nn.Linear(d, m), torch.nn.ReLU(), torch.nn.Linear(m, 1)
            start = {"0.weight": w[:, member].mT * (2 / (d + m)) ** 0.5, "0.bias": torch.zeros(m)}
            start |= {"2.weight": a[member : member + 1] * (2 / (m + 1)) ** 0.5, "2.bias": torch.zeros(1)}
        net = torch.nn.Sequential(*layers).double()
        net.load_state_dict(start)
        before = torch.nn.utils.parameters_to_vector(net.parameters()).detach().clone()
        f0, f0_test = (centered * net(inputs)[:, 0].detach() for inputs in (x, x_test))
        torch.testing.assert_close(run.kernel_start[place], kernels.layerwise_ntk(net, x))
        losses = textbook(net, x, y + f0, (2 if ntk else 1) * rate, 25, 3)
        torch.testing.assert_close(run.losses[:-1, place], torch.tensor(losses, dtype=torch.double))
        torch.testing.assert_close(run.f_train[place], net(x)[:, 0].detach() - f0)
        torch.testing.assert_close(run.f_test[place], net(x_test)[:, 0].detach() - f0_test)
        torch.testing.assert_close(run.losses[-1, place], (run.f_train[place] - y).square().mean())
        torch.testing.assert_close(run.kernel_end[place], kernels.layerwise_ntk(net, x))
        after = torch.nn.utils.parameters_to_vector(net.parameters()).detach()
        torch.testing.assert_close(run.movement[place], (after - before).norm() / before.norm())


def test_batches_refuse_settings_that_do_not_fit():
    x, y = torch.ones(2, 3), torch.ones(2)
    how = {"width": 4, "n_steps": 1, "batch_size": 1, "n_nets": 2}
    with pytest.raises(ValueError, match="centered: got 3 values, expected one, or one for each lr"):
        train_batches(x, y, x, lr=[0.1, 0.2], centered=[True] * 3, **how)
    with pytest.raises(ValueError, match="lr"):
        train_batches(x, y, x, lr=[0.1, -0.2], **how)


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
