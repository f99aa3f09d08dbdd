"""The networks of the lazy-training notebook: shapes, counts, initialization, formulas."""

import math

import pytest
import torch

from utils.models import MLPdeep, MLPshallow, NTKNet, ScaledLinear, parameter_count, wide_relu_net


def flat(net):
    return torch.nn.utils.parameters_to_vector(net.parameters()).detach()


@pytest.mark.parametrize(
    ("net", "count"),
    [
        (MLPshallow(10), 31),
        (MLPdeep(10), 141),
        (NTKNet(10), 20),
        (NTKNet(10, d_in=3, bias=True), 50),
    ],
)
def test_parameter_counts(net, count):
    assert parameter_count(net) == count == sum(p.numel() for p in net.parameters())


@pytest.mark.parametrize("family", [MLPshallow, MLPdeep, NTKNet])
def test_seed_decides_and_leaves_the_global_generator_alone(family):
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    one, same, other = family(7, seed=3), family(7, seed=3), family(7, seed=4)
    assert torch.equal(torch.rand(1), expected)
    assert torch.equal(flat(one), flat(same))
    assert not torch.equal(flat(one), flat(other))


@pytest.mark.parametrize("family", [MLPshallow, MLPdeep])
def test_without_seed_it_is_the_default_of_pytorch(family):
    torch.manual_seed(5)
    net = family(6)
    torch.manual_seed(5)
    sizes = [(1, 6), (6, 1)] if family is MLPshallow else [(1, 6), (6, 6), (6, 1)]
    layers = [torch.nn.Linear(*size) for size in sizes]
    assert torch.equal(flat(net), torch.cat([flat(layer) for layer in layers]))


def test_seeded_initialization_has_the_default_distribution():
    net = MLPdeep(200, seed=0)
    for weights, fan_in in (
        (net.lin1.weight, 1),
        (net.lin1.bias, 1),
        (net.lin2.weight, 200),
        (net.lout.weight, 200),
    ):
        bound = 1 / math.sqrt(fan_in)
        assert weights.abs().max() <= bound
        # variance of U(-b, b) is b^2/3; relative standard error of its estimate from N values is sqrt(0.8/N)
        assert abs(weights.var().item() * 3 / bound**2 - 1) < 5 * math.sqrt(0.8 / weights.numel())


def test_forward_formulas():
    x = torch.randn(9, 1, generator=torch.Generator().manual_seed(0))
    for net in (MLPshallow(5, seed=0), MLPdeep(5, seed=0)):
        layers = list(net.children())
        h = x
        for layer in layers[:-1]:
            h = (h @ layer.weight.T + layer.bias).clamp(min=0)
        torch.testing.assert_close(net(x), h @ layers[-1].weight.T + layers[-1].bias)


@pytest.mark.parametrize(
    ("parametrization", "multiplier"), [("ntk", 0.25), ("mean_field", 0.0625), (2.0, 2.0)]
)
@pytest.mark.parametrize("bias", [False, True])
def test_ntk_net_is_its_formula(parametrization, multiplier, bias):
    net = NTKNet(16, d_in=3, parametrization=parametrization, bias=bias, seed=1)
    x = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    expected = torch.zeros(4, 1)
    for i in range(16):
        pre = x @ net.hidden[i] / math.sqrt(3) + (net.bias[i] if bias else 0)
        expected[:, 0] += multiplier * net.readout[i] * pre.clamp(min=0)
    torch.testing.assert_close(net(x), expected)


def test_ntk_net_starts_with_outputs_of_order_one_at_any_width():
    # E f(x)^2 = |x|^2 / (2 d) = 1/2 at |x|^2 = d, whatever the width; 400 nets give it to 5 sqrt(2/400), relatively
    x = torch.ones(1, 4)
    for width in (16, 256):
        outputs = torch.tensor([NTKNet(width, d_in=4, seed=s)(x).item() for s in range(400)])
        # heavier tails than normal at small width: fourth moment 3 + 15/width per unit, allowed for by the factor 2
        assert abs(2 * outputs.square().mean().item() - 1) < 2 * 5 * math.sqrt(2 / 400)


def test_wide_relu_net_of_depth_one_is_its_formula_and_gain_two_keeps_the_length():
    x, net = torch.randn(5, 3, generator=torch.Generator().manual_seed(0)), wide_relu_net(3, 16, seed=0)
    w, a = net.parameters()
    torch.testing.assert_close(net(x)[:, 0], torch.relu(x @ w.T) @ a[0] / 4)
    hidden = wide_relu_net(3, 4000, depth=3, gain=2.0, seed=0)[:5]  # before the third ReLU
    lengths = [hidden[:k](x).square().sum(1) for k in (1, 3, 5)]
    # one layer changes |z|^2 by a factor of standard deviation sqrt(5 / 4000) = 0.035; two layers, five sigma
    assert torch.allclose(lengths[2] / lengths[0], torch.ones(5), atol=5 * (10 / 4000) ** 0.5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MLPshallow(0), "width: got 0, expected a whole number >= 1"),
        (lambda: MLPdeep(2.0), "width: got 2.0"),
        (lambda: MLPdeep(2, seed="a"), "seed: got 'a'"),
        (lambda: MLPshallow(2, seed=-1), "seed: got -1"),
        (lambda: NTKNet(0), "width: got 0"),
        (lambda: NTKNet(2, d_in=0), "d_in: got 0"),
        (
            lambda: NTKNet(2, parametrization="mup"),
            "parametrization: got 'mup', expected one of 'ntk', 'mean_field'",
        ),
        (lambda: NTKNet(2, parametrization=-1.0), "parametrization: got -1.0"),
        (lambda: wide_relu_net(3, 0), "width: got 0"),
        (lambda: wide_relu_net(3, 4, gain=-1), "gain: got -1"),
        (lambda: ScaledLinear(3, 4, scale=0), "scale: got 0"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value).startswith(message)
