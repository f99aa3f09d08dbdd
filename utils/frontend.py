"""Who looks at the running notebook, a person or a program; what a front end says of a cell, and how it shows a PNG."""

import base64
import struct
from collections.abc import Callable
from html import escape
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


def image_tag(png: bytes, alt: str, width: int | None = None) -> str:
    """HTML of a picture with its alt text, `width` pixels wide (its own width, if None) where there is room.

    >>> header = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + struct.pack(">II", 40, 20)
    >>> image_tag(header, "rho < 1", width=20).split(" style")[0]
    '<img alt="rho &lt; 1" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACgAAAAU" width="20" height="10"'
    """
    own, height = struct.unpack(">II", png[16:24])
    width, height = width or own, round(height * (width or own) / own)
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    size = f'width="{width}" height="{height}" style="max-width: 100%; height: auto"'
    return f'<img alt="{escape(alt)}" src="{source}" {size} decoding="sync">'


def _request() -> dict[str, Any]:
    """The message that runs the current cell, {} outside a kernel."""
    try:
        from IPython import get_ipython
    except ImportError:
        return {}
    kernel = getattr(get_ipython(), "kernel", None)
    return kernel.get_parent("shell") if kernel is not None else {}
