"""Two-layer ReLU networks trained in function space: the width costs, the input dimension does not.

The network f(x) = a.relu(W x) / sqrt(m) has standard normal weights (NTK parametrization; no biases, scalar output).
Full-batch gradient descent on |f - y|^2 / 2 keeps W - W_0 in the span of the training inputs, so one never needs W:
the pre-activations H = X W' (n, m) of the training inputs follow H <- H - lr G D, with the inputs' Gram matrix G = X X'
and the derivatives D (n, m) of the loss with respect to H.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from utils.validation import generator, integer, positive, positives, refuse, same_length, tensor_shape


@dataclass(frozen=True, eq=False)
class WideRun:
    """What `train_wide` saw, for `n_nets` networks trained at once.

    `losses` (n_steps + 1, n_nets): mean squared error on the training inputs before each step and at the end; `f_train`
    (n_nets, n) and `f_test` (n_nets, n_test): the final outputs; `kernel_start`, `kernel_end` (n_nets, n, n): the
    empirical kernels on the training inputs; `movement` (n_nets,): |w - w_0| / |w_0| over all weights at the end.
    """

    losses: Tensor
    f_train: Tensor
    f_test: Tensor
    kernel_start: Tensor
    kernel_end: Tensor
    movement: Tensor

    @property
    def drift(self) -> Tensor:
        """Relative change of the empirical kernel during training, (n_nets,)."""
        change = (self.kernel_end - self.kernel_start).flatten(1).norm(dim=1)
        return change / self.kernel_start.flatten(1).norm(dim=1)


def train_wide(
    x_train: Tensor,
    y_train: Tensor,
    x_test: Tensor,
    *,
    width: int,
    lr: float,
    n_steps: int,
    n_nets: int = 1,
    seed: int = 0,
    centered: bool = True,
) -> WideRun:
    """Train `n_nets` two-layer ReLU networks by full-batch gradient descent; `centered` trains f - f_0, zero at first.

    x_train (n, d), y_train (n,), x_test (n_test, d), floating; all is computed in the dtype of x_train. A step costs
    n^2 width operations per network. Why f_0 matters: Chizat, Oyallon and Bach 2019, arXiv 1812.07956, section 1.

    >>> x = torch.eye(2, dtype=torch.double)
    >>> run = train_wide(x, torch.tensor([1.0, -1.0]).double(), x, width=64, lr=0.5, n_steps=40)
    >>> bool(run.losses[0] == 1.0), bool(run.losses[-1] < 1e-5)
    (True, True)
    """
    x_train, y, x_test = _checked(x_train, y_train, x_test)
    m, lr = integer("width", width), positive("lr", lr)
    n_steps, n_nets = integer("n_steps", n_steps), integer("n_nets", n_nets)
    w_train, w_test, a, start_norm = _start(x_train, x_test, n_nets, m, seed)
    gram, scale, a_start = x_train @ x_train.mT, 1 / math.sqrt(m), a.clone()
    f0 = _outputs(w_train, a, scale) if centered else torch.zeros_like(y).expand(n_nets, -1)
    f0_test = _outputs(w_test, a, scale) if centered else 0
    kernel_start = _kernel(w_train, a, gram)
    moved = torch.zeros_like(w_train)  # W_0 - W = moved' X
    losses = y.new_empty(n_steps + 1, n_nets)
    hidden, active, change = (torch.empty_like(w_train) for _ in range(3))
    for step in range(n_steps):
        torch.clamp(w_train, min=0, out=hidden)
        torch.sign(hidden, out=active)
        residual = (hidden @ a.unsqueeze(2)).squeeze(2) * scale - f0 - y
        losses[step] = residual.square().mean(1)
        residual *= lr * scale
        active *= residual.unsqueeze(2)
        moved.addcmul_(active, a.unsqueeze(1))
        torch.matmul(gram, active, out=change)
        w_train.addcmul_(change, a.unsqueeze(1), value=-1)
        a -= (residual.unsqueeze(1) @ hidden).squeeze(1)
    f_train = _outputs(w_train, a, scale) - f0
    losses[n_steps] = (f_train - y).square().mean(1)
    w_test -= (x_test @ x_train.mT) @ moved
    distance = (moved * (gram @ moved)).sum((1, 2)) + (a - a_start).square().sum(1)
    return WideRun(
        losses,
        f_train,
        _outputs(w_test, a, scale) - f0_test,
        kernel_start,
        _kernel(w_train, a, gram),
        distance.clamp(min=0).sqrt() / start_norm,
    )


def train_batches(
    x_train: Tensor,
    y_train: Tensor,
    x_test: Tensor,
    *,
    width: int,
    lr: float | Sequence[float],
    centered: bool | Sequence[bool] = False,
    n_steps: int,
    batch_size: int,
    n_nets: int = 1,
    seed: int = 0,
    ntk: bool = False,
) -> WideRun:
    """Train networks a.relu(W x + b) + c with Xavier normal weights and zero biases on minibatches, taken in order.

    Each step goes down the mean of (f - y)^2 over the next `batch_size` training inputs, round and round, as
    `torch.optim.SGD` would; `centered` trains f - f_0. With several values of `lr` and as many of `centered` the same
    `n_nets` starts are trained once with each, and the result holds them setting by setting. With `ntk` the network is
    that of `train_wide`, and lr is doubled: wide Xavier networks have twice its kernel, but for the biases.
    Result and other arguments: see `train_wide`; losses[t] are those of batch t, the last those of all inputs.

    >>> x = torch.eye(2, dtype=torch.double)
    >>> how = dict(width=64, n_steps=80, batch_size=1, lr=[0.1, 0.01], centered=[True, True])
    >>> run = train_batches(x, torch.tensor([1.0, -1.0]).double(), x, **how)
    >>> run.losses[0].tolist(), bool(run.losses[-1, 0] < 1e-3 < run.losses[-1, 1])
    ([1.0, 1.0], True)
    """
    x_train, y, x_test = _checked(x_train, y_train, x_test)
    m, n_steps = integer("width", width), integer("n_steps", n_steps)
    batch_size, n_nets = integer("batch_size", batch_size), integer("n_nets", n_nets)
    rates = torch.tensor(positives("lr", lr if np.ndim(lr) else [lr]), dtype=y.dtype).repeat_interleave(
        n_nets
    )
    from_zero = torch.tensor(centered, dtype=y.dtype).reshape(-1).repeat_interleave(n_nets)
    if len(from_zero) not in (n_nets, len(rates)):
        refuse("centered", f"{len(from_zero) // n_nets} values", "one, or one for each lr")
    (n, d), rng, repeats = x_train.shape, generator("seed", seed), len(rates) // n_nets
    first, last = (1.0, m**-0.5) if ntk else (math.sqrt(2 / (d + m)), math.sqrt(2 / (m + 1)))
    w = first * torch.randn(d, n_nets * m, generator=rng, dtype=y.dtype)
    a = last * torch.randn(n_nets, m, generator=rng, dtype=y.dtype).repeat(repeats, 1)
    # The rate of the readout over that of the first layer, and whether there are biases.
    slower, bias, rates = (1 / m, 0, 2 * rates) if ntk else (1.0, 1, rates)
    h, h_test, gram = (x_train @ w).repeat(1, repeats), x_test @ w, x_train @ x_train.mT + bias
    start_norm = (w.square().sum(0).view(n_nets, m).sum(1)).repeat(repeats) + a.square().sum(1) / slower
    a_start, c = a.clone(), torch.zeros_like(rates)

    def outputs(h: Tensor) -> Tensor:
        """(n, number of networks)."""
        return (h.relu().view(len(h), -1, m) * a).sum(2) + c

    def kernel() -> Tensor:
        hidden = h.view(n, -1, m).transpose(0, 1)
        slopes, hidden = (hidden > 0) * a.unsqueeze(1), hidden.relu()
        return slower * (hidden @ hidden.mT) + gram * (slopes @ slopes.mT) + bias

    h_test = h_test.repeat(1, repeats)
    f0, f0_test, kernel_start = from_zero * outputs(h), from_zero * outputs(h_test), kernel()
    moved, losses = torch.zeros_like(h), y.new_empty(n_steps + 1, len(rates))  # W_0 - W = X' moved
    target, step_size = f0 + y[:, None], rates * 2 / batch_size
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % n
        hidden = h[rows].clamp_(min=0).view(batch_size, -1, m)
        residual = (hidden * a).sum(2).add_(c).sub_(target[rows])
        losses[step] = residual.square().mean(0)
        residual *= step_size
        change = hidden.sign().mul_(residual.unsqueeze(2))
        hidden *= residual.unsqueeze(2)
        change = change.mul_(a).view(batch_size, -1)
        a.sub_(hidden.sum(0), alpha=slower)
        c -= bias * residual.sum(0)
        moved.index_add_(0, rows, change)
        h.addmm_(gram[rows].mT, change, alpha=-1)
    h_test -= (x_test @ x_train.mT + bias) @ moved
    f_train, f_test = outputs(h) - f0, outputs(h_test) - f0_test
    losses[n_steps] = (f_train - y[:, None]).square().mean(0)
    distance = (moved * (gram @ moved)).sum(0).view(-1, m).sum(1) + (a - a_start).square().sum(1) / slower
    distance = (distance + c.square()).clamp(min=0).sqrt()
    return WideRun(losses, f_train.mT, f_test.mT, kernel_start, kernel(), distance / start_norm.sqrt())


def _checked(x_train: Tensor, y_train: Tensor, x_test: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    x_train = tensor_shape("x_train", x_train, ("n", "d"))
    y = same_length("y_train", tensor_shape("y_train", y_train, ("n",)), "x_train", x_train)
    x_test = tensor_shape("x_test", x_test, ("n_test", x_train.shape[1]))
    return x_train, y.to(x_train.dtype), x_test.to(x_train.dtype)


def _start(
    x_train: Tensor, x_test: Tensor, n_nets: int, width: int, seed: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pre-activations of all inputs (n_nets, n, m), output weights (n_nets, m), norm of all weights (n_nets,)."""
    rng = generator("seed", seed)
    w = torch.randn(n_nets, x_train.shape[1], width, generator=rng, dtype=x_train.dtype)
    a = torch.randn(n_nets, width, generator=rng, dtype=x_train.dtype)
    norm = (w.square().sum((1, 2)) + a.square().sum(1)).sqrt()
    return x_train @ w, x_test @ w, a, norm


def _outputs(w: Tensor, a: Tensor, scale: float) -> Tensor:
    return (w.relu() @ a.unsqueeze(2)).squeeze(2) * scale


def _kernel(w: Tensor, a: Tensor, gram: Tensor) -> Tensor:
    """The empirical neural tangent kernel on the inputs with pre-activations w: both layers' terms."""
    hidden, slopes = w.relu(), (w > 0) * a.unsqueeze(1)
    return (hidden @ hidden.mT + gram * (slopes @ slopes.mT)) / w.shape[2]
