"""Runs on both sides. Every message that crosses, as a type: what one side may ask, and what it may hear.

The grader asks with a `Request`; to each belongs one type of reply (`REPLIES`), or `Raised` when code of the student's
raised. Replies are decoded in strict mode: another type, an unknown field, a name outside its list is a `ChannelError`.
A reply names nothing: names, parameters, fields of records come in the order of the question, so that the grader looks
them up in tables of its own. The bytes of tensors and arrays follow the message in the order of their nodes, each its
own, so that nothing that is built is larger than what was sent.

    None, bool, int, float and str are themselves in a message; every other value is a `Node`.
"""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Size = Annotated[int, Meta(ge=0, le=1 << 48)]
Shape = Annotated[list[Size], Meta(max_length=64)]
TorchName = Literal[
    "bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
    "complex64", "complex128",
]  # fmt: skip
Operation = Literal[
    "call", "getattr", "setattr", "delattr", "getitem", "setitem", "delitem", "contains", "len", "iter", "next",
]  # fmt: skip


class Node(msgspec.Struct, tag_field="is", tag=str.lower, forbid_unknown_fields=True, frozen=True):
    """A value that has parts, or that the format has no word for."""


class Bytes(Node):
    content: bytes


class List(Node):
    items: list[Value]


class Tuple(Node):
    items: list[Value]


class Set(Node):
    items: list[Value]


class Dict(Node):
    keys: list[Value]
    values: list[Value]


class Slice(Node):
    parts: tuple[Value, Value, Value]


class Range(Node):
    parts: tuple[int, int, int]


class Complex(Node):
    real: float
    imag: float


class Big(Node):
    """A whole number of more than 64 bits, in hexadecimal digits."""

    digits: Annotated[str, Meta(pattern=r"^-?0x[0-9a-f]+$", max_length=1030)]


class Dots(Node):
    """The `...` of an index."""


class Dtype(Node):
    name: TorchName


class NumpyDtype(Node):
    name: Annotated[str, Meta(max_length=12)]


class Device(Node):
    name: Literal["cpu", "meta", "cuda"]


class Array(Node):
    """A numpy array; `shape` is None for a scalar."""

    dtype: Annotated[str, Meta(max_length=12)]
    shape: Shape | None


class Tensor(Node):
    """`graph` says where the history of a tensor with gradient is kept: [call, output]."""

    dtype: TorchName
    shape: Shape
    requires_grad: bool = False
    graph: tuple[Size, Size] | None = None
    grad: Tensor | None = None


class Record(Node):
    """A frozen dataclass of `utils`: its fields in their order."""

    kind: Annotated[str, Meta(max_length=200)]
    fields: list[Value]


class Kept(Node):
    """An object that stays inside, by the number it has there."""

    number: int
    type: str


Value = (
    None | bool | int | float | str | Bytes | List | Tuple | Set | Dict | Slice | Range | Complex | Big | Dots
    | Dtype | NumpyDtype | Device | Array | Tensor | Record | Kept
)  # fmt: skip


# ---------------------------------------------------------------------------------------------- requests
class Request(msgspec.Struct, tag=str.lower, forbid_unknown_fields=True, frozen=True):
    """What the grader asks."""


class Cell(Request):
    """Run a cell, with at most `room` bytes of outputs."""

    source: str
    name: str
    seed: int
    room: int


class Fork(Request):
    """Make a copy of yourself, which serves the channel that comes behind this message."""

    checkpoint: str


class Reap(Request):
    """End that copy."""

    checkpoint: str


class Names(Request):
    """The values of these names."""

    names: list[str]


class Do(Request):
    """An operation on objects: arguments follow as a pickle (`transfer.Pickler`)."""

    operation: Operation


class Backward(Request):
    """The gradient through one output of a call; the gradient of the output follows as a pickle."""

    call: int
    output: int


Asked = Cell | Fork | Reap | Names | Do | Backward


# ---------------------------------------------------------------------------------------------- replies
class Reply(msgspec.Struct, tag=str.lower, forbid_unknown_fields=True, frozen=True):
    """What the grader hears."""


class Raised(Reply):
    """An exception of the student's code: its types up to the builtin one, its text, the last line of a cell in it."""

    kinds: list[str]
    text: str
    cell: str = ""
    line: int = 0


class Printed(msgspec.Struct, tag="printed", forbid_unknown_fields=True, frozen=True):
    """Text on standard output or error."""

    stream: Literal["stdout", "stderr"]
    text: str


class Shown(msgspec.Struct, tag="shown", forbid_unknown_fields=True, frozen=True):
    """A display, or the result of a cell; pictures in base64."""

    result: bool
    text: str = ""
    png: str = ""
    jpeg: str = ""


class Failure(msgspec.Struct, tag="failure", forbid_unknown_fields=True, frozen=True):
    """The traceback under a cell."""

    kind: str
    text: str
    traceback: list[str]


class Ran(Reply):
    """A cell ran; `error` is what ended it."""

    outputs: list[Printed | Shown | Failure]
    error: Raised | None


class Ready(Reply):
    """It is done, or `error` says why not."""

    error: str = ""


class Named(Reply):
    """Which of the names are there, and their values; whether the notebook has made double precision its default."""

    there: list[bool]
    values: list[Value]
    double: bool = False


class State(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A module after a call, in the order of its names before it; None for what is no longer there."""

    tensors: list[Tensor | None]
    grads: list[Tensor | None]
    training: list[bool]
    plain: list[bool | int | float | str | None]


class Done(Reply):
    """What an operation gave, the modules among its arguments, and which arguments it changed."""

    value: Value
    states: list[State]
    changed: list[int | str]


class Gradients(Reply):
    """One for every leaf among the arguments of the call."""

    gradients: list[Tensor | None]


REPLIES: dict[type[Request], UnionType] = {
    Cell: Ran | Raised,
    Fork: Ready | Raised,
    Reap: Ready | Raised,
    Names: Named | Raised,
    Do: Done | Raised,
    Backward: Gradients | Raised,
}
