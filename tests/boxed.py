"""A child of the sandbox without grader: cells go in, outputs come out."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

from grading.limits import Limits
from grading.sandbox.bubblewrap import Child, Sandbox


@contextmanager
def standing(**options) -> Iterator[Sandbox]:
    """A sandbox that is up."""
    sandbox = Sandbox.start(**options)
    try:
        sandbox.wait()
        yield sandbox
    finally:
        sandbox.stop()


@contextmanager
def spawned(sandbox: Sandbox, limits: Limits | None = None) -> Iterator[Child]:
    """One child of it."""
    child = sandbox.spawn(limits or Limits())
    try:
        yield child
    finally:
        child.kill()


_numbers = itertools.count(1)


def run(child: Child, source: str, seconds: float = 60) -> dict:
    """What the server answers to one cell: `outputs`, and `failed` when it raised."""
    number = next(_numbers)
    cell = {"n": number, "do": "cell", "source": source, "name": "probe", "seed": 0, "room": 100_000}
    until = time.monotonic() + seconds
    child.channel.send(cell, deadline=until)
    answer, _ = child.channel.receive(until)
    assert answer["n"] == number, answer
    return answer


def printed(answer: dict) -> str:
    """What it wrote to its standard output and error."""
    return "".join(output.get("text", "") for output in answer["outputs"])
