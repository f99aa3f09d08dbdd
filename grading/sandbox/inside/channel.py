"""Runs on both sides. Messages between processes: one JSON header and raw buffers behind it, over a stream socket.

    channel = Channel(socket);  channel.send({"n": 1, "do": "cell"}, [b"..."]);  header, buffers = channel.receive()

This module imports no torch: the process that hands submissions out starts in a moment.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence

MAX_HEADER = 32 << 20
MAX_BUFFERS = 256 << 20
_LENGTHS = struct.Struct("!II")


class ChannelError(Exception):
    """What came is no message of ours, or more than may cross."""


class Channel:
    """Messages over a stream socket, with bounds on what is accepted and a deadline on waiting."""

    def __init__(self, sock: socket.socket, takes_files: bool = False, bound: int = MAX_BUFFERS) -> None:
        self.sock, self.takes_files, self.bound = sock, takes_files, bound
        self.files: list[int] = []

    def send(
        self,
        header: dict,
        buffers: Sequence[bytes] = (),
        deadline: float | None = None,
        files: Sequence[int] = (),
    ) -> None:
        """Send one message; TimeoutError when the other end does not take it before `deadline`."""
        text = json.dumps(header | {"sizes": [len(b) for b in buffers], "files": len(files)}).encode()
        self._wait(deadline)
        self.sock.sendall(b"".join([_LENGTHS.pack(len(text), sum(map(len, buffers))), text, *buffers]))
        if files:
            socket.send_fds(self.sock, [b"f"], files)

    def receive(self, deadline: float | None = None) -> tuple[dict, list[bytes]]:
        """The next message; EOFError when the other end is gone, TimeoutError after `deadline` (time.monotonic)."""
        text_size, total = _LENGTHS.unpack(self._exactly(_LENGTHS.size, deadline))
        if text_size > MAX_HEADER or total > self.bound:
            raise ChannelError("the answer is too large")
        text = self._exactly(text_size, deadline)
        try:
            header = json.loads(text)
            sizes = header["sizes"]
            good = all(type(size) is int and size >= 0 for size in sizes) and sum(sizes) == total
        except (ValueError, TypeError, KeyError, RecursionError):
            good = False
        if not good:
            raise ChannelError("the answer is malformed")
        buffers = [self._exactly(size, deadline) for size in sizes]
        if self.takes_files and header["files"]:
            self._wait(deadline)
            _, self.files, _, _ = socket.recv_fds(self.sock, 1, 8)
        return header, buffers

    def _wait(self, deadline: float | None) -> None:
        remaining = None if deadline is None else deadline - time.monotonic()
        if remaining is not None and remaining <= 0:
            raise TimeoutError
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
