"""The student's objects as the trusted process sees them.

A :class:`Session` speaks with one sandbox child: it runs student cells, restarts the child when it dies and replays
what had finished. A :class:`Handle` stands for an object that stays inside: calling it, reading its attributes,
indexing and iterating cross the wall as copies. Exceptions of student code arrive as instances of their builtin type
and of :class:`StudentError`.
"""

from __future__ import annotations

import builtins
import contextlib
import copyreg
import io
import pickle
import random
import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from grading.channel import Channel, WireError
from grading.sandbox import Ward
from grading.wire import decode, tensor_bytes, tensor_from

MAX_RESTARTS = 40


class Ended(BaseException):
    """The student's process is gone: `status` is "died" or "timeout"; the message speaks to the student."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


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


# ---------------------------------------------------------------------------------------------- conversation
class Session:
    """One submission's sandbox, from the trusted side.

    First the cells run, in the main process of the sandbox; before each group of checks it leaves a copy of itself, a
    *snapshot*. When no cell will run any more, the checks talk to those copies. So a check sees the notebook as it
    was at its place, and nothing a student prints can come from inputs of a check. When a check kills or hangs its
    copy, the next one gets a *spare*: a fresh child that replays the cells up to that place.
    """

    def __init__(self, spawn: Callable[[], Ward], cell_seconds: float, deadline: float) -> None:
        self.spawn, self.cell_seconds, self.deadline = spawn, cell_seconds, deadline
        self.ward: Ward | None = None
        self.spare: Ward | None = None
        self.past: list[dict] = []
        self.snapshots: dict[str, Channel] = {}
        self.place = ""
        self.bench: Channel | None = None
        self.starts = 0
        self.number = 0
        self.until = deadline
        self.ended: Ended | None = None

    # ---- cells
    def run_cell(self, source: str, name: str, seed: int, room: int) -> dict:
        """Run a student cell; its outputs, and "failed" when it raised. Ended when it ended the process."""
        cell = {"do": "cell", "source": source, "name": name, "seed": seed, "room": room}
        self.revive()
        self.start_clock()
        answer, _ = self.ask(self.ward.channel, cell)
        self.past.append(cell)
        return answer

    def snapshot(self, place: str) -> None:
        """Keep the notebook as it is now, for the checks at `place`."""
        self.past.append({"do": "fork", "place": place})
        self.revive()
        self.start_clock()
        if place not in self.snapshots:
            self.fork(place)

    def fork(self, place: str) -> None:
        """The main process makes a copy of itself, which serves a channel of its own."""
        ours, theirs = socket.socketpair()
        with theirs:
            answer, _ = self.ask(self.ward.channel, {"do": "fork", "place": place}, files=[theirs.fileno()])
        if "error" in answer:
            self.end(self.ward.channel, "died", "your notebook left no process free to check it")
        self.snapshots[place] = Channel(ours)

    def revive(self) -> None:
        """When the main process is gone, a fresh one replays what had finished."""
        if not self.ward:
            self.ward = self.fresh()
            for step in self.past:
                if step["do"] == "fork":
                    self.fork(step["place"])
                else:
                    self.ask(self.ward.channel, step)

    def fresh(self) -> Ward:
        """A new child, as long as there is patience left."""
        if self.starts > MAX_RESTARTS:
            raise Ended("died", "your notebook ended its process too often")
        self.starts += 1
        self.until = self.deadline
        return self.spawn()

    # ---- checks
    def enter(self, place: str) -> None:
        """The next check belongs to the snapshot of `place`."""
        if place != self.place:
            self.leave()
            self.place = place
        if self.bench is None:
            self.bench = self.snapshots.pop(place, None) or self.replayed(place)
        self.start_clock()

    def replayed(self, place: str) -> Channel:
        """A spare child in the state of `place`."""
        self.spare = self.fresh()
        for step in self.past:
            if step.get("place") == place:
                break
            if step["do"] == "cell":
                self.ask(self.spare.channel, step)
        return self.spare.channel

    def leave(self) -> None:
        """The checks are done with their copy: it ends when it hears so."""
        if self.spare:
            self.spare.kill()
        elif self.bench:
            self.bench.sock.close()
        self.bench = self.spare = None

    def reap(self) -> None:
        """The copy no longer hears: the main process ends it."""
        if self.ward and not self.spare:
            self.until = time.monotonic() + 5
            with contextlib.suppress(Ended):
                self.ask(self.ward.channel, {"do": "reap", "place": self.place})

    def names(self, names: set[str]) -> dict[str, Any]:
        """The values (or handles) of those names that the student's notebook defines."""
        return self.request({"do": "names", "names": sorted(names)})

    def operate(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Do something with student objects, inside; the grader's random state goes along and does not come back."""
        restore = [thing for thing in _flatten((args[1:], kwargs)) if _is_mutable(thing)]
        pickler = Pickler()
        data = pickler.dumps((args, kwargs, restore, generator_states()))
        advance_generators()
        answer = self.request({"do": "do", "operation": operation}, [data], pickler.leaves)
        for thing, state in zip(restore, answer["restore"]):
            put_back(thing, state)
        return answer["value"]

    def request(self, header: dict, buffers: Any = (), leaves: Any = ()) -> Any:
        """A message whose answer is a value. An exception of student code is raised here."""
        if self.ended or self.bench is None:
            raise self.ended or Ended("died", "your code ended the process")
        answer, out = self.ask(self.bench, header, buffers)
        if "error" in answer:
            raise student_error(answer["error"])
        graph = Through(self, leaves)
        try:
            return decode(answer.get("value"), out, lambda tree: Handle(self, tree), graph.attach)
        except WireError as error:
            self.end(self.bench, "died", f"your code sent something unreadable ({error})")

    # ---- both
    def start_clock(self) -> None:
        """The time allowance of the next cell or check begins."""
        self.ended = None
        self.until = min(self.deadline, time.monotonic() + self.cell_seconds)

    def ask(
        self, channel: Channel, header: dict, buffers: Any = (), files: Any = ()
    ) -> tuple[dict, list[bytes]]:
        """Send, wait, check the number of the answer; a dead, late or garbled process is ended."""
        self.number += 1
        try:
            channel.send(header | {"n": self.number}, buffers, self.until, files)
            answer, out = channel.receive(self.until)
        except TimeoutError:
            self.end(channel, "timeout", "your code took longer than it may")
        except (EOFError, OSError):
            self.end(channel, "died", "your code ended the process")
        except WireError as error:
            self.end(channel, "died", f"your code sent something unreadable ({error})")
        if not isinstance(answer, dict) or answer.get("n") != self.number:
            self.end(channel, "died", "your code wrote to the grader's line")
        return answer, out

    def end(self, channel: Channel, status: str, message: str) -> None:
        """Leave the copy that failed, or kill the child when it was the main process; say why."""
        groups = [ward.cgroup for ward in (self.ward, self.spare) if ward]
        if any(group.out_of_memory() for group in groups):
            message = "your code used more memory than it may"
        ended = Ended(status, message)
        if (self.bench and channel is self.bench) or (self.spare and channel is self.spare.channel):
            self.reap()
            self.leave()
        elif self.kill() == "memory":
            ended.args = ("your code used more memory than it may",)
        self.ended = ended
        raise ended

    def kill(self) -> str:
        """End every process of this session; "memory" when that had ended it."""
        for snapshot in self.snapshots.values():
            snapshot.sock.close()
        self.snapshots.clear()
        ward, self.ward = self.ward, None
        return ward.kill() if ward else ""

    def close(self) -> None:
        """The submission is graded."""
        if self.spare:
            self.spare.kill()
        self.kill()


# ---------------------------------------------------------------------------------------------- stand-ins
class Handle:
    """An object of the student's. Equal to nothing, without truth value: a check compares values, not handles."""

    __slots__ = ("_id", "_session", "_type")

    def __init__(self, session: Session, tree: dict) -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_id", int(tree["id"]))
        object.__setattr__(self, "_type", clean(tree["type"], 40))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.operate("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._session.operate("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._session.operate("delattr", self, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._session.operate("call", self, *args, **kwargs)

    def __getitem__(self, key: Any) -> Any:
        return self._session.operate("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._session.operate("setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._session.operate("delitem", self, key)

    def __contains__(self, item: Any) -> bool:
        return self._session.operate("contains", self, item) is True

    def __len__(self) -> int:
        return self._session.operate("len", self)

    def __iter__(self) -> Iterator:
        iterator = self._session.operate("iter", self)
        while True:
            try:
                item = self._session.operate("next", iterator)
            except StopIteration:
                return
            yield item

    def __next__(self) -> Any:
        return self._session.operate("next", self)

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


# ---------------------------------------------------------------------------------------------- into the sandbox
def _reduce_tensor(tensor: torch.Tensor) -> tuple:
    parts = (str(tensor.dtype).removeprefix("torch."), tuple(tensor.shape), tensor_bytes(tensor.detach()))
    return tensor_from, parts


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
        if type(thing) is Handle:
            return ("handle", thing._id)
        if isinstance(thing, torch.Tensor) and (thing.requires_grad or isinstance(thing, torch.nn.Parameter)):
            number = next((i for i, leaf in enumerate(self.leaves) if leaf is thing), len(self.leaves))
            if number == len(self.leaves):
                self.leaves.append(thing)
            parameter = isinstance(thing, torch.nn.Parameter)
            return ("leaf", number, parameter, thing.requires_grad, _reduce_tensor(thing)[1])
        return None


def _flatten(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flatten(item)
    elif isinstance(value, dict):
        yield from _flatten(list(value.values()))
    else:
        yield value


def _is_mutable(thing: Any) -> bool:
    return isinstance(thing, torch.nn.Module | torch.optim.Optimizer)


def put_back(thing: Any, state: dict) -> None:
    """A module or optimizer that was passed in is as the call left it."""
    thing.load_state_dict(state["state"])
    if not isinstance(thing, torch.nn.Module):
        return
    for name, parameter in thing.named_parameters():
        parameter.grad = state["grads"].get(name)
    for name, module in thing.named_modules():
        module.training = bool(state["training"].get(name, module.training))
    for name, value in state["plain"].items():
        if name in vars(thing):
            setattr(thing, name, value)


def generator_states() -> tuple:
    """The three global generators."""
    return torch.get_rng_state(), pickle.dumps((np.random.get_state(), random.getstate()))


def advance_generators() -> None:
    """The next call sees fresh randomness, although none comes back from this one."""
    torch.default_generator.manual_seed(int(torch.randint(2**62, ())))
    np.random.seed(np.random.randint(2**32, dtype=np.uint64))
    random.seed(random.getrandbits(62))


# ---------------------------------------------------------------------------------------------- autograd
class Through:
    """Gradients through one call: the backward pass of its outputs runs inside."""

    def __init__(self, session: Session, leaves: list[torch.Tensor]) -> None:
        self.session, self.leaves = session, leaves

    def attach(self, value: torch.Tensor, graph: Any) -> torch.Tensor:
        """Give an output a history: its gradient flows to the arguments of the call."""
        if not (isinstance(graph, list) and len(graph) == 2 and value.is_floating_point()):
            return value.requires_grad_()
        anchor = torch.zeros((), requires_grad=True)
        return _Call.apply(self.session, graph, value, anchor, *self.leaves)


class _Call(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, session: Session, graph: list, value: torch.Tensor, anchor: Any, *leaves: Any
    ) -> torch.Tensor:
        ctx.session, ctx.graph, ctx.shapes = session, graph, [leaf.shape for leaf in leaves]
        return value.clone()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple:
        call, output = ctx.graph
        data = Pickler().dumps(gradient)
        found = ctx.session.request({"do": "backward", "graph": call, "output": output}, [data])
        if len(found) != len(ctx.shapes) or any(
            g is not None and g.shape != s for g, s in zip(found, ctx.shapes)
        ):
            raise RuntimeError("the gradient has another shape than the argument")
        return (None, None, None, None, *found)
