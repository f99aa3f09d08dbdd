"""The student's objects and errors as the trusted process sees them.

A :class:`Handle` stands for an object that stays inside: calling it, reading its attributes, indexing and iterating
cross as copies. Exceptions of student code arrive as instances of their builtin type and of :class:`StudentError`.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from typing import Any, Protocol

from utils import compare


class Operates(Protocol):
    """Does something with student objects, inside."""

    def operate(self, operation: str, *args: Any, **kwargs: Any) -> Any: ...


class StudentError(Exception):
    """Marks exceptions raised by student code; mixed into a builtin exception type by `student_error`."""

    kind, text, line, cell = "Exception", "", None, ""


def clean(text: Any, size: int = 300) -> str:
    """One-line text without control characters, of bounded length: what student code says about itself."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(text))
    text = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * size]).split())
    return text if len(text) <= size else text[:size] + " ..."


def student_error(tree: dict) -> Exception:
    """The exception that `inside.describe` told of: an instance of its builtin type and of StudentError."""
    names = [name for name in tree.get("kinds", []) if isinstance(name, str)]
    kinds = [getattr(builtins, name, None) for name in names]
    base = next((k for k in kinds if isinstance(k, type) and issubclass(k, Exception)), RuntimeError)
    text = clean(tree.get("message", ""), 1000)
    try:
        error = type(base.__name__, (base, StudentError), {"__init__": lambda self, *a: None})(text)
    except TypeError:
        error, base = type("RuntimeError", (RuntimeError, StudentError), {})(text), RuntimeError
    error.args, error.text, error.kind = (text,), text, base.__name__
    if names[:1] in (["SystemExit"], ["KeyboardInterrupt"]):
        error.kind = names[0]
    line = tree.get("line")
    if isinstance(line, list) and len(line) == 2 and isinstance(line[0], str) and type(line[1]) is int:
        error.cell, error.line = line
    return error


class Handle:
    """An object of the student's. Equal to nothing, without truth value: a check compares values, not handles."""

    __slots__ = ("_conversation", "_id", "_type")

    def __init__(self, conversation: Operates, tree: dict) -> None:
        object.__setattr__(self, "_conversation", conversation)
        object.__setattr__(self, "_id", int(tree["id"]))
        object.__setattr__(self, "_type", clean(tree["type"], 40))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._conversation.operate("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._conversation.operate("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._conversation.operate("delattr", self, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._conversation.operate("call", self, *args, **kwargs)

    def __getitem__(self, key: Any) -> Any:
        return self._conversation.operate("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._conversation.operate("setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._conversation.operate("delitem", self, key)

    def __contains__(self, item: Any) -> bool:
        return self._conversation.operate("contains", self, item) is True

    def __len__(self) -> int:
        return self._conversation.operate("len", self)

    def __iter__(self) -> Iterator:
        iterator = self._conversation.operate("iter", self)
        while True:
            try:
                item = self._conversation.operate("next", iterator)
            except StopIteration:
                return
            yield item

    def __next__(self) -> Any:
        return self._conversation.operate("next", self)

    def __bool__(self) -> bool:
        raise TypeError("an object of the student's is neither true nor false")

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return self._id

    def __repr__(self) -> str:
        return f"<your {self._type}>"

    def __reduce_ex__(self, protocol: int) -> Any:
        raise TypeError("an object of the student's cannot be copied")


compare.stand_ins[Handle] = lambda handle: handle._type
