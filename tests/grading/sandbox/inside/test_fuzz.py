"""Ten thousand replies that no honest process sends: each is read as a value or refused, in bounded memory.

`make nightly` tries ten times as many (tests/fuzzing.py).
"""

import random
import tracemalloc
from functools import cache
from types import SimpleNamespace

import msgspec
import pytest
import torch
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st

from grading.judging.trial import sound_outputs
from grading.sandbox.conversation import Conversation
from grading.sandbox.execution import Ended
from grading.sandbox.handles import Handle, StudentError
from grading.sandbox.inside import messages as m
from grading.sandbox.inside.channel import ChannelError, read
from grading.sandbox.inside.modules import Misuse
from grading.verdict import CellVerdict, Verdict

TORCH = m.TorchName.__args__
NODES = [kind for kind in vars(m).values() if isinstance(kind, type) and issubclass(kind, m.Node)][1:]
REPLIES = [kind for kind in vars(m).values() if isinstance(kind, type) and issubclass(kind, m.Reply)][1:]
ODD = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2**63,
        -(2**62),
        1.5,
        float("nan"),
        float("inf"),
        "",
        "cpu",
        "float32",
        "|b1",
        "<U1",
    ),
    *(
        "<f8",
        "\x00",
        "\x1b[31m",
        "phi",
        "double_hidden",
        "ValueError",
        "__class__",
        "../x",
        "x" * 5000,
        b"",
        b"\xff" * 9,
    ),
    *([], {}, [[]], {"is": "list"}, {"is": "kept", "number": 1, "type": "x"}),
]


type_info = cache(msgspec.inspect.type_info)
fields = cache(msgspec.structs.fields)


class Forger:
    """Makes messages by their types, and breaks some: another value, a field more or less, another order."""

    def __init__(self, seed: int, faults: float) -> None:
        self.random, self.faults = random.Random(seed), faults

    def struct(self, kind: type, depth: int) -> dict:
        config = kind.__struct_config__
        made = {config.tag_field: config.tag} if config.tag else {}
        for field in fields(kind):
            made[field.encode_name] = self.of(field.type, depth)
        if self.random.random() < self.faults and made:
            key = self.random.choice(list(made))
            made[key] = self.random.choice(ODD)
        if self.random.random() < self.faults / 3:
            made.pop(self.random.choice(list(made)), None)
        if self.random.random() < self.faults / 3:
            made[self.random.choice(["is", "more", "type"])] = self.random.choice(ODD)
        return made

    def of(self, kind: object, depth: int) -> object:
        """Something of a field's type, mostly."""
        if self.random.random() < self.faults / 4:
            return self.random.choice(ODD)
        return self.made(type_info(kind), depth)

    def made(self, info: object, depth: int) -> object:
        choose, kinds = self.random, msgspec.inspect
        if isinstance(info, kinds.Metadata):
            return self.made(info.type, depth)
        if isinstance(info, kinds.UnionType):
            plain = [t for t in info.types if not isinstance(t, kinds.StructType)]
            deep = [t for t in info.types if isinstance(t, kinds.StructType)]
            return self.made(
                choose.choice(deep if deep and (not plain or choose.random() < 0.6) else plain), depth
            )
        if isinstance(info, kinds.StructType):
            return self.struct(info.cls, depth + 1) if depth < 6 else None
        if isinstance(info, kinds.ListType):
            return [self.made(info.item_type, depth + 1) for _ in range(choose.choice([0, 0, 1, 1, 2, 3]))]
        if isinstance(info, kinds.TupleType):
            return [self.made(item, depth + 1) for item in info.item_types]
        if isinstance(info, kinds.LiteralType):
            return choose.choice(info.values)
        simple = {
            kinds.IntType: [0, 1, 2, 3, 7, -1, 2**40],
            kinds.FloatType: [0.0, -1.5, float("nan")],
            kinds.BoolType: [True, False],
            kinds.NoneType: [None],
            kinds.BytesType: [b"", b"ab"],
            kinds.StrType: [
                "",
                "phi",
                "utils.particles.Planted",
                "<f8",
                "<U2",
                "|b1",
                "ValueError",
                "-0x1f",
                "0x" + "f" * 99,
            ],
        }
        return choose.choice(simple[type(info)])


def replies(seed: int, faults: float):
    """Twenty replies: (the request they answer, their record, the bytes behind it)."""
    forger = Forger(seed, faults)
    for _ in range(20):
        request = forger.random.choice(list(m.REPLIES))
        kind = forger.random.choice([*m.REPLIES[request].__args__] * 3 + REPLIES)
        record = bytearray(msgspec.msgpack.encode(forger.struct(kind, 0)))
        if forger.random.random() < 0.2:
            for _ in range(forger.random.randint(1, 4)):
                record[forger.random.randrange(len(record))] = forger.random.randrange(256)
        if forger.random.random() < 0.05:
            record = record[: forger.random.randrange(len(record) + 1)]
        yield request, bytes(record), forger.random.randbytes(forger.random.choice([0, 0, 4, 8, 12, 16, 32]))


class Line:
    """In place of a process: every request gets the reply that was forged."""

    def ask(self, channel, request, data=b"", file=None):
        try:
            return read(m.REPLIES[type(request)], self.record), self.data
        except ChannelError as error:
            raise Ended("died", str(error)) from None


def heard(request: type, record: bytes, data: bytes) -> str:
    """What a check gets from this reply: "value", or the type of exception that becomes a verdict."""
    line = Line()
    line.record, line.data = record, data
    execution = SimpleNamespace(line=line, out_of_memory=lambda: False, reap=lambda checkpoint: None)
    conversation = Conversation(execution, {"phi": ("x",)})
    conversation.channel = SimpleNamespace(sock=SimpleNamespace(close=lambda: None))
    net = torch.nn.Linear(1, 1)
    before = {name: (t.shape, t.dtype) for name, t in net.state_dict().items()}, set(vars(net))
    try:
        if request is m.Cell:
            ran, _ = line.ask(None, m.Cell("", "", 0, 0))
            verdict = Verdict("x", {"a": CellVerdict(0, 1, "failed", "")}, notebook={"cells": []})
            verdict.notebook["cells"] += sound_outputs(ran.outputs if isinstance(ran, m.Ran) else [], 1000)
            verdict.to_json().encode()
        elif request is m.Names:
            assert set(conversation.names({"phi", "psi"})) <= {"phi", "psi"}
        elif request is m.Backward:
            conversation.gradients((0, 0), torch.ones(1), [net.weight])
        elif request in (m.Fork, m.Reap):
            line.ask(None, request("phi"))
        else:
            Handle(conversation, m.Kept(1, "function"), "phi")(torch.ones(1), net, x=1)
        return "value"
    except (Ended, Misuse, StudentError) as error:
        return type(error).__name__
    finally:
        assert ({name: (t.shape, t.dtype) for name, t in net.state_dict().items()}, set(vars(net))) == before


@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.05, 0.3]))
@examples(500)
def test_forged_replies_are_values_or_refused(seed, faults):
    for request, record, data in replies(seed, faults):
        heard(request, record, data)


@examples(100)
@given(st.sampled_from(list(m.REPLIES)), st.binary(max_size=200), st.binary(max_size=16))
def test_random_bytes_are_values_or_refused(request, record, data):
    heard(request, record, data)


def test_the_forger_reaches_both_sides_of_the_reader():
    """Else the fuzzing would only try what is refused at the first byte."""
    ends = [heard(*reply) for seed in range(100) for reply in replies(seed, 0.0)]
    assert ends.count("value") > 200
    assert ends.count("Ended") > 200
    kinds = {
        type(value) for seed in range(300) for r, record, d in replies(seed, 0.0) for value in seen(r, record)
    }
    assert len(kinds & set(NODES)) > 15


def seen(request: type, record: bytes) -> list:
    try:
        reply = read(m.REPLIES[request], record)
    except ChannelError:
        return []
    return (
        [*reply.values] if isinstance(reply, m.Named) else [reply.value] if isinstance(reply, m.Done) else []
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", [b"\xc0", b"\x82\xa2is\xa4list\xa5items\x90", b"\xcb" + b"\1" * 8, b"\xa2ab"]
)
def test_the_largest_record_costs_bounded_memory(unit):
    """Sixteen MiB of the smallest nodes: at most 600 MiB, then they are refused for their number."""
    size = (16 << 20) // len(unit) - 9
    head = msgspec.msgpack.encode({"type": "named", "there": [True]})[1:]
    values = b"\x91\x82\xa2is\xa4list\xa5items\xdd" + size.to_bytes(4, "big") + unit * size
    record = b"\x83" + head + b"\xa6values" + values
    tracemalloc.start()
    try:
        assert heard(m.Names, record, b"") == "Ended"
        assert tracemalloc.get_traced_memory()[1] < 600 << 20
    finally:
        tracemalloc.stop()
