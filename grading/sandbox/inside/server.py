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
import time
import warnings
from collections.abc import Callable
from typing import Any

import torch

from grading.sandbox.inside.channel import Channel
from grading.sandbox.inside.randomness import restore_generators, seed_generators
from grading.sandbox.inside.values import encode, tensor_from

OPERATIONS: dict[str, Callable] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "getattr": getattr,
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
    """Answers the grader's messages about one submission.

    `cell` runs a cell; `fork` makes a copy of this process that serves another channel, `reap` ends the copy;
    `names`, `do` (an operation on objects) and `backward` serve the checks.
    """

    def __init__(self, channel: Channel) -> None:
        from grading.sandbox.inside.shell import make_shell

        self.channel = channel
        self.shell = make_shell()
        self.kept: dict[int, Any] = {}
        self.graphs: list[Any] = []
        self.copies: dict[str, int] = {}

    def serve(self) -> None:
        """Until the grader hangs up."""
        while True:
            try:
                header, buffers = self.channel.receive()
            except EOFError:
                return
            answer, out = self.answer(header, buffers)
            self.channel.send({"n": header["n"]} | answer, out)

    def answer(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        """One message; an exception of the student's code is an answer too."""
        try:
            return getattr(self, "on_" + header["do"])(header, buffers)
        except BaseException as error:
            return {"error": describe(error)}, []

    def on_cell(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        seed_generators(header["seed"])
        started = time.monotonic()
        error, outputs = self.shell.run(header["source"], header["name"], header["room"])
        answer = {"seconds": time.monotonic() - started, "outputs": outputs}
        return answer | ({"failed": describe(error)} if error else {}), []

    def on_fork(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        [file] = self.channel.files
        copy = os.fork()
        if copy == 0:
            self.channel.sock.close()
            self.channel = Channel(socket.socket(fileno=file))
            self.serve()
            os._exit(0)
        os.close(file)
        self.copies[header["checkpoint"]] = copy
        return {}, []

    def on_reap(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        copy = self.copies.pop(header["checkpoint"])
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
        return {}, []

    def on_names(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        space = self.shell.user_ns
        return self.reply({name: space[name] for name in header["names"] if name in space})

    def on_do(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        load = Loader(buffers[0], self.kept)
        args, kwargs, restore, generators = load.load()
        with quiet():
            restore_generators(generators)
            value = OPERATIONS[header["operation"]](*args, **kwargs)
        self.graphs.append((load.leaves, []))
        return self.reply({"value": value, "restore": [state_of(thing) for thing in restore]})

    def on_backward(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        leaves, outputs = self.graphs[header["graph"]]
        before = [leaf.grad for leaf in leaves]
        for leaf in leaves:
            leaf.grad = None
        gradient = pickle.loads(buffers[0])
        with quiet():
            torch.autograd.backward([outputs[header["output"]]], [gradient], retain_graph=True)
        found = [leaf.grad for leaf in leaves]
        for leaf, grad in zip(leaves, before):
            leaf.grad = grad
        return self.reply(found)

    def reply(self, value: Any) -> tuple[dict, list[bytes]]:
        tree, buffers = encode(value, self.keep, self.graph)
        return {"value": tree}, buffers

    def keep(self, thing: Any) -> dict:
        """Name an object that stays: the grader gets a handle."""
        number = id(thing)
        self.kept[number] = thing
        return {"": "handle", "id": number, "type": type(thing).__name__[:80]}

    def graph(self, tensor: Any) -> list[int] | None:
        """Where the history of a tensor with gradient is kept: [call, output]."""
        if not self.graphs:
            return None
        outputs = self.graphs[-1][1]
        outputs.append(tensor)
        return [len(self.graphs) - 1, len(outputs) - 1]


class Loader(pickle.Unpickler):
    """Arguments from the grader: pickles with handles and autograd leaves in them."""

    def __init__(self, data: bytes, kept: dict[int, Any]) -> None:
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


@contextlib.contextmanager
def quiet():
    """Calls print, warn and draw into nothing."""
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def state_of(thing: Any) -> dict:
    """What a call may have changed in a module or optimizer that was passed in."""
    if not isinstance(thing, torch.nn.Module):
        return {"state": thing.state_dict()}
    return {
        "state": dict(thing.state_dict()),
        "grads": {name: p.grad for name, p in thing.named_parameters()},
        "training": {name: m.training for name, m in thing.named_modules()},
        "plain": {k: v for k, v in vars(thing).items() if isinstance(v, bool | int | float | str | None)},
    }


def describe(error: BaseException) -> dict:
    """An exception as plain text: its builtin types, its message, the line of the student's cell it came from."""
    kinds = [k.__name__ for k in type(error).__mro__ if k.__module__ == "builtins"]
    line, where = None, error.__traceback__
    while where is not None:
        if where.tb_frame.f_code.co_filename.startswith("cell:"):
            line = [where.tb_frame.f_code.co_filename.removeprefix("cell:"), where.tb_lineno]
        where = where.tb_next
    try:
        message = str(error)[:2000]
    except Exception:
        message = ""
    return {"kinds": kinds, "type": type(error).__name__[:80], "message": message, "line": line}
