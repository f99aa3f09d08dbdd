"""Runs on both sides. A module that is passed in: its parts in one order, taken before the call.

Both sides make the same list from the same module; what comes back has no names, and fits the list or is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from grading.sandbox.inside.channel import ChannelError
from grading.sandbox.inside.messages import State


class Misuse(AssertionError):
    """What a call did and may not do; the message is for the student."""


class Parts:
    """Names of parameters, buffers, submodules and plain attributes of `module` as they are now."""

    def __init__(self, module: nn.Module) -> None:
        self.parameters = [name for name, _ in module.named_parameters()]
        self.buffers = [name for name, _ in module.named_buffers()]
        self.modules = [name for name, _ in module.named_modules()]
        plain = (name for name, value in vars(module).items() if type(value) in (bool, int, float, str))
        self.plain = sorted(name for name in plain if name != "training" and not name.startswith("_"))

    def state(self, module: nn.Module, write: Callable[[Any], Any]) -> State:
        """Inside: the parts as a call left them."""
        parameters = [_found(module.get_parameter, name) for name in self.parameters]
        tensors = [*parameters, *(_found(module.get_buffer, name) for name in self.buffers)]
        modules = [_found(module.get_submodule, name) for name in self.modules]
        plain = [vars(module).get(name) for name in self.plain]
        return State(
            [None if t is None else write(t.detach()) for t in tensors],
            [None if p is None or p.grad is None else write(p.grad.detach()) for p in parameters],
            [part is not None and bool(part.training) for part in modules],
            [value if type(value) in (bool, int, float, str) else None for value in plain],
        )

    def put_back(self, module: nn.Module, state: State, read: Callable[[Any], Any]) -> None:
        """Outside: the module is as the call left it. ChannelError for what does not fit the list, Misuse for a
        parameter that the call took away or remade."""
        names = [*self.parameters, *self.buffers]
        lengths = [len(part) for part in (state.tensors, state.grads, state.training, state.plain)]
        if lengths != [len(part) for part in (names, self.parameters, self.modules, self.plain)]:
            raise ChannelError("the answer is malformed")
        tensors, grads = [[read(node) for node in part] for part in (state.tensors, state.grads)]
        parameters = [module.get_parameter(name) for name in self.parameters]
        ours = [*parameters, *map(module.get_buffer, self.buffers)]
        for name, mine, theirs in zip(names, ours, tensors):
            if theirs is None or not _alike(mine, theirs):
                raise Misuse(f"Your function removes or remakes `{name}` of the network that it was given.")
        for mine, grad in zip(parameters, grads):
            if grad is not None and not _alike(mine, grad):
                raise ChannelError("the answer is malformed")
            mine.grad = grad
        with torch.no_grad():
            for mine, theirs in zip(ours, tensors):
                if not torch.equal(mine, theirs):
                    mine.copy_(theirs)
        for name, training in zip(self.modules, state.training):
            module.get_submodule(name).training = training
        for name, value in zip(self.plain, state.plain):
            if type(value) is type(vars(module)[name]):
                vars(module)[name] = value


def _alike(mine: torch.Tensor, theirs: torch.Tensor) -> bool:
    return mine.shape == theirs.shape and mine.dtype == theirs.dtype


def _found(get: Callable[[str], Any], name: str) -> Any:
    try:
        return get(name)
    except AttributeError:
        return None
