"""Spectra to be audited: singular values of Jacobians, some of which are not what their caption says."""

import math

import torch
from torch import Tensor, nn

from utils import data, kernels, training
from utils.validation import integer

GENUINE = "at the start, as the caption says"
TRAINED = "after one step of training"
UNBIASED = "without the column of the output bias"

_WIDTH, _N_INPUTS, _N_VALUES = 20, 100, 8


def drafts(seed: int) -> dict[str, list[float]]:
    """The eight largest singular values, decreasing and in float32, of six Jacobians called A to F.

    Each belongs to a ReLU network 1 -> 20 -> 20 -> 20 -> 20 -> 1 with zero biases at the start and to the same 100
    inputs, uniform on [-1, 1]; `making` tells what was done to it. Scales, weights and order follow from `seed`.
    Whatever is wrong shows in the numbers: a fifth value above 1e-4 s_1, or s_1 below .99 sqrt(100).

    >>> [len(values) for values in drafts(0).values()]
    [8, 8, 8, 8, 8, 8]
    """
    generator = torch.Generator().manual_seed(integer("seed", seed, low=0))
    x, y = data.noisy_sines(_N_INPUTS, seed=0)
    return {name: _draft(how, x, y, generator) for name, how in making(seed).items()}


def making(seed: int) -> dict[str, str]:
    """How each of the six `drafts` was made: at least one in every way.

    >>> sorted(making(0).values())[0]
    'after one step of training'
    """
    generator = torch.Generator().manual_seed(integer("seed", seed, low=0))
    ways = [GENUINE, TRAINED, UNBIASED]
    extra = torch.randint(3, (3,), generator=generator).tolist()
    ways += [ways[i] for i in extra]
    order = torch.randperm(6, generator=generator).tolist()
    return dict(zip("ABCDEF", (ways[i] for i in order)))


def _draft(how: str, x: Tensor, y: Tensor, generator: torch.Generator) -> list[float]:
    """Starts are drawn until one is found whose spectrum looks like that of the others, by its kernel in float64."""
    while True:
        net = _start(generator)
        if how == TRAINED:
            training.momentum_descent([net], x, y, lr=5e-4, n_steps=1)
        kernel = kernels.layerwise_ntk(net.double(), x.double())
        if how == UNBIASED:
            kernel -= 1  # what the output bias adds to every entry
        *_, fifth, _, _, _, first = torch.linalg.eigvalsh(kernel).clamp(min=0).sqrt().tolist()
        size = first / math.sqrt(len(x))
        if {
            GENUINE: size < 1.5,
            TRAINED: size < 1.5 and 1e-4 < fifth / first < 4e-3,
            UNBIASED: 0.8 < size < 0.99,
        }[how]:
            jac = kernels.jacobian(net.float(), x)
            return torch.linalg.svdvals(jac[:, :-1] if how == UNBIASED else jac)[:_N_VALUES].tolist()


def _start(generator: torch.Generator) -> nn.Sequential:
    """A start with zero biases; its scale is .5 to .7 of the one that keeps the signal."""
    hidden = [m for _ in range(3) for m in (nn.Linear(_WIDTH, _WIDTH), nn.ReLU())]
    net = nn.Sequential(nn.Linear(1, _WIDTH), nn.ReLU(), *hidden, nn.Linear(_WIDTH, 1))
    scale = 0.5 + 0.2 * torch.rand(1, generator=generator).item()
    with torch.no_grad():
        for layer in net[::2]:
            layer.weight.copy_(torch.randn(layer.weight.shape, generator=generator))
            layer.weight.mul_(scale * math.sqrt(2 / layer.in_features))
            layer.bias.zero_()
    return net
