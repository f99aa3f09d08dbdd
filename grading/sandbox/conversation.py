"""The checks of one submission, talking to the student's objects in the snapshots of its execution."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NoReturn

from grading.sandbox.bubblewrap import Child
from grading.sandbox.execution import OUT_OF_MEMORY, Ended, Execution
from grading.sandbox.gradients import Through
from grading.sandbox.handles import Handle, student_error
from grading.sandbox.inside.channel import Channel, ChannelError
from grading.sandbox.inside.randomness import advance_generators, generator_states
from grading.sandbox.inside.values import decode
from grading.sandbox.transfer import Pickler, flatten, is_mutable, put_back


class Conversation:
    """What a check says to the student's process, and hears from it."""

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self.checkpoint = ""
        self.channel: Channel | None = None
        self.spare: Child | None = None
        self.ended: Ended | None = None

    def enter(self, checkpoint: str) -> None:
        """The next check belongs to the snapshot of `checkpoint`."""
        if checkpoint != self.checkpoint:
            self.leave()
            self.checkpoint = checkpoint
        if self.channel is None:
            self.channel, self.spare = self.execution.take(checkpoint)
        self.ended = None
        self.execution.line.start_clock()

    def leave(self) -> None:
        """The checks are done with their copy: it ends when it hears so."""
        if self.spare:
            self.spare.kill()
        elif self.channel:
            self.channel.sock.close()
        self.channel = self.spare = None

    def names(self, names: Collection[str]) -> dict[str, Any]:
        """The values (or handles) of those names that the student's notebook defines."""
        return self.request({"do": "names", "names": sorted(names)})

    def operate(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Do something with student objects, inside; the grader's random state goes along and does not come back."""
        restore = [thing for thing in flatten((args[1:], kwargs)) if is_mutable(thing)]
        pickler = Pickler()
        data = pickler.dumps((args, kwargs, restore, generator_states()))
        advance_generators()
        answer = self.request({"do": "do", "operation": operation}, [data], pickler.leaves)
        for thing, state in zip(restore, answer["restore"]):
            put_back(thing, state)
        return answer["value"]

    def request(self, header: dict, buffers: Sequence[bytes] = (), leaves: Sequence[Any] = ()) -> Any:
        """A message whose answer is a value. An exception of student code is raised here."""
        if self.ended or self.channel is None:
            raise self.ended or Ended("died", "your code ended the process")
        try:
            answer, out = self.execution.line.ask(self.channel, header, buffers)
        except Ended as ended:
            self._fail(ended)
        if "error" in answer:
            raise student_error(answer["error"])
        graph = Through(self, leaves)
        try:
            return decode(answer.get("value"), out, lambda tree: Handle(self, tree), graph.attach)
        except ChannelError as error:
            self._fail(Ended("died", f"your code sent something unreadable ({error})"))

    def _fail(self, ended: Ended) -> NoReturn:
        """Leave the copy that failed, and say why."""
        spare = self.spare
        if self.execution.out_of_memory() or (spare and spare.cgroup.out_of_memory()):
            ended.args = (OUT_OF_MEMORY,)
        if not spare:
            self.execution.reap(self.checkpoint)
        self.leave()
        self.ended = ended
        raise ended

    def close(self) -> None:
        """The submission is graded: end its processes."""
        if self.spare:
            self.spare.kill()
        self.execution.close()
