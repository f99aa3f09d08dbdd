"""One SGD step for a whole ensemble of small ReLU networks: NumPy, gradients by hand, every buffer made once.

A step of ten textbook networks costs 3 ms in autograd and 20 us here, because nothing is left but the arithmetic: at
these sizes a step is about 20 calls into NumPy of less than a microsecond each. `utils.training.train_ensemble` is the
way in. All formulas are those of F = scale * (readout . relu(...) + offset) - base and loss = mean (F - y)^2.
"""

import numpy as np
from torch import Tensor

from utils.models import MLPdeep, MLPshallow, NTKNet


def _array(parameter: Tensor, dtype: np.dtype) -> np.ndarray:
    return parameter.detach().numpy().astype(dtype)  # a copy: training leaves the network alone


def _with_ones(x: np.ndarray) -> np.ndarray:
    """A last column of ones, so that biases are one more row of the weights behind it."""
    return np.concatenate([x, np.ones((*x.shape[:-1], 1), x.dtype)], axis=-1)


class Shallow:
    """MLPshallow or NTKNet of any widths, all their hidden units side by side in one flat row of H units.

    first (d [+ 1], H): incoming weights [and biases]; readout (H, K): outgoing weights, zero outside `owner`, so that
    hidden @ readout gives the outputs (n, K) of all members at once.
    """

    def __init__(
        self,
        nets: list[MLPshallow] | list[NTKNet],
        x: np.ndarray,
        alphas: np.ndarray,
        lr: np.ndarray,
        lr_readout: np.ndarray,
    ):
        dtype = x.dtype
        self.ntk = isinstance(nets[0], NTKNet)
        names = ("hidden", "bias", "readout") if self.ntk else ("lin1.weight", "lin1.bias", "lout.weight")
        named = [dict(net.named_parameters()) for net in nets]
        self.biased = names[1] in named[0]
        rows = [np.concatenate([_array(p[names[0]], dtype).T for p in named], axis=1)]
        if self.biased:
            rows.append(np.concatenate([_array(p[names[1]], dtype) for p in named])[None])
        self.first = np.concatenate(rows)
        readout = [_array(p[names[2]], dtype).ravel() for p in named]
        self.ends = np.cumsum([len(r) for r in readout])
        self.owner = np.repeat(np.eye(len(nets), dtype=dtype), [len(r) for r in readout], axis=0)
        self.readout = self.owner * np.concatenate(readout)[:, None]
        self.offset = np.array([0.0 if self.ntk else p["lout.bias"].item() for p in named], dtype)
        x = x / np.asarray(np.sqrt(x.shape[1]) if self.ntk else 1, dtype)
        self.inputs = _with_ones(x) if self.biased else x
        self.scale = (alphas * [net.multiplier if self.ntk else 1.0 for net in nets]).astype(dtype)
        self.rates = lr * self.scale, lr_readout * self.scale
        self.base = np.zeros((len(x), len(nets)), dtype)

    def center(self) -> None:
        """From now on subtract the outputs of this moment."""
        self.base = self.scale * (np.maximum(self.inputs @ self.first, 0) @ self.readout + self.offset)

    def run(self, y: np.ndarray, batches: np.ndarray | None, losses: np.ndarray) -> None:
        """As many steps as `losses` (n_steps, K) has rows; `batches` (n_steps, b): row numbers, None: all rows."""
        x, targets = self.inputs, (y + self.base) / self.scale
        first, readout, owner, offset = self.first, self.readout, self.owner, self.offset
        b = len(x) if batches is None else batches.shape[1]
        lr_first, lr_readout = ((2 / b * self.scale * rate).astype(x.dtype) for rate in self.rates)
        hidden, back = np.empty((2, b, len(readout)), x.dtype)
        on, pull = np.empty(hidden.shape, bool), np.empty((b, len(offset)), x.dtype)
        d_first, d_readout = np.empty_like(first), np.empty_like(readout)
        residuals = np.empty((len(losses), b, len(offset)), x.dtype)
        xb, yb = x, targets
        for t, residual in enumerate(residuals):
            if batches is not None:
                xb, yb = x[batches[t]], targets[batches[t]]
            np.matmul(xb, first, out=hidden)
            np.maximum(hidden, 0, out=hidden)
            np.matmul(hidden, readout, out=residual)
            residual += offset
            residual -= yb
            np.multiply(residual, lr_first, out=pull)
            np.matmul(pull, readout.T, out=back)
            np.greater(hidden, 0, out=on)
            back *= on
            np.matmul(xb.T, back, out=d_first)
            np.multiply(residual, lr_readout, out=pull)
            np.matmul(hidden.T, pull, out=d_readout)
            d_readout *= owner
            first -= d_first
            readout -= d_readout
            if not self.ntk:
                offset -= np.add.reduce(pull, axis=0)
        losses[:] = self.scale**2 * np.mean(residuals**2, axis=1)

    def snapshot(self) -> list[np.ndarray]:
        """The flat weights of each member, in the order of its parameters."""
        d = len(self.first) - self.biased
        members = []
        for k, (start, end) in enumerate(zip([0, *self.ends], self.ends)):
            first = self.first[:, start:end]
            pieces = [first[:d].T.ravel(), first[d:].ravel(), self.readout[start:end, k]]
            members.append(np.concatenate(pieces if self.ntk else [*pieces, self.offset[k : k + 1]]))
        return members


class Deep:
    """MLPdeep of one width, K members stacked along the first axis; biases are last rows of the weights."""

    def __init__(
        self, nets: list[MLPdeep], x: np.ndarray, alphas: np.ndarray, lr: np.ndarray, lr_readout: np.ndarray
    ):
        self.inputs = _with_ones(x)

        def stack(layer: str) -> np.ndarray:
            layers = [getattr(net, layer) for net in nets]
            rows = [
                np.concatenate([_array(l.weight, x.dtype).T, _array(l.bias, x.dtype)[None]]) for l in layers
            ]
            return np.stack(rows)

        layers = [stack("lin1"), stack("lin2"), stack("lout")]
        self.weights = np.concatenate([layer.ravel() for layer in layers])
        self.first, self.second, self.readout = self._views(self.weights, [layer.shape for layer in layers])
        self.scale = alphas.astype(x.dtype)[:, None, None]
        self.rates = (lr * alphas)[:, None, None], (lr_readout / lr)[:, None, None]
        self.base = np.zeros((len(nets), len(x), 1), x.dtype)

    @staticmethod
    def _views(flat: np.ndarray, shapes: list[tuple[int, ...]]) -> list[np.ndarray]:
        """Consecutive pieces of one flat array, so that one subtraction updates all layers."""
        pieces = np.split(flat, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes)]

    def center(self) -> None:
        """From now on subtract the outputs of this moment."""
        hidden = _with_ones(np.maximum(self.inputs @ self.first, 0))
        self.base = self.scale * (_with_ones(np.maximum(hidden @ self.second, 0)) @ self.readout)

    def run(self, y: np.ndarray, batches: np.ndarray | None, losses: np.ndarray) -> None:
        """As many steps as `losses` (n_steps, K) has rows; `batches` (n_steps, b): row numbers, None: all rows."""
        x, targets = self.inputs, (y + self.base) / self.scale
        weights, first, second, readout = self.weights, self.first, self.second, self.readout
        members, width = first.shape[0], first.shape[2]
        b = len(x) if batches is None else batches.shape[1]
        lr, ratio = (2 / b * self.scale * self.rates[0]).astype(x.dtype), self.rates[1].astype(x.dtype)
        last_differs = bool(np.any(ratio != 1))
        gradient = np.empty_like(weights)
        d_first, d_second, d_readout = self._views(gradient, [w.shape for w in (first, second, readout)])
        hidden1, hidden2 = np.ones((2, members, b, width + 1), x.dtype)
        units1, units2 = hidden1[..., :width], hidden2[..., :width]
        hidden1_t, hidden2_t = hidden1.swapaxes(1, 2), hidden2.swapaxes(1, 2)
        readout_t, second_t = readout[:, :width].swapaxes(1, 2), second[:, :width].swapaxes(1, 2)
        pre1, pre2, back1, back2 = np.empty((4, members, b, width), x.dtype)
        on, pull = np.empty(pre1.shape, bool), np.empty((members, b, 1), x.dtype)
        residuals = np.empty((len(losses), members, b, 1), x.dtype)
        xb, yb = x, targets
        for t, residual in enumerate(residuals):
            if batches is not None:
                xb, yb = x[batches[t]], targets[:, batches[t]]
            np.matmul(xb, first, out=pre1)
            np.maximum(pre1, 0, out=units1)
            np.matmul(hidden1, second, out=pre2)
            np.maximum(pre2, 0, out=units2)
            np.matmul(hidden2, readout, out=residual)
            residual -= yb
            np.multiply(residual, lr, out=pull)
            np.multiply(pull, readout_t, out=back2)
            np.greater(pre2, 0, out=on)
            back2 *= on
            np.matmul(back2, second_t, out=back1)
            np.greater(pre1, 0, out=on)
            back1 *= on
            np.matmul(hidden2_t, pull, out=d_readout)
            np.matmul(hidden1_t, back2, out=d_second)
            np.matmul(xb.T, back1, out=d_first)
            if last_differs:
                d_readout *= ratio
            weights -= gradient
        losses[:] = (self.scale[:, 0, 0] ** 2)[None] * np.mean(residuals[..., 0] ** 2, axis=2)

    def snapshot(self) -> list[np.ndarray]:
        """The flat weights of each member, in the order of its parameters."""
        layers = (self.first, self.second, self.readout)
        return [
            np.concatenate(
                [piece for layer in layers for piece in (layer[k, :-1].T.ravel(), layer[k, -1].copy())]
            )
            for k in range(len(self.first))
        ]
