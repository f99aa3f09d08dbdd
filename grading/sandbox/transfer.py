"""What a check sends along with a call."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Iterator
from typing import Any

import torch

from grading.sandbox.handles import Handle
from grading.sandbox.inside.values import dtype_name, tensor_bytes, tensor_from

_PLAIN = frozenset((type(None), bool, int, float, str, bytes, tuple, list, dict))


def _reduce_tensor(tensor: torch.Tensor) -> tuple:
    return tensor_from, (dtype_name(tensor.dtype), tuple(tensor.shape), tensor_bytes(tensor.detach()))


class Pickler(pickle.Pickler):
    """Arguments as bytes: handles by number, tensors by value alone (never the storage behind a view), leaves of
    autograd and parameters numbered, so that gradients find their way back."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        super().__init__(self.file, protocol=5)
        self.dispatch_table = copyreg.dispatch_table | {torch.Tensor: _reduce_tensor}
        self.leaves: list[torch.Tensor] = []

    def dumps(self, value: Any) -> bytes:
        self.dump(value)
        return self.file.getvalue()

    def persistent_id(self, thing: Any) -> tuple | None:
        if type(thing) in _PLAIN:  # nearly all of a network's many parts
            return None
        if type(thing) is Handle:
            return ("handle", thing._number)
        if isinstance(thing, torch.optim.Optimizer):
            raise TypeError("an optimizer does not come back as a call left it: pass the network")
        if isinstance(thing, torch.Tensor) and (thing.requires_grad or isinstance(thing, torch.nn.Parameter)):
            number = next((i for i, leaf in enumerate(self.leaves) if leaf is thing), len(self.leaves))
            if number == len(self.leaves):
                self.leaves.append(thing)
            parameter = isinstance(thing, torch.nn.Parameter)
            return ("leaf", number, parameter, thing.requires_grad, _reduce_tensor(thing)[1])
        return None


def modules_in(value: Any) -> Iterator[torch.nn.Module]:
    """The modules in nested lists, tuples and dictionaries: what a call may change, and the check sees it.

    >>> net = torch.nn.Identity()
    >>> list(modules_in(([1, {"a": net}], {"b": (3,)}))) == [net]
    True
    """
    if isinstance(value, list | tuple):
        for item in value:
            yield from modules_in(item)
    elif isinstance(value, dict):
        yield from modules_in(list(value.values()))
    elif isinstance(value, torch.nn.Module):
        yield value
