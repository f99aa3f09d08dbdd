"""What crosses into and out of the sandbox: values arrive equal, everything else is refused or stays inside."""

import socket
import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grading.sandbox.inside.channel import Channel, ChannelError
from grading.sandbox.inside.values import decode, encode

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.complex_numbers(allow_nan=False),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def refuse(thing):
    raise TypeError(f"{thing!r} is no value")


def there_and_back(value):
    return decode(*encode(value, refuse), refuse)


@given(VALUES)
def test_plain_values_arrive_equal(value):
    arrived = there_and_back(value)
    assert arrived == value
    assert type(arrived) is type(value)


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


@pytest.mark.parametrize(
    "array", [np.eye(2), np.arange(6).reshape(2, 3).T, np.array(["ab", "c"]), np.float32(2.5), np.bool_(True)]
)
def test_arrays_arrive_equal(array):
    arrived = there_and_back(array)
    assert np.array_equal(arrived, array)
    assert arrived.dtype == array.dtype


def test_a_bool_of_byte_two_arrives_as_a_bool():
    odd = torch.tensor([2, 0], dtype=torch.uint8).view(torch.bool)
    assert there_and_back(odd).view(torch.uint8).tolist() == [1, 0]


@pytest.mark.parametrize(
    "tree",
    [
        {"": "__class__"},
        {"": "no such"},
        {"": "tuple"},
        {"": "tensor", "dtype": "float32", "shape": [3], "buffer": 0},
        {"": "tensor", "dtype": "float32", "shape": [-1], "buffer": 0},
        {"": "array", "dtype": "O", "shape": [1], "buffer": 0},
        {"": "record", "module": "os", "name": "system", "fields": {}},
        {"": "set", "items": [[1]]},
        {},
    ],
)
def test_malformed_values_are_refused(tree):
    with pytest.raises(ChannelError):
        decode(tree, [b"\0" * 8], refuse)


@pytest.mark.parametrize(
    "value", [1 << 5000, [[]] * 600_000, torch.zeros(1).expand(10**12)], ids=["number", "list", "tensor"]
)
def test_too_large_is_refused(value):
    with pytest.raises(ChannelError):
        encode(value, refuse)


def test_messages_arrive_with_their_buffers():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(ours).send({"n": 3}, [b"abc", b""])
        header, buffers = Channel(theirs).receive()
    assert header["n"] == 3
    assert [bytes(b) for b in buffers] == [b"abc", b""]


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("!II", 2**32 - 1, 0),
        struct.pack("!II", 2, 0) + b"[]",
        struct.pack("!II", 13, 9) + b'{"sizes":[1]}',
    ],
)
def test_garbled_messages_are_refused(raw):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(raw)
        with pytest.raises(ChannelError):
            Channel(theirs).receive()
