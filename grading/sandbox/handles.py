"""The student's objects and errors as the trusted process sees them.

A :class:`Handle` stands for an object that stays inside: calling it, reading its attributes, indexing and iterating
cross as copies. Exceptions of student code arrive as instances of their builtin type and of :class:`StudentError`.
"""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Iterator
from typing import Any, NoReturn, Protocol, SupportsIndex

from grading.sandbox.inside.messages import Kept, Operation, Raised
from grading.verdict import plain
from utils import compare


class Operates(Protocol):
    """Does something with student objects, inside."""

    def operate(self, operation: Operation, *args: Any, **kwargs: Any) -> Any: ...


class StudentError(Exception):
    """Marks exceptions raised by student code; mixed into a builtin exception type by `student_error`. `called` is the
    name of the exercise that was called, where one was, `given` the number of arguments by position and the names of
    the others; `cell` and `line` are as the student's process says."""

    kind, text, line, cell, called = "RuntimeError", "", 0, "", ""
    given: tuple[int, tuple[str, ...]] = (0, ())


def _kinds() -> dict[str, type]:
    """The builtin exceptions, each with its twin that is a StudentError too."""
    twins = {}
    for name, kind in vars(builtins).items():
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, UnicodeError):
            with contextlib.suppress(TypeError):  # a group of exceptions wants exceptions
                twin = type(name, (kind, StudentError), {"__init__": lambda self, *a: None, "kind": name})
                twin("")
                twins[name] = twin
    return twins


_KINDS = _kinds()
_ENDINGS = ("SystemExit", "KeyboardInterrupt")


def student_error(raised: Raised, called: str = "") -> StudentError:
    """The exception that the student's process told of: an instance of its builtin type and of StudentError.

    >>> error = student_error(Raised(["Mine", "ValueError", "Exception"], "no"), called="phi")
    >>> isinstance(error, ValueError), error.kind, error.called
    (True, 'ValueError', 'phi')
    """
    name = next((name for name in raised.kinds if name in _KINDS), "RuntimeError")
    text = plain(raised.text, 1000)
    error = _KINDS[name](text)
    error.args, error.text, error.called = (text,), text, called
    error.cell, error.line = raised.cell, raised.line
    if raised.kinds and raised.kinds[0] in _ENDINGS:
        error.kind = _ENDINGS[_ENDINGS.index(raised.kinds[0])]
    return error


class Handle:
    """An object of the student's. Equal to nothing, without truth value: a check compares values, not handles."""

    __slots__ = ("_conversation", "_name", "_number", "_type")

    def __init__(self, conversation: Operates, kept: Kept, name: str = "") -> None:
        object.__setattr__(self, "_conversation", conversation)
        object.__setattr__(self, "_number", kept.number)
        object.__setattr__(self, "_type", plain(kept.type, 40))
        object.__setattr__(self, "_name", name)

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
        return id(self)

    def __repr__(self) -> str:
        return f"<your {self._type}>"

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        raise TypeError("an object of the student's cannot be copied")


compare.stand_ins[Handle] = lambda handle: handle._type
