"""Runs on both sides. What crosses in the messages of a channel: *values*, checked on arrival.

None, bool, int, float, complex, str, bytes, list, tuple, dict, set, slice, range, torch tensors, numpy arrays and
scalars, dtypes, and the frozen records of `utils` by field. Everything else stays inside and is named by a number, a
*handle*. Nothing that comes out is ever unpickled.

    tree, buffers = encode(value, keep);  value = decode(tree, buffers, handle)
"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from grading.sandbox.inside.channel import MAX_BUFFERS, ChannelError

MAX_NODES = 500_000
MAX_DEPTH = 40
_TORCH = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
    )
}
_NUMPY_KINDS = "biufcU"


def _is_record(value: Any) -> bool:
    kind = type(value)
    return (
        dataclasses.is_dataclass(kind)
        and kind.__module__.partition(".")[0] == "utils"
        and getattr(sys.modules.get(kind.__module__), kind.__qualname__, None) is kind
    )


class _Encoder:
    """Turns a value into a JSON tree and buffers; `keep(obj)` names what is no value, `graph(tensor)` its history."""

    def __init__(self, keep: Callable[[Any], dict], graph: Callable[[torch.Tensor], int | None]) -> None:
        self.keep, self.graph = keep, graph
        self.buffers: list[bytes] = []
        self.nodes = 0

    def __call__(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ChannelError("the value is too large or too deep")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, torch.Tensor):
            return self.tensor(value, depth)
        if isinstance(value, np.ndarray | np.generic):
            return self.array(value)
        for kind, tag in _SCALARS:
            if isinstance(value, kind):
                return tag(value)
        return self.container(value, depth + 1)

    def container(self, value: Any, depth: int) -> Any:
        if isinstance(value, list):
            return [self(item, depth) for item in list.__iter__(value)]
        for kind, tag in ((tuple, "tuple"), (set, "set"), (frozenset, "set")):
            if isinstance(value, kind):
                return {"": tag, "items": [self(item, depth) for item in kind.__iter__(value)]}
        if isinstance(value, Mapping) and isinstance(value, dict):
            return {"": "dict", "items": [[self(k, depth), self(v, depth)] for k, v in dict.items(value)]}
        if isinstance(value, slice | range):
            parts = (value.start, value.stop, value.step)
            return {"": type(value).__name__, "items": [self(part, depth) for part in parts]}
        if _is_record(value):
            return self.record(value, depth)
        return self.keep(value)

    def record(self, value: Any, depth: int) -> dict:
        fields = {f.name: self(getattr(value, f.name), depth) for f in dataclasses.fields(value)}
        if any(isinstance(field, dict) and field.get("") == "handle" for field in fields.values()):
            return self.keep(value)
        kind = type(value)
        return {"": "record", "module": kind.__module__, "name": kind.__qualname__, "fields": fields}

    def buffer(self, size: int, make: Callable[[], bytes]) -> int:
        if size + sum(map(len, self.buffers)) > MAX_BUFFERS:
            raise ChannelError("the value is too large")
        self.buffers.append(make())
        return len(self.buffers) - 1

    def tensor(self, value: torch.Tensor, depth: int) -> dict:
        dtype = str(value.dtype).removeprefix("torch.")
        if value.layout is not torch.strided or dtype not in _TORCH:
            return self.keep(value)
        flat = value.detach()
        tree = {"": "tensor", "dtype": dtype, "shape": list(value.shape)}
        tree["buffer"] = self.buffer(value.numel() * value.element_size(), lambda: tensor_bytes(flat))
        if value.requires_grad:
            tree["requires_grad"] = True
            tree["graph"] = self.graph(value)
            if value.is_leaf and value.grad is not None:
                tree["grad"] = self(value.grad.detach(), depth + 1)
        return tree

    def array(self, value: np.ndarray | np.generic) -> Any:
        if value.dtype.kind not in _NUMPY_KINDS:
            return self.keep(value)
        tree = {"": "array" if isinstance(value, np.ndarray) else "scalar"}
        tree |= {"dtype": value.dtype.str, "shape": list(value.shape)}
        tree["buffer"] = self.buffer(value.nbytes, lambda: np.ascontiguousarray(value).tobytes())
        return tree


def _integer(value: int) -> Any:
    if value.bit_length() > 4096:
        raise ChannelError("the number is too large")
    return int(value)


_SCALARS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, _integer),
    (float, float),
    (str, lambda v: str.__str__(v)),
    (complex, lambda v: {"": "complex", "items": [v.real, v.imag]}),
    (bytes, lambda v: {"": "bytes", "hex": v.hex()}),
    (torch.dtype, lambda v: {"": "dtype", "name": str(v).removeprefix("torch.")}),
    (np.dtype, lambda v: {"": "numpy_dtype", "name": v.str}),
    (torch.device, lambda v: {"": "device", "name": str(v)}),
    (type(Ellipsis), lambda v: {"": "ellipsis"}),
)


def tensor_bytes(tensor: torch.Tensor) -> bytes:
    """The elements in row-major order."""
    flat = tensor.resolve_conj().resolve_neg().contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def tensor_from(dtype: str, shape: Sequence[int], data: bytes) -> torch.Tensor:
    """The inverse of `tensor_bytes`."""
    if not data:
        return torch.empty(tuple(shape), dtype=_TORCH[dtype])
    flat = torch.frombuffer(bytearray(data), dtype=_TORCH["uint8" if dtype == "bool" else dtype])
    return (flat != 0 if dtype == "bool" else flat).reshape(tuple(shape))  # a bool of byte 2 is no bool


def encode(
    value: Any, keep: Callable[[Any], dict], graph: Callable[[torch.Tensor], int | None] = lambda t: None
) -> tuple[Any, list[bytes]]:
    """Value -> (JSON tree, buffers). `keep` gives the tree of an object that stays inside."""
    encoder = _Encoder(keep, graph)
    return encoder(value), encoder.buffers


class _Decoder:
    """The inverse, which trusts nothing: any surprise is a ChannelError."""

    def __init__(self, buffers: Sequence[bytes], handle: Callable[[dict], Any], graph: Callable) -> None:
        self.buffers, self.handle, self.graph = buffers, handle, graph

    def __call__(self, tree: Any) -> Any:
        if isinstance(tree, list):
            return [self(item) for item in tree]
        if not isinstance(tree, dict):
            return tree
        if tree[""] not in _TAGS:
            raise ChannelError("no such kind of value")
        return getattr(self, "_" + tree[""])(tree)

    def _items(self, tree: dict) -> list:
        return [self(item) for item in tree["items"]]

    def _tuple(self, tree: dict) -> tuple:
        return tuple(self._items(tree))

    def _set(self, tree: dict) -> set:
        return set(self._items(tree))

    def _dict(self, tree: dict) -> dict:
        return {self(key): self(value) for key, value in tree["items"]}

    def _slice(self, tree: dict) -> slice:
        return slice(*self._items(tree))

    def _range(self, tree: dict) -> range:
        return range(*self._items(tree))

    def _complex(self, tree: dict) -> complex:
        return complex(*tree["items"])

    def _bytes(self, tree: dict) -> bytes:
        return bytes.fromhex(tree["hex"])

    def _ellipsis(self, tree: dict) -> Any:
        return ...

    def _dtype(self, tree: dict) -> torch.dtype:
        return _TORCH[tree["name"]]

    def _numpy_dtype(self, tree: dict) -> np.dtype:
        return _numpy_dtype(tree["name"])

    def _device(self, tree: dict) -> torch.device:
        return torch.device(tree["name"])

    def _handle(self, tree: dict) -> Any:
        return self.handle(tree)

    def _record(self, tree: dict) -> Any:
        module, name = tree["module"], tree["name"]
        kind = vars(sys.modules[module])[name] if module.partition(".")[0] == "utils" else None
        if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
            raise ChannelError("no such record")
        return kind(**{key: self(value) for key, value in tree["fields"].items()})

    def _sized(self, tree: dict, itemsize: int) -> tuple[list[int], bytes]:
        shape, data = tree["shape"], self.buffers[tree["buffer"]]
        if not all(type(n) is int and n >= 0 for n in shape) or math.prod(shape) * itemsize != len(data):
            raise ChannelError("shape and size disagree")
        return shape, data

    def _tensor(self, tree: dict) -> torch.Tensor:
        shape, data = self._sized(tree, _TORCH[tree["dtype"]].itemsize)
        tensor = tensor_from(tree["dtype"], shape, data)
        if tree.get("requires_grad"):
            grad = self(tree.get("grad"))
            tensor = self.graph(tensor, tree.get("graph"))
            if grad is not None:
                tensor.grad = grad
        return tensor

    def _array(self, tree: dict) -> np.ndarray:
        dtype = _numpy_dtype(tree["dtype"])
        shape, data = self._sized(tree, dtype.itemsize)
        if not data:
            return np.empty(shape, dtype)
        if dtype.kind == "b":
            return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
        return np.frombuffer(bytearray(data), dtype=dtype).reshape(shape)

    def _scalar(self, tree: dict) -> np.generic:
        return self._array(tree)[()]


_VALUES = (
    "tuple set dict slice range complex bytes ellipsis dtype numpy_dtype device record tensor array scalar"
)
_TAGS = frozenset({"handle", *_VALUES.split()})


def _numpy_dtype(name: str) -> np.dtype:
    dtype = np.dtype(name)
    if dtype.kind not in _NUMPY_KINDS:
        raise ChannelError("no such dtype")
    return dtype


def decode(
    tree: Any,
    buffers: Sequence[bytes],
    handle: Callable[[dict], Any],
    graph: Callable[[torch.Tensor, int | None], torch.Tensor] = lambda t, _: t.requires_grad_(),
) -> Any:
    """(JSON tree, buffers) -> value, or ChannelError. `handle` makes the stand-in of an object that stayed inside."""
    try:
        return _Decoder(buffers, handle, graph)(tree)
    except ChannelError:
        raise
    except Exception as error:
        raise ChannelError(f"the answer is malformed ({type(error).__name__})") from None
