"""What the engine asks of its trusted process (`judge`), and hears: first what was read, then the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from grading.judging.salvage import Plan

RECORD_BOUND = 1 << 30  # bytes of one message between our own processes


class Job(msgspec.Struct):
    """One submission to judge."""

    source: bytes
    submission: bytes
    limits: dict[str, Any]
    seed: int
    assignment: str


class Salvaged(msgspec.Struct, tag=True):
    """The notebook for the record (JSON) before any of it has run, and its repairs."""

    notebook: bytes
    repairs: tuple[str, ...]


class Judged(msgspec.Struct, tag=True):
    """The verdict, as JSON."""

    verdict: bytes


class Refused(msgspec.Struct, tag=True):
    """There was no sandbox to judge in."""

    reason: str


Heard = Salvaged | Judged | Refused


def for_the_record(
    plan: Plan, outputs: Mapping[str, list] | None = None, seconds: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """The repaired notebook for the record: order of cells, the student's sources, and what the cells that ran gave;
    nothing of the tests."""
    cells, outputs, seconds = [], outputs or {}, seconds or {}
    for step in plan.steps:
        cell: dict[str, Any] = {"id": step.id, "kind": step.kind, "cell_type": step.cell_type}
        if step.kind in ("answer", "extra", "manual", "demonstration") or step.id.startswith("extra-"):
            cell |= {"source": step.source, "attachments": step.attachments}
        if step.id in outputs:
            cell |= {"outputs": outputs[step.id], "seconds": round(seconds[step.id], 3)}
        cells.append(cell)
    return {"cells": cells}
