"""What the trusted process says when a bug of ours stops a judge."""

import signal
import socket

import pytest

from grading.judging import judge
from grading.sandbox.bubblewrap import Sandbox

pytestmark = pytest.mark.slow  # it forks

HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\r\ud800"


@pytest.fixture
def children():
    """The trusted process leaves its children to the kernel; pytest does not."""
    before = signal.getsignal(signal.SIGCHLD)
    yield
    signal.signal(signal.SIGCHLD, before)


@pytest.mark.usefixtures("children")
def test_a_traceback_is_shown_and_no_terminal_obeys_it(monkeypatch, capfd):
    """A message of an exception may hold what a student wrote."""

    class Standing:
        def wait(self):
            pass

    def broken(sock, sandbox):
        raise RuntimeError(HOSTILE)

    monkeypatch.setattr(Sandbox, "start", lambda bare: Standing())
    monkeypatch.setattr(judge, "preload", lambda: None)
    monkeypatch.setattr(judge, "answer", broken)
    engine, trusted = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours, theirs = socket.socketpair()
    with engine, trusted, ours:
        with theirs:
            socket.send_fds(engine, [b"job"], [theirs.fileno()])
        engine.shutdown(socket.SHUT_WR)
        judge.serve(trusted, bare=True)
        assert engine.recv(99) == b"ready"
        assert ours.recv(1) == b""  # the fork has ended
    said = capfd.readouterr().err
    assert "in broken" in said
    assert r"RuntimeError: \x1b[2J\x1b]0;owned\x07\x9b31m\u202e" in said
    assert all(c.isprintable() or c == "\n" for c in said)
