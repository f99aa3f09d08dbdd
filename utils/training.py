"""Ensembles trained as one array program, step by step the numbers of the textbook loop up to rounding.

The loop that a student writes trains one network through autograd. Here all members of an ensemble (seeds, widths,
output scales, learning rates) take each SGD step together: gradients by hand, buffers made once, one stream of batches.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from utils.data import Sample, batch_indices, epoch_batches
from utils.dynamics import losses_and_pull, record_steps
from utils.ensembles import Deep, Shallow
from utils.models import MLPdeep, MLPshallow, NTKNet
from utils.validation import integer, number, one_of, positive, positives, refuse, same_length, tensor_shape


@dataclass(frozen=True)
class Trajectory:
    """What happened in a training run of `n_members` models.

    losses (n_steps, n_members): the batch loss of each member before each step.
    steps (n_records,): how many steps had been made at each record, from 0 to n_steps (`dynamics.record_steps`).
    weights: for each member a tensor (n_records, n_params), in the order of `net.parameters()`.
    functions: for each member f(w, x): weights (n_params,) and inputs to predictions (n, 1).
    parts: for each member the slice of its weights that each named parameter takes.
    """

    losses: Tensor
    steps: Tensor
    weights: tuple[Tensor, ...]
    functions: tuple[Callable[[Tensor, Tensor], Tensor], ...]
    parts: tuple[dict[str, slice], ...]

    @property
    def relative_movement(self) -> Tensor:
        """How far each member has gone from its start, relative to the norm of its start: (n_records, n_members)."""
        return self.movement()

    def movement(self, part: str | None = None) -> Tensor:
        """`relative_movement` of one named parameter only, say "hidden" or "lin1.weight"; of all with None.

        Relative to the norm of that parameter at the start: nan and inf where it starts at zero.
        """
        if part is not None:
            one_of("part", part, tuple(self.parts[0]))
        columns = []
        for weights, parts in zip(self.weights, self.parts):
            chosen = weights if part is None else weights[:, parts[part]]
            norms = torch.linalg.vector_norm(torch.cat([chosen[:1], chosen - chosen[:1]]), dim=1)
            columns.append(norms[1:] / norms[0])
        return torch.stack(columns, dim=1)

    def predict(self, x: Tensor, record: int = -1) -> Tensor:
        """Predictions (n_members, n, 1) at inputs x with the weights of one record (0: the start, -1: the end)."""
        record = integer("record", record, low=-len(self.steps), high=len(self.steps) - 1)
        with torch.no_grad():
            return torch.stack([f(w[record], x) for f, w in zip(self.functions, self.weights)])


def _per_member(name: str, value: float | Sequence[float], n_members: int) -> np.ndarray:
    values = [positive(name, value)] if np.ndim(value) == 0 else positives(name, value)
    if len(values) not in (1, n_members):
        refuse(name, f"{len(values)} values", f"one, or one for each of the {n_members} members")
    return np.broadcast_to(np.array(values, dtype=float), n_members)


# --------------------------------------------------------------------------------------------------- nonlinear networks


def train_ensemble(
    nets: Sequence[nn.Module],
    x: Tensor,
    y: Tensor,
    *,
    lr: float | Sequence[float],
    n_steps: int,
    batch_size: int | None = None,
    seed: int = 0,
    alphas: float | Sequence[float] | None = None,
    lr_readout: float | Sequence[float] | None = None,
    n_records: int = 60,
) -> Trajectory:
    """SGD on the mean squared error of each of `nets`, all members seeing the same batches.

    nets: all MLPshallow, or all NTKNet (widths may differ), or all MLPdeep of one width. They stay as they are.
    x (n, d_in), y (n, 1): the data, in the precision in which to compute. Whole batch unless batch_size is given; the
    batches are `batch_indices(n, batch_size, n_steps, seed)`.
    lr, alphas, lr_readout: one number, or one per member. With alphas the model is alpha (f_w - f_w0), which is zero at
    the start (Chizat, Oyallon, Bach 2019, arXiv 1812.07956). lr_readout is for the last layer and its bias, else lr.
    n_records: at most so many records of the weights, at least those of the start and the end.
    A learning rate above the stable one is not refused: its losses run off to inf or nan, as they do.

    >>> sample_x = torch.linspace(-1, 1, 5)[:, None]
    >>> run = train_ensemble([MLPshallow(10, seed=s) for s in range(3)], sample_x, sample_x**2, lr=0.1, n_steps=20)
    >>> run.losses.shape, run.predict(sample_x).shape
    (torch.Size([20, 3]), torch.Size([3, 5, 1]))
    """
    nets = (
        list(nets)
        if isinstance(nets, Sequence | nn.ModuleList)
        else refuse("nets", "no list", "a list", TypeError)
    )
    engine = _engine(nets, tensor_shape("x", x, ("n", "d_in")))
    if tensor_shape("y", y, ("n", 1)).dtype != x.dtype:
        refuse("y", str(y.dtype), f"{x.dtype}, the precision of x", TypeError)
    same_length("y", y, "x", x)
    n_steps, n_records = integer("n_steps", n_steps), integer("n_records", n_records, low=2)
    rows = batch_indices(len(x), len(x) if batch_size is None else batch_size, n_steps, seed).numpy()
    scales = np.ones(len(nets)) if alphas is None else _per_member("alphas", alphas, len(nets))
    rates = _per_member("lr", lr, len(nets))
    last_rates = rates if lr_readout is None else _per_member("lr_readout", lr_readout, len(nets))
    state = engine(nets, x.numpy(), scales, rates, last_rates)
    if alphas is not None:
        state.center()
    losses = np.empty((n_steps, len(nets)))
    steps = record_steps(n_steps, n_records)
    records = [state.snapshot()]
    whole = rows.shape[1] == len(x)
    with np.errstate(all="ignore"):
        for start, stop in pairwise(steps):
            state.run(y.numpy(), None if whole else rows[start:stop], losses[start:stop])
            records.append(state.snapshot())
    functions = tuple(_network_function(net, None if alphas is None else a) for net, a in zip(nets, scales))
    weights = tuple(torch.from_numpy(np.stack(member)) for member in zip(*records))
    losses = torch.from_numpy(losses).to(y.dtype)
    return Trajectory(losses, torch.tensor(steps), weights, functions, tuple(_parts(net) for net in nets))


def train_scales(
    nets: Sequence[nn.Module], sample: Sample, alphas: Sequence[float] | Tensor, *, lr: float, n_steps: int
) -> Trajectory:
    """`train_ensemble` on the whole sample, each of the nets at each output scale alpha: alpha by alpha, net by net.

    The step size is lr / alpha^2: the model alpha (f_w - f_w0) moves alpha^2 times as fast as f_w, so all members have
    trained for the same effective time (Chizat, Oyallon, Bach 2019, arXiv 1812.07956, section 2).

    >>> from utils.data import make_sample
    >>> nets = [MLPshallow(10, seed=s) for s in range(3)]
    >>> run = train_scales(nets, make_sample("middle", n=5), [1.0, 10.0], lr=0.1, n_steps=20)
    >>> run.losses.shape
    torch.Size([20, 6])
    """
    scales = [alpha for alpha in positives("alphas", alphas) for _ in nets]
    rates = [positive("lr", lr) / alpha**2 for alpha in scales]
    nets = list(nets) * (len(scales) // len(nets))
    return train_ensemble(nets, sample.x, sample.y, lr=rates, n_steps=n_steps, alphas=scales)


def _engine(nets: list[nn.Module], x: Tensor) -> type:
    kinds = {type(net) for net in nets}
    if kinds not in ({MLPshallow}, {MLPdeep}, {NTKNet}):
        refuse(
            "nets",
            ", ".join(sorted(k.__name__ for k in kinds)) or "none",
            "all MLPshallow, all MLPdeep or all NTKNet",
        )
    for net in nets:
        first = next(net.parameters())
        if first.shape[1] != x.shape[1]:
            refuse("x", f"{x.shape[1]} columns", f"{first.shape[1]}, the inputs of the network")
    if kinds == {NTKNet} and len({net.bias is None for net in nets}) != 1:
        refuse("nets", "some with and some without bias", "all alike")
    if kinds == {MLPdeep} and len({net.lin1.out_features for net in nets}) != 1:
        refuse("nets", "MLPdeep of several widths", "one width")
    return Deep if kinds == {MLPdeep} else Shallow


def _parts(net: nn.Module) -> dict[str, slice]:
    parts, start = {}, 0
    for name, parameter in net.named_parameters():
        parts[name] = slice(start, start := start + parameter.numel())
    return parts


def _network_function(net: nn.Module, alpha: float | None) -> Callable[[Tensor, Tensor], Tensor]:
    shapes = {name: p.shape for name, p in net.named_parameters()}
    start = nn.utils.parameters_to_vector(net.parameters()).detach().clone()
    parts = _parts(net)

    def plain(w: Tensor, x: Tensor) -> Tensor:
        named = {name: w[parts[name]].reshape(shape) for name, shape in shapes.items()}
        return torch.func.functional_call(net, named, (x,))

    def centered(w: Tensor, x: Tensor) -> Tensor:
        return alpha * (plain(w, x) - plain(start.to(x.dtype), x))

    return plain if alpha is None else centered


# ----------------------------------------------------------------------------------------------- linear in the features


def train_features(
    features: Tensor | Sequence[Tensor],
    y: Tensor,
    *,
    lr: float,
    n_steps: int,
    w0: Tensor | Sequence[Tensor] | None = None,
    batch_size: int | None = None,
    seed: int = 0,
    n_records: int = 60,
) -> Trajectory:
    """SGD on the mean squared error of f(x) = phi(x) . w, exactly, as a recursion of the n residuals.

    A step on the batch B moves w by -(2 lr/b) phi_B' r_B, and so the residuals of all n points by -(2 lr/b) G_{.B} r_B
    with the Gram matrix G = phi phi'. n numbers are carried along instead of the D weights, which are put together at
    the recorded steps. The whole batch needs no loop at all: `losses_and_pull` of `utils.dynamics`. Computed in
    float64; losses and weights come in the dtype of y.

    features: (n, D), or a list of F such matrices with D of their own (append a column of ones for a bias).
    y: (n, S), S label columns. w0: (D, S) per feature matrix, zero if not given. Members: F * S, the label column
    running fastest. batch_size, seed, n_records: as in `train_ensemble`. `Trajectory.predict` wants features.

    >>> phi = torch.eye(3)
    >>> run = train_features(phi, torch.ones(3, 2), lr=0.3, n_steps=100)
    >>> run.losses.shape, bool(run.losses[-1].max() < 1e-12)
    (torch.Size([100, 2]), True)
    """
    features = [features] if isinstance(features, Tensor) else list(features)
    if not features:
        refuse("features", "an empty list", "at least one (n, D) tensor")
    tensor_shape("y", y, ("n", "S"))
    for phi in features:
        same_length("features", tensor_shape("features", phi, ("n", "D")), "y", y)
    starts = [w0] if isinstance(w0, Tensor) else w0
    if starts is None:
        starts = [torch.zeros(phi.shape[1], y.shape[1], dtype=y.dtype) for phi in features]
    if len(starts) != len(features):
        refuse("w0", f"{len(starts)} tensors", f"{len(features)}, one for each feature matrix")
    for phi, w in zip(features, starts):
        tensor_shape("w0", w, (phi.shape[1], y.shape[1]))
    lr, n_steps, n_records = (
        positive("lr", lr),
        integer("n_steps", n_steps),
        integer("n_records", n_records, low=2),
    )
    rows = batch_indices(len(y), len(y) if batch_size is None else batch_size, n_steps, seed)
    phis = [phi.double() for phi in features]
    gram = torch.stack([phi @ phi.T for phi in phis])
    residual = torch.stack([phi @ w.double() - y.double() for phi, w in zip(phis, starts)])
    steps = record_steps(n_steps, n_records)
    descend = _closed_form if rows.shape[1] == len(y) else _residual_sgd
    losses, pulls = descend(gram, residual, lr, rows, steps)
    weights = []
    for f, (phi, w) in enumerate(zip(phis, starts)):
        moved = w.double() - phi.T @ pulls[:, f]  # (n_records, D, S)
        weights += moved.to(y.dtype).permute(2, 0, 1).unbind()
    functions = (lambda w, phi: phi @ w[:, None],) * len(weights)
    parts = tuple({"w": slice(0, w.shape[1])} for w in weights)
    return Trajectory(losses.to(y.dtype), torch.tensor(steps), tuple(weights), functions, parts)


def _closed_form(
    gram: Tensor, residual: Tensor, lr: float, rows: Tensor, steps: list[int]
) -> tuple[Tensor, Tensor]:
    found = [losses_and_pull(g, r, lr, len(rows), steps) for g, r in zip(gram, residual)]
    losses, pulls = zip(*found)
    return torch.cat(losses, dim=1), torch.stack(pulls, dim=1)


def _residual_sgd(
    gram: Tensor, residual: Tensor, lr: float, rows: Tensor, steps: list[int]
) -> tuple[Tensor, Tensor]:
    """Losses (n_steps, F S) and, at each recorded step, the pulls c (F, n, S): w = w_0 - phi' c."""
    n_features, _, n_labels = residual.shape
    b = rows.shape[1]
    scaled, residual = (gram * (2 * lr / b)).numpy(), residual.numpy().copy()
    batches, change = rows.numpy(), np.empty_like(residual)
    losses = np.empty((len(rows), n_features * n_labels))
    pull, pulls = np.zeros_like(residual), [np.zeros_like(residual)]
    with np.errstate(all="ignore"):
        for start, stop in pairwise(steps):
            for low in range(start, stop, 200):  # in blocks, so that the kept batches stay small
                block = batches[low : min(low + 200, stop)]
                kept = np.empty((len(block), n_features, b, n_labels))
                for t, batch in enumerate(block):
                    residual.take(batch, axis=1, out=kept[t], mode="clip")
                    columns = scaled.take(batch, axis=1).swapaxes(1, 2)  # G is symmetric: rows are columns
                    np.matmul(columns, kept[t], out=change)
                    np.subtract(residual, change, out=residual)
                losses[low : low + len(block)] = np.mean(kept**2, axis=2).reshape(len(block), -1)
                np.add.at(
                    pull.swapaxes(0, 1), block.ravel(), kept.swapaxes(1, 2).reshape(-1, n_features, n_labels)
                )
            pulls.append(pull * (2 * lr / b))
    return torch.from_numpy(losses), torch.from_numpy(np.stack(pulls))


# ------------------------------------------------------------------------------------- deep chains, SGD with momentum


def momentum_descent(
    nets: Sequence[nn.Sequential],
    x: Tensor,
    y: Tensor,
    *,
    lr: float | Sequence[float],
    n_steps: int,
    momentum: float = 0.9,
    batch_size: int = 32,
    seed: int = 0,
    watch: Callable[[], None] | None = None,
    every: int = 1,
) -> Tensor:
    """Train `nets` in place by v <- momentum v + grad, w <- w - lr v on the mean square error of mini-batches.

    nets: chains Linear, ReLU, Linear, ..., Linear with biases, all of the same widths and the dtype of x. All members
    see the same batches, `data.epoch_batches(n, batch_size, n_steps, seed)`. x (n, d), y (n, n_out). lr: one number, or
    one for each member; momentum in [0, 1]. Returns the batch loss of each member before each step, (n_members,
    n_steps); a member that diverges goes on as inf or nan and does not disturb the others. Same steps as
    torch.optim.SGD up to rounding.
    watch() is called after every `every` steps and after the last one, with the networks as they are then.

    >>> chains = [nn.Sequential(nn.Linear(1, 8), nn.ReLU(), nn.Linear(8, 1)) for _ in range(3)]
    >>> x = torch.linspace(-1, 1, 64)[:, None]
    >>> momentum_descent(chains, x, x**2, lr=0.03, n_steps=20).shape
    torch.Size([3, 20])
    """
    layers = _chains(nets)
    first = layers[0][0].weight
    tensor_shape("x", x, ("n", first.shape[1]))
    same_length("y", tensor_shape("y", y, ("n", layers[0][-1].out_features)), "x", x)
    if not x.dtype == y.dtype == first.dtype:
        refuse("x, y", f"{x.dtype}, {y.dtype}", f"{first.dtype} like the networks", TypeError)
    rows = epoch_batches(len(x), batch_size, n_steps, seed).numpy()
    momentum = number("momentum", momentum, low=0.0, high=1.0)
    chain = _Chain(layers, batch_size, _per_member("lr", lr, len(nets)), momentum)
    stride = n_steps if watch is None else integer("every", every)
    losses = np.empty((len(nets), n_steps), chain.flat.dtype)
    for start in range(0, n_steps, stride):
        now = slice(start, start + stride)
        with np.errstate(all="ignore"):
            losses[:, now] = chain.run(x.numpy()[rows[now]], y.numpy()[rows[now]])
        chain.write_back(layers)
        if watch is not None:
            watch()
    return torch.from_numpy(losses)


def _chains(nets: Sequence[nn.Sequential]) -> list[list[nn.Linear]]:
    """The linear layers of every network; anything that is not a chain of Linear and ReLU of equal shape is refused."""
    expected = "chains Linear, ReLU, Linear, ..., Linear with biases, all of the same widths"
    if not isinstance(nets, Sequence) or not nets:
        refuse("nets", f"a {type(nets).__name__}", f"a list of {expected}", TypeError)
    for net in nets:
        kinds = [type(module) for module in net] if isinstance(net, nn.Sequential) else []
        if kinds != [nn.Linear, nn.ReLU] * (len(kinds) // 2) + [nn.Linear]:
            names = ", ".join(kind.__name__ for kind in kinds) or type(net).__name__
            refuse("nets", names, expected)
    layers = [list(net)[::2] for net in nets]
    shapes = [[None if m.bias is None else m.weight.shape for m in chain] for chain in layers]
    if None in shapes[0] or any(other != shapes[0] for other in shapes):
        refuse("nets", "networks without bias or of several widths", expected)
    return layers


class _Chain:
    """All members as stacks (member, in + 1, out) of weights; the bias is the last row, fed by a column of ones.

    One step is two NumPy calls a layer forward and four backward, on buffers made once; weights, velocities and
    gradients each lie in one flat array, so that the update is three calls at any depth. The velocity carries the lr.
    """

    def __init__(self, layers: list[list[nn.Linear]], batch_size: int, lr: np.ndarray, momentum: float):
        members, dtype = len(layers), layers[0][0].weight.detach().numpy().dtype
        widths = [layers[0][0].in_features, *(layer.out_features for layer in layers[0])]
        shapes = [(members, n_in + 1, n_out) for n_in, n_out in pairwise(widths)]
        ends = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
        self.flat, self.step, self.velocity = np.zeros((3, ends[-1]), dtype)
        self.weights, self.steps = (
            [flat[i:j].reshape(shape) for (i, j), shape in zip(pairwise(ends), shapes)]
            for flat in (self.flat, self.step)
        )
        for member, chain in enumerate(layers):
            for weight, layer in zip(self.weights, chain):
                weight[member, :-1] = layer.weight.detach().numpy().T
                weight[member, -1] = layer.bias.detach().numpy()
        self.inputs = [np.ones((members, batch_size, n + 1), dtype) for n in widths[:-1]]
        self.outputs, self.deltas = (
            [np.empty((members, batch_size, n), dtype) for n in widths[1:]] for _ in range(2)
        )
        self.on = [np.empty(z.shape, bool) for z in self.outputs]
        self.zeros = [np.zeros_like(z) for z in self.outputs]
        self.momentum = dtype.type(momentum)
        self.scale = (2 / (batch_size * widths[-1]) * lr).astype(dtype)[:, None, None]

    def run(self, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
        """Steps through batches xs (n_steps, b, d), ys (n_steps, b, n_out); returns losses (members, n_steps)."""
        weights, steps, inputs, z, deltas, on, zeros = (
            self.weights, self.steps, self.inputs, self.outputs, self.deltas, self.on, self.zeros
        )  # fmt: skip
        hidden, transposed = [a[:, :, :-1] for a in inputs], [a.swapaxes(1, 2) for a in inputs]
        backward = [w[:, :-1].swapaxes(1, 2) for w in weights]
        last = len(weights) - 1
        residuals = np.empty((len(xs), *z[-1].shape), xs.dtype)
        for x, y, residual in zip(xs, ys, residuals):
            hidden[0][...] = x
            for l in range(last):
                np.matmul(inputs[l], weights[l], out=z[l])
                np.maximum(z[l], zeros[l], out=hidden[l + 1])  # the number 0 would cost twice as much
            np.matmul(inputs[last], weights[last], out=z[last])
            np.subtract(z[last], y, out=residual)
            np.multiply(residual, self.scale, out=deltas[last])
            for l in range(last, 0, -1):
                np.matmul(transposed[l], deltas[l], out=steps[l])
                np.matmul(deltas[l], backward[l], out=deltas[l - 1])
                np.greater(z[l - 1], zeros[l - 1], out=on[l - 1])
                np.multiply(deltas[l - 1], on[l - 1], out=deltas[l - 1])
            np.matmul(transposed[0], deltas[0], out=steps[0])
            self.velocity *= self.momentum
            self.velocity += self.step
            self.flat -= self.velocity
        return np.mean(residuals**2, axis=(2, 3)).T.copy()

    def write_back(self, layers: list[list[nn.Linear]]) -> None:
        """Copy the trained weights into the networks."""
        with torch.no_grad():
            for member, chain in enumerate(layers):
                for weight, layer in zip(self.weights, chain):
                    layer.weight.copy_(torch.from_numpy(weight[member, :-1].T.copy()))
                    layer.bias.copy_(torch.from_numpy(weight[member, -1].copy()))
