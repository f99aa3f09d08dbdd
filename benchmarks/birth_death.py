"""Speed of the planted networks: three rules of training, against one loop for each rule as a textbook writes it.

    OMP_NUM_THREADS=1 python benchmarks/birth_death.py

Prints one JSON line per row, with the load of the machine. The textbook trains one autograd module at a time, draws and
labels its own batch at every step, computes rates from the gradients, moves neurons one by one, and records the neurons
every 50 steps.

Two more rows bound the first; they time parts of it against the same textbook. What any program must do at a step of
three networks is to draw and label a batch, and a forward and backward pass: without an event, a clock or a record that
is 0.75 to 0.9 of our time. More than half of it are two products, of 150 x 50 by 50 x 100 and back, which run near the
peak of a core, and 5000 normal numbers: these alone would give a ratio of 14 to 15. Where the textbook's calls take
twice the time, with the same arithmetic, all three ratios are twice as large.
"""

import torch
from timing import compare
from torch import nn

from utils.particles import Bumps, Planted, evolve

DIM, PLANTED, WIDTH, BATCH, LR = 50, 10, 50, 100, 0.02
N_STEPS, FRACTION = 20_000, 20  # the textbook loops run N_STEPS / FRACTION steps
RULES = ("descent", "birth_death", "reinjection")


class CloneNet(nn.Module):
    """A mean-field ReLU network that can kill and clone its neurons."""

    def __init__(self, dim: int, width: int):
        super().__init__()
        self.a, self.c = nn.Linear(dim, width, bias=False), nn.Linear(width, 1, bias=False)

    def forward(self, x):
        return self.c(torch.relu(self.a(x))) / self.c.weight.shape[1]

    @torch.no_grad()
    def turnover(self, alpha: float, reinject: bool) -> None:
        a, c, n = self.a.weight, self.c.weight[0], self.c.weight.shape[1]
        v = n * c * self.c.weight.grad[0]
        excess = v - v.mean()
        events = torch.rand(n) < 1 - torch.exp(-alpha * LR * excess.abs())
        for i in torch.nonzero(events & (excess > 0))[:, 0]:
            if reinject:
                a[i], c[i] = torch.randn_like(a[i]), 0.0
            else:
                j = torch.randint(n, ())
                a[i], c[i] = a[j].clone(), c[j].clone()
        for i in torch.nonzero(events & (excess < 0))[:, 0]:
            j = torch.randint(n, ())
            a[j], c[j] = a[i].clone(), c[i].clone()


def planted_row() -> None:
    teacher = CloneNet(DIM, PLANTED)
    with torch.no_grad():
        a = torch.nn.functional.normalize(torch.randn(PLANTED, DIM), dim=1)
        c = torch.randn(PLANTED).sign()
        teacher.a.weight.copy_(a)
        teacher.c.weight.copy_(PLANTED * c)
    start = torch.randn(1, WIDTH, DIM), torch.randn(1, WIDTH)

    def textbook():
        for rule in RULES:
            net, losses, path = CloneNet(DIM, WIDTH), [], []
            net.a.weight.data.copy_(start[0][0])
            net.c.weight.data.copy_(start[1])
            optimizer = torch.optim.SGD(net.parameters(), lr=LR * WIDTH)
            for step in range(N_STEPS // FRACTION):
                x = torch.randn(BATCH, DIM)
                x = x / x.norm(dim=1, keepdim=True)
                with torch.no_grad():
                    y = teacher(x)
                optimizer.zero_grad()
                loss = ((net(x) - y) ** 2).mean()
                loss.backward()
                if rule != "descent":
                    net.turnover(1.0, rule == "reinjection")
                optimizer.step()
                losses.append(loss.item())
                if step % 50 == 0:
                    path.append(net.c.weight.detach().abs().T * net.a.weight.detach())

    def ours():
        clouds = (part.repeat(3, *[1] * (part.ndim - 1)) for part in start)
        evolve(Planted(a, c, BATCH), *clouds, rules=RULES, dt=LR, n_steps=N_STEPS, snapshots=N_STEPS // 50)

    def bare():
        problem, cloud, weight = (
            Planted(a, c, BATCH),
            start[0].repeat(3, 1, 1).numpy(),
            start[1].repeat(3, 1).numpy(),
        )
        forces, batches = problem.engine(cloud, LR), problem.stream(torch.Generator(), torch.float32)
        for _ in range(N_STEPS):
            forces(weight, *next(batches))

    def least():
        cloud, hidden, draw = (
            start[0].repeat(3, 1, 1).flatten(0, 1),
            torch.empty(3 * WIDTH, BATCH),
            torch.Generator(),
        )
        pull = torch.empty_like(cloud)
        for _ in range(N_STEPS // 16):
            for x in torch.randn(16, BATCH, DIM, generator=draw):
                torch.mm(cloud, x.T, out=hidden)
                torch.mm(hidden, x, out=pull)

    compare("planted networks, three rules", textbook, ours, factor=FRACTION)
    compare("of it, batches, forward and backward pass", textbook, bare, factor=FRACTION)
    compare("of that, two products and the normal numbers", textbook, least, factor=FRACTION)


def bumps_row() -> None:
    n, seeds, problem = 64, 10, Bumps()
    cloud = -2 + 0.3 * torch.randn(3 * seeds, n, 1)
    x, y = problem.grid.float(), problem.target.float()
    length = float((x[1] - x[0]) * len(x))

    def textbook():
        z, c = cloud[0, :, 0].clone().requires_grad_(), torch.ones(n, requires_grad=True)
        optimizer = torch.optim.SGD([z, c], lr=0.05 * n)
        for _ in range(400):
            optimizer.zero_grad()
            f = (c[:, None] * torch.exp(-8 * (x - z[:, None]) ** 2)).mean(0)
            loss = length * ((f - y) ** 2).mean()
            loss.backward()
            optimizer.step()
            loss.item()

    def ours():
        rules = [rule for rule in RULES for _ in range(seeds)]
        evolve(problem, cloud, torch.ones(3 * seeds, n), rules=rules, alpha=10.0, dt=0.05, n_steps=4000)

    compare("three bumps, 30 networks (textbook: descent only)", textbook, ours, factor=10 * 3 * seeds)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(0)
    planted_row()
    bumps_row()
