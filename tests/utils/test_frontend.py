"""A person is there when the running cell came from a front end that can ask."""

from types import SimpleNamespace

import IPython
import pytest

from utils.frontend import somebody_is_there


@pytest.mark.parametrize(
    ("content", "there"), [({"allow_stdin": True}, True), ({"allow_stdin": False}, False), ({}, False)]
)
def test_the_request_says_whether_somebody_is_there(monkeypatch, content, there):
    kernel = SimpleNamespace(get_parent=lambda channel: {"content": content} if channel == "shell" else {})
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=kernel))
    assert somebody_is_there() is there


def test_a_shell_without_kernel_is_a_program(monkeypatch):
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace())
    assert not somebody_is_there()
