"""The parts of `utils` made for "Initialization and local linearization": its data, its trainer, its panels."""

import copy
import io
import math
import statistics
import time
from itertools import pairwise

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from torch import nn

from utils import data, kernels, training
from utils.plots import alt_text
from utils.widgets import initialization as widgets


def chain(*widths: int, seed: int = 0, dtype=torch.float32) -> nn.Sequential:
    torch.manual_seed(seed)
    modules = [m for n_in, n_out in pairwise(widths) for m in (nn.Linear(n_in, n_out), nn.ReLU())]
    return nn.Sequential(*modules[:-1]).to(dtype)


# ------------------------------------------------------------------------------------------------------------- data
def test_waves_are_orthogonal_so_the_variance_is_half_the_squared_amplitudes():
    x = torch.linspace(-1, 1, 20001, dtype=torch.double)
    half = 0.5 * sum(c**2 for c in data.SINE_AMPLITUDES)
    assert abs(data.sine_superposition(x).square().mean() - half) < 1e-4  # trapezoid without its end weights
    assert half == pytest.approx(0.1294, abs=5e-5)


def test_noise_has_its_standard_deviation_and_inputs_stay_in_their_interval():
    x, y = data.noisy_sines(20000, noise=0.1, low=-1, high=0.4, seed=3)
    assert -1 <= x.min() < -0.99
    assert 0.39 < x.max() <= 0.4
    assert (y - data.sine_superposition(x)).std() == pytest.approx(0.1, rel=0.03)  # 4 sigma is 2 %
    assert torch.equal(data.noisy_sines(5, seed=1)[1], data.noisy_sines(5, seed=1)[1])
    assert not torch.equal(data.noisy_sines(5, seed=1)[0], data.noisy_sines(5, seed=2)[0])


@pytest.mark.parametrize("n_steps", [1, 46, 47, 100])
def test_every_pass_sees_every_sample_at_most_once(n_steps):
    rows = data.epoch_batches(1500, 32, n_steps, seed=1)
    assert rows.shape == (n_steps, 32)
    for first in range(0, n_steps, 46):  # 46 whole batches a pass
        seen = rows[first : first + 46].flatten()
        assert len(seen.unique()) == len(seen)


def test_batches_draw_one_permutation_a_pass(monkeypatch):
    calls, draw = [], torch.randperm
    monkeypatch.setattr(torch, "randperm", lambda *a, **k: calls.append(1) or draw(*a, **k))
    data.epoch_batches(1500, 32, 468)
    assert len(calls) == 11  # 468 steps are 10.2 passes; the course that counted permutations drew 14976


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.sine_superposition(1.0), "x: got a float"),
        (lambda: data.noisy_sines(0), "n: got 0"),
        (lambda: data.noisy_sines(5, noise=-1), "noise: got -1"),
        (lambda: data.noisy_sines(5, low=1, high=0), "high: got 0"),
        (lambda: data.epoch_batches(10, 11, 1), "batch_size: got 11"),
        (lambda: data.epoch_batches(10, 5, 0), "n_steps: got 0"),
    ],
)
def test_data_refuses(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()


# ---------------------------------------------------------------------------------------------------------- training
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 2e-5), (torch.float64, 1e-12)])
@pytest.mark.parametrize("widths", [(1, 8, 1), (2, 7, 5, 6, 3)])
def test_same_steps_as_torch_optim(widths, dtype, tolerance):
    """Same batches, same numbers: 60 steps amplify float32 rounding to about 1e-6."""
    x, y = torch.randn(100, widths[0], dtype=dtype), torch.randn(100, widths[-1], dtype=dtype)
    nets = [chain(*widths, seed=seed, dtype=dtype) for seed in range(3)]
    rates = [0.01, 0.03, 0.05]
    twins = copy.deepcopy(nets)
    losses = training.momentum_descent(nets, x, y, lr=rates, momentum=0.8, batch_size=16, n_steps=60, seed=2)
    for member, (net, twin) in enumerate(zip(nets, twins)):
        optimizer, wanted = torch.optim.SGD(twin.parameters(), lr=rates[member], momentum=0.8), []
        for rows in data.epoch_batches(100, 16, 60, seed=2):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(twin(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            wanted.append(loss.item())
        assert torch.allclose(losses[member].double(), torch.tensor(wanted).double(), atol=tolerance)
        for mine, theirs in zip(net.parameters(), twin.parameters()):
            assert torch.allclose(mine, theirs, atol=tolerance)


def test_a_member_that_diverges_leaves_the_others_alone():
    x, y = data.noisy_sines(200)
    alone, wild, beside = (
        chain(1, 20, 20, 1, seed=1),
        chain(1, 20, 20, 1, seed=2),
        chain(1, 20, 20, 1, seed=1),
    )
    training.momentum_descent([alone], x, y, lr=0.03, n_steps=50)
    losses = training.momentum_descent([wild, beside], x, y, lr=[1e4, 0.03], n_steps=50)
    assert not losses[0].isfinite().all()
    assert torch.equal(alone[0].weight, beside[0].weight)


def test_who_watches_sees_the_networks_on_their_way_and_changes_nothing():
    x, y = data.noisy_sines(100, seed=0)
    (watched, alone, early), seen = (chain(1, 6, 1, seed=1) for _ in range(3)), []
    watch = lambda: seen.append(watched[0].weight.detach().clone())  # noqa: E731
    losses = training.momentum_descent([watched], x, y, lr=0.03, n_steps=50, watch=watch, every=20)
    assert torch.equal(losses, training.momentum_descent([alone], x, y, lr=0.03, n_steps=50))
    training.momentum_descent([early], x, y, lr=0.03, n_steps=20)
    assert len(seen) == 3
    assert torch.equal(seen[0], early[0].weight)
    assert torch.equal(seen[2], alone[0].weight)


X = torch.zeros(40, 1)


@pytest.mark.parametrize(
    ("nets", "changes", "message"),
    [
        ([], {}, "nets: got a list, expected a list of chains"),
        (chain(1, 2, 1), {}, "nets: got a Sequential, expected a list of chains"),
        ([nn.Linear(1, 1)], {}, "nets: got Linear"),
        ([nn.Sequential(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1))], {}, "nets: got Linear, Tanh, Linear"),
        ([nn.Sequential(nn.Linear(1, 1, bias=False))], {}, "without bias"),
        ([chain(1, 2, 1), chain(1, 3, 1)], {}, "several widths"),
        ([chain(2, 3, 1)], {}, "x: got a float32 tensor of shape"),
        ([chain(1, 3, 1)], {"y": torch.zeros(39, 1)}, "y: got 39 rows"),
        ([chain(1, 3, 1)], {"y": X.double()}, "x, y: got torch.float32, torch.float64"),
        ([chain(1, 3, 1)], {"lr": -1}, "lr: got -1"),
        ([chain(1, 3, 1)], {"lr": [0.1, 0.2]}, "lr: got 2 values"),
        ([chain(1, 3, 1)], {"momentum": 2}, "momentum: got 2"),
        ([chain(1, 3, 1)], {"batch_size": 41}, "batch_size: got 41"),
    ],
)
def test_training_refuses(nets, changes, message):
    arguments = {"x": X, "y": X, "lr": 0.1, "n_steps": 2} | changes
    with pytest.raises((ValueError, TypeError), match=message):
        training.momentum_descent(nets, arguments.pop("x"), arguments.pop("y"), **arguments)


# ------------------------------------------------------------------------------------------------------------ panels
def make_net() -> nn.Sequential:
    return chain(1, 20, 20, 20, 20, 1, seed=0)


def scaled(net: nn.Module, scale: float) -> None:
    for parameter in net.parameters():
        nn.init.uniform_(parameter, -scale, scale) if parameter.ndim > 1 else nn.init.zeros_(parameter)


def norms_of_gradients(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> list[float]:
    loss = (net(x) - y).square().mean()
    return [g.norm().item() for g in torch.autograd.grad(loss, [net[i].weight for i in range(0, 9, 2)])]


def recursion(widths: list[int], variances: list[float], x_moment: float) -> list[float]:
    factors = [n * v / 2 for n, v in zip(widths, variances)]
    return [2 * x_moment * math.prod(factors[: i + 1]) for i in range(len(factors))]


def features(jac: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    u, s, _ = torch.linalg.svd(jac, full_matrices=False)
    return s[:k], (u * s)[:, :k]


PANELS = {
    "scale": lambda: widgets.scale(make_net, scaled, norms_of_gradients),
    "depth": lambda: widgets.depth(recursion),
    "progress": lambda: widgets.progress(make_net, {"0.3": lambda net: scaled(net, 0.3)}, features),
}


@pytest.mark.parametrize("name", PANELS)
def test_panels_draw_every_end_of_every_slider(name):
    panel = PANELS[name]()
    for control, settings in panel.controls.items():
        for value in {settings.options[0], settings.options[-1]}:
            figure = panel.figure(**{control: value})
            assert isinstance(figure, Figure)
            assert alt_text(figure)
    assert repr(panel).startswith("Panel(")


def test_the_scale_panel_shows_the_given_functions_and_spares_the_random_state():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    left, right = widgets.draw_scale(0.1, make_net, scaled, norms_of_gradients).axes
    assert torch.equal(before, torch.random.get_rng_state())
    torch.manual_seed(0)
    net = make_net()
    scaled(net, 0.1)
    wanted = norms_of_gradients(net, *data.noisy_sines(300, seed=0))
    assert left.lines[0].get_ydata() == pytest.approx(wanted)
    assert len(right.patches) == 5  # one histogram for each layer


def test_the_depth_panel_agrees_with_the_recursion_at_criticality():
    (ax,) = widgets.draw_depth(2.0, 20, 100, recursion).axes
    median, theory = (line.get_ydata() for line in ax.lines)
    assert theory == pytest.approx(2.0)
    assert (
        0.3 < median[-1] < 4
    )  # std of the logarithm is sqrt(5 * 20 / 100) = 1 for one network, .3 for the median of 16


def test_the_training_panel_shows_the_start_and_the_present():
    left, right = widgets.draw_training(
        "0.3", 0, make_net, {"0.3": lambda net: scaled(net, 0.3)}, features
    ).axes
    start, now = (np.array([bar.get_height() for bar in container]) for container in left.containers)
    assert start == pytest.approx(now)
    assert len(right.lines) == 5


@pytest.mark.parametrize("name", PANELS)
def test_a_slider_answers_quickly(name):
    """A wide margin over what an idle processor needs (the goal of 150 ms is measured in benchmarks/)."""
    panel, seconds = PANELS[name](), []
    for _ in range(4):
        start = time.process_time()
        panel.png()
        seconds.append(time.process_time() - start)
    assert statistics.median(seconds[1:]) < 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: widgets.scale(make_net, None, norms_of_gradients), "init: got None"),
        (lambda: widgets.depth(3), "second_moments: got 3"),
        (lambda: widgets.progress(make_net, {"a": None}, features), "a: got None"),
        (lambda: widgets.draw_scale(0, make_net, scaled, norms_of_gradients), "scale: got 0"),
        (lambda: widgets.draw_depth(1, 0, 20, recursion), "depth: got 0"),
    ],
)
def test_panels_refuse(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()


# ------------------------------------------------------------------------------------------- the measure of linearity
def test_the_linearization_of_the_trained_chain_is_that_of_autograd():
    """What the notebook hand-writes, the library's batched form and torch.func agree on: three routes, one Jacobian."""
    net, x = chain(1, 6, 5, 1, dtype=torch.double), torch.randn(9, 1, dtype=torch.double)
    slow = torch.stack(
        [
            torch.cat([g.flatten() for g in torch.autograd.grad(net(row[None]).sum(), net.parameters())])
            for row in x
        ]
    )
    assert torch.allclose(kernels.jacobian(net, x), slow, atol=1e-12)
    image = io.BytesIO()
    widgets.progress(lambda: chain(1, 6, 1), {"own": lambda net: None}, features).figure(n_steps=0).savefig(
        image
    )
    assert image.tell() > 1000
