"""What one submission may use: one record, set by default < `nbgrader_config.py` < command line.

    c.VerdictExporter.cell_seconds = 60                              # in nbgrader_config.py
    python -m grading grade lazy_training --cell-seconds 60          # for this run

>>> Limits(cell_seconds=5).cell_seconds
5.0
>>> Limits(memory_mib=0)
Traceback (most recent call last):
ValueError: memory_mib: got 0, expected a number above 0
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PATIENCE = 3  # by the clock on the wall, nothing lasts longer than this many times its seconds


def _limit(default: Any, meaning: str) -> Any:
    return dataclasses.field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Limits:
    """What one submission may use, and how it is run; every unit stands in the name."""

    cell_seconds: float = _limit(
        30.0, "time of one cell or check; waiting for a busy processor does not count"
    )
    submission_seconds: float = _limit(
        180.0, "time of one submission; waiting for a busy processor does not count"
    )
    memory_mib: int = _limit(2048, "memory of all processes of one submission")
    disk_mib: int = _limit(64, "files that one submission may write, in memory")
    output_kib: int = _limit(200, "outputs kept of one cell; of a submission twenty times that")
    processes: int = _limit(64, "processes and threads of one submission")
    demonstrations: bool = _limit(False, "run unchanged demonstration cells too")
    sandbox: bool = _limit(True, "run student code in the sandbox; if not, every verdict says so")

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value, kind = getattr(self, field.name), type(field.default)
            if kind is bool:
                fits, expected = isinstance(value, bool), "True or False"
            elif isinstance(value, bool) or not isinstance(value, int | kind) or not math.isfinite(value):
                fits, expected = False, "a whole number" if kind is int else "a number"
            else:
                fits, expected = value > 0, "a number above 0"
            if not fits:
                raise ValueError(f"{field.name}: got {value!r}, expected {expected}")
            object.__setattr__(self, field.name, kind(value))  # 5 and 5.0 are one limit, and one cache entry

    @classmethod
    def configured(cls, section: Mapping[str, Any], given: Mapping[str, Any]) -> Limits:
        """The limits of a configuration section, those in `given` put over it; what neither names keeps its default."""
        names = [field.name for field in dataclasses.fields(cls)]
        return cls(**{name: source[name] for source in (section, given) for name in names if name in source})


def meanings() -> dict[str, tuple[str, Any]]:
    """Name of each limit -> (what it means, its default): for `--help` and for the traits of nbgrader's exporter."""
    return {f.name: (f.metadata["meaning"], f.default) for f in dataclasses.fields(Limits)}
