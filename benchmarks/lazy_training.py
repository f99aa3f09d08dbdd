"""Speed of the lazy-training experiments against the textbook loop: one model at a time, autograd, one optimizer step.

    OMP_NUM_THREADS=1 python benchmarks/lazy_training.py [ROW ...]

Prints one JSON line per row. The textbook loops run a stated fraction of their steps; their time is scaled up.
On the whole batch, bias-complexity needs 99 eigendecompositions of 50 x 50 matrices: a row of its own, which bounds the
one before it. Both sides keep the loss of every model at every step.
"""

import math
import sys

import torch
from timing import compare
from torch import nn

from utils import data, dynamics, training
from utils.models import MLPdeep, MLPshallow, NTKNet


def textbook(
    net: nn.Module, sample: data.Sample, n_steps: int, batch_size: int, lr: float, record=None
) -> list[float]:
    """The loop of the original notebook."""
    optimizer, losses, weights = torch.optim.SGD(net.parameters(), lr=lr), [], []
    for _ in range(n_steps):
        x, y = sample.next_batch(batch_size)
        optimizer.zero_grad()
        loss = torch.mean((net(x) - y) ** 2)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if record is not None:
            weights.append(record(net))
    return losses


class LinSin(nn.Module):
    """A linear model on sines and cosines of pi k x, k = 1 .. D/2, and a bias, as the students write it."""

    def __init__(self, n_features: int):
        super().__init__()
        self.k = torch.arange(1, n_features // 2 + 1)
        self.lout = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.lout(torch.cat([torch.sin(math.pi * self.k * x), torch.cos(math.pi * self.k * x)], dim=1))


def features(x: torch.Tensor, n_features: int) -> torch.Tensor:
    k = torch.arange(1, n_features // 2 + 1)
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x), torch.ones_like(x)], dim=1)


class Centered(nn.Module):
    """alpha (f_w - f_w0) as in the original: the base network runs at every step."""

    def __init__(self, net: nn.Module, base: nn.Module, alpha: float):
        super().__init__()
        self.net, self.base, self.alpha = net, [base], alpha

    def forward(self, x):
        return self.alpha * (self.net(x) - self.base[0](x).detach())


def mlp_deep() -> None:
    sample = data.make_sample("middle")
    compare(
        "MLPdeep(10), 10 000 steps",
        lambda: textbook(MLPdeep(10, seed=0), sample, 1000, 15, 0.1),
        lambda: training.train_ensemble([MLPdeep(10, seed=0)], sample.x, sample.y, lr=0.1, n_steps=10_000),
        factor=10,
    )


def lin_sin() -> None:
    sample = data.make_sample("middle")
    phi, w0 = features(sample.x, 100), 0.1 * torch.randn(101, 10, generator=torch.Generator().manual_seed(0))
    labels = sample.y.expand(15, 10)
    for batch_size, name in ((5, "batches of 5"), (15, "whole batch")):
        compare(
            f"10 LinSin(100), 10 000 steps, {name}",
            lambda batch_size=batch_size: textbook(LinSin(100), sample, 1000, batch_size, 0.01),
            lambda batch_size=batch_size: training.train_features(
                phi, labels, w0=w0, lr=0.01, n_steps=10_000, batch_size=batch_size
            ),
            factor=100,
        )


def mlp_shallow() -> None:
    sample = data.make_sample("middle")
    nets = [MLPshallow(10, seed=s) for s in range(10)]
    compare(
        "10 MLPshallow(10), 5000 steps",
        lambda: textbook(MLPshallow(10, seed=0), sample, 1000, 15, 0.01),
        lambda: training.train_ensemble(nets, sample.x, sample.y, lr=0.01, n_steps=5000),
        factor=50,
    )


def widths() -> None:
    sample, sizes = data.make_sample("middle"), (5, 10, 100, 1000)

    def loops():
        for width in sizes:
            textbook(
                MLPshallow(width, seed=0), sample, 500, 15, 0.002, record=lambda net: net.lout.bias.item()
            )

    nets = [MLPshallow(width, seed=0) for width in sizes]
    compare(
        "widths 5, 10, 100, 1000, 50 000 steps",
        loops,
        lambda: training.train_ensemble(nets, sample.x, sample.y, lr=0.002, n_steps=50_000),
        factor=100,
    )


def output_scaling() -> None:
    sample, alphas = data.make_sample("middle", n=10), (1.0, 100.0, 1000.0)
    net = MLPdeep(8, seed=0)

    def loops():
        for alpha in alphas:
            textbook(Centered(MLPdeep(8, seed=0), net, alpha), sample, 300, 10, 0.01 / alpha**2)

    compare(
        "output scaling, 3 alphas, 10 000 steps",
        loops,
        lambda: training.train_ensemble(
            [net] * 3, sample.x, sample.y, lr=[0.01 / a**2 for a in alphas], alphas=alphas, n_steps=10_000
        ),
        factor=100 / 3,
    )


def bias_complexity() -> None:
    samples = [data.make_sample("middle", n=50, noise=0.05, seed=s) for s in range(10)]
    dims, x = range(2, 200, 2), samples[0].x
    labels = torch.cat([s.target(x) + (s.y - s.target(s.x)) for s in samples], dim=1)
    phis = [features(x, d) for d in dims]

    for batch_size, name in ((10, "batches of 10"), (50, "whole batch")):
        compare(
            f"bias-complexity, 99 dims x 10 models x 1000 steps, {name}",
            lambda batch_size=batch_size: [
                textbook(LinSin(d), samples[0], 100, batch_size, 0.01) for d in (2, 50, 100, 150, 198)
            ],
            lambda batch_size=batch_size: training.train_features(
                phis, labels, lr=0.01, n_steps=1000, batch_size=batch_size, n_records=2
            ),
            factor=10 * 990 / 5,
        )
    grams = torch.stack([phi.double() @ phi.double().T for phi in phis])
    compare(
        "of it, 99 eigendecompositions",
        lambda: [textbook(LinSin(d), samples[0], 100, 50, 0.01) for d in (2, 50, 100, 150, 198)],
        lambda: torch.linalg.eigh(grams),
        factor=10 * 990 / 5,
    )


def landscape() -> None:
    starts = 3 * torch.rand(100, 2, generator=torch.Generator().manual_seed(0)) - 1.5

    def loop():
        w = starts[:1].clone().requires_grad_()
        optimizer, path = torch.optim.SGD([w], lr=0.01), []
        for _ in range(500):
            optimizer.zero_grad()
            loss = dynamics.wells(w).sum()
            loss.backward()
            optimizer.step()
            path.append(w.detach().clone())

    compare(
        "gradient flow vs descent, 2 rates x 100 starts x 10 000 steps",
        loop,
        lambda: dynamics.wells_descent(starts, [0.01, 0.15], 10_000),
        factor=200 * 20,
    )


def dial() -> None:
    """The lazy-to-rich dial of the notebook: target He2(x1), d = 20, n = 150, five output scales in one batch."""
    x = torch.randn(150, 20, generator=torch.Generator().manual_seed(0))
    y, alphas = (x[:, :1] ** 2 - 1) / math.sqrt(2), [0.1, 0.3, 1.0, 3.0, 10.0]
    net = NTKNet(400, d_in=20, seed=0)

    def loop():
        model = Centered(NTKNet(400, d_in=20, seed=0), net, 1.0)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        for _ in range(200):
            optimizer.zero_grad()
            torch.mean((model(x) - y) ** 2).backward()
            optimizer.step()

    compare(
        "lazy-to-rich dial, 5 alphas, width 400, 1000 steps",
        loop,
        lambda: training.train_ensemble(
            [net] * 5, x, y, lr=[min(1 / a, 1 / a**2) for a in alphas], alphas=alphas, n_steps=1000
        ),
        factor=5 * 5,
    )


ROWS = [mlp_deep, lin_sin, mlp_shallow, widths, output_scaling, bias_complexity, landscape, dial]

if __name__ == "__main__":
    chosen = [row for row in ROWS if row.__name__ in sys.argv[1:]] or ROWS
    if unknown := set(sys.argv[1:]) - {row.__name__ for row in ROWS}:
        sys.exit(
            f"unknown row {', '.join(sorted(unknown))}; expected some of {', '.join(r.__name__ for r in ROWS)}"
        )
    torch.set_num_threads(1)
    for row in chosen:
        row()
