"""Gradient descent on linear models in closed form, risks of random-feature fits, descent in a two-well landscape."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from utils.validation import (
    function,
    generator,
    integer,
    integers,
    non_negative,
    positive,
    positives,
    refuse,
    tensor_shape,
)

# ------------------------------------------------------------------------------------------- linear models, full batch


def _modes(gram: Tensor, residual: Tensor, lr: float) -> tuple[Tensor, Tensor, Tensor]:
    """Eigenvectors V (n, n), factors 1 - lr lambda (n,) of (2/n) gram, coordinates V' residual (n, S); in float64."""
    n = len(tensor_shape("gram", gram, ("n", "n")))
    if gram.shape[1] != n or not torch.allclose(gram, gram.T, rtol=1e-4, atol=1e-6 * float(gram.abs().max())):
        refuse("gram", f"a {tuple(gram.shape)} tensor", "a symmetric (n, n) one")
    tensor_shape("residual", residual, (n, "S"))
    values, vectors = torch.linalg.eigh(2 / n * gram.double())
    return vectors, 1 - positive("lr", lr) * values.clamp(min=0), vectors.T @ residual.double()


def _times(t: Tensor | Sequence[int]) -> Tensor:
    t = torch.as_tensor(t)
    if t.ndim != 1 or t.numel() == 0 or t.is_floating_point() or bool((t < 0).any()):
        refuse("t", f"{t.dtype} of shape {tuple(t.shape)}", "a list of step numbers >= 0")
    return t.double()[:, None]


def residual_path(gram: Tensor, residual: Tensor, lr: float, t: Tensor | Sequence[int]) -> Tensor:
    """Residuals f_t - y (T, n, S) of a linear model after t (T,) full-batch steps on the mean squared error.

    `gram` (n, n) symmetric, `residual` (n, S) = f_0 - y; computed in float64, in the dtype of `residual`.

    With the Gram matrix phi phi' = (n/2) V diag(lambda) V', each eigenmode shrinks on its own:
    r_t = V (1 - lr lambda)^t V' r_0. A mode with lr lambda > 2 grows instead.

    >>> residual_path(torch.eye(2), torch.ones(2, 1), lr=0.5, t=[0, 1, 2])[:, 0, 0]
    tensor([1.0000, 0.5000, 0.2500])
    """
    vectors, factors, coordinates = _modes(gram, residual, lr)
    decay = factors ** _times(t)
    return torch.einsum("ij,tj,js->tis", vectors, decay, coordinates).to(residual.dtype)


def mean_loss_path(gram: Tensor, residual: Tensor, lr: float, n_steps: int) -> Tensor:
    """Mean squared residual (n_steps, S) before each of the first n_steps steps of `residual_path`.

    >>> mean_loss_path(torch.eye(2), torch.ones(2, 1), lr=0.5, n_steps=3)[:, 0]
    tensor([1.0000, 0.2500, 0.0625])
    """
    return _mean_losses(_modes(gram, residual, lr), integer("n_steps", n_steps)).to(residual.dtype)


def accumulated_residual(gram: Tensor, residual: Tensor, lr: float, t: Tensor | Sequence[int]) -> Tensor:
    """c_t = (2 lr/n) (r_0 + ... + r_{t-1}) (T, n, S): what t steps have taken off the weights is phi' c_t.

    The geometric sum of each mode, (1 - (1 - lr lambda)^t) / lambda, is lr t where lambda = 0.

    >>> accumulated_residual(torch.eye(2), torch.ones(2, 1), lr=0.5, t=[1, 2])[:, 0, 0]
    tensor([0.5000, 0.7500])
    """
    return _accumulated(_modes(gram, residual, lr), lr, _times(t)).to(residual.dtype)


def losses_and_pull(
    gram: Tensor, residual: Tensor, lr: float, n_steps: int, t: Tensor | Sequence[int]
) -> tuple[Tensor, Tensor]:
    """`mean_loss_path` of n_steps and `accumulated_residual` at t, from one decomposition of the Gram matrix.

    >>> losses, pull = losses_and_pull(torch.eye(2), torch.ones(2, 1), lr=0.5, n_steps=3, t=[1, 2])
    >>> losses[:, 0], pull[:, 0, 0]
    (tensor([1.0000, 0.2500, 0.0625]), tensor([0.5000, 0.7500]))
    """
    modes = _modes(gram, residual, lr)
    losses = _mean_losses(modes, integer("n_steps", n_steps))
    return losses.to(residual.dtype), _accumulated(modes, lr, _times(t)).to(residual.dtype)


def _mean_losses(modes: tuple[Tensor, Tensor, Tensor], n_steps: int) -> Tensor:
    _, factors, coordinates = modes
    decay = _powers(factors**2, n_steps)
    return decay @ coordinates**2 / len(factors)


def _powers(base: Tensor, n: int) -> Tensor:
    """base^0, ..., base^(n - 1) as (n, m); each product doubles what is known, faster than n powers by pow."""
    powers, known = torch.ones(n, len(base), dtype=base.dtype), 1
    while known < n:
        block = powers[known : 2 * known]
        torch.mul(powers[: len(block)], base**known, out=block)
        known *= 2
    return powers


def _accumulated(modes: tuple[Tensor, Tensor, Tensor], lr: float, steps: Tensor) -> Tensor:
    vectors, factors, coordinates = modes
    gaps = 1 - factors
    flat = gaps < 1e-14  # below this the sum is t to all digits of a float64
    sums = torch.where(flat, steps, (1 - factors**steps) / torch.where(flat, torch.ones_like(gaps), gaps))
    sums = torch.einsum("ij,tj,js->tis", vectors, sums, coordinates)
    return 2 * lr / len(factors) * sums


# ------------------------------------------------------------------------------------------------- the end of the path


def random_feature_risks(
    dims: Sequence[int],
    solve: Callable[[Tensor, Tensor, float], Tensor],
    *,
    penalty: float = 0.0,
    n_train: int = 100,
    d_in: int = 20,
    noise: float = 0.5,
    n_repeats: int = 20,
    n_test: int = 1000,
    seed: int = 0,
) -> Tensor:
    """Risk (n_repeats, len(dims)) of a linear fit on D random ReLU features, for each D in dims.

    solve: (features (n_train, D), y (n_train,), penalty) to the weights (D,). It is the caller's, so that a student
    sees the peak of her own solver. Teacher: y = u . x + noise * normal with |u| = 1 and x standard normal in d_in
    dimensions. Features relu(U x), the rows of U uniform on the unit sphere. Risk: mean squared distance to the teacher
    on n_test fresh inputs, without noise. Near D = n_train a mean over repeats is ruled by the worst one: use medians.
    (Mei and Montanari 2019, arXiv 1908.05355.)

    >>> def nothing(features, y, penalty):
    ...     return torch.zeros(features.shape[1], dtype=features.dtype)
    >>> bool((random_feature_risks([10, 100], nothing, n_repeats=3) - 1).abs().max() < 0.3)
    True
    """
    dims, solve = integers("dims", dims), function("solve", solve)
    n, d_in, n_test = integer("n_train", n_train), integer("d_in", d_in), integer("n_test", n_test)
    noise, penalty = non_negative("noise", noise), non_negative("penalty", penalty)
    rng = generator("seed", seed)
    risks = torch.empty(integer("n_repeats", n_repeats), len(dims), dtype=torch.float64)
    for repeat in risks:
        x, directions = (
            torch.randn(size, d_in, generator=rng, dtype=torch.float64) for size in (n + n_test, max(dims))
        )
        teacher, errors = (torch.randn(size, generator=rng, dtype=torch.float64) for size in (d_in, n))
        clean = x @ (teacher / teacher.norm())
        features = torch.relu(x @ (directions / directions.norm(dim=1, keepdim=True)).T)
        for i, dim in enumerate(dims):
            w = tensor_shape(
                "solve(...)", solve(features[:n, :dim], clean[:n] + noise * errors, penalty), (dim,)
            )
            repeat[i] = torch.mean((features[n:, :dim] @ w.to(features.dtype) - clean[n:]) ** 2)
    return risks


# ------------------------------------------------------------------------------------------- two wells, flat and sharp


def wells(w: Tensor) -> Tensor:
    """The landscape log(1 + (u^2 - 1)^2 e^(-2 tanh u) + (v - u^2)^2 / 2) over w = (u, v), as (m, 2) -> (m,).

    Both minima, (-1, 1) and (1, 1), have the value 0; the largest curvature is 40.8 at the left one, 6.5 at the right.

    >>> wells(torch.tensor([[-1.0, 1.0], [1.0, 1.0]]))
    tensor([0., 0.])
    """
    u, v = tensor_shape("w", w, ("m", 2)).unbind(dim=1)
    return torch.log1p((u**2 - 1) ** 2 * torch.exp(-2 * torch.tanh(u)) + (v - u**2) ** 2 / 2)


def wells_descent(
    starts: Tensor, lrs: Sequence[float], n_steps: int, n_records: int = 200
) -> tuple[Tensor, Tensor]:
    """Gradient descent on `wells` from every start (m, 2) with every learning rate at once.

    Returns the recorded steps (T,), those of `record_steps`, and the points there (T, len(lrs), m, 2). A small rate
    follows the gradient flow down to the well below the start; a rate between the stability limits of the two wells,
    2/40.8 and 2/6.5, cannot come to rest in the sharp one.

    >>> steps, paths = wells_descent(torch.tensor([[-0.9, 0.5]]), [0.01, 0.15], n_steps=3000)
    >>> paths[-1, :, 0, 0]
    tensor([-1.,  1.])
    """
    tensor_shape("starts", starts, ("m", 2))
    rates = np.array(positives("lrs", lrs))[:, None]
    steps = record_steps(n_steps, n_records)
    u, v = (np.tile(column, (len(rates), 1)) for column in starts.double().numpy().T)
    paths = [np.stack([u, v], axis=-1)]
    with np.errstate(all="ignore"):
        for start, stop in pairwise(steps):
            for _ in range(stop - start):
                square, tilt = u * u, np.tanh(u)
                gap, bend, wall = square - 1, v - square, np.exp(-2 * tilt)
                du = gap * wall * (4 * u - 2 * gap * (1 - tilt * tilt)) - 2 * u * bend
                pace = rates / (1 + gap * gap * wall + bend * bend / 2)
                u, v = u - pace * du, v - pace * bend
            paths.append(np.stack([u, v], axis=-1))
    return torch.tensor(steps), torch.from_numpy(np.stack(paths)).to(starts.dtype)


def record_steps(n_steps: int, n_records: int) -> list[int]:
    """0, then log-spaced steps, then n_steps: at most n_records of them, less where neighbours round to the same.

    >>> record_steps(1000, 5), record_steps(600, 2), record_steps(3, 60)
    ([0, 1, 10, 100, 1000], [0, 600], [0, 1, 2, 3])
    """
    n_steps, n_records = integer("n_steps", n_steps), integer("n_records", n_records, low=2)
    inner = np.round(np.geomspace(1, n_steps, n_records - 1)).astype(int).tolist()[:-1]
    return [0, *dict.fromkeys(step for step in inner if step < n_steps), n_steps]
