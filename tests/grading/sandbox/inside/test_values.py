"""What crosses into and out of the sandbox: values arrive equal, everything else is refused or stays inside."""

import socket
import struct

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grading.sandbox.inside import messages as m
from grading.sandbox.inside.channel import Channel, ChannelError, read
from grading.sandbox.inside.values import Reader, Writer, records

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def refuse(thing):
    raise TypeError(f"{thing!r} is no value")


def there_and_back(value):
    """Through the bytes of a message."""
    writer = Writer(refuse)
    record = msgspec.msgpack.encode(m.Named([True], [writer(value)]))
    reader = Reader(b"".join(writer.data), refuse)
    arrived = reader(read(m.REPLIES[m.Names], record).values[0])
    reader.end()
    return arrived


@given(VALUES)
def test_plain_values_arrive_equal(value):
    arrived = there_and_back(value)
    assert arrived == value
    assert type(arrived) is type(value)


@pytest.mark.parametrize(
    "value", [slice(1, None, 2), range(5, 0, -1), {1, 2}, ..., torch.float32, np.dtype("f8")]
)
def test_other_values_arrive_equal(value):
    assert there_and_back(value) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), -0.0])
def test_every_float_arrives(value):
    assert struct.pack("d", there_and_back(value)) == struct.pack("d", value)


@pytest.mark.parametrize(
    "dtype", [torch.bool, torch.int64, torch.float16, torch.bfloat16, torch.float64, torch.complex64]
)
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3)])
def test_tensors_arrive_equal(dtype, shape):
    tensor = (
        torch.arange(6)[: max(1, int(np.prod(shape)))].reshape(shape)
        if 0 not in shape
        else torch.empty(shape)
    ).to(dtype)
    arrived = there_and_back(tensor.expand(2, *shape)[0])
    assert arrived.dtype == dtype
    assert arrived.shape == shape
    assert torch.equal(arrived, tensor)


def test_one_element_of_a_strided_tensor_arrives():
    """The last column of a single row: torch calls it contiguous, with a stride of 3."""
    column = torch.arange(6.0).view(2, 3)[1:, -1]
    assert column.stride() == (3,)
    assert torch.equal(there_and_back(column), column)


@pytest.mark.parametrize(
    "array",
    [
        np.eye(2),
        np.arange(6).reshape(2, 3).T,
        np.array(["ab", "c"]),
        np.float32(2.5),
        np.bool_(True),
        np.longdouble(1) / 3,
        np.arange(3, dtype=">i4"),
    ],
)
def test_arrays_arrive_equal(array):
    arrived = there_and_back(array)
    assert np.array_equal(arrived, array)
    assert arrived.dtype == array.dtype.newbyteorder("=")


PLANTED = records()["utils.particles.Planted"]


def test_records_of_utils_arrive_field_by_field():
    sent = PLANTED(torch.ones(2, 3), torch.zeros(2), 5)
    arrived = there_and_back([sent, 1])[0]
    assert type(arrived) is PLANTED
    assert torch.equal(arrived.a, sent.a)
    assert arrived.batch_size == 5


def test_a_record_with_an_object_in_it_stays_inside_and_leaves_no_bytes():
    writer, odd = Writer(lambda thing: m.Kept(1, "")), object.__new__(PLANTED)
    vars(odd).update(a=torch.ones(2, 3), c=lambda: 0, batch_size=5)
    assert writer(odd) == m.Kept(1, "")
    assert (writer.data, writer.size) == ([], 0)


def test_a_bool_of_byte_two_arrives_as_a_bool():
    odd = torch.tensor([2, 0], dtype=torch.uint8).view(torch.bool)
    assert there_and_back(odd).view(torch.uint8).tolist() == [1, 0]


MALFORMED = {
    "tensor of too many bytes": m.Tensor("float32", [3]),
    "tensor that claims bytes twice": m.List([m.Tensor("float64", [1])] * 2),
    "bytes left over": m.List([]),
    "negative shape": m.Tensor("float32", [-1]),
    "empty but huge": m.Tensor("float32", [0, 1 << 40]),
    "no such dtype": m.Tensor("object", [1]),
    "an array of objects": m.Array("|O", [1]),
    "an array of dates": m.Array("<M8[s]", [1]),
    "invalid characters": m.Array("<U2", [1]),
    "a class of another library": m.Record("os.system", ["true"]),
    "a record without fields": m.Record("utils.particles.Planted", []),
    "lists in a set": m.Set([m.List([])]),
    "keys without values": m.Dict([1], []),
    "a range that fills memory": m.Range((0, 10**12, 1)),
    "gradient of another shape": m.Tensor("float32", [1], True, None, m.Tensor("float32", [1, 1])),
    "gradient of whole numbers": m.Tensor("int64", [1], True),
    "a field too many": {"is": "list", "items": [], "more": 1},
    "no kind": {},
    "a kind that is an attribute": {"is": "__class__"},
    "true for a number": m.Slice((1, 2)),
}


@pytest.mark.parametrize("node", MALFORMED.values(), ids=MALFORMED)
def test_malformed_values_are_refused(node):
    record = msgspec.msgpack.encode({"type": "named", "there": [True], "values": [node]})
    with pytest.raises(ChannelError):  # noqa: PT012
        reader = Reader(b"\xff" * 8, refuse)
        reader(read(m.REPLIES[m.Names], record).values[0])
        reader.end()


@pytest.mark.slow
@pytest.mark.parametrize(
    "value", [1 << 5000, [[]] * 600_000, torch.zeros(1).expand(10**12)], ids=["number", "list", "tensor"]
)
def test_too_large_is_refused(value):
    with pytest.raises(ChannelError):
        Writer(refuse)(value)


def test_messages_arrive_with_their_bytes():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(ours).send(3, m.Names(["phi"]), b"abc")
        assert Channel(theirs).receive(m.Asked) == (3, m.Names(["phi"]), b"abc")


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("!QQQ", 1, 2**32 - 1, 0),
        struct.pack("!QQQ", 1, 2, 2**63),
        struct.pack("!QQQ", 1, 2, 0) + b"[]",
        struct.pack("!QQQ", 1, 4, 0) + b"\x91" * 4,
    ],
)
def test_garbled_messages_are_refused(raw):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(raw)
        with pytest.raises(ChannelError):
            Channel(theirs).receive(m.REPLIES[m.Do])
