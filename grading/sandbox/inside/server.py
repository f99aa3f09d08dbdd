"""Runs inside only: what serves one submission. Student code may change all of it, so nothing it says is trusted.

The grader (`execution` and `conversation`, outside) asks over a channel; a `Server` runs cells in an IPython shell and
does what checks ask of the student's objects. Answers carry values or the number of an object that stays here.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import socket
import types
from collections.abc import Callable
from typing import Any
from warnings import catch_warnings, simplefilter

import torch
from torch import (
    get_default_device,
    get_default_dtype,
    is_grad_enabled,
    set_default_device,
    set_default_dtype,
    set_grad_enabled,
)

from grading.sandbox.inside import messages as m
from grading.sandbox.inside.channel import Channel
from grading.sandbox.inside.modules import Parts
from grading.sandbox.inside.randomness import seed_generators
from grading.sandbox.inside.values import Writer, tensor_from, utf8
from utils.arguments import differs, kept_of


def read_attribute(target: Any, name: str) -> Any:
    """`getattr`; what a network consists of is told by torch's own methods, whatever the network calls by their names.

    >>> net = torch.nn.Linear(1, 1)
    >>> net.parameters = net.state_dict = lambda: {}
    >>> len(list(read_attribute(net, "parameters")())), len(read_attribute(net, "state_dict")())
    (2, 2)
    """
    if isinstance(target, torch.nn.Module) and name in _MEMBERS:
        return types.MethodType(_MEMBERS[name], target)
    return getattr(target, name)


def state_dict(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    """As torch makes it, but for hooks, which could leave something out."""
    found = {}
    for prefix, part in torch.nn.Module.named_modules(module, remove_duplicate=False):
        saved = {name: t for name, t in part._buffers.items() if name not in part._non_persistent_buffers_set}
        for name, tensor in {**part._parameters, **saved}.items():
            if tensor is not None:
                found[f"{prefix}.{name}".lstrip(".")] = tensor.detach()
    return found


_OWN = (
    *("parameters", "named_parameters", "buffers", "named_buffers", "children", "named_children", "modules"),
    *("named_modules", "load_state_dict", "zero_grad", "requires_grad_"),
)
_MEMBERS = {name: getattr(torch.nn.Module, name) for name in _OWN} | {"state_dict": state_dict}

OPERATIONS: dict[str, Callable] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "getattr": read_attribute,
    "setattr": setattr,
    "delattr": delattr,
    "getitem": lambda target, key: target[key],
    "setitem": lambda target, key, value: target.__setitem__(key, value),
    "delitem": lambda target, key: target.__delitem__(key),
    "contains": lambda target, item: item in target,
    "len": len,
    "iter": iter,
    "next": next,
}


class Server:
    """Answers the grader's messages about one submission: runs cells, makes copies of this process that serve other
    channels, does operations on objects."""

    def __init__(self, channel: Channel) -> None:
        from grading.sandbox.inside.shell import make_shell

        self.channel = channel
        self.shell = make_shell()
        self.kept: dict[int, Any] = {}
        self.graphs: list[Any] = []
        self.copies: dict[str, int] = {}
        self.process = os.getpid()
        self.modes = modes()
        # A thread pool would not survive the fork that the checks get: one thread is what there is.
        for name in ("set_num_threads", "set_num_interop_threads"):
            setattr(torch, name, lambda number: None)

    def serve(self) -> None:
        """Until the grader hangs up."""
        while True:
            try:
                number, request, data = self.channel.receive(m.Asked)
            except EOFError:
                return
            reply, out = self.answer(request, data)
            self.channel.send(number, reply, out)

    def answer(self, request: m.Request, data: bytearray) -> tuple[m.Reply, bytes]:
        """One message; an exception of the student's code is an answer too."""
        self.writer = Writer(self.keep, self.graph)
        try:
            reply, out = _ANSWERS[type(request)](self, request, data), b"".join(self.writer.data)
        except BaseException as error:
            reply, out = describe(error), b""
        if os.getpid() != self.process:  # the student's code has forked: one process answers
            os._exit(0)
        return reply, out

    def on_cell(self, request: m.Cell, data: bytearray) -> m.Reply:
        seed_generators(request.seed)
        error, outputs = self.shell.run(request.source, request.name, request.room)
        self.modes = modes()
        made = [made for output in outputs if (made := shown(output))]
        return m.Ran(made, describe(error) if error else None)

    def on_fork(self, request: m.Fork, data: bytearray) -> m.Reply:
        file = self.channel.receive_file()
        copy = os.fork()
        if copy == 0:
            self.process = os.getpid()
            self.channel.sock.close()
            self.channel = Channel(socket.socket(fileno=file))
            self.serve()
            os._exit(0)
        os.close(file)
        self.copies[request.checkpoint] = copy
        return m.Ready()

    def on_reap(self, request: m.Reap, data: bytearray) -> m.Reply:
        copy = self.copies.pop(request.checkpoint)
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
        return m.Ready()

    def on_names(self, request: m.Names, data: bytearray) -> m.Reply:
        """A check begins: nothing is left of what the one before it has asked for, or a call in it has switched."""
        self.kept.clear()
        self.graphs.clear()
        gradients, dtype, device = self.modes
        set_grad_enabled(gradients)
        set_default_dtype(dtype)
        if get_default_device() != device:
            set_default_device(device)
        space = self.shell.user_ns
        there = [name in space for name in request.names]
        values = [self.writer(space.get(name)) for name in request.names]
        return m.Named(there, values, dtype == torch.double)

    def on_do(self, request: m.Do, data: bytearray) -> m.Reply:
        load = Loader(data, self.kept)
        args, kwargs, modules, seeds = load.load()
        parts = [Parts(module) for module in modules]
        given = {**dict(enumerate(args[1:])), **kwargs} if request.operation == "call" else {}
        before = {key: kept_of(value) for key, value in given.items()}
        with quiet():
            seed_generators(*seeds)
            value = OPERATIONS[request.operation](*args, **kwargs)
        changed = [key for key, value in given.items() if differs(before[key], value)]
        self.graphs.append((load.leaves, []))
        value = self.writer(value)
        return m.Done(value, [p.state(module, self.writer) for p, module in zip(parts, modules)], changed)

    def on_backward(self, request: m.Backward, data: bytearray) -> m.Reply:
        leaves, outputs = self.graphs[request.call]
        before = [leaf.grad for leaf in leaves]
        for leaf in leaves:
            leaf.grad = None
        with quiet():
            torch.autograd.backward([outputs[request.output]], [pickle.loads(data)], retain_graph=True)
        found = [leaf.grad for leaf in leaves]
        for leaf, grad in zip(leaves, before):
            leaf.grad = grad
        return m.Gradients([self.writer(grad) for grad in found])

    def keep(self, thing: Any) -> m.Kept:
        """Name an object that stays: the grader gets a handle."""
        number = id(thing)
        self.kept[number] = thing
        return m.Kept(number, utf8(type(thing).__name__[:80]))

    def graph(self, tensor: Any) -> tuple[int, int] | None:
        """Where the history of a tensor with gradient is kept: [call, output]."""
        if not self.graphs:
            return None
        outputs = self.graphs[-1][1]
        outputs.append(tensor)
        return len(self.graphs) - 1, len(outputs) - 1


_ANSWERS: dict[type, Callable[[Server, Any, bytearray], m.Reply]] = {
    m.Cell: Server.on_cell,
    m.Fork: Server.on_fork,
    m.Reap: Server.on_reap,
    m.Names: Server.on_names,
    m.Do: Server.on_do,
    m.Backward: Server.on_backward,
}


class Loader(pickle.Unpickler):
    """Arguments from the grader: pickles with handles and autograd leaves in them."""

    def __init__(self, data: bytearray, kept: dict[int, Any]) -> None:
        super().__init__(io.BytesIO(data))
        self.kept, self.leaves = kept, []

    def persistent_load(self, key: tuple) -> Any:
        kind, value = key[0], key[1]
        return self.kept[value] if kind == "handle" else self.leaf(value, *key[2:])

    def leaf(self, number: int, parameter: bool, requires_grad: bool, parts: tuple) -> Any:
        while len(self.leaves) <= number:
            self.leaves.append(None)
        if self.leaves[number] is None:
            tensor = tensor_from(*parts)
            made = torch.nn.Parameter(tensor, requires_grad) if parameter else tensor.requires_grad_()
            self.leaves[number] = made
        return self.leaves[number]


def modes() -> tuple[bool, torch.dtype, torch.device]:
    """What torch has switched for all calls to come."""
    return is_grad_enabled(), get_default_dtype(), get_default_device()


@contextlib.contextmanager
def quiet():
    """Calls print, warn and draw into nothing."""
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), catch_warnings():
        simplefilter("ignore")
        yield


def shown(output: dict) -> Any:
    """An output of a notebook as a message; None for what has no form that is shown."""
    kind, data = output["output_type"], output.get("data", {})
    if kind == "stream":
        return m.Printed(output["name"], utf8(output["text"]))
    if kind == "error":
        lines = [utf8(line) for line in output["traceback"]]
        return m.Failure(utf8(output["ename"]), utf8(output["evalue"]), lines)
    forms = [data.get(mime, "") for mime in ("text/plain", "image/png", "image/jpeg")]
    forms = [utf8(form) if isinstance(form, str) else "" for form in forms]
    return m.Shown(kind == "execute_result", *forms) if any(forms) else None


def describe(error: BaseException) -> m.Raised:
    """An exception as plain text: its builtin types, its message, the line of the student's cell it came from."""
    kinds = [utf8(k.__name__[:80]) for k in type(error).__mro__ if k.__module__ == "builtins"]
    cell, line, where = "", 0, error.__traceback__
    while where is not None:
        if where.tb_frame.f_code.co_filename.startswith("cell:"):
            cell, line = where.tb_frame.f_code.co_filename.removeprefix("cell:"), where.tb_lineno
        where = where.tb_next
    try:
        message = utf8(str(error)[:2000])
    except Exception:
        message = ""
    return m.Raised(kinds, message, utf8(cell), line or 0)
