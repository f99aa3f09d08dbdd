"""Networks of the course. They hold parameters and nothing else: training, recording and drawing live elsewhere."""

import itertools
import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from utils.validation import generator, integer, one_of, positive

# -------------------------------------------------------------------------------------------------------- lazy training


def parameter_count(net: nn.Module) -> int:
    """How many numbers the parameters of the network hold; frozen ones count.

    >>> parameter_count(MLPshallow(10)), parameter_count(MLPdeep(10))
    (31, 141)
    """
    return sum(p.numel() for p in net.parameters())


def _linear(n_in: int, n_out: int, rng: torch.Generator | None) -> nn.Linear:
    """PyTorch's own initialization, weights and biases uniform in +-1/sqrt(n_in), from a generator of one's own."""
    if rng is None:
        return nn.Linear(n_in, n_out)
    # Nothing is drawn from the global generator. (`nn.utils.skip_init` imports a computer algebra system.)
    with torch.random.fork_rng(devices=()):
        layer = nn.Linear(n_in, n_out)
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -1 / math.sqrt(n_in), 1 / math.sqrt(n_in), generator=rng)
    return layer


def _generator(seed: int | None) -> torch.Generator | None:
    return None if seed is None else generator("seed", seed)


class MLPshallow(nn.Module):
    """One hidden layer of ReLUs, 1 - width - 1 with biases: 3 width + 1 parameters, PyTorch's default initialization.

    Without a seed the parameters come from torch's global generator.

    >>> MLPshallow(10, seed=0)(torch.zeros(5, 1)).shape
    torch.Size([5, 1])
    """

    def __init__(self, width: int, seed: int | None = None):
        super().__init__()
        width, rng = integer("width", width), _generator(seed)
        self.lin1 = _linear(1, width, rng)
        self.lout = _linear(width, 1, rng)

    def forward(self, x: Tensor) -> Tensor:
        return self.lout(torch.relu(self.lin1(x)))


class MLPdeep(nn.Module):
    """Two hidden layers of ReLUs, 1 - width - width - 1 with biases: width^2 + 4 width + 1 parameters, set as above.

    >>> [tuple(p.shape) for p in MLPdeep(3).parameters()]
    [(3, 1), (3,), (3, 3), (3,), (1, 3), (1,)]
    """

    def __init__(self, width: int, seed: int | None = None):
        super().__init__()
        width, rng = integer("width", width), _generator(seed)
        self.lin1 = _linear(1, width, rng)
        self.lin2 = _linear(width, width, rng)
        self.lout = _linear(width, 1, rng)

    def forward(self, x: Tensor) -> Tensor:
        return self.lout(torch.relu(self.lin2(torch.relu(self.lin1(x)))))


class Part(nn.Module):
    """`forward` with the parameters of `net` only: so that a loop trains `net` alone.

    >>> net = MLPshallow(4, seed=0)
    >>> parameter_count(Part(net, net.forward)), Part(net, torch.square)(torch.tensor([3.0]))
    (13, tensor([9.]))
    """

    def __init__(self, net: nn.Module, forward: Callable[[Tensor], Tensor]):
        super().__init__()
        self.net, self._outputs = net, forward

    def forward(self, x: Tensor) -> Tensor:
        return self._outputs(x)


class NTKNet(nn.Module):
    """f(x) = multiplier * sum_i a_i relu(w_i . x / sqrt(d_in) [+ b_i]), every parameter standard normal at the start.

    The multiplier decides how far the weights must travel (Chizat, Oyallon, Bach 2019, arXiv 1812.07956, section 1.1):
    "ntk" is width^-1/2, "mean_field" is width^-1; a number sets it freely. Parameters: `hidden` (width, d_in), `bias`
    (width,) or None, `readout` (width,). Without a seed they come from torch's global generator.

    >>> NTKNet(400, d_in=20, seed=0).multiplier
    0.05
    >>> NTKNet(400, parametrization="mean_field").multiplier
    0.0025
    """

    def __init__(
        self,
        width: int,
        d_in: int = 1,
        parametrization: str | float = "ntk",
        bias: bool = False,
        seed: int | None = None,
    ):
        super().__init__()
        width, d_in, rng = integer("width", width), integer("d_in", d_in), _generator(seed)
        if isinstance(parametrization, int | float):
            self.multiplier = positive("parametrization", parametrization)
        else:
            one_of("parametrization", parametrization, ("ntk", "mean_field"))
            self.multiplier = {"ntk": width**-0.5, "mean_field": 1 / width}[parametrization]
        self.hidden = nn.Parameter(torch.randn(width, d_in, generator=rng))
        self.bias = nn.Parameter(torch.randn(width, generator=rng)) if bias else None
        self.readout = nn.Parameter(torch.randn(width, generator=rng))

    def forward(self, x: Tensor) -> Tensor:
        pre = x @ self.hidden.T / math.sqrt(self.hidden.shape[1])
        active = torch.relu(pre if self.bias is None else pre + self.bias)
        return self.multiplier * (active @ self.readout)[:, None]


# ------------------------------------------------------------------------------------------------------ tangent kernels


class ScaledLinear(nn.Linear):
    """x -> scale * W x without bias, W standard normal: the NTK parametrization keeps the scale out of the parameter.

    >>> ScaledLinear(3, 2, scale=0.5, seed=0)(torch.zeros(1, 3))
    tensor([[0., 0.]], grad_fn=<MulBackward0>)
    """

    def __init__(self, n_in: int, n_out: int, scale: float = 1.0, seed: int | None = None):
        super().__init__(integer("n_in", n_in), integer("n_out", n_out), bias=False)
        self.scale = positive("scale", scale)
        nn.init.normal_(self.weight, generator=_generator(seed))

    def forward(self, x: Tensor) -> Tensor:
        return self.scale * super().forward(x)


def wide_relu_net(
    n_in: int, width: int, *, depth: int = 1, gain: float = 1.0, seed: int | None = None
) -> nn.Sequential:
    """A bias-free ReLU network with `depth` hidden layers in NTK parametrization (Jacot, Gabriel and Hongler 2018).

    First layer W x, every later layer sqrt(gain / width) W h, all W standard normal. Depth 1 and gain 1:
    f(x) = a.relu(W x) / sqrt(width). Gain 2 keeps |h|^2 on average from layer to layer (He et al. 2015).

    >>> [tuple(w.shape) for w in wide_relu_net(5, 16, depth=2).parameters()]
    [(16, 5), (16, 16), (1, 16)]
    """
    width, depth = integer("width", width), integer("depth", depth)
    scale = math.sqrt(positive("gain", gain) / width)
    sizes = [integer("n_in", n_in)] + [width] * depth + [1]
    layers: list[nn.Module] = []
    for level, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes)):
        number = None if seed is None else 1000 * integer("seed", seed, low=0) + level
        layers += [ScaledLinear(fan_in, fan_out, 1.0 if level == 0 else scale, number), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
