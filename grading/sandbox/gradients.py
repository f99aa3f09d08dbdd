"""The backward pass through a call: it runs inside, where the student's graph is."""

from __future__ import annotations

from typing import Any, Protocol

import torch

from grading.sandbox.transfer import Pickler


class Requests(Protocol):
    """Sends a message whose answer is a value."""

    def request(self, header: dict, buffers: Any = (), leaves: Any = ()) -> Any: ...


class Through:
    """Gradients through one call: the backward pass of its outputs runs inside."""

    def __init__(self, conversation: Requests, leaves: list[torch.Tensor]) -> None:
        self.conversation, self.leaves = conversation, leaves

    def attach(self, value: torch.Tensor, graph: Any) -> torch.Tensor:
        """Give an output a history: its gradient flows to the arguments of the call."""
        if not (isinstance(graph, list) and len(graph) == 2 and value.is_floating_point()):
            return value.requires_grad_()
        anchor = torch.zeros((), requires_grad=True)
        return _Call.apply(self.conversation, graph, value, anchor, *self.leaves)


class _Call(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, conversation: Requests, graph: list, value: torch.Tensor, anchor: Any, *leaves: Any
    ) -> torch.Tensor:
        ctx.conversation, ctx.graph, ctx.shapes = conversation, graph, [leaf.shape for leaf in leaves]
        return value.clone()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple:
        call, output = ctx.graph
        data = Pickler().dumps(gradient)
        found = ctx.conversation.request({"do": "backward", "graph": call, "output": output}, [data])
        if len(found) != len(ctx.shapes) or any(
            g is not None and g.shape != s for g, s in zip(found, ctx.shapes)
        ):
            raise RuntimeError("the gradient has another shape than the argument")
        return (None, None, None, None, *found)
