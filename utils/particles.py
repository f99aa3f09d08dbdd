"""Neurons as particles: gradient descent, birth-death, and birth-death with reinjection, one update with a strategy.

A wide network `f(x) = 1/n sum_i w_i g(x; p_i)` is a cloud of n particles (p_i, w_i) of mass 1/n. Rotskoff, Jelassi,
Bruna and Vanden-Eijnden, "Global convergence of neuron birth-death dynamics" (ICML 2019, arXiv 1902.01843), let the
cloud flow down its potential and, at the same time, thin out where the potential is high and multiply where it is low.
`evolve` runs many clouds (replicas) through one stream of inputs, as one array program. A problem says what a neuron
is:

* `Planted`: ReLU neurons and a ReLU teacher, fresh inputs on the unit sphere at every step;
* `Bumps`: Gaussian neurons on a line and a target of a few bumps, integrated exactly.

Time is continuous time: one step of length `dt` moves a particle by `-dt` times the gradient of its potential, which
is `-dt * n` times the gradient of the loss: a learning rate of `n * dt`. A `dt` needs no tuning when n changes.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from utils.frontend import somebody_is_there
from utils.validation import (
    generator,
    integer,
    non_negative,
    number,
    one_of,
    positive,
    refuse,
    same_length,
    tensor_shape,
)

RULES = ("descent", "birth_death", "reinjection")
_LOTTERY = Path(__file__).parent / "assets" / "lottery.npz"
_STUDENTS = Path(__file__).parent / "assets" / "students.npz"
_BATCHES, _CLOCKS = 16, 64  # steps whose random numbers are drawn at once; sixteen batches stay in the cache
_passed = (
    torch.ops.aten.threshold_backward.grad_input
)  # a gradient where a ReLU is open, in one pass over memory


@dataclass(frozen=True)
class Planted:
    """Regression on a planted network: `y = sum_k c_k relu(a_k . x)`, inputs uniform on the unit sphere.

    `a` (k, d) and `c` (k,) are the teacher; every step draws `batch_size` fresh inputs, the same for all replicas, and
    the loss is the mean of (f - y)^2 over them. A newborn neuron has a standard normal position.
    """

    a: torch.Tensor
    c: torch.Tensor
    batch_size: int = 100

    def __post_init__(self):
        tensor_shape("a", self.a, ("k", "d"))
        same_length("c", tensor_shape("c", self.c, ("k",)), "a", self.a)
        integer("batch_size", self.batch_size)

    @property
    def dim(self) -> int:
        """Number of coordinates of a particle's position."""
        return self.a.shape[1]

    def stream(self, rng: torch.Generator, dtype: torch.dtype) -> Iterator[tuple]:
        """Endless batches: x, a tensor (batch_size, d), and y, an array (batch_size,); drawn in chunks."""
        a, c = self.a.to(dtype), self.c.to(dtype)
        while True:
            x = torch.randn(_BATCHES, self.batch_size, self.dim, generator=rng, dtype=dtype)
            x /= torch.linalg.vector_norm(x, dim=2, keepdim=True)
            yield from zip(x, ((x @ a.T).relu_() @ c).numpy())

    def newborns(self, n: int, rng: torch.Generator, dtype: torch.dtype) -> torch.Tensor:
        """Positions (n, d) of newborn neurons."""
        return torch.randn(n, self.dim, generator=rng, dtype=dtype)

    def engine(self, position: np.ndarray, dt: float) -> Callable:
        """`forces(weight, x, y)` for ReLU neurons at `position` (R, n, d), which the caller updates in place.

        They are loss (R,), lift (R, n) and pull (R, n, d): dt times the derivatives of the particles' potential with
        respect to weight and position, and the mean (R,) over a cloud of weight * lift.
        """
        replicas, n, _ = position.shape
        z, pull = np.empty((replicas, n, self.batch_size), position.dtype), np.empty_like(position)
        position_flat, z_flat, pull_flat = (
            torch.from_numpy(part).flatten(0, 1) for part in (position, z, pull)
        )
        error = np.empty((replicas, 1, self.batch_size), position.dtype)
        every, column = torch.from_numpy(error).expand(z.shape), error.transpose(0, 2, 1)
        z_torch = torch.from_numpy(z)
        thin = (
            n * self.batch_size * self.dim < 2**16
        )  # too small for BLAS to start threads; torch takes twice the time

        def forces(weight, x, y):
            torch.mm(position_flat, x.T, out=z_flat)
            z_torch.relu_()
            output = np.matmul(weight[:, None], z)
            output /= n
            np.subtract(output, y, out=error)
            loss = np.matmul(error, column)[:, 0, 0] / len(y)
            np.multiply(error, 2 * dt / len(y), out=error)
            lift = np.matmul(z, column)[..., 0]
            _passed(every, z_torch, 0, grad_input=z_torch)
            if thin:
                np.matmul(z, x.numpy(), out=pull)
            else:
                torch.mm(z_flat, x, out=pull_flat)
            np.multiply(pull, weight[..., None], out=pull)
            return loss, lift, pull, np.matmul(output, column)[:, 0, 0]

        return forces


@dataclass(frozen=True)
class Bumps:
    """Fit of `f*(x) = 1/k sum_j exp(-(x - m_j)^2 / 2 width^2)` by Gaussian neurons of the same width on a line.

    The loss is the integral of `(f - f*)^2`, by the trapezoid rule on a grid of spacing at most 0.7 width, three widths
    longer than [-reach, reach] at both ends (for products of two bumps inside, its aliasing error is below 1e-7 of the
    integral). The place of a newborn neuron is normal with mean 0 and standard deviation `spread`.
    """

    centers: tuple[float, ...] = (-2.5, 0.5, 2.5)
    width: float = 0.25
    reach: float = 3.5
    spread: float = 2.0

    def __post_init__(self):
        if not isinstance(self.centers, Sequence) or len(self.centers) == 0:
            refuse("centers", repr(self.centers), "a non-empty sequence of numbers")
        for j, m in enumerate(self.centers):
            number(f"centers[{j}]", m)
        positive("width", self.width)
        positive("reach", self.reach)
        positive("spread", self.spread)

    @property
    def dim(self) -> int:
        """Number of coordinates of a particle's position."""
        return 1

    @property
    def grid(self) -> torch.Tensor:
        """The points x of the integral."""
        end = self.reach + 3 * self.width
        return torch.linspace(-end, end, 1 + int(np.ceil(2 * end / (0.7 * self.width))), dtype=torch.double)

    def output(self, position: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        """`f` on the grid, (..., n_grid), for particles (..., n, 1) with weights (..., n)."""
        bumps = (self.grid - position.double()).square_().mul_(-1 / (2 * self.width**2)).exp_()
        return (weight.double()[..., None, :] @ bumps)[..., 0, :] / weight.shape[-1]

    @property
    def target(self) -> torch.Tensor:
        """`f*` on the grid."""
        centers = torch.tensor(self.centers, dtype=torch.double)[:, None]
        return self.output(centers, torch.ones(len(centers)))

    def stream(self, rng: torch.Generator, dtype: torch.dtype) -> Iterator[tuple]:
        """The grid and the target, again and again: this problem has no sampling noise."""
        batch = self.grid.to(dtype).numpy(), self.target.to(dtype).numpy()
        while True:
            yield batch

    def newborns(self, n: int, rng: torch.Generator, dtype: torch.dtype) -> torch.Tensor:
        """Positions (n, 1) of newborn neurons."""
        return self.spread * torch.randn(n, 1, generator=rng, dtype=dtype)

    def engine(self, position: np.ndarray, dt: float) -> Callable:
        """`forces(weight, x, y)` for bumps at `position` (R, n, 1): the same four arrays as those of `Planted`."""
        replicas, n, _ = position.shape
        gap = np.empty((replicas, n, len(self.grid)), position.dtype)
        bump = np.empty_like(gap)
        dx, sharpness = float(self.grid[1] - self.grid[0]), 1 / self.width**2

        def forces(weight, x, y):
            np.subtract(x, position, out=gap)
            np.multiply(gap, gap, out=bump)
            np.multiply(bump, -0.5 * sharpness, out=bump)
            np.exp(bump, out=bump)
            output = np.matmul(weight[:, None], bump)
            output /= n
            error = output - y
            loss = _inner(error, error) * dx
            error *= 2 * dt * dx
            lift = np.matmul(bump, error.transpose(0, 2, 1))[..., 0]
            np.multiply(gap, bump, out=bump)
            pull = np.matmul(bump, error.transpose(0, 2, 1)) * (sharpness * weight[..., None])
            return loss, lift, pull, _inner(error, output)

        return forces


def _inner(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Inner products (R,) of rows stored as (R, 1, batch)."""
    return np.matmul(u, v.transpose(0, 2, 1))[:, 0, 0]


@dataclass(frozen=True)
class Run:
    """What `evolve` has recorded: R replicas of n neurons over S steps, with T snapshots of the clouds.

    `steps` (T,): updates before each snapshot; `position` (T, R, n, d), `weight` (T, R, n): the clouds;
    `newborn` (T, R, n): has a copy or a new neuron taken this place since the snapshot before?;
    `loss` (S, R): before each update, on its inputs; `died`, `born` (S, R): events of each update; `rules`, `alphas`.
    """

    rules: tuple[str, ...]
    alphas: tuple[float, ...]
    steps: torch.Tensor = field(repr=False)
    position: torch.Tensor = field(repr=False)
    weight: torch.Tensor = field(repr=False)
    newborn: torch.Tensor = field(repr=False)
    loss: torch.Tensor = field(repr=False)
    died: torch.Tensor = field(repr=False)
    born: torch.Tensor = field(repr=False)


def evolve(
    problem: Planted | Bumps,
    position: torch.Tensor,
    weight: torch.Tensor,
    *,
    rules: str | Sequence[str],
    n_steps: int,
    dt: float,
    alpha: float | Sequence[float] = 1.0,
    stop: int | Sequence[int] | None = None,
    snapshots: int = 1,
    seed: int = 0,
    progress: bool = False,
) -> Run:
    """Train R clouds of n neurons on one stream of inputs, each by its own rule, in the dtype of `position`, on one
    thread.

    `position` (R, n, d) and `weight` (R, n): the clouds at the start, left unchanged. One value, or one for each
    replica, of: `rules`: "descent"; "birth_death": besides, every neuron dies or multiplies at a rate `alpha` times its
    excess potential (equation (13) of the paper) and chance restores the number n; "reinjection": besides, the dead
    come back as newborns of weight zero; `alpha` >= 0; `stop`: no births and deaths from this update on.
    `snapshots`: the clouds are kept before the first update and at this many evenly spaced times after it.
    `progress` shows a bar to people. Refused: other shapes and names, dt <= 0, alpha < 0.

    >>> run = evolve(Bumps(), torch.full((1, 8, 1), -2.5), torch.ones(1, 8), rules="descent", n_steps=400, dt=0.5)
    >>> run.loss.shape, round(run.loss[-1].item(), 4)
    (torch.Size([400, 1]), 0.0985)
    """
    rules, alphas, stops = _strategies(problem, position, weight, rules, alpha, stop)
    n_steps, dt, seed = integer("n_steps", n_steps), positive("dt", dt), integer("seed", seed, low=0)
    snapshots = integer("snapshots", snapshots, high=n_steps)

    with _one_thread():
        return _evolve(
            problem, position, weight, rules, alphas, stops, n_steps, dt, snapshots, seed, progress
        )


def _evolve(problem, position, weight, rules, alphas, stops, n_steps, dt, snapshots, seed, progress) -> Run:
    """The loop of `evolve`, on arguments that have been validated."""
    dtype = position.dtype
    data, chance = (generator("seed", s) for s in (seed, seed + 1))
    p, w = position.numpy().copy(), weight.to(dtype).numpy().copy()
    forces, batches = problem.engine(p, dt), problem.stream(data, dtype)
    pace = np.array([a if r != "descent" else 0.0 for r, a in zip(rules, alphas)], p.dtype)[:, None]
    refill = np.array([rule == "reinjection" for rule in rules])
    last = max((n_steps if s is None else s for s, on in zip(stops, pace) if on), default=0)
    clocks, urge, alarm = _clocks(w.shape, p.dtype, chance), np.empty_like(w), np.empty(w.shape, bool)

    losses = []
    events = np.zeros((2, n_steps, len(w)), np.int32)
    fresh = np.zeros(w.shape, bool)
    kept = np.linspace(0, n_steps, snapshots + 1).round().astype(int)
    frames = [(p.copy(), w.copy(), fresh.copy())]
    for step in _counted(n_steps, progress):
        loss, lift, pull, mean = forces(w, *next(batches))
        losses.append(loss)
        if step in stops:
            pace[[s == step for s in stops]] = 0
        if lively := step < last:
            np.multiply(w, lift, out=urge)
            urge -= mean[:, None]
            urge *= pace
            np.less(next(clocks), np.abs(urge), out=alarm)
        p -= pull
        w -= lift
        if lively and np.count_nonzero(alarm):
            busy = np.flatnonzero(alarm.any(axis=1))
            heirs, reborn, *count = _turnover(alarm[busy], urge[busy] > 0, refill[busy], chance)
            events[:, step, busy] = count
            p[busy], w[busy] = p[busy[:, None], heirs], w[busy[:, None], heirs]
            fresh[busy] |= reborn | (heirs != np.arange(w.shape[1]))
            rows, places = np.nonzero(reborn)
            if len(rows):
                p[busy[rows], places] = problem.newborns(len(rows), chance, dtype).numpy()
                w[busy[rows], places] = 0
        if step + 1 == kept[len(frames)]:
            frames.append((p.copy(), w.copy(), fresh.copy()))
            fresh[:] = False
    clouds = (torch.from_numpy(np.stack(part)) for part in zip(*frames))
    died, born = torch.from_numpy(events).long()
    return Run(rules, alphas, torch.from_numpy(kept), *clouds, torch.from_numpy(np.stack(losses)), died, born)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Clouds are small: a second thread would cost more than it brings."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _turnover(
    alarm: np.ndarray, harmful: np.ndarray, refill: np.ndarray, chance: torch.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Who is heir to whom: `heirs` (R, n), places that get a newborn (R, n), deaths and births (R,).

    The cemetery and the nursery are one lottery of 2n tickets a replica: ticket i < n is neuron i where it survives or
    its place is refilled, ticket n + i is its twin where it has one. The n best draws live; where there are fewer
    than n tickets, all live and some are drawn again.
    """
    replicas, n = alarm.shape
    dead = alarm & harmful
    dead[dead.all(axis=1) & ~refill] = False  # a cloud that would die out waits
    twin = alarm & ~harmful
    valid = np.concatenate([~dead | refill[:, None], twin], axis=1)
    draw = torch.rand(2, replicas, 2 * n, generator=chance, dtype=torch.double).numpy()
    order = np.argsort(np.where(valid, draw[0], 2.0), axis=1)
    tickets, place = valid.sum(axis=1)[:, None], np.arange(n)
    again = (draw[1, :, :n] * tickets).astype(int)
    winner = order[np.arange(replicas)[:, None], np.where(place < tickets, place, again)]
    moves = (winner >= n) | (place >= tickets)
    stays = np.zeros_like(alarm)
    rows, cols = np.nonzero(~moves)
    stays[rows, winner[rows, cols]] = True
    heirs = np.empty(alarm.shape, int)
    heirs[:] = place
    heirs[~stays] = winner[moves] % n
    return heirs, dead & stays & refill[:, None], dead.sum(axis=1), twin.sum(axis=1)


@dataclass(frozen=True)
class Lottery:
    """Recorded losses of many students, made by `benchmarks/lottery.py`, which says of which.

    `descent` (teachers, students, times): gradient descent, the median loss over the last tenth of the steps so far;
    `birth_death`, `reinjection` (teachers, alphas, students, times): the same at each of the `alphas`. Times are steps.
    """

    alphas: tuple[float, ...]
    times: tuple[int, ...]
    descent: torch.Tensor = field(repr=False)
    birth_death: torch.Tensor = field(repr=False)
    reinjection: torch.Tensor = field(repr=False)

    @classmethod
    def recorded(cls) -> "Lottery":
        """The committed result.

        >>> Lottery.recorded().times
        (3000, 9000, 27000)
        """
        with np.load(_LOTTERY) as file:
            loss = torch.from_numpy(file["loss"])
            alphas, times = tuple(file["alphas"].tolist()), tuple(file["times"].tolist())
        return cls(alphas, times, loss[:, 0], *loss[:, 1:].unflatten(1, (2, len(alphas))).unbind(1))

    @staticmethod
    def fates() -> dict[str, torch.Tensor]:
        """What section 6 tells of the students of three teachers: name -> (teachers, 3 rules, 8 students).

        `benchmarks/students.py` makes it with the cells `long_race` and `fates` of the notebook.

        >>> Lottery.fates()["loss"].shape
        torch.Size([3, 3, 8])
        """
        with np.load(_STUDENTS) as file:
            return {name: torch.from_numpy(file[name]) for name in file.files}

    def ratio(self, rule: str) -> torch.Tensor:
        """Losses of a rule with births over the median loss of gradient descent, of the same teacher and time."""
        usual = self.descent.median(1, keepdim=True).values[:, None]
        return getattr(self, one_of("rule", rule, RULES[1:])) / usual


Cloud = tuple[torch.Tensor, torch.Tensor]


def preprints(seed: int = 0, n: int = 400) -> dict[str, tuple[Cloud, Cloud]]:
    """Four recorded events "A" to "D" of clouds on a line: name -> (before, after), each a pair (a (n, 1), c (n,)).

    One event is pure birth-death with population control; to the others something else has happened as well. The seed
    draws the clouds, the events, and which is which.

    >>> (a, c), after = preprints()["A"]
    >>> a.shape, c.shape
    (torch.Size([400, 1]), torch.Size([400]))
    """
    chance = generator("seed", integer("seed", seed, low=0))
    names, n = "ABCD", integer("n", n, low=8)
    deeds = (lambda a, c: (a, c), _exchange, _nudge, _extra)
    found = {}
    for name, deed in zip(names, torch.randperm(len(deeds), generator=chance).tolist()):
        a = -2 + 0.3 * torch.randn(n, 1, generator=chance)
        c = 1 + 0.2 * torch.randn(n, generator=chance)
        alarm = torch.rand(1, n, generator=chance).numpy() < 0.3
        harmful = torch.rand(1, n, generator=chance).numpy() < 0.5
        heirs = torch.from_numpy(_turnover(alarm, harmful, np.array([False]), chance)[0][0])
        heirs = heirs[torch.randperm(n, generator=chance)]
        found[name] = (a, c), deeds[deed](a[heirs], c[heirs])
    return found


def _exchange(a: torch.Tensor, c: torch.Tensor) -> Cloud:
    """The five neurons in the thick of the cloud pass their weights on."""
    thick = ((a[:, 0] + 2) ** 2 + (c - 1) ** 2).argsort()[:5]
    return a, c.index_copy(0, thick, c[thick.roll(1)])


def _nudge(a: torch.Tensor, c: torch.Tensor) -> Cloud:
    """The first three neurons move by a thousandth of the width of the cloud."""
    return torch.cat([a[:3] + 3e-4, a[3:]]), c


def _extra(a: torch.Tensor, c: torch.Tensor) -> Cloud:
    """The first neuron is there once more."""
    return torch.cat([a, a[:1]]), torch.cat([c, c[:1]])


def _clocks(shape: tuple[int, int], dtype: np.dtype, chance: torch.Generator) -> Iterator[np.ndarray]:
    """Endless unit exponential waiting times (R, n): one rings within a stretch s with probability 1 - exp(-s)."""
    while True:
        waits = torch.empty(_CLOCKS, *shape, dtype=torch.double).exponential_(generator=chance)
        yield from waits.numpy().astype(dtype)


def _strategies(problem, position, weight, rules, alpha, stop) -> tuple[tuple, tuple, tuple]:
    """Rule, alpha and stop of every replica, validated with the problem and its clouds."""
    if not isinstance(problem, Planted | Bumps):
        refuse("problem", f"a {type(problem).__name__}", "a Planted or Bumps problem", TypeError)
    tensor_shape("position", position, ("replicas", "n", problem.dim))
    tensor_shape("weight", weight, tuple(position.shape[:2]))
    replicas = len(position)
    columns = []
    for name, given in (("rules", rules), ("alpha", alpha), ("stop", stop)):
        column = tuple(given) if isinstance(given, list | tuple) else (given,) * replicas
        if len(column) != replicas:
            refuse(name, f"{len(column)} values", f"one, or one for each of the {replicas} replicas")
        columns.append(column)
    rules, alphas, stops = columns
    return (
        tuple(one_of(f"rules[{i}]", rule, RULES) for i, rule in enumerate(rules)),
        tuple(non_negative(f"alpha[{i}]", value) for i, value in enumerate(alphas)),
        tuple(s if s is None else integer(f"stop[{i}]", s, low=0) for i, s in enumerate(stops)),
    )


def _counted(n_steps: int, progress: bool) -> Iterator[int]:
    """0, 1, ..., n_steps - 1; with a progress bar if it is wanted and somebody is there to see it.

    Programs (nbval, nbconvert, graders) get no bar, so that the outputs of a notebook do not depend on who runs it.
    """
    if progress:
        from tqdm import tqdm

        if somebody_is_there() or sys.stderr.isatty():
            return iter(tqdm(range(n_steps), unit="step", leave=False))
    return iter(range(n_steps))
