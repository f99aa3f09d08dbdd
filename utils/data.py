"""Targets, samples, designs and batches of the course. Every draw has a seed and leaves the global generators alone."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from utils.fashion_mnist import fashion_mnist  # noqa: F401  (real images, a module of their own)
from utils.validation import (
    function,
    generator,
    integer,
    non_negative,
    number,
    one_of,
    positive,
    refuse,
    tensor_shape,
)

# ---------------------------------------------------------------------------------------- lazy training: 1-D targets


def _simple(x: Tensor) -> Tensor:
    return x**2


def _middle(x: Tensor) -> Tensor:
    return torch.sin(math.pi * x) + x / 2


def _complex(x: Tensor) -> Tensor:
    return torch.sin(4 * math.pi * x) * (1 + x) / 2 + x**2


_TARGETS = {"simple": _simple, "middle": _middle, "complex": _complex}


def target(name: str) -> Callable[[Tensor], Tensor]:
    """A noise-free target on [-1, 1], from x (n, 1) to y (n, 1).

    simple: x^2; middle: sin(pi x) + x/2; complex: sin(4 pi x) (1 + x)/2 + x^2.

    >>> target("simple")(torch.tensor([[0.5]]))
    tensor([[0.2500]])
    """
    return _TARGETS[one_of("target", name, tuple(_TARGETS))]


def batch_indices(n: int, batch_size: int, n_steps: int, seed: int) -> Tensor:
    """Rows (n_steps, batch_size) of successive mini-batches: uniform subsets without repetition, one per step.

    The same stream as `n_steps` calls of `Sample.next_batch(batch_size)` of a sample made with this seed. A whole batch
    is 0, 1, ..., n-1 at every step and draws nothing.

    >>> batch_indices(4, 4, 2, seed=0)
    tensor([[0, 1, 2, 3],
            [0, 1, 2, 3]])
    """
    rng = generator("seed", seed)
    return _draw(n, batch_size, n_steps, rng)


def _draw(n: int, batch_size: int, n_steps: int, rng: torch.Generator) -> Tensor:
    n, batch_size, n_steps = integer("n", n), integer("batch_size", batch_size), integer("n_steps", n_steps)
    if batch_size > n:
        refuse("batch_size", batch_size, f"at most {n}, the size of the sample")
    if batch_size == n:
        return torch.arange(n).expand(n_steps, n)
    return torch.rand(n_steps, n, generator=rng).argsort(dim=1)[:, :batch_size]


class Sample:
    """A sample of a target: inputs `x` (n, 1), labels `y` (n, 1), the target itself, and how they were drawn.

    `make_sample` draws one. `next_batch` walks through a stream of mini-batches from a generator of its own, seeded
    with `seed`; `risk` compares a predictor with the target on [low, high], without noise.
    """

    def __init__(
        self,
        x: Tensor,
        y: Tensor,
        target: Callable[[Tensor], Tensor],
        noise: float = 0.0,
        seed: int = 0,
        low: float = -1.0,
        high: float = 1.0,
    ):
        self.x = tensor_shape("x", x, ("n", 1))
        self.y = tensor_shape("y", y, (len(x), 1))
        self.target = function("target", target)
        self.noise = non_negative("noise", noise)
        self.low = number("low", low)
        self.high = number("high", high, low=self.low, strict=True, expected=f"a number above low = {low:g}")
        self.seed = integer("seed", seed, low=0)
        self._generator = generator("seed", self.seed)

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return f"Sample(n={len(self)}, noise={self.noise:g}, seed={self.seed})"

    def next_batch(self, batch_size: int) -> tuple[Tensor, Tensor]:
        """The next mini-batch (x, y), each (batch_size, 1), without repetition; batch_size = n gives all in order.

        More rows than the sample has are refused, where slicing would silently give fewer.

        >>> x, y = make_sample("simple", n=5).next_batch(2)
        >>> torch.equal(y, x**2)
        True
        """
        rows = _draw(len(self), batch_size, 1, self._generator)[0]
        return self.x[rows], self.y[rows]

    def risk(self, predict: Callable[[Tensor], Tensor], n_points: int = 1000) -> float:
        """Mean squared distance of `predict` (n, 1) -> (n, 1) to the noise-free target on a uniform grid.

        >>> sample = make_sample("simple", noise=1.0)
        >>> sample.risk(lambda x: x**2 + 1)
        1.0
        """
        function("predict", predict)
        grid = torch.linspace(self.low, self.high, integer("n_points", n_points, low=2), dtype=self.x.dtype)[
            :, None
        ]
        with torch.no_grad():
            predicted = predict(grid)
        tensor_shape("predict(x)", predicted, tuple(grid.shape), finite=False)
        return torch.mean((predicted - self.target(grid)) ** 2).item()


def make_sample(
    name: str,
    n: int = 15,
    noise: float = 0.0,
    seed: int = 0,
    low: float = -1.0,
    high: float = 1.0,
    dtype: torch.dtype = torch.float32,
) -> Sample:
    """`n` inputs uniform on [low, high] and sorted, labelled by `target(name)` plus noise * standard normal.

    dtype: float32 or float64; both are rounded from the same draws in float64.

    >>> sample = make_sample("middle", n=15)
    >>> sample.x.shape, bool((sample.x.abs() <= 1).all())
    (torch.Size([15, 1]), True)
    """
    f = target(name)
    n, noise, low = integer("n", n), non_negative("noise", noise), number("low", low)
    width = positive("high - low", number("high", high) - low)
    one_of("dtype", dtype, (torch.float32, torch.float64))
    rng = generator("seed", seed)
    x = low + width * torch.rand(n, 1, generator=rng, dtype=torch.float64).sort(dim=0).values
    errors = noise * torch.randn(n, 1, generator=rng, dtype=torch.float64)
    x = x.to(dtype)
    return Sample(x, f(x) + errors.to(dtype), f, noise, seed, low, high)


# ------------------------------------------------------------------- double descent: designs and random features


def gaussian_spectra(n_samples: int, n_features: int, n_draws: int, seed: int) -> Tensor:
    """Nonzero eigenvalues of x'x, (n_draws, min(n_samples, n_features)), for inputs with N(0, 1/n_features) entries.

    Where `n_samples` is the larger number they come from x'x, else from xx', which has the same ones. float64.

    >>> gaussian_spectra(400, 100, 1, seed=0).mean().round()
    tensor(4., dtype=torch.float64)
    """
    n, width = integer("n_samples", n_samples), integer("n_features", n_features)
    rng = generator("seed", seed)
    shape = (integer("n_draws", n_draws), max(n, width), min(n, width))
    x = torch.randn(shape, dtype=torch.double, generator=rng) / math.sqrt(width)
    return torch.linalg.eigvalsh(x.mT @ x)


def fourier_features(x: Tensor, width: int, length: float, seed: int, n_draws: int = 1) -> Tensor:
    """Random features sqrt(2 / width) cos(W x + b), shape (n_draws, n, width), whose inner products tend to a kernel.

    W has N(0, 1/length^2) entries and b is uniform on [0, 2 pi), so the limit for inputs x, x' (d,) is
    exp(-|x - x'|^2 / (2 length^2)). In the dtype of x. Rahimi & Recht 2007, "Random features for large-scale
    kernel machines", algorithm 1. The same seed gives the same features to other inputs.

    >>> z = fourier_features(torch.zeros(1, 2, dtype=torch.double), 4000, 1.0, seed=0)[0]
    >>> (z @ z.T).round(decimals=1)
    tensor([[1.]], dtype=torch.float64)
    """
    d, width, length = (
        tensor_shape("x", x, ("n", "d")).shape[1],
        integer("width", width),
        positive("length", length),
    )
    rng = generator("seed", seed)
    n_draws = integer("n_draws", n_draws)
    w = torch.randn(n_draws, d, width, dtype=x.dtype, generator=rng) / length
    b = 2 * math.pi * torch.rand(n_draws, 1, width, dtype=x.dtype, generator=rng)
    return math.sqrt(2 / width) * torch.cos(x @ w + b)


def claimed_limits(
    x_test: Tensor, x: Tensor, y: Tensor, ridge: float, length: float, seed: int = 5
) -> dict[str, Tensor]:
    """Four claims "A" to "D" about the limit of ridge regression on random Fourier features, (n_test,); one is right.

    The right one is kernel regression with exp(-|x - x'|^2 / (2 length^2)) and this ridge. The others forget the 2,
    take the plain distance, or take four times the ridge. The seed shuffles them.

    >>> x = torch.randn(9, 2, dtype=torch.double)
    >>> list(claimed_limits(x, x, x[:, 0], ridge=0.1, length=2.0))
    ['A', 'B', 'C', 'D']
    """
    d = tensor_shape("x", x, ("n", "d")).shape[1]
    tensor_shape("x_test", x_test, ("n_test", d))
    tensor_shape("y", y, (len(x),))
    ridge, square = positive("ridge", ridge), 2 * positive("length", length) ** 2
    far, near = torch.cdist(x_test, x), torch.cdist(x, x)
    made = []
    for power, size, lam in (
        (2, square, ridge),
        (2, square / 2, ridge),
        (1, square, ridge),
        (2, square, 4 * ridge),
    ):
        gram = torch.exp(-(near**power) / size) + lam * torch.eye(len(x), dtype=x.dtype)
        made.append(torch.exp(-(far**power) / size) @ torch.linalg.solve(gram, y))
    order = torch.randperm(4, generator=generator("seed", seed)).tolist()
    return {name: made[i] for name, i in zip("ABCD", order)}


# ----------------------------------------------------------------------------- initialization: a superposition of sines

#: Amplitudes of sin(pi k x) for k = 1, 2, 3, 4. (A wave with k = 0 would be zero whatever its amplitude.)
SINE_AMPLITUDES = (0.4304, 0.2055, 0.0898, -0.1527)


def sine_superposition(x: Tensor) -> Tensor:
    """sum_k c_k sin(pi k x), of the shape of x; its mean square over [-1, 1] is half the sum of c_k^2, 0.129.

    >>> sine_superposition(torch.tensor([[0.0], [0.5]]))
    tensor([[0.0000],
            [0.3406]])
    """
    if not isinstance(x, Tensor) or not x.is_floating_point():
        refuse("x", f"a {type(x).__name__}", "a floating tensor", TypeError)
    return sum(c * torch.sin(math.pi * k * x) for k, c in enumerate(SINE_AMPLITUDES, start=1))


def noisy_sines(
    n: int, noise: float = 0.1, low: float = -1.0, high: float = 1.0, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Inputs (n, 1) uniform on [low, high], and targets (n, 1) = sine_superposition + noise * standard normal; float32.

    >>> x, y = noisy_sines(4, noise=0, high=0.4)
    >>> bool((x <= 0.4).all()), torch.equal(y, sine_superposition(x))
    (True, True)
    """
    n, noise, low = integer("n", n), non_negative("noise", noise), number("low", low)
    high = number("high", high, low=low, strict=True, expected=f"a number above low = {low:g}")
    rng = generator("seed", seed)
    x = low + (high - low) * torch.rand(n, 1, generator=rng)
    return x, sine_superposition(x) + noise * torch.randn(n, 1, generator=rng)


def epoch_batches(n: int, batch_size: int, n_steps: int, seed: int = 0) -> Tensor:
    """Rows (n_steps, batch_size): each pass goes through all n samples in a new order, what fills no batch is left out.

    Only as many permutations are drawn as passes are needed. (Counting permutations where samples are meant, a loop
    until len(list) >= n_steps * batch_size, draws batch_size * n_steps of them.)

    >>> sorted(epoch_batches(6, 3, 2).flatten().tolist())
    [0, 1, 2, 3, 4, 5]
    """
    n, n_steps = integer("n", n), integer("n_steps", n_steps)
    batch_size = integer("batch_size", batch_size, high=n)
    rng = generator("seed", seed)
    per_epoch = n // batch_size
    epochs = [torch.randperm(n, generator=rng) for _ in range(-(-n_steps // per_epoch))]
    whole = torch.stack(epochs)[:, : per_epoch * batch_size]
    return whole.reshape(-1, batch_size)[:n_steps]


# --------------------------------------------------------------- kernels: points on a circle, rows of each class


def unit_circle(degrees: Tensor) -> Tensor:
    """The points (cos, sin) of the unit circle at these angles (n,) in degrees: shape (n, 2).

    >>> unit_circle(torch.tensor([0.0, 180.0])).round()
    tensor([[ 1.,  0.],
            [-1., -0.]])
    """
    turn = torch.deg2rad(tensor_shape("degrees", degrees, ("n",)))
    return torch.stack([turn.cos(), turn.sin()], 1)


def balanced_rows(labels: Tensor, classes: Sequence[int], n: int) -> Tensor:
    """Rows (n,) of the first n / len(classes) samples of each class, class by class; labels (n_samples,).

    >>> balanced_rows(torch.tensor([6, 3, 3, 6, 6]), (3, 6), 4)
    tensor([1, 2, 0, 3])
    """
    each, rest = divmod(integer("n", n), len(classes))
    rows = [(labels == c).nonzero()[:each, 0] for c in classes]
    if rest or min(map(len, rows)) < each:
        most = len(classes) * min(map(len, rows))
        refuse("n", n, f"a multiple of {len(classes)}, at most {most}")
    return torch.cat(rows)


def claimed_kernels(n: int = 48, seed: int = 0) -> dict[str, Tensor]:
    """Four even curves (n,) at n equispaced angles, with value 1 at angle 0, that claim to be kernels; one is none.

    Each is a sum of waves cos(l t), l = 0 .. 9, with weights c_l / (l + 1)^2. From l = 3 on the c_l are random between
    0 and 1; in one curve, which the seed chooses, one of the last five is negative and as small as the others.

    >>> {name: round(float(values[0]), 9) for name, values in claimed_kernels(24).items()}
    {'Anna': 1.0, 'Bela': 1.0, 'Chen': 1.0, 'Dora': 1.0}
    """
    n, rng = integer("n", n, low=20), generator("seed", seed)
    order = torch.arange(10, dtype=torch.double)
    weights = torch.rand(4, 10, generator=rng, dtype=torch.double)
    weights[:, :3] = 1 + 0.1 * weights[:, :3]
    forger, place = (int(torch.randint(low, high, (), generator=rng)) for low, high in ((0, 4), (5, 10)))
    weights[forger, place] = -0.1 - 0.2 * weights[forger, place]
    weights /= (order + 1) ** 2
    weights /= weights.sum(1, keepdim=True)
    curves = weights @ torch.cos(order[:, None] * 2 * math.pi * torch.arange(n, dtype=torch.double) / n)
    return dict(zip(("Anna", "Bela", "Chen", "Dora"), curves))
