"""A child of the sandbox without grader: cells go in, outputs come out."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

from grading.limits import Limits
from grading.sandbox.bubblewrap import Child, Sandbox
from grading.sandbox.inside import messages as m


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


def run(child: Child, source: str, seconds: float = 60) -> m.Ran:
    """What the server answers to one cell: `outputs`, and `error` when it raised."""
    number, until = next(_numbers), time.monotonic() + seconds
    child.channel.send(number, m.Cell(source, "probe", 0, 100_000), deadline=until)
    answered, ran, _ = child.channel.receive(m.Ran, until)
    assert answered == number, ran
    return ran


def printed(ran: m.Ran) -> str:
    """What it wrote to its standard output and error."""
    return "".join(output.text for output in ran.outputs if isinstance(output, m.Printed))
