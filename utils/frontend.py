"""Who looks at the running notebook, a person or a program, and what its front end says of the running cell."""

from collections.abc import Callable
from typing import Any


def somebody_is_there() -> bool:
    """Did a front end with a keyboard send the running cell? What only a person can use is shown only then.

    Programs (nbclient, nbval, nbgrader) set allow_stdin = False; outside a kernel, or without ipywidgets, nobody is
    there.

    >>> somebody_is_there()
    False
    """
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return False
    return bool(_request().get("content", {}).get("allow_stdin", False))


def running_code() -> str:
    """The source of the running cell, '' outside a kernel."""
    return str(_request().get("content", {}).get("code", ""))


def running_cell() -> str:
    """The id that the front end gives the running cell, '' where it gives none. JupyterLab can jump to it."""
    return str(_request().get("metadata", {}).get("cellId", ""))


def write_cell(change: Callable[[str], str]) -> None:
    """Ask the front end to replace the source of the running cell by `change(source)`; several changes add up."""
    from IPython import get_ipython

    shell = get_ipython()
    payload = [p for p in shell.payload_manager.read_payload() if p.get("source") == "set_next_input"]
    shell.set_next_input(change(payload[-1]["text"] if payload else running_code()), replace=True)


def _request() -> dict[str, Any]:
    """The message that runs the current cell, {} outside a kernel."""
    try:
        from IPython import get_ipython
    except ImportError:
        return {}
    kernel = getattr(get_ipython(), "kernel", None)
    return kernel.get_parent("shell") if kernel is not None else {}
