"""The backward pass through a call: it runs inside, where the student's graph is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import torch


class Differentiates(Protocol):
    """Asks inside for the gradient of an output with respect to the leaves of its call."""

    def gradients(
        self, graph: tuple[int, int], gradient: torch.Tensor, leaves: Sequence[torch.Tensor]
    ) -> list: ...


class Through:
    """Gradients through one call: the backward pass of its outputs runs inside."""

    def __init__(self, conversation: Differentiates, leaves: Sequence[torch.Tensor]) -> None:
        self.conversation, self.leaves = conversation, leaves

    def attach(self, value: torch.Tensor, graph: tuple[int, int] | None) -> torch.Tensor:
        """Give an output a history: its gradient flows to the arguments of the call."""
        if graph is None or not value.is_floating_point():
            return value.requires_grad_()
        anchor = torch.zeros((), requires_grad=True)
        return _Call.apply(self.conversation, graph, value, anchor, *self.leaves)


class _Call(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        conversation: Differentiates,
        graph: tuple[int, int],
        value: torch.Tensor,
        anchor: Any,
        *leaves: Any,
    ) -> torch.Tensor:
        ctx.conversation, ctx.graph, ctx.leaves = conversation, graph, leaves
        return value.clone()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple:
        return (None, None, None, None, *ctx.conversation.gradients(ctx.graph, gradient, ctx.leaves))
