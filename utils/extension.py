"""The IPython extension of the course. `%load_ext utils` in the first cell of a notebook makes it kind:

* figures take the course's style, and carry their alt text into the notebook;
* a mistake shows the lines of the student's own cells; `%tb` shows those of libraries too;
* a failed assert, a test cell that cannot go on, and an unsolved exercise show one sentence instead of a traceback;
* a test cell that ran through says in one line what it has checked, the last one of an exercise how many pass
  (`utils.receipts`);
* a call in a test cell that changes an argument fails it (`utils.arguments`);
* NumPy and PyTorch, if they are imported later, compute on one thread, unless OMP_NUM_THREADS is set: at our sizes a
  second one mostly waits;
* PyTorch's compiler is imported when something is compiled, and not by the first optimizer (`utils.eager`);
* figures are drawn once, and the garbage collector waits for the end of the first cell, and leaves alone what it has
  imported.
"""

import base64
import gc
import os
import sys
import types
import weakref
from linecache import getline, getlines
from traceback import walk_tb
from typing import Any

from utils.eager import postpone_compiler
from utils.messages import DELETE, builds_on, left_over, needs, undefined, unfit, verdict
from utils.receipts import Place, Receipts

_sessions: "weakref.WeakKeyDictionary[Any, _Session]" = weakref.WeakKeyDictionary()


def load_ipython_extension(shell) -> None:
    """Called by `%load_ext utils`; loading twice changes nothing."""
    # Read when NumPy and PyTorch are first imported, just below.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    postpone_compiler()
    if shell not in _sessions:
        gc.disable()  # imports make 180 000 objects to go through, and hardly any garbage
        _sessions[shell] = _Session(shell)


def unload_ipython_extension(shell) -> None:
    """Called by `%unload_ext utils`: hooks, error messages, printers of figures and the style are as before loading.

    What stays: the imported modules, Matplotlib's backend, OMP_NUM_THREADS and the postponed compiler. Unloading twice
    changes nothing.
    """
    session = _sessions.pop(shell, None)
    if session is not None:
        session.close()


class _Session:
    """What the extension changes in one shell and its process, and how to change it back."""

    def __init__(self, shell):
        import matplotlib as mpl
        from matplotlib import pyplot as plt

        from utils import plots

        plt.switch_backend(
            plt.get_backend()
        )  # now, not at the first figure: it sets the PNG printer that we wrap
        if "inline" in plt.get_backend():
            plt.uninstall_repl_displayhook()  # it draws what a cell leaves open, just before that is drawn as PNG
        self.shell = weakref.proxy(shell)
        self.settings = {key: mpl.rcParams[key] for key in plots.style()}
        mpl.rcParams.update(plots.style())
        self.custom = shell.custom_exceptions, shell.CustomTB
        shell.set_custom_exc((Exception,), self.show_kindly)
        self.hooks = {"pre_run_cell": self.before_cell, "post_run_cell": self.after_cell}
        for event, hook in self.hooks.items():
            shell.events.register(event, hook)
        self.printer = None
        self.cell, self.frozen, self.watch = "", False, None
        self.receipts = Receipts()
        self.before_cell(None)

    def before_cell(self, info) -> None:
        """Wrap what turns figures into PNG, and add HTML; again, if %matplotlib or %config has replaced it."""
        from IPython.core.pylabtools import select_figure_formats
        from matplotlib.figure import Figure

        self.end_watch()
        self.cell = info.raw_cell if info is not None else ""
        if verdict(self.cell):
            from utils.arguments import Watch

            self.watch = Watch(self.shell.user_ns)
        formatter = self.shell.display_formatter.formatters["image/png"]
        current = formatter.type_printers.get(Figure)
        if current is not None and not isinstance(current, _Described):
            if self.printer is None:  # later ones are the student's own choice
                # The layout engine has cut the margins already; the default "tight" would draw every figure twice.
                # Packing harder than level 1 takes a tenth of the time of a figure for a tenth of its bytes.
                select_figure_formats(self.shell, {"png"}, bbox_inches=None, pil_kwargs={"compress_level": 1})
            self.printer = current
            described = _Described(formatter.type_printers[Figure])
            formatter.for_type(Figure, described)
            self.shell.display_formatter.formatters["text/html"].for_type(Figure, described.html)

    def after_cell(self, result) -> None:
        """After a test cell without error: one line that says what was tested, and the receipt of its exercise."""
        self.end_watch()
        if not self.frozen:
            self.frozen = True
            gc.freeze()  # else the collector goes through all of torch, for half a second, again and again
            gc.enable()
        sentence = verdict(result.info.raw_cell or "")
        place = Place.of(self.cell)
        receipt = self.receipts.note(place, self.shell.user_ns, result.success) if place else ""
        for line in filter(None, (sentence, receipt)) if sentence and result.success else ():
            print(line)

    def end_watch(self) -> None:
        """A check is over: the student's functions are themselves again."""
        if self.watch:
            self.watch.close()
            self.watch = None

    def show_kindly(self, shell, kind, error, traceback, tb_offset=None) -> None:
        """One sentence for an assert or a stub in a cell, or a check that stopped; a traceback for all other errors."""
        frames = [(f.f_globals is shell.user_global_ns, f.f_code, line) for f, line in walk_tb(traceback)]
        own = [(code, line) for is_own, code, line in frames if is_own]  # frames of cells, not of libraries
        from utils.arguments import Changed

        if issubclass(kind, Changed):
            sentence = f"✗ {error}"
        elif frames[-1][0] and issubclass(kind, AssertionError | NotImplementedError):
            first = next(filter(self.receipts.failed, needs(self.cell)), "")
            sentence = f"✗ {builds_on(first)}" if first else _sentence(error, *own[-1])
        elif verdict(self.cell) and len({code.co_filename for code, _ in own}) == 1:
            # The check itself could not go on; an error in a function of the student has a frame of another cell.
            missing = isinstance(error, NameError) and error.name
            sentence = f"✗ {undefined(missing) if missing else unfit(error, f'{kind.__name__}: {error}')}"
        elif not own:  # the cell could not be read: only its own line says something
            shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
            return
        else:
            self.show_own(kind, error, traceback)
            return
        shell._showtraceback(kind, error, [sentence])

    def show_own(self, kind, error, traceback) -> None:
        """A traceback with the lines of cells only; `%tb` shows those of libraries too."""
        kept, folded, inside = None, 0, 0
        for frame, line in reversed(list(walk_tb(traceback))):
            if frame.f_globals is self.shell.user_global_ns or self.cell.startswith("%tb"):
                kept, folded = types.TracebackType(kept, frame, frame.f_lasti, line), inside
            else:
                inside += 1  # or the shell, which has run the first of the cells
        shown = self.shell.InteractiveTB.structured_traceback(kind, error, kept, tb_offset=0)
        if folded:
            shown = [*shown, f"({folded} step{'s' * (folded > 1)} inside libraries left out; %tb shows them)"]
        self.shell._showtraceback(kind, error, shown)
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, traceback  # where %tb looks

    def close(self) -> None:
        import matplotlib as mpl
        from matplotlib import pyplot as plt
        from matplotlib.figure import Figure

        gc.enable()
        gc.unfreeze()
        plt.install_repl_displayhook()
        self.end_watch()
        for event, hook in self.hooks.items():
            self.shell.events.unregister(event, hook)
        self.shell.custom_exceptions, self.shell.CustomTB = self.custom
        formatter = self.shell.display_formatter.formatters["image/png"]
        if isinstance(formatter.type_printers.get(Figure), _Described):
            formatter.for_type(Figure, self.printer)
            self.shell.display_formatter.formatters["text/html"].type_printers.pop(Figure, None)
        mpl.rcParams.update(self.settings)


class _Described:
    """The printers of a figure with its alt text: in the metadata of the PNG, and for a reader as HTML.

    JupyterLab shows a PNG without its alt text. HTML is asked for first; the figure is drawn once for both.
    """

    def __init__(self, printer):
        self.printer = printer
        self.drawn = None

    def __call__(self, figure):
        from utils.plots import alt_text

        printed, self.drawn = self.drawn or self.draw(figure), None
        alt = alt_text(figure)
        if printed is None or not alt:
            return printed
        data, metadata = printed if isinstance(printed, tuple) else (printed, {})
        return data, {**metadata, "alt": alt}

    def draw(self, figure):
        from utils.plots import fitted

        with fitted(figure):
            return self.printer(figure)

    def html(self, figure) -> str | None:
        from utils.frontend import image_tag, somebody_is_there
        from utils.plots import alt_text

        alt, self.drawn = alt_text(figure), None
        if not alt or not somebody_is_there():
            return None
        self.drawn = self.draw(figure)
        data, metadata = self.drawn if isinstance(self.drawn, tuple) else (self.drawn, {})
        return image_tag(base64.b64decode(data), alt, metadata.get("width"))


def _sentence(error: BaseException, code: types.CodeType, line: int) -> str:
    if isinstance(error, NotImplementedError):
        if not str(error) and left_over("".join(getlines(code.co_filename))):
            return f"✗ {DELETE}"
        where = code.co_qualname if not code.co_name.startswith("<") else getline(code.co_filename, line)
        return f"○ this exercise is not solved yet: {str(error) or where.strip()}"
    return f"✗ {str(error) or getline(code.co_filename, line).strip()}"
