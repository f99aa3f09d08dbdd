"""Speed of the double-descent experiments against the textbook loop: autograd, one step at a time, risk on test data.

    OMP_NUM_THREADS=1 python benchmarks/double_descent.py [ROW ...]

Prints one JSON line per row. The textbook loops run a stated fraction of their steps; their time is scaled up.
"""

import sys

import torch
from timing import compare
from torch import nn

from utils import two_layer

N_STEPS, WIDTH, LR = 100_000, 50, 1e-3
FRACTION = 50  # the textbook loops run N_STEPS / FRACTION steps


def problem(d: int):
    """Spectrum from 100 down to 1, teacher of equal energy in all directions, noise in the first half of them."""
    spectrum = torch.linspace(100, 1, d, dtype=torch.double)
    beta = 3 / spectrum.sqrt()
    noise = torch.where(torch.arange(d) < d / 2, 5**0.5, 0.0).double()
    return spectrum, beta, spectrum * beta + spectrum.sqrt() * noise


def network_row(name: str, d: int, target_ratio: float) -> None:
    spectrum, beta, target = problem(d)
    generator = torch.Generator().manual_seed(0)
    hidden, readout = (
        0.1 / WIDTH**0.5 * torch.randn(*shape, dtype=torch.double, generator=generator)
        for shape in ((WIDTH, d), (1, WIDTH))
    )
    basis = torch.linalg.qr(torch.randn(max(10, d), d, dtype=torch.double, generator=generator))[0]
    x = basis * spectrum.sqrt()
    y = basis @ (target / spectrum.sqrt())
    x_test = torch.randn(1000, d, dtype=torch.double, generator=generator) * spectrum.sqrt()
    y_test = x_test @ beta

    def textbook():
        net = nn.Sequential(nn.Linear(d, WIDTH, bias=False), nn.Linear(WIDTH, 1, bias=False)).double()
        with torch.no_grad():
            net[0].weight.copy_(hidden)
            net[1].weight.copy_(readout)
        optimizer, losses, risks = torch.optim.SGD(net.parameters(), lr=LR), [], []
        for _ in range(N_STEPS // FRACTION):
            optimizer.zero_grad()
            loss = torch.sum((net(x)[:, 0] - y) ** 2)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            with torch.no_grad():
                risks.append(torch.mean((net(x_test)[:, 0] - y_test) ** 2).item())
        return losses, risks

    def ours():
        path = two_layer.network_path(spectrum, target, hidden, readout[0], LR, N_STEPS)
        return tuple(
            two_layer.mode_errors(path, reference, spectrum).sum(1) for reference in (target / spectrum, beta)
        )

    compare(f"{name} (to beat: {target_ratio})", textbook, ours, factor=FRACTION)


def reduced_row() -> None:
    spectrum, beta, target = problem(2)

    def gradient(u, z):
        return 2 * (spectrum * u * z - target)

    def dudt(u, z):
        return -torch.sum(z * gradient(u, z))

    def dzdt(u, z):
        return -u * gradient(u, z)

    def textbook():
        u, z = torch.tensor(0.1).double(), torch.full((2,), 0.1).double()
        losses, risks, parts, gradients = [], [], [], []
        for _ in range(N_STEPS // FRACTION):
            du, dz = dudt(u, z), dzdt(u, z)
            u, z = u + LR * du, z + LR * dz
            losses.append(torch.sum(spectrum * (u * z - target / spectrum) ** 2).item())
            risks.append(torch.sum(spectrum * (u * z - beta) ** 2).item())
            parts.append(spectrum * (u * z - beta) ** 2)
            gradients.append(torch.norm(gradient(u, z)).item())
        return losses, risks, torch.stack(parts), gradients

    def ours():
        start = torch.full((2,), 0.01, dtype=torch.double)
        path = two_layer.rank_one_path(spectrum, target, start, 0.01, LR, N_STEPS)
        parts = two_layer.mode_errors(path, beta, spectrum)
        losses = two_layer.mode_errors(path, target / spectrum, spectrum).sum(1)
        return losses, parts.sum(1), parts, (2 * (spectrum * path - target)).norm(dim=1)

    compare("(u, z) recursion, 100k steps (to beat: 176)", textbook, ours, factor=FRACTION)


ROWS = {
    "network": lambda: network_row("two-layer linear net, 100k steps with risk", 2, 340),
    "general": lambda: network_row("two-layer linear net, d = 10, 100k steps with risk", 10, 33),
    "reduced": reduced_row,
}

if __name__ == "__main__":
    for row in sys.argv[1:] or ROWS:
        ROWS[row]()
