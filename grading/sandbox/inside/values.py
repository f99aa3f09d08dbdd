"""Runs on both sides. Values and the nodes of messages that stand for them, checked on arrival.

None, bool, int, float, complex, str, bytes, list, tuple, dict, set, slice, range, torch tensors, numpy arrays and
scalars, dtypes, and the frozen records of `utils` by field. Everything else stays inside and is named by a number, a
*handle*. Nothing that comes out is ever unpickled.

    writer = Writer(keep);  node = writer(value);  data = b"".join(writer.data)
    reader = Reader(data, handle);  value = reader(node);  reader.end()
"""

from __future__ import annotations

import dataclasses
import importlib
import math
import pkgutil
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, get_args

import numpy as np
import torch

import utils
from grading.sandbox.inside import messages as m
from grading.sandbox.inside.channel import MAX_BYTES, ChannelError

MAX_NODES = 500_000
MAX_DEPTH = 40
MAX_CHARACTER = 0x10FFFF
_TORCH = {name: getattr(torch, name) for name in get_args(m.TorchName)}
_NUMPY: dict[str, np.dtype] = {np.dtype(char).str: np.dtype(char) for char in "?bBhHiIlLqQefdgFDG"}
_PLAIN = (type(None), bool, int, float, str)


@cache
def records() -> dict[str, type[Any]]:
    """The frozen dataclasses of `utils` by name, made once from the package itself."""
    found = {}
    for module in pkgutil.walk_packages(utils.__path__, "utils."):
        try:
            space = vars(importlib.import_module(module.name))
        except Exception:  # a helper that asks for an optional library
            continue
        for kind in space.values():
            if isinstance(kind, type) and kind.__module__ == module.name and dataclasses.is_dataclass(kind):
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return found


class Writer:
    """Turns values into nodes; `keep(obj)` names what is no value, `graph(tensor)` its history."""

    def __init__(
        self,
        keep: Callable[[Any], m.Kept],
        graph: Callable[[torch.Tensor], tuple[int, int] | None] = lambda tensor: None,
    ) -> None:
        self.keep, self.graph = keep, graph
        self.data: list[bytes] = []
        self.size = self.nodes = 0

    def __call__(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ChannelError("the value is too large or too deep")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, torch.Tensor):
            return self.tensor(value)
        if isinstance(value, np.ndarray | np.generic):
            return self.array(value)
        for kind, node in _SCALARS:
            if isinstance(value, kind):
                return node(value)
        return self.container(value, depth + 1)

    def container(self, value: Any, depth: int) -> Any:
        for kind, node in _CONTAINERS:
            if isinstance(value, kind):
                return node([self(item, depth) for item in kind.__iter__(value)])
        if isinstance(value, dict):
            items = list(dict.items(value))
            return m.Dict([self(k, depth) for k, _ in items], [self(v, depth) for _, v in items])
        if isinstance(value, slice):
            return m.Slice(tuple(self(part, depth) for part in (value.start, value.stop, value.step)))
        if isinstance(value, range) and max(map(abs, (value.start, value.stop, value.step))) < MAX_NODES:
            return m.Range((value.start, value.stop, value.step))
        kind = type(value)
        name = f"{kind.__module__}.{kind.__qualname__}"
        if records().get(name) is kind:
            return self.record(name, value, depth)
        return self.keep(value)

    def record(self, name: str, value: Any, depth: int) -> Any:
        before = len(self.data), self.size
        fields = [self(getattr(value, field.name), depth) for field in dataclasses.fields(value)]
        if not any(isinstance(field, m.Kept) for field in fields):
            return m.Record(name, fields)
        del self.data[before[0] :]
        self.size = before[1]
        return self.keep(value)

    def append(self, size: int, make: Callable[[], bytes]) -> None:
        self.size += size
        if self.size > MAX_BYTES:
            raise ChannelError("the value is too large")
        self.data.append(make())

    def tensor(self, value: torch.Tensor) -> Any:
        dtype = dtype_name(value.dtype)
        if value.layout is not torch.strided or dtype not in _TORCH:
            return self.keep(value)
        shape, flat = list(value.shape), value.detach()
        self.append(value.numel() * value.element_size(), lambda: tensor_bytes(flat))
        if not value.requires_grad:
            return m.Tensor(dtype, shape)
        grad = value.grad if value.is_leaf else None
        grad = self.tensor(grad.detach()) if grad is not None else None
        return m.Tensor(dtype, shape, True, self.graph(value), grad if isinstance(grad, m.Tensor) else None)

    def array(self, value: np.ndarray | np.generic) -> Any:
        shape = list(value.shape) if isinstance(value, np.ndarray) else None
        value = np.asarray(value)
        native = value.dtype.newbyteorder("=")
        if native.str not in _NUMPY and native.kind != "U":
            return self.keep(value)
        self.append(value.nbytes, lambda: np.ascontiguousarray(value, native).tobytes())
        return m.Array(native.str, shape)


def _integer(value: int) -> Any:
    if value.bit_length() > 4096:
        raise ChannelError("the number is too large")
    return int(value) if -(1 << 63) <= value < 1 << 63 else m.Big(hex(value))


def utf8(text: str) -> str:
    """Text that every reader can decode: what is no character becomes a question mark.

    >>> utf8("a\\ud800")
    'a?'
    """
    return str.encode(text, "utf-8", "replace").decode()


_SCALARS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, _integer),
    (float, float),
    (str, utf8),
    (complex, lambda v: m.Complex(v.real, v.imag)),
    (bytes, lambda v: m.Bytes(bytes(v))),
    (torch.dtype, lambda v: m.Dtype(dtype_name(v))),
    (np.dtype, lambda v: m.NumpyDtype(v.newbyteorder("=").str)),
    (torch.device, lambda v: m.Device(v.type)),
    (type(Ellipsis), lambda v: m.Dots()),
)
_CONTAINERS = ((list, m.List), (tuple, m.Tuple), (set, m.Set), (frozenset, m.Set))


def dtype_name(dtype: torch.dtype) -> Any:
    """As in messages, "float32"; a `TorchName` unless the type has no bytes that could be sent."""
    return str(dtype).removeprefix("torch.")


def tensor_bytes(tensor: torch.Tensor) -> bytes:
    """The elements in row-major order."""
    flat = tensor.resolve_conj().resolve_neg().contiguous().reshape(-1)
    flat = flat.as_strided(flat.shape, (1,))  # one element is contiguous, whatever its stride
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def tensor_from(dtype: str, shape: Sequence[int], data: bytes | memoryview) -> torch.Tensor:
    """The inverse of `tensor_bytes`."""
    if not data:
        return torch.empty(tuple(shape), dtype=_TORCH[dtype])
    flat = torch.frombuffer(bytearray(data), dtype=_TORCH["uint8" if dtype == "bool" else dtype])
    return (flat != 0 if dtype == "bool" else flat).reshape(tuple(shape))  # a bool of byte 2 is no bool


class Reader:
    """The inverse for one reply, which trusts nothing: any surprise is a ChannelError."""

    def __init__(
        self,
        data: bytes | bytearray,
        handle: Callable[[m.Kept], Any],
        graph: Callable[[torch.Tensor, Any], torch.Tensor] = lambda tensor, graph: tensor.requires_grad_(),
    ) -> None:
        self.data, self.handle, self.graph = memoryview(data), handle, graph
        self.nodes = 0

    def __call__(self, node: Any) -> Any:
        try:
            return self.value(node, 0)
        except ChannelError:
            raise
        except Exception as error:
            raise ChannelError(f"the answer is malformed ({type(error).__name__})") from None

    def end(self) -> None:
        """All bytes have found their node."""
        if self.data:
            raise ChannelError("the answer has more bytes than values")

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ChannelError("the answer is too large or too deep")
        return node if type(node) in _PLAIN else _READ[type(node)](self, node, depth + 1)

    def values(self, nodes: Sequence[Any], depth: int) -> list:
        return [self.value(node, depth) for node in nodes]

    def dictionary(self, node: m.Dict, depth: int) -> dict:
        if len(node.keys) != len(node.values):
            raise ChannelError("the answer is malformed")
        items = zip(self.values(node.keys, depth), self.values(node.values, depth))
        return {key: value for key, value in items}  # noqa: C416, RUF100  (one by one: a clock can stop it)

    def numbers(self, node: m.Range, depth: int) -> range:
        found = range(*node.parts)
        self.nodes += len(found)  # a check may well make a list of it
        return found

    def record(self, node: m.Record, depth: int) -> Any:
        kind = records()[node.kind]
        names = [field.name for field in dataclasses.fields(kind) if field.init]
        if len(names) != len(node.fields) or any(isinstance(field, m.Kept) for field in node.fields):
            raise ChannelError("no such record")
        return kind(**dict(zip(names, self.values(node.fields, depth))))

    def take(self, shape: Sequence[int], itemsize: int) -> memoryview:
        """The bytes of the next tensor or array. An empty one may not stand for a huge one either."""
        size = math.prod(shape) * itemsize
        if math.prod(n or 1 for n in shape) * itemsize > MAX_BYTES or size > len(self.data):
            raise ChannelError("shape and size disagree")
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def tensor(self, node: m.Tensor, depth: int) -> torch.Tensor:
        if depth > MAX_DEPTH:
            raise ChannelError("the answer is too deep")
        dtype = _TORCH[node.dtype]
        tensor = tensor_from(node.dtype, node.shape, self.take(node.shape, dtype.itemsize))
        grad = self.tensor(node.grad, depth + 1) if node.grad else None
        if node.requires_grad:
            tensor = self.graph(tensor, node.graph)
        if grad is not None:
            tensor.grad = grad
        return tensor

    def array(self, node: m.Array, depth: int) -> Any:
        dtype, shape = _numpy_dtype(node.dtype), node.shape or []
        data = self.take(shape, dtype.itemsize)
        if not data:
            array = np.empty(shape, dtype)
        elif dtype.kind == "b":
            array = (np.frombuffer(data, np.uint8) != 0).reshape(shape)
        else:
            array = np.frombuffer(bytearray(data), dtype=dtype).reshape(shape)
        if dtype.kind == "U" and np.any(np.frombuffer(data, np.uint32) > MAX_CHARACTER):
            raise ChannelError("no such character")
        return array if node.shape is not None else array[()]


def _numpy_dtype(name: str) -> np.dtype:
    return np.dtype(name) if re.fullmatch(r"<U\d{1,7}", name) else _NUMPY[name]


_READ: dict[type, Callable[[Reader, Any, int], Any]] = {
    m.Bytes: lambda reader, node, depth: node.content,
    m.List: lambda reader, node, depth: reader.values(node.items, depth),
    m.Tuple: lambda reader, node, depth: tuple(reader.values(node.items, depth)),
    m.Set: lambda reader, node, depth: {item for item in reader.values(node.items, depth)},  # noqa: C416, RUF100
    m.Dict: Reader.dictionary,
    m.Slice: lambda reader, node, depth: slice(*reader.values(node.parts, depth)),
    m.Range: Reader.numbers,
    m.Complex: lambda reader, node, depth: complex(node.real, node.imag),
    m.Big: lambda reader, node, depth: int(node.digits, 16),
    m.Dots: lambda reader, node, depth: ...,
    m.Dtype: lambda reader, node, depth: _TORCH[node.name],
    m.NumpyDtype: lambda reader, node, depth: _numpy_dtype(node.name),
    m.Device: lambda reader, node, depth: torch.device(node.name),
    m.Array: Reader.array,
    m.Tensor: Reader.tensor,
    m.Record: Reader.record,
    m.Kept: lambda reader, node, depth: reader.handle(node),
}
