"""One SGD step for a whole ensemble of small ReLU networks: NumPy, gradients by hand, every buffer made once.

A step of ten textbook networks takes some forty times less time than in autograd, because nothing is left but the
arithmetic: about 20 calls into NumPy, a microsecond each at these sizes. `utils.training.train_ensemble` is the way in.
All formulas are those of F = scale * (readout . relu(...) + offset) - base and loss = mean (F - y)^2.
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
        hidden, back, on = np.empty((3, b, len(readout)), x.dtype)
        zero, pull = np.zeros_like(hidden), np.empty((b, len(offset)), x.dtype)
        d_first, d_readout = np.empty_like(first), np.empty_like(readout)
        residuals = np.empty((len(losses), b, len(offset)), x.dtype)
        xb, yb = x, targets
        for t, residual in enumerate(residuals):
            if batches is not None:
                xb, yb = x[batches[t]], targets[batches[t]]
            np.matmul(xb, first, out=hidden)
            np.maximum(hidden, zero, out=hidden)
            np.matmul(hidden, readout, out=residual)
            residual += offset
            residual -= yb
            np.multiply(residual, lr_first, out=pull)
            np.matmul(pull, readout.T, out=back)
            np.sign(hidden, out=on)  # 1 where a unit is on: the derivative of the ReLU
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
    """MLPdeep of one width, K members stacked along the first axis; samples run along the last one.

    Layers are (K, n_out, n_in + 1): the biases are a last column, and meet a last row of ones in the layer before.
    """

    def __init__(
        self, nets: list[MLPdeep], x: np.ndarray, alphas: np.ndarray, lr: np.ndarray, lr_readout: np.ndarray
    ):
        self.inputs = _with_ones(x).T.copy()

        def stack(name: str) -> np.ndarray:
            layers = [getattr(net, name) for net in nets]
            columns = [
                (_array(layer.weight, x.dtype), _array(layer.bias, x.dtype)[:, None]) for layer in layers
            ]
            return np.stack([np.concatenate(pair, axis=1) for pair in columns])

        layers = [stack("lin1"), stack("lin2"), stack("lout")]
        self.shapes = [layer.shape for layer in layers]
        self.weights = np.concatenate([layer.ravel() for layer in layers])
        self.scale = alphas.astype(x.dtype)[:, None, None]
        self.rates = (lr * alphas)[:, None, None], (lr_readout / lr)[:, None, None]
        self.base = np.zeros((len(nets), 1, len(x)), x.dtype)

    def _layers(self, flat: np.ndarray) -> list[np.ndarray]:
        """Consecutive pieces of one flat array, so that one subtraction updates all layers."""
        pieces = np.split(flat, np.cumsum([np.prod(shape) for shape in self.shapes])[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, self.shapes)]

    def center(self) -> None:
        """From now on subtract the outputs of this moment."""
        first, second, readout = self._layers(self.weights)
        units = self.inputs
        for layer in (first, second):
            units = np.maximum(layer @ units, 0)
            units = np.concatenate([units, np.ones_like(units[:, :1])], axis=1)
        self.base = self.scale * (readout @ units)

    def run(self, y: np.ndarray, batches: np.ndarray | None, losses: np.ndarray) -> None:
        """As many steps as `losses` (n_steps, K) has rows; `batches` (n_steps, b): row numbers, None: all rows."""
        x, targets = self.inputs, (y.T + self.base) / self.scale
        members, width = self.shapes[0][:2]
        b = x.shape[1] if batches is None else batches.shape[1]
        lr, ratio = (2 / b * self.scale * self.rates[0]).astype(x.dtype), self.rates[1].astype(x.dtype)
        last_differs = bool(np.any(ratio != 1))
        weights, gradient = self.weights, np.empty_like(self.weights)
        (first, second, readout), (d_first, d_second, d_readout) = (
            self._layers(weights),
            self._layers(gradient),
        )
        readout_t, second_t = readout[..., :width].swapaxes(1, 2), second[..., :width].swapaxes(1, 2)
        hidden1, hidden2 = np.ones((2, members, width + 1, b), x.dtype)
        units1, units2 = hidden1[:, :width], hidden2[:, :width]
        hidden1_t, hidden2_t = hidden1.swapaxes(1, 2), hidden2.swapaxes(1, 2)
        pre, on, back1, back2 = np.empty((4, members, width, b), x.dtype)
        zero, pull = np.zeros_like(pre), np.empty((members, 1, b), x.dtype)
        residuals = np.empty((len(losses), members, 1, b), x.dtype)
        xb, xb_t, yb = x, x.T, targets
        for t, residual in enumerate(residuals):
            if batches is not None:
                xb, yb = x[:, batches[t]], targets[..., batches[t]]
                xb_t = xb.T
            np.matmul(first, xb, out=pre)
            np.maximum(pre, zero, out=units1)
            np.matmul(second, hidden1, out=pre)
            np.maximum(pre, zero, out=units2)
            np.matmul(readout, hidden2, out=residual)
            np.subtract(residual, yb, out=residual)
            np.multiply(residual, lr, out=pull)
            np.multiply(readout_t, pull, out=back2)
            np.sign(units2, out=on)
            np.multiply(back2, on, out=back2)
            np.matmul(second_t, back2, out=back1)
            np.sign(units1, out=on)
            np.multiply(back1, on, out=back1)
            np.matmul(pull, hidden2_t, out=d_readout)
            np.matmul(back2, hidden1_t, out=d_second)
            np.matmul(back1, xb_t, out=d_first)
            if last_differs:
                np.multiply(d_readout, ratio, out=d_readout)
            np.subtract(weights, gradient, out=weights)
        losses[:] = self.scale[:, 0, 0] ** 2 * np.mean(residuals[:, :, 0] ** 2, axis=2)

    def snapshot(self) -> list[np.ndarray]:
        """The flat weights of each member, in the order of its parameters."""
        layers = self._layers(self.weights)
        return [
            np.concatenate([part.ravel() for layer in layers for part in (layer[k, :, :-1], layer[k, :, -1])])
            for k in range(len(layers[0]))
        ]
