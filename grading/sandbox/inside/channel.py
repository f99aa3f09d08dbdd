"""Runs on both sides. Messages between processes over a stream socket: a number, a typed record, and bytes behind it.

    channel = Channel(socket);  channel.send(1, Names(["phi"]));  number, record, data = channel.receive(Asked)

This module imports no torch: the process that hands submissions out starts in a moment.
"""

from __future__ import annotations

import socket
import struct
import time
from functools import cache
from types import UnionType
from typing import Any

import msgspec

MAX_RECORD = 16 << 20
MAX_BYTES = 256 << 20
_HEAD = struct.Struct("!QQQ")
_encoder = msgspec.msgpack.Encoder()


class ChannelError(Exception):
    """What came is no message of ours, or more than may cross."""


@cache
def decoder(kind: type | UnionType) -> msgspec.msgpack.Decoder:
    """Made once, and before a fork: it takes longer than what it decodes."""
    return msgspec.msgpack.Decoder(kind)


def read(kind: type | UnionType, record: bytes | bytearray) -> Any:
    """The record of type `kind` in these bytes; ChannelError when they hold anything else."""
    try:
        return decoder(kind).decode(record)
    except (msgspec.MsgspecError, ValueError, RecursionError, MemoryError):
        raise ChannelError("the answer is malformed") from None


class Channel:
    """Messages over a stream socket, with bounds on what is accepted and a deadline on waiting."""

    def __init__(self, sock: socket.socket, record_bound: int = MAX_RECORD) -> None:
        self.sock, self.record_bound = sock, record_bound

    def send(
        self, number: int, record: msgspec.Struct, data: bytes = b"", deadline: float | None = None
    ) -> None:
        """Send one message; TimeoutError when the other end does not take it before `deadline`."""
        text = _encoder.encode(record)
        self._wait(deadline)
        self.sock.sendall(b"".join([_HEAD.pack(number, len(text), len(data)), text, data]))

    def receive(self, kind: type | UnionType, deadline: float | None = None) -> tuple[int, Any, bytearray]:
        """The next message; EOFError when the other end is gone, TimeoutError after `deadline` (time.monotonic)."""
        number, size, total = _HEAD.unpack(self._exactly(_HEAD.size, deadline))
        if size > self.record_bound or total > MAX_BYTES:
            raise ChannelError("the answer is too large")
        record = self._exactly(size, deadline)
        data = self._exactly(total, deadline)
        return number, read(kind, record), data

    def send_file(self, file: int) -> None:
        """An open file, behind a message that announced it."""
        socket.send_fds(self.sock, [b"f"], [file])

    def receive_file(self) -> int:
        """The inverse, on the side that trusts the other."""
        _, [file], _, _ = socket.recv_fds(self.sock, 1, 1)
        return file

    def _wait(self, deadline: float | None) -> None:
        remaining = None if deadline is None else deadline - time.monotonic()
        if remaining is not None and remaining <= 0:
            raise TimeoutError
        if remaining != self.sock.gettimeout():  # to set it is a call of the system
            self.sock.settimeout(remaining)

    def _exactly(self, size: int, deadline: float | None) -> bytearray:
        data, view = bytearray(size), 0
        while view < size:
            self._wait(deadline)
            count = self.sock.recv_into(memoryview(data)[view:])
            if not count:
                raise EOFError
            view += count
        return data
