"""A ReLU student on a planted teacher that sees features of two scales: many draws of the experiment at once.

The teacher is y = signal_f phi(a . x_f) + signal_s phi(b . x_s) + noise xi with standard normal inputs and noise,
random unit vectors a, b, and phi the ReLU, shifted and scaled to mean 0 and variance 1 under that law. The
student receives the slow features multiplied by `scale`.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from utils.validation import generator, integer, non_negative, positive

_MEAN, _VARIANCE = 1 / math.sqrt(2 * math.pi), (1 - 1 / math.pi) / 2  # of relu(g), g standard normal


@dataclass(frozen=True)
class Task:
    """Draws: x (n_draws, n, d), y (n_draws, n); and fresh x_test with clean labels (n_draws, n_test), without noise."""

    x: Tensor
    y: Tensor
    x_test: Tensor
    clean: Tensor


def draw(
    n_draws: int,
    n: int,
    fast: int,
    slow: int,
    scale: float,
    noise: float,
    seed: int,
    signals: tuple[float, float] = (3.0, 5.0),
    n_test: int = 300,
) -> Task:
    """Teachers, inputs and labels of `n_draws` independent experiments, float64; d = fast + slow, fast ones first.

    signals: sizes of the fast and of the slow part of the labels; noise: standard deviation of the label noise. The
    same seed draws the same for every `scale` and `noise`.

    >>> task = draw(4, n=20, fast=3, slow=1, scale=0.1, noise=0.0, seed=0)
    >>> task.x.shape, task.clean.shape
    (torch.Size([4, 20, 4]), torch.Size([4, 300]))
    >>> bool(task.x[..., 3].std() < 0.2)
    True
    """
    n_draws, n, n_test = integer("n_draws", n_draws), integer("n", n), integer("n_test", n_test)
    sizes = integer("fast", fast), integer("slow", slow)
    scale, noise, rng = positive("scale", scale), non_negative("noise", noise), generator("seed", seed)
    blocks = [torch.randn(n_draws, n + n_test, d, dtype=torch.double, generator=rng) for d in sizes]
    clean = 0.0
    for size, x in zip(signals, blocks):
        direction = torch.randn(n_draws, x.shape[2], 1, dtype=torch.double, generator=rng)
        seen = torch.relu(x @ (direction / direction.norm(dim=1, keepdim=True)))[..., 0]
        clean = clean + size * (seen - _MEAN) / math.sqrt(_VARIANCE)
    y = clean[:, :n] + noise * torch.randn(n_draws, n, dtype=torch.double, generator=rng)
    x = torch.cat([blocks[0], scale * blocks[1]], 2)
    return Task(x[:, :n], y, x[:, n:], clean[:, n:])


def risks(
    task: Task, width: int, lr: float, n_steps: int, seed: int, points: int = 60
) -> tuple[list[int], Tensor]:
    """Full-batch gradient descent of v . relu(W x) + c on the mean squared error, one network for each draw.

    W has N(0, 1/d) entries at the start, v N(0, 1/width), c is 0. Returns about `points` recorded steps, even in their
    logarithm from 0 to n_steps, and the risks there, mean squared distances to the clean labels, (n_draws, n_records).

    >>> task = draw(4, n=200, fast=3, slow=1, scale=1.0, noise=0.0, seed=0)
    >>> steps, found = risks(task, width=3, lr=0.05, n_steps=200, seed=0)
    >>> steps[0], steps[-1], bool((found[:, -1] < found[:, 0]).all())
    (0, 200, True)
    """
    width, n_steps, lr = integer("width", width), integer("n_steps", n_steps), positive("lr", lr)
    rng = generator("seed", seed)
    n_draws, n, d = task.x.shape
    # one row a neuron and one column an example: long rows make the products of a narrow network three times faster
    W = torch.randn(n_draws, d, width, dtype=torch.double, generator=rng).mT.contiguous() / d**0.5
    v = torch.randn(n_draws, width, 1, dtype=torch.double, generator=rng) / width**0.5
    c, y = torch.zeros(n_draws, 1, 1, dtype=torch.double), task.y[:, None]
    columns, fresh = task.x.mT.contiguous(), task.x_test.mT.contiguous()

    def risk() -> Tensor:
        output = v.mT @ torch.relu(W @ fresh) + c
        return (output[:, 0] - task.clean).square().mean(1)

    grid = torch.logspace(0, math.log10(n_steps), integer("points", points, low=2), dtype=torch.double)
    recorded = sorted({0, *grid.round().int().tolist()})
    found, due = [risk()], set(recorded)
    for step in range(1, n_steps + 1):
        active = torch.relu(W @ columns)
        slope = (v.mT @ active + c - y) * (2 * lr / n)
        toward = (v * slope * (active > 0)) @ task.x
        v, W, c = v - active @ slope.mT, W - toward, c - slope.sum(2, keepdim=True)
        if step in due:
            found.append(risk())
    return recorded, torch.stack(found, 1)
