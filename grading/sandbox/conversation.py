"""The checks of one submission, talking to the student's objects in the snapshots of its execution."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Generator, Mapping, Sequence
from typing import Any, NoReturn

import torch

from grading.sandbox.bubblewrap import Child
from grading.sandbox.execution import OUT_OF_MEMORY, Ended, Execution
from grading.sandbox.gradients import Through
from grading.sandbox.handles import Handle, StudentError, student_error
from grading.sandbox.inside import messages as m
from grading.sandbox.inside.channel import Channel, ChannelError
from grading.sandbox.inside.modules import Misuse, Parts
from grading.sandbox.inside.randomness import seeds_for_a_call
from grading.sandbox.inside.values import Reader
from grading.sandbox.transfer import Pickler, modules_in
from utils.arguments import changed

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


class Conversation:
    """What a check says to the student's process, and hears from it.

    `parameters` holds the names of the arguments of the student's functions, as far as they are known. `secret` keeps
    the random numbers of the checks from the calls that they make.
    """

    def __init__(
        self, execution: Execution, parameters: Mapping[str, Sequence[str]] | None = None, secret: bytes = b""
    ) -> None:
        self.execution, self.parameters, self.secret = execution, parameters or {}, secret
        self.checkpoint = ""
        self.channel: Channel | None = None
        self.spare: Child | None = None
        self.fault: Ended | Misuse | None = None

    def enter(self, checkpoint: str) -> None:
        """The next check belongs to the snapshot of `checkpoint`."""
        if checkpoint != self.checkpoint:
            self.leave()
            self.checkpoint = checkpoint
        if self.channel is None:
            self.channel, self.spare = self.execution.take(checkpoint)
        self.fault = None
        self.execution.line.start_clock()

    def leave(self) -> None:
        """The checks are done with their copy: it ends when it hears so."""
        if self.spare:
            self.spare.kill()
        elif self.channel:
            self.channel.sock.close()
        self.channel = self.spare = None

    def names(self, names: Collection[str]) -> dict[str, Any]:
        """The values (or handles) of those names that the student's notebook defines; torch's default precision is
        the notebook's from now on, where that is double."""
        asked = sorted(names)
        reply, data = self.ask(m.Names(asked))
        with self.reading(data) as read:
            if not len(reply.there) == len(reply.values) == len(asked):
                raise ChannelError("the answer is malformed")
            found = [
                Handle(self, node, name) if isinstance(node, m.Kept) else read(node)
                for name, node in zip(asked, reply.values)
            ]
        if reply.double:  # the one other default that makes no comparison coarser
            torch.set_default_dtype(torch.double)
        return {name: value for name, value, there in zip(asked, found, reply.there) if there}

    def operate(self, operation: m.Operation, *args: Any, **kwargs: Any) -> Any:
        """Do something with student objects, inside; it draws from seeds of its own.

        A network among the arguments is as the call left it; Misuse when another argument is not as it was.
        """
        modules = list(modules_in((args[1:], kwargs)))
        parts = [Parts(module) for module in modules]
        pickler = Pickler()
        data = pickler.dumps((args, kwargs, modules, seeds_for_a_call(self.secret)))
        called = args[0]._name if operation == "call" else ""
        try:
            reply, out = self.ask(m.Do(operation), data, called)
        except StudentError as error:
            error.given = len(args) - 1, tuple(kwargs)
            raise
        with self.reading(out, pickler.leaves) as read:
            value = read(reply.value)
            if len(reply.states) != len(modules):
                raise ChannelError("the answer is malformed")
            for part, module, state in zip(parts, modules, reply.states):
                part.put_back(module, state, read)
            for key in reply.changed:
                name = key if key in kwargs else self.argument(called, key, len(args) - 1)
                raise Misuse(changed(called or args[0]._type, name))
        return value

    def argument(self, called: str, position: Any, count: int) -> str:
        """The name of an argument that was given by position; ChannelError when there is none."""
        if not (isinstance(position, int) and 0 <= position < count):
            raise ChannelError("no such argument")
        names = self.parameters.get(called, ())
        if position < len(names):
            return names[position]
        return f"number {position + 1}" if position >= len(_ORDINALS) else f"(the {_ORDINALS[position]})"

    def gradients(
        self, graph: tuple[int, int], gradient: torch.Tensor, leaves: Sequence[torch.Tensor]
    ) -> list[torch.Tensor | None]:
        """The gradient through output `graph` = (call, output), with respect to the leaves of the call."""
        reply, out = self.ask(m.Backward(*graph), Pickler().dumps(gradient))
        with self.reading(out) as read:
            found = [read(node) for node in reply.gradients]
            fits = [
                g is None or (g.shape == leaf.shape and g.dtype == leaf.dtype)
                for g, leaf in zip(found, leaves)
            ]
            if len(found) != len(leaves) or not all(fits):
                raise ChannelError("the gradient has another shape than the argument")
        return found

    def ask(self, request: m.Request, data: bytes = b"", called: str = "") -> tuple[Any, bytearray]:
        """A message and its reply. An exception of student code is raised here."""
        if isinstance(self.fault, Ended) or self.channel is None:
            raise self.fault or Ended("died", "your code ended the process")
        try:
            reply, out = self.execution.line.ask(self.channel, request, data)
        except Ended as ended:
            self._fail(ended)
        if isinstance(reply, m.Raised):
            raise student_error(reply, called)
        return reply, out

    @contextlib.contextmanager
    def reading(self, data: bytearray, leaves: Sequence[Any] = ()) -> Generator[Reader]:
        """A reader for all of a reply, which ends the copy when the reply is none."""
        reader = Reader(data, lambda kept: Handle(self, kept), Through(self, leaves).attach)
        try:
            yield reader
            reader.end()
        except ChannelError as error:
            self._fail(Ended("died", f"your code sent something unreadable ({error})"))
        except Misuse as misuse:
            self.fault = misuse
            raise

    def _fail(self, ended: Ended) -> NoReturn:
        """Leave the copy that failed, and say why."""
        if self.execution.out_of_memory() or (self.spare and self.spare.cgroup.out_of_memory()):
            ended.args = (OUT_OF_MEMORY,)
        self.abandon()
        self.fault = ended
        raise ended

    def abandon(self) -> None:
        """The copy may be in the middle of something: end it; the next check gets another."""
        if not self.spare:
            self.execution.reap(self.checkpoint)
        self.leave()

    def close(self) -> None:
        """The submission is graded: end its processes."""
        if self.spare:
            self.spare.kill()
        self.execution.close()
