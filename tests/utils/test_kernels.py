"""Kernels of networks, theory against theory: two routes to each number, limits, invariants, and refusals."""

import itertools
import math

import pytest
import torch
from torch import nn

from utils import kernels, models


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def mlp() -> nn.Module:
    return nn.Sequential(
        nn.Linear(3, 7), nn.Tanh(), nn.Linear(7, 5, bias=False), nn.Sigmoid(), nn.Linear(5, 1)
    ).double()


def conv() -> nn.Module:
    return nn.Sequential(
        nn.Unflatten(1, (1, 6)), nn.Conv1d(1, 2, 3), nn.Tanh(), nn.Flatten(), nn.Linear(8, 1)
    ).double()


def relu_chain() -> nn.Module:
    return nn.Sequential(nn.Linear(1, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 1)).double()


def gradients(net: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """The textbook loop: one backward pass per input."""
    rows = [torch.autograd.grad(net(row[None]).sum(), list(net.parameters())) for row in x]
    return torch.stack([torch.cat([g.flatten() for g in row]) for row in rows])


@pytest.mark.parametrize(
    ("net", "d"),
    [(mlp(), 3), (conv(), 6), (relu_chain(), 1), (models.wide_relu_net(4, 9, depth=3).double(), 4)],
)
def test_jacobian_is_the_loop_over_inputs(net, d):
    x = torch.randn(5, d, dtype=torch.double)
    torch.testing.assert_close(
        kernels.jacobian(net, x), gradients(net, x)
    )  # same arithmetic: float64 rounding


def test_jacobian_of_a_partly_frozen_network_still_has_all_parameters():
    net, x = mlp(), torch.randn(4, 3, dtype=torch.double)
    full = kernels.jacobian(net, x)
    net[0].weight.requires_grad_(False)
    net[0].bias.requires_grad_(False)
    torch.testing.assert_close(kernels.jacobian(net, x), full)


def test_a_layer_used_twice_is_not_taken_for_two_layers():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.lin, self.out = nn.Linear(3, 3), nn.Linear(3, 1)

        def forward(self, x):
            return self.out(torch.tanh(self.lin(torch.tanh(self.lin(x)))))

    net, x = Twice().double(), torch.randn(4, 3, dtype=torch.double)
    torch.testing.assert_close(kernels.jacobian(net, x), gradients(net, x))
    with pytest.raises(ValueError, match="linear layers, each used once"):
        kernels.layerwise_ntk(net, x)


@pytest.mark.parametrize("net", [mlp(), models.wide_relu_net(3, 20, depth=2, gain=2.0).double()])
def test_layerwise_kernel_is_jacobian_times_its_transpose(net):
    x1, x2 = torch.randn(6, 3, dtype=torch.double), torch.randn(4, 3, dtype=torch.double)
    first, second = kernels.jacobian(net, x1), kernels.jacobian(net, x2)
    torch.testing.assert_close(kernels.layerwise_ntk(net, x1, x2), first @ second.mT)
    torch.testing.assert_close(kernels.layerwise_ntk(net, x1), first @ first.mT)


IN_PLACE = [
    lambda: nn.ReLU(inplace=True),
    lambda: nn.LeakyReLU(0.1, inplace=True),
    lambda: nn.ELU(inplace=True),
    lambda: nn.Dropout(0.0, inplace=True),
    nn.Tanh,
    nn.ReLU,
]


class Backwards(nn.Module):
    """A chain of layers that are registered in the opposite order."""

    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList(reversed(layers))

    def forward(self, x):
        for layer in reversed(self.layers):
            x = layer(x)
        return x


def random_net(seed: int) -> tuple[nn.Module, int]:
    """An architecture drawn from a seed, and its input dimension: sizes, activations, biases, a shared layer, order."""
    torch.manual_seed(seed)
    sizes = torch.randint(1, 8, (int(torch.randint(2, 5, (1,))),)).tolist()
    layers: list[nn.Module] = []
    if seed % 4 == 3:  # the first thing that happens to an input may be that it is overwritten
        layers.append(IN_PLACE[seed % 3]())
    for n_in, n_out in itertools.pairwise(sizes):
        layers += [nn.Linear(n_in, n_out, bias=bool(torch.rand(1) < 0.7)), IN_PLACE[torch.randint(6, (1,))]()]
    if seed % 3 == 2:
        shared = nn.Linear(sizes[-1], sizes[-1])
        layers += [shared, nn.ELU(inplace=True), shared, nn.ReLU(inplace=True)]
    layers.append(nn.Linear(sizes[-1], 1))
    return (Backwards(layers) if seed % 2 else nn.Sequential(*layers)).double(), sizes[0]


@pytest.mark.parametrize("seed", range(20))
def test_random_architectures_with_activations_in_place(seed):
    net, d = random_net(seed)
    x = torch.randn(4, d, dtype=torch.double)
    kept, params = x.clone(), dict(net.named_parameters())

    def output(params, row):
        return torch.func.functional_call(net, params, (row[None].clone(),)).sum()

    rows = torch.func.vmap(torch.func.grad(output), (None, 0))(params, x.clone())
    expected = torch.cat([rows[name].flatten(1) for name in params], 1)
    torch.testing.assert_close(kernels.jacobian(net, x), expected)
    if seed % 3 != 2:
        torch.testing.assert_close(kernels.layerwise_ntk(net, x), expected @ expected.mT)
    assert torch.equal(x, kept)  # the caller's inputs are not overwritten


def test_linearization_is_exact_for_a_linear_network_and_second_order_for_others():
    x = torch.randn(5, 3, dtype=torch.double)
    net = mlp()
    f_lin, direction = kernels.linearize(net), {n: torch.randn_like(w) for n, w in net.named_parameters()}
    start = {n: w.detach().clone() for n, w in net.named_parameters()}
    residuals = []
    for step in (1e-2, 1e-3):
        moved = {n: start[n] + step * direction[n] for n in start}
        exact = torch.func.functional_call(net, moved, (x,))
        residuals.append(float((exact - f_lin(x, moved)).norm()))
    assert 80 < residuals[0] / residuals[1] < 120  # ten times smaller step, a hundred times smaller residual
    linear = nn.Linear(3, 1).double()
    f_lin, moved = kernels.linearize(linear), {n: torch.randn_like(w) for n, w in linear.named_parameters()}
    torch.testing.assert_close(f_lin(x, moved), torch.func.functional_call(linear, moved, (x,)))


def test_linearization_remembers_where_it_was_taken():
    net, x = mlp(), torch.randn(5, 3, dtype=torch.double)
    f_lin, start, before = (
        kernels.linearize(net),
        {n: w.detach().clone() for n, w in net.named_parameters()},
        net(x),
    )
    with torch.no_grad():
        for w in net.parameters():
            w.zero_()
    torch.testing.assert_close(f_lin(x, start), before.detach())


@pytest.mark.parametrize("block", [1, 3, 4, 100])
def test_blockwise_gram_is_the_whole_and_symmetric_to_the_bit(block):
    x = torch.randn(10, 4)
    gram = kernels.blockwise_gram(lambda a, b: torch.exp(-torch.cdist(a, b)), x, block)
    torch.testing.assert_close(gram, torch.exp(-torch.cdist(x, x)))
    assert torch.equal(gram, gram.mT)


@pytest.mark.parametrize(("dtype", "miss"), [(torch.float32, 2e-7), (torch.float64, 1e-15)])
@pytest.mark.parametrize("block", [1, 4, 64])
def test_angular_gram_is_the_double_loop(dtype, miss, block):
    x = torch.randn(9, 5, dtype=torch.double)
    x[4], x[6] = 3 * x[0], -x[1]

    def pair(a, b):
        angle = torch.atan2((a / a.norm() - b / b.norm()).norm(), (a / a.norm() + b / b.norm()).norm()) * 2
        return a.norm() * b.norm() * (torch.sin(angle) / 2 + (math.pi - angle) * torch.cos(angle)) / math.pi

    def profile(angle, cosine, sine):
        return (sine / 2 + (math.pi - angle) * cosine) / math.pi

    gram = kernels.angular_gram(profile, x.to(dtype), block)
    exact = torch.stack([torch.stack([pair(a, b) for b in x]) for a in x])
    apart = torch.ones(9, 9, dtype=torch.bool)
    # Equal and opposite directions: the angle has half of the digits.
    apart[[0, 4, 1, 6], [4, 0, 6, 1]] = False
    assert (gram - exact)[apart].abs().max() <= miss * exact.max()
    assert (gram - exact).abs().max() <= miss**0.5 * exact.max()
    assert gram.dtype == dtype
    assert torch.equal(gram, gram.mT)


def test_angular_gram_of_equal_inputs_has_angle_zero_on_the_diagonal():
    x = torch.randn(40, 784)
    gram = kernels.angular_gram(lambda angle, cosine, sine: angle + sine + cosine, x)
    torch.testing.assert_close(gram.diagonal(), x.square().sum(1))


@pytest.mark.parametrize("n", [1, 2, 7, 150])
def test_smallest_eigenvalue_is_the_first_of_all(n):
    root = torch.randn(n, n + 3).double()
    gram = root @ root.mT
    first = torch.linalg.eigvalsh(gram)[0].item()
    assert kernels.smallest_eigenvalue(gram) == pytest.approx(first, rel=1e-9)
    assert kernels.smallest_eigenvalue(3 * torch.eye(n)) == pytest.approx(3)
    assert kernels.smallest_eigenvalue(gram.float() + torch.eye(n)) == pytest.approx(first + 1, rel=1e-3)


def test_blockwise_gram_lets_the_kernel_treat_equal_inputs_exactly():
    def kernel(x1, x2=None):
        return torch.eye(len(x1)) if x2 is None else torch.zeros(len(x1), len(x2))

    assert torch.equal(kernels.blockwise_gram(kernel, torch.ones(5, 2), 2), torch.eye(5))


def test_monte_carlo_gives_quadrants():
    x, y = torch.tensor([1.0, 0, 0]), torch.tensor([1.0, 1.0, 0])
    mean, error = kernels.monte_carlo(lambda u: (u > 0).double(), x, y, 200_000, seed=3)
    assert abs(mean - (math.pi - math.pi / 4) / (2 * math.pi)) < 5 * error
    assert 0 < error < 2e-3
    mean, error = kernels.monte_carlo(torch.relu, x, 2 * x, 200_000)  # E relu(u) relu(2u) = 1
    assert abs(mean - 1) < 5 * error


def problem(n: int = 8) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    root = torch.randn(n, n + 2, dtype=torch.double)
    return root @ root.mT, torch.randn(n, dtype=torch.double), torch.randn(3, n, dtype=torch.double)


def test_flow_limits():
    k, y, cross = problem()
    f0 = torch.randn(8, dtype=torch.double)
    path = kernels.gradient_flow(k, y, f0_train=f0)
    torch.testing.assert_close(path.train([0.0])[0], f0)
    torch.testing.assert_close(path.train([1e9])[0], y, rtol=0, atol=1e-8)
    torch.testing.assert_close(
        path.test(cross, [1e9])[0], cross @ torch.linalg.solve(k, y - f0), rtol=1e-6, atol=1e-6
    )
    early = path.test(cross, [1e-9])[0] / 1e-9  # first order in time: k(x, X) (y - f0)
    torch.testing.assert_close(early, cross @ (y - f0), rtol=1e-5, atol=1e-6)


def test_discrete_flow_is_gradient_descent_by_hand():
    k, y, cross = problem()
    lr = 1 / float(torch.linalg.eigvalsh(k)[-1])
    f, g = torch.zeros_like(y), torch.zeros(3, dtype=torch.double)
    for _ in range(25):
        f, g = f - lr * k @ (f - y), g - lr * cross @ (f - y)
    path = kernels.gradient_flow(k, y, lr=lr)
    torch.testing.assert_close(path.train([25])[0], f)
    torch.testing.assert_close(path.test(cross, [25])[0], g)


def test_flow_on_a_singular_kernel_moves_only_in_its_span():
    x = torch.randn(6, 2, dtype=torch.double)
    y = torch.randn(6, dtype=torch.double)
    path = kernels.gradient_flow(x @ x.mT, y)
    projector = x @ torch.linalg.pinv(x)
    torch.testing.assert_close(path.train([1e6])[0], projector @ y, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kernels.jacobian("net", torch.ones(2, 3)), "net: got a str"),
        (lambda: kernels.jacobian(nn.ReLU(), torch.ones(2, 3)), "net: got a ReLU"),
        (lambda: kernels.jacobian(mlp(), torch.ones(3)), "x: got a float32 tensor of shape"),
        (lambda: kernels.jacobian(nn.Linear(3, 2), torch.ones(4, 3)), "one output per input"),
        (lambda: kernels.layerwise_ntk(conv(), torch.ones(4, 6).double()), "linear layers"),
        (lambda: kernels.linearize(mlp())(torch.ones(1, 3).double(), {}), "params: got"),
        (lambda: kernels.blockwise_gram(3, torch.ones(2, 2)), "kernel: got 3"),
        (
            lambda: kernels.blockwise_gram(lambda a, b: a, torch.ones(2, 5)),
            "kernel: got a function that returns",
        ),
        (lambda: kernels.blockwise_gram(torch.cdist, torch.ones(0, 5)), "x: got a float32 tensor of shape"),
        (lambda: kernels.blockwise_gram(torch.cdist, torch.ones(2, 5), 0), "block: got 0"),
        (lambda: kernels.angular_gram(3, torch.ones(2, 2)), "profile: got 3"),
        (lambda: kernels.angular_gram(torch.add, torch.ones(2)), "x: got a float32 tensor"),
        (lambda: kernels.angular_gram(torch.add, torch.zeros(2, 2)), "x: got an input whose length is zero"),
        (lambda: kernels.smallest_eigenvalue(torch.ones(2, 3)), "matrix: got a float32 tensor"),
        (lambda: kernels.smallest_eigenvalue(-torch.eye(2)), "matrix: got a matrix with an eigenvalue <= 0"),
        (lambda: kernels.relative_distance(torch.ones(2), torch.ones(3)), "approximation: got"),
        (lambda: kernels.monte_carlo(torch.relu, torch.ones(2), torch.ones(3)), "x_prime: got"),
        (lambda: kernels.monte_carlo(torch.relu, torch.ones(2), torch.ones(2), 1), "n_samples: got 1"),
        (lambda: kernels.gradient_flow(torch.ones(2, 3), torch.ones(2)), "k_train_train: got"),
        (lambda: kernels.gradient_flow(torch.tensor([[1.0, 2], [0, 1]]), torch.ones(2)), "not symmetric"),
        (lambda: kernels.gradient_flow(torch.eye(2), torch.ones(2)).train([-1.0]), "times: got"),
        (
            lambda: kernels.gradient_flow(torch.eye(2), torch.ones(2)).test(torch.ones(3, 3), [1.0]),
            "k_test_train: got",
        ),
    ],
)
def test_bad_input_is_one_line_that_names_the_argument(call, message):
    with pytest.raises((ValueError, TypeError), match=message) as error:
        call()
    assert "\n" not in str(error.value)


def test_effective_ridge_counts_the_samples():
    lam = torch.logspace(-6, 2, 50, dtype=torch.double)
    for n in (1, 20, 49):
        kappa = kernels.effective_ridge(lam, n)
        assert math.isclose((lam / (lam + kappa)).sum(), n, rel_tol=1e-9)
    with pytest.raises(ValueError, match=r"^n_samples: got 50"):
        kernels.effective_ridge(lam, 50)
