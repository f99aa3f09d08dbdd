"""Runs inside only. An IPython shell without a kernel.

Magics, `!`, `await`, display and inline figures give ordinary notebook outputs.
"""

from __future__ import annotations

import bdb
import builtins
import io
import sys
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

TRUNCATED = "\n... (output truncated)\n"


class Outputs(list):
    """Notebook outputs of one cell, up to a number of bytes."""

    def __init__(self, room: int = 0) -> None:
        super().__init__()
        self.room = room

    def stream(self, name: str, text: str) -> None:
        """Printed text; neighbours merge."""
        if self.room <= 0 or not text:
            return
        text = text[: self.room] + TRUNCATED * (len(text) >= self.room)
        self.room -= len(text)
        if self and self[-1].get("name") == name:
            self[-1]["text"] += text
        else:
            self.append({"output_type": "stream", "name": name, "text": text})

    def rich(self, output: dict[str, Any]) -> None:
        """A display, a result or an error; left out, with a word, when there is no room."""
        size = len(repr(output))
        if size > self.room:
            self.stream("stdout", f"(an output of {size} bytes was left out)\n")
        else:
            self.room -= size
            self.append(output)


class Stream(io.TextIOBase):
    """Standard output or error of a cell."""

    encoding = "utf-8"

    def __init__(self, shell: Shell, name: str) -> None:
        self.shell, self.name = shell, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.shell.outputs.stream(self.name, str(text))
        return len(text)


class Publisher(DisplayPublisher):
    """`display(...)` and figures."""

    shell: Shell

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **_) -> None:
        if not update:
            self.shell.outputs.rich({"output_type": "display_data", "data": data, "metadata": metadata or {}})

    def clear_output(self, wait=False) -> None:
        self.shell.outputs.clear()


class ResultHook(DisplayHook):
    """The value of a cell's last line."""

    shell: Any  # a Shell; the trait of the base class may be None

    def __call__(self, result=None) -> None:
        if result is not None and not self.quiet():
            data, metadata = self.compute_format_data(result)
            output = {"output_type": "execute_result", "data": data, "metadata": metadata}
            self.shell.outputs.rich(output | {"execution_count": None})


class Compiler(CachingCompiler):
    """Code objects carry the name of their cell, for error messages."""

    cell = ""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"cell:{self.cell}"


class Shell(InteractiveShell):
    """One per submission."""

    compile: Compiler
    outputs = Outputs()

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        """`%matplotlib inline` and its kin: figures are inline, whichever window or widget the student prefers."""
        return super().enable_matplotlib("inline")

    def enable_gui(self, gui: str | None = None) -> None:
        """No event loop to run."""

    def ask_exit(self) -> None:
        """`exit` and `quit`: as in a notebook, the cell goes on."""

    def debugger(self, force: bool = False) -> None:
        """`%debug` and `%pdb`: nobody is there to use one (nor `breakpoint()`, see PYTHONBREAKPOINT)."""

    def _showtraceback(self, etype, evalue, stb) -> None:
        error = {
            "output_type": "error",
            "ename": etype.__name__,
            "evalue": str(evalue),
            "traceback": list(stb),
        }
        self.outputs.rich(error)

    def run(self, source: str, name: str, room: int) -> tuple[BaseException | None, list[dict]]:
        """Run one cell: what it raised, and its outputs."""
        self.outputs = outputs = Outputs(room)
        self.compile.cell = name
        sys.stdout, sys.stderr = Stream(self, "stdout"), Stream(self, "stderr")
        result = self.run_cell(source, store_history=False)
        return result.error_before_exec or result.error_in_exec, list(outputs)


def nobody(prompt: object = "", /) -> str:
    """What `input` is inside."""
    raise EOFError("input() has nobody to answer it here")


def make_shell() -> Shell:
    """A shell without history, colours or start-up files, with inline figures."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    config.InteractiveShell.cache_size = 0
    shell = Shell.instance(
        config=config, displayhook_class=ResultHook, display_pub_class=Publisher, compiler_class=Compiler
    )
    # Where Jupyter has the folder of the notebook: what `%%writefile` wrote can be imported.
    if "" not in sys.path:
        packages = (at for at, place in enumerate(sys.path) if place.endswith("-packages"))
        sys.path.insert(next(packages, len(sys.path)), "")
    vars(builtins)["input"] = nobody
    bdb.Bdb.set_trace = lambda self, frame=None: None  # nobody is there to use a debugger: the code goes on
    try:
        from matplotlib_inline.backend_inline import configure_inline_support
    except ImportError:
        return shell
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    return shell
