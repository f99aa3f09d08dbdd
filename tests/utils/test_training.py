"""Batched trainers against the textbook loop: same batches, same numbers."""

import copy
import math
from itertools import pairwise

import pytest
import torch
from torch import nn

from utils import data, training
from utils.models import MLPdeep, MLPshallow, NTKNet

# In float64 the two routes differ by rounding only, which 300 smooth steps amplify to 1e-10 at most; in float32 the
# contract is 1e-5 after 100 steps.
EXACT = {"rtol": 1e-9, "atol": 1e-10}
FLOAT32 = {"rtol": 1e-4, "atol": 1e-5}


def textbook(net, x, y, rows, lr, *, alpha=None, lr_readout=None):
    """One network, autograd, one optimizer step at a time. Returns losses and the trained copy."""
    net = copy.deepcopy(net).to(x.dtype)
    base = copy.deepcopy(net)
    last = {"lout.weight", "lout.bias", "readout"}
    groups = [
        {"params": [p for name, p in net.named_parameters() if name not in last], "lr": lr},
        {"params": [p for name, p in net.named_parameters() if name in last], "lr": lr_readout or lr},
    ]
    optimizer, losses = torch.optim.SGD(groups), []
    for batch in rows:
        out = net(x[batch]) if alpha is None else alpha * (net(x[batch]) - base(x[batch]).detach())
        loss = nn.functional.mse_loss(out, y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, net


def flat(net):
    return nn.utils.parameters_to_vector(net.parameters()).detach()


FAMILIES = {
    "shallow": [MLPshallow(10, seed=s) for s in range(3)],
    "shallow of several widths": [MLPshallow(m, seed=m) for m in (5, 10, 100)],
    "deep": [MLPdeep(8, seed=s) for s in range(3)],
    "ntk": [NTKNet(m, seed=m) for m in (4, 16, 64)],
    "mean field with biases": [
        NTKNet(m, parametrization="mean_field", bias=True, seed=m) for m in (4, 16, 64)
    ],
}


@pytest.mark.parametrize("alphas", [None, [1.0, 10.0, 100.0]], ids=["plain", "centered"])
@pytest.mark.parametrize("batch_size", [15, 4], ids=["whole", "mini"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("dtype", "n_steps", "close"), [(torch.float64, 300, EXACT), (torch.float32, 100, FLOAT32)]
)
def test_ensemble_is_the_textbook_loop(family, batch_size, alphas, dtype, n_steps, close):
    nets, sample = FAMILIES[family], data.make_sample("middle", seed=3, dtype=dtype)
    lrs = [0.05, 0.02, 0.01] if alphas is None else [0.05 / a**2 for a in alphas]
    last = [0.03 * lr for lr in lrs]
    run = training.train_ensemble(
        nets,
        sample.x,
        sample.y,
        lr=lrs,
        lr_readout=last,
        alphas=alphas,
        n_steps=n_steps,
        batch_size=batch_size,
        seed=7,
    )
    rows = data.batch_indices(15, batch_size, n_steps, seed=7)
    grid = torch.linspace(-1, 1, 50, dtype=dtype)[:, None]
    for k, net in enumerate(nets):
        alpha = None if alphas is None else alphas[k]
        losses, trained = textbook(net, sample.x, sample.y, rows, lrs[k], alpha=alpha, lr_readout=last[k])
        torch.testing.assert_close(run.losses[:, k], torch.tensor(losses, dtype=dtype), **close)
        torch.testing.assert_close(run.weights[k][-1], flat(trained), **close)
        torch.testing.assert_close(run.weights[k][0], flat(net).to(dtype), rtol=0, atol=0)
        with torch.no_grad():
            start = copy.deepcopy(net).to(dtype)
            expected = trained(grid) if alpha is None else alpha * (trained(grid) - start(grid))
        # in float32 alpha magnifies the rounding of f_w - f_w0
        scale = 1 if alpha is None or dtype == torch.float64 else alpha
        torch.testing.assert_close(
            run.predict(grid)[k], expected, rtol=close["rtol"], atol=close["atol"] * scale
        )


def test_the_ensemble_reads_the_same_stream_as_the_sample():
    sample = data.make_sample("middle", seed=5, dtype=torch.float64)
    run = training.train_ensemble(
        [MLPshallow(6, seed=0)], sample.x, sample.y, lr=0.05, n_steps=50, batch_size=3, seed=sample.seed
    )
    net = MLPshallow(6, seed=0).double()
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.05), []
    for _ in range(50):
        x, y = sample.next_batch(3)
        loss = torch.mean((net(x) - y) ** 2)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    torch.testing.assert_close(run.losses[:, 0], torch.tensor(losses, dtype=torch.float64), **EXACT)


def test_training_leaves_the_networks_and_the_data_alone():
    nets, sample = [MLPdeep(5, seed=0), MLPdeep(5, seed=1)], data.make_sample("simple")
    before = [flat(net).clone() for net in nets], sample.x.clone(), sample.y.clone()
    training.train_ensemble(nets, sample.x, sample.y, lr=0.1, alphas=2.0, n_steps=20)
    assert all(torch.equal(flat(net), w) for net, w in zip(nets, before[0]))
    assert torch.equal(sample.x, before[1])
    assert torch.equal(sample.y, before[2])


def test_records_and_movement():
    sample = data.make_sample("middle", dtype=torch.float64)
    run = training.train_ensemble(
        [MLPshallow(10, seed=0)], sample.x, sample.y, lr=0.1, n_steps=1000, n_records=20
    )
    assert run.steps[0] == 0
    assert run.steps[-1] == 1000
    assert bool((run.steps.diff() > 0).all())
    assert len(run.steps) <= 20
    w = run.weights[0]
    assert w.shape == (len(run.steps), 31)
    expected = [float(torch.sqrt(torch.sum((row - w[0]) ** 2) / torch.sum(w[0] ** 2))) for row in w]
    torch.testing.assert_close(run.relative_movement[:, 0], torch.tensor(expected, dtype=torch.float64))
    hidden = w[:, 10:20]  # lin1.weight, then lin1.bias
    expected = (hidden[-1] - hidden[0]).norm() / hidden[0].norm()
    torch.testing.assert_close(run.movement("lin1.bias")[-1, 0], expected)


def test_movement_from_a_start_at_zero_is_undefined_and_then_infinite():
    run = training.train_features(torch.eye(3), torch.ones(3, 1), lr=0.1, n_steps=10, n_records=2)
    assert run.steps.tolist() == [0, 10]
    assert run.relative_movement[0].isnan().all()
    assert run.relative_movement[-1].isinf().all()


def test_a_record_is_a_copy_of_its_moment():
    sample = data.make_sample("middle", dtype=torch.float64)
    long = training.train_ensemble([MLPdeep(5, seed=0)], sample.x, sample.y, lr=0.1, n_steps=100, n_records=3)
    short = training.train_ensemble(
        [MLPdeep(5, seed=0)], sample.x, sample.y, lr=0.1, n_steps=int(long.steps[1])
    )
    assert torch.equal(long.weights[0][1], short.weights[0][-1])


def test_centered_model_starts_at_zero_and_movement_falls_as_one_over_alpha():
    sample = data.make_sample("middle", n=10, dtype=torch.float64)
    alphas = [30.0, 100.0, 300.0, 1000.0]
    run = training.train_ensemble(
        [MLPdeep(8, seed=0)] * 4,
        sample.x,
        sample.y,
        lr=[0.1 / a**2 for a in alphas],
        alphas=alphas,
        n_steps=2000,
    )
    assert run.predict(sample.x, record=0).abs().max() == 0
    x, y = torch.tensor(alphas).double().log(), run.relative_movement[-1].log()
    slope = torch.sum((x - x.mean()) * (y - y.mean())) / torch.sum((x - x.mean()) ** 2)
    assert -1.15 < slope < -0.85  # SCIENCE 000 E; measured -1.005


def test_divergence_is_a_result_not_an_error():
    sample = data.make_sample("middle")
    run = training.train_ensemble([MLPshallow(100, seed=0)], sample.x, sample.y, lr=10.0, n_steps=200)
    assert not torch.isfinite(run.losses[-1]).any() or run.losses[-1].min() > run.losses[0].max()


# ----------------------------------------------------------------------------------------------- linear in the features


def linear_textbook(phi, y, w, rows, lr):
    w, losses = w.clone(), []
    for batch in rows:
        residual = phi[batch] @ w - y[batch]
        losses.append(torch.mean(residual**2, dim=0))
        w = w - 2 * lr / len(batch) * phi[batch].T @ residual
    return torch.stack(losses), w


@pytest.mark.parametrize("batch_size", [12, 5], ids=["whole", "mini"])
def test_features_are_the_textbook_loop(batch_size):
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(12, 1, generator=generator, dtype=torch.float64) * 2 - 1
    phis = [torch.cos(math.pi * torch.arange(d) * x) for d in (1, 5, 30)]
    y = torch.randn(12, 4, generator=generator, dtype=torch.float64)
    w0 = [torch.randn(phi.shape[1], 4, generator=generator, dtype=torch.float64) for phi in phis]
    run = training.train_features(phis, y, lr=0.02, n_steps=500, w0=w0, batch_size=batch_size, seed=2)
    rows = data.batch_indices(12, batch_size, 500, seed=2)
    assert run.losses.shape == (500, 12)
    for f, phi in enumerate(phis):
        losses, w = linear_textbook(phi, y, w0[f], rows, 0.02)
        torch.testing.assert_close(run.losses[:, 4 * f : 4 * f + 4], losses, **EXACT)
        for s in range(4):
            torch.testing.assert_close(run.weights[4 * f + s][-1], w[:, s], **EXACT)


def test_features_in_float32_agree_with_autograd():
    sample = data.make_sample("middle", seed=1)
    phi = torch.cat([torch.sin(math.pi * k * sample.x) for k in range(1, 21)], dim=1)
    layer = nn.Linear(20, 1, bias=False)
    start = layer.weight.detach().T.clone()
    run = training.train_features(
        phi, sample.y, lr=0.05, n_steps=200, w0=start, batch_size=5, seed=sample.seed
    )
    optimizer, losses = torch.optim.SGD(layer.parameters(), lr=0.05), []
    for batch in data.batch_indices(15, 5, 200, seed=sample.seed):
        loss = nn.functional.mse_loss(layer(phi[batch]), sample.y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    torch.testing.assert_close(run.losses[:, 0], torch.tensor(losses), **FLOAT32)
    torch.testing.assert_close(run.predict(phi)[0], layer(phi).detach(), **FLOAT32)


def test_whole_batch_closed_form_is_the_recursion():
    generator = torch.Generator().manual_seed(1)
    phi, y = (torch.randn(8, k, generator=generator, dtype=torch.float64) for k in (20, 3))
    closed = training.train_features(phi, y, lr=0.02, n_steps=300)
    rows = data.batch_indices(8, 8, 300, seed=0)
    gram, start = (phi @ phi.T)[None], -y[None]
    losses, _ = training._residual_sgd(gram, start, 0.02, rows, [0, 300])
    torch.testing.assert_close(closed.losses, losses, **EXACT)


SAMPLE = data.make_sample("simple")
NETS = [MLPshallow(4, seed=0), MLPshallow(4, seed=1)]
PHI = torch.ones(15, 3)


def ensemble(nets=NETS, x=SAMPLE.x, y=SAMPLE.y, lr=0.1, n_steps=2, **more):
    return training.train_ensemble(nets, x, y, lr=lr, n_steps=n_steps, **more)


def fit(features=PHI, y=SAMPLE.y, lr=0.1, n_steps=2, **more):
    return training.train_features(features, y, lr=lr, n_steps=n_steps, **more)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ensemble(nets=3), "nets: got no list"),
        (lambda: ensemble(nets=[]), "nets: got none"),
        (lambda: ensemble(nets=[nn.Linear(1, 1)]), "nets: got Linear"),
        (lambda: ensemble(nets=[MLPshallow(4), MLPdeep(4)]), "nets: got MLPdeep, MLPshallow"),
        (lambda: ensemble(nets=[MLPdeep(4), MLPdeep(5)]), "nets: got MLPdeep of several widths"),
        (
            lambda: ensemble(nets=[NTKNet(4), NTKNet(4, bias=True)]),
            "nets: got some with and some without bias",
        ),
        (lambda: ensemble(nets=[NTKNet(4, d_in=2)]), "x: got 1 columns, expected 2"),
        (lambda: ensemble(x=torch.ones(15)), "x: got a float32 tensor of shape (15,)"),
        (lambda: ensemble(x=[1.0]), "x: got a list"),
        (lambda: ensemble(y=SAMPLE.y[:, 0]), "y: got a float32 tensor of shape (15,)"),
        (lambda: ensemble(y=SAMPLE.y[:5]), "y: got 5 rows, expected 15"),
        (lambda: ensemble(y=SAMPLE.y.double()), "y: got torch.float64, expected torch.float32"),
        (lambda: ensemble(lr=-1.0), "lr: got -1.0, expected a positive number"),
        (lambda: ensemble(lr=[0.1] * 3), "lr: got 3 values, expected one, or one for each of the 2 members"),
        (lambda: ensemble(alphas=0), "alphas: got 0.0"),
        (lambda: ensemble(lr_readout=0), "lr_readout: got 0.0"),
        (lambda: ensemble(n_steps=0), "n_steps: got 0"),
        (lambda: ensemble(n_records=1), "n_records: got 1"),
        (lambda: ensemble(batch_size=30), "batch_size: got 30, expected at most 15"),
        (lambda: ensemble(seed=-1), "seed: got -1"),
        (lambda: ensemble().movement("lin9.weight"), "part: got 'lin9.weight', expected one of"),
        (lambda: ensemble().predict(SAMPLE.x, record=99), "record: got 99"),
        (lambda: fit(features=[]), "features: got an empty list"),
        (lambda: fit(features=torch.ones(15)), "features: got a float32 tensor of shape (15,)"),
        (lambda: fit(features=PHI[:3]), "features: got 3 rows, expected 15"),
        (lambda: fit(y=SAMPLE.y[:, 0]), "y: got a float32 tensor of shape (15,)"),
        (lambda: fit(w0=torch.ones(3)), "w0: got a float32 tensor of shape (3,)"),
        (lambda: fit(w0=[torch.ones(3, 1)] * 2), "w0: got 2 tensors, expected 1"),
        (lambda: fit(lr=0), "lr: got 0.0"),
        (lambda: fit(n_steps=1.5), "n_steps: got 1.5"),
        (lambda: fit(batch_size=16), "batch_size: got 16"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)


# ------------------------------------------------------------------- deep chains, SGD with momentum


def chain(*widths: int, seed: int = 0, dtype=torch.float32) -> nn.Sequential:
    torch.manual_seed(seed)
    modules = [m for n_in, n_out in pairwise(widths) for m in (nn.Linear(n_in, n_out), nn.ReLU())]
    return nn.Sequential(*modules[:-1]).to(dtype)


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
def test_momentum_descent_refuses(nets, changes, message):
    arguments = {"x": X, "y": X, "lr": 0.1, "n_steps": 2} | changes
    with pytest.raises((ValueError, TypeError), match=message):
        training.momentum_descent(nets, arguments.pop("x"), arguments.pop("y"), **arguments)


def test_train_scales_is_the_ensemble_of_all_pairs():
    sample = data.make_sample("middle", n=8)
    nets = [MLPdeep(6, seed=s) for s in range(2)]
    run = training.train_scales(nets, sample, torch.tensor([1.0, 30.0]), lr=0.1, n_steps=40)
    for member, (alpha, net) in enumerate((a, net) for a in (1.0, 30.0) for net in nets):
        alone = training.train_ensemble(
            [net], sample.x, sample.y, lr=0.1 / alpha**2, n_steps=40, alphas=alpha
        )
        assert torch.allclose(run.losses[:, member], alone.losses[:, 0], rtol=1e-4)
    with pytest.raises(ValueError, match=r"^alphas\[1\]: "):
        training.train_scales(nets, sample, [1.0, 0.0], lr=0.1, n_steps=40)
