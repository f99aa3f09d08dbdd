"""`%load_ext utils` in a real kernel and in a bare shell: what a student sees, and that programs still see failures."""

import gc
import re
import subprocess
import sys

import matplotlib
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from jupyter_client.manager import start_new_kernel
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

import utils
from utils import plots
from utils.receipts import Place


def run(*sources: str, allow_errors: bool = True) -> list:
    """The outputs of each cell, executed in a fresh kernel after the extension was loaded."""
    notebook = new_notebook(cells=[new_code_cell(s) for s in ("%load_ext utils", *sources)])
    NotebookClient(notebook, timeout=60, allow_errors=allow_errors, kernel_name="python3").execute()
    return [cell.outputs for cell in notebook.cells[1:]]


@pytest.fixture(scope="module")
def outputs() -> dict[str, list]:
    cells = {
        "kind": "def f(x):\n    return x\nassert f(1) == 2, 'f(1) is not 2: did you forget to add 1?'",
        "bare": "assert f(1) == 2",
        "stub": "def phi(x):\n    raise NotImplementedError()\nphi(1)",
        "method": "class LinSin:\n    def forward(self):\n        raise NotImplementedError()\nLinSin().forward()",
        "library": "import torch; torch.nn.Module()(1)",
        "all of it": "%tb",
        "unreadable": "y = 1\ndef f(x:\n    return 1",
        "other": "1 / 0",
        "passed": "# Test: f keeps one.\nassert f(1) == 1",
        "hidden": "# Test: f keeps one.\n",
        "first": f"# Test: f keeps one.\nassert f(1) == 1\n{Place('f', 'one', 1, 2, 3, 9).line()}",
        "second": f"# Test: f keeps two.\nassert f(2) == 2\n{Place('f', 'two', 2, 2, 3, 9).line()}",
        "broken": f"# Test: f is odd.\nassert f(1) == 0, 'no'\n{Place('f', 'one', 1, 2, 3, 9).line()}",
        "builds": "# Test: f is odd too.\n# needs: f_one, f_two\nassert f(1) == 0, 'a second story'",
        "left over": "def psi(x):\n    # YOUR CODE HERE\n    y = 2 * x\n    raise NotImplementedError()\npsi(1)",
        "none": "# Test: f keeps the shape.\nassert f(None).shape == (1,)",
        "misfit": "# Test: f keeps the shape.\nimport torch\nassert (f(torch.ones(2)) @ torch.ones(3)).sum() == 2",
        "unnamed": "# Test: g keeps one.\nassert g(1) == 1",
        "own": "def h(x):\n    return x.shape",
        "owner": "# Test: h has a bug.\nassert h(1) == 1",
        "failed": "# Test: f keeps one.\nassert f(1) == 2, 'no'",
        "impure": "import torch\ndef half(x):\n    x /= 2\n    return x\ndef outer(x):\n    return half(x.clone())",
        "changed": "# Test: half of it.\nassert half(torch.ones(1)) == 0.5",
        "inner": "# Test: half of it.\nassert outer(torch.ones(1)) == 0.5",
        "unwatched": "assert half(torch.ones(1)) == 0.5",
        "figure": "from utils import plots\nplots.describe(plots.axes(), 'an empty figure');",
        "plain": "plots.axes();",
        "inline": "%matplotlib inline",
        "again": "%load_ext utils",
        "refigure": "plots.describe(plots.axes(), 'still described');",
        "retina": "%config InlineBackend.figure_formats = ['retina']",
        "sharp": "plots.describe(plots.axes(), 'sharp and described');",
        "panel": "from utils import widgets\ndef draw(a):\n    figure, (ax,) = plots.canvas()\n"
        "    plots.describe(ax, f'a is {a}')\n    return figure\n"
        "widgets.explore(draw, a=widgets.slider('a', 0, 2, value=1))",
        "unload": "%unload_ext utils",
        "unkind": "assert f(1) == 2, 'now a traceback'",
        "silent": "# Test: f keeps one.\nassert f(1) == 1",
    }
    return dict(zip(cells, run(*cells.values())))


def error(outputs: list) -> nbformat.NotebookNode:
    (output,) = outputs
    assert output.output_type == "error"
    return output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "name", "text"),
    [
        ("kind", "AssertionError", "✗ f(1) is not 2: did you forget to add 1?"),
        ("bare", "AssertionError", "✗ assert f(1) == 2"),
        ("failed", "AssertionError", "✗ no"),
        ("changed", "Changed", "✗ Your `half` changes its argument x; work on a copy."),
        ("builds", "AssertionError", "✗ This check builds on `f_one`, which fails: mend that first."),
        (
            "left over",
            "NotImplementedError",
            "✗ `raise NotImplementedError()` is still there: delete this line of the blank.",
        ),
        ("stub", "NotImplementedError", "○ this exercise is not solved yet: phi"),
        ("method", "NotImplementedError", "○ this exercise is not solved yet: LinSin.forward"),
        (
            "none",
            "AttributeError",
            "✗ This check could not work with what your code returned (AttributeError: 'NoneType' object has "
            "no attribute 'shape'): there is a None in it; did you forget a `return`?",
        ),
        (
            "unnamed",
            "NameError",
            "✗ `g` is not defined: keep the name given in the task, and run its cell before this one.",
        ),
    ],
)
def test_failure_of_a_check_is_one_sentence_and_still_an_error(outputs, cell, name, text):
    output = error(outputs[cell])
    assert output.ename == name
    assert output.traceback == [text]


@pytest.mark.slow
def test_a_library_that_refuses_what_a_check_gives_it_is_quoted_without_traceback(outputs):
    (line,) = error(outputs["misfit"]).traceback
    assert line.startswith("✗ This check could not work with what your code returned (RuntimeError: ")


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["library", "other", "unkind", "owner"])
def test_other_errors_keep_their_traceback(outputs, cell):
    assert "Traceback" in "".join(error(outputs[cell]).traceback)


def plain(output: nbformat.NotebookNode) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback))


@pytest.mark.slow
def test_a_traceback_shows_the_lines_of_cells_and_tb_shows_those_of_libraries(outputs):
    short, whole = plain(error(outputs["library"])), plain(error(outputs["all of it"]))
    assert "import torch; torch.nn.Module()(1)" in short
    assert "module.py" not in short
    assert re.search(r"\(\d steps? inside libraries left out; %tb shows them\)$", short)
    assert "module.py" in whole
    assert "left out" not in plain(error(outputs["other"]))
    assert error(outputs["library"]).ename == "NotImplementedError"


@pytest.mark.slow
def test_a_cell_that_cannot_be_read_shows_its_line_first(outputs):
    text = plain(error(outputs["unreadable"]))
    first, line = text.splitlines()[:2]
    assert re.fullmatch(r"\s*Cell In\[\d+\], line 2", first)
    assert line.strip() == "def f(x:"
    assert error(outputs["unreadable"]).ename == "SyntaxError"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("passed", "✓ f keeps one.\n"),
        ("inner", "✓ half of it.\n"),
        ("hidden", "○ f keeps one. (at grading)\n"),
        ("first", "✓ f keeps one.\n"),
        ("second", "✓ f keeps two.\nf: 2 of 2 here, 3 more at grading. Notebook: 2 of 9.\n"),
    ],
)
def test_a_test_cell_says_what_it_checked(outputs, cell, text):
    (output,) = outputs[cell]
    assert (output.name, output.text) == ("stdout", text)


@pytest.mark.slow
def test_outside_of_a_check_nothing_is_watched(outputs):
    assert outputs["unwatched"] == []


@pytest.mark.slow
def test_unloading_ends_the_verdicts(outputs):
    assert outputs["silent"] == []


@pytest.mark.slow
@pytest.mark.parametrize(("cell", "alt"), [("figure", "an empty figure"), ("refigure", "still described")])
def test_figures_carry_their_alt_text(outputs, cell, alt):
    (output,) = outputs[cell]
    assert output.metadata["image/png"]["alt"] == alt


@pytest.mark.slow
def test_a_figure_without_alt_text_is_displayed_all_the_same(outputs):
    (output,) = outputs["plain"]
    assert "alt" not in output.metadata.get("image/png", {})
    assert len(output.data["image/png"]) > 1000


@pytest.mark.slow
def test_a_panel_without_a_live_front_end_is_its_default_picture(outputs):
    (output,) = outputs["panel"]
    assert set(output.data) == {"image/png", "text/plain"}
    assert output.metadata["image/png"]["alt"] == "a is 1"
    assert output.data["text/plain"] == "Panel(draw: a = 1)"


def shown_to_a_reader(*sources: str) -> list[dict]:
    """What the cells display in a front end that has a keyboard."""
    outputs = []
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        client.allow_stdin = True
        for source in ("%load_ext utils", *sources):
            client.execute_interactive(source, allow_stdin=True, timeout=60, output_hook=outputs.append)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return [m["content"] for m in outputs if m["msg_type"] in ("display_data", "execute_result")]


@pytest.mark.slow
def test_a_panel_is_live_where_a_front_end_has_a_keyboard():
    (shown,) = shown_to_a_reader("from utils.widgets import lazy_training as w\nw.learning_rate()")
    assert {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"} <= set(shown["data"])
    assert shown["metadata"]["image/png"]["alt"]


@pytest.mark.slow
def test_a_reader_gets_figures_with_their_alt_text_drawn_once():
    """JupyterLab shows HTML before PNG, and a PNG without its alt text."""
    draw = "plots.describe(plots.axes(), 'rho < 1');"
    count = (
        "import matplotlib.backend_bases as f; saved, save = [], f.FigureCanvasBase.print_figure\n"
        "f.FigureCanvasBase.print_figure = lambda *a, **k: (saved.append(1), save(*a, **k))[1]\n"
        "from utils import plots"
    )
    sharp = "%config InlineBackend.figure_formats = ['retina']"
    once, wide, number = shown_to_a_reader(count, draw, sharp, draw, "len(saved)")
    for shown in (once, wide):
        assert shown["data"]["text/html"].startswith('<img alt="rho &lt; 1" src="data:image/png;base64,')
        assert shown["data"]["image/png"].strip() in shown["data"]["text/html"]
        assert shown["metadata"]["image/png"]["alt"] == "rho < 1"
    own, sharper = (int(re.search(r'width="(\d+)"', s["data"]["text/html"])[1]) for s in (once, wide))
    assert sharper == pytest.approx(own, rel=0.1), "a sharper picture takes the same room, up to its margins"
    assert number["data"]["text/plain"] == "2"


@pytest.mark.slow
def test_a_program_gets_no_html(outputs):
    (output,) = outputs["figure"]
    assert set(output.data) == {"image/png", "text/plain"}


@pytest.mark.slow
def test_the_client_stops_at_a_failed_check():
    with pytest.raises(CellExecutionError, match="did you forget"):
        run("assert False, 'did you forget'", allow_errors=False)


@pytest.mark.slow
def test_the_format_that_a_student_chooses_is_kept(outputs):
    (output,) = outputs["sharp"]
    assert output.metadata["image/png"]["alt"] == "sharp and described"
    assert output.metadata["image/png"]["width"] > 100  # retina pictures say their size on the page


def test_a_bare_shell_is_kind_too_and_loading_is_idempotent(capsys):
    shell = InteractiveShell()
    before = shell.custom_exceptions
    utils.load_ipython_extension(shell)
    utils.load_ipython_extension(shell)
    result = shell.run_cell("# Test: one.\nassert 1 == 1")
    assert result.success
    assert capsys.readouterr().out == "✓ one.\n"
    result = shell.run_cell("assert 1 == 2, 'one is not two'")
    assert isinstance(result.error_in_exec, AssertionError)
    printed = capsys.readouterr()
    assert (printed.out + printed.err).strip() == "✗ one is not two"
    utils.unload_ipython_extension(shell)
    utils.unload_ipython_extension(shell)
    assert shell.custom_exceptions == before
    shell.run_cell("# Test: one.\nassert 1 == 1")
    assert capsys.readouterr().out == ""


def state(shell) -> dict:
    """What the extension may change in a shell and in Matplotlib."""
    formatters = shell.display_formatter.formatters
    return {
        "exceptions": shell.custom_exceptions,
        "traceback": vars(shell).get("CustomTB"),
        "hooks": {event: list(hooks) for event, hooks in shell.events.callbacks.items()},
        "printers": {mime: formatters[mime].type_printers.get(Figure) for mime in ("image/png", "text/html")},
        "style": dict(matplotlib.rcParams),
    }


@pytest.mark.parametrize("exceptions", [(), (KeyError,)], ids=["bare", "with handlers of its own"])
def test_unloading_leaves_nothing_of_the_extension(exceptions):
    shell = InteractiveShell()
    select_figure_formats(shell, {"png"})
    if exceptions:
        shell.set_custom_exc(exceptions, lambda shell, kind, error, traceback, tb_offset=None: None)
    plots.style()  # imported before
    before = state(shell)
    utils.load_ipython_extension(shell)
    assert not gc.isenabled()
    shell.run_cell("x = 1")
    assert gc.isenabled()
    assert {key for key, value in state(shell).items() if value != before[key]} == set(before)
    assert gc.get_freeze_count() > 0
    utils.unload_ipython_extension(shell)
    assert state(shell) == before
    assert gc.get_freeze_count() == 0


def test_importing_the_package_imports_nothing_large():
    code = "import sys, utils; print([m for m in ('numpy', 'torch', 'matplotlib', 'IPython') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_working_modules_import_neither_pyplot_nor_torchvision():
    code = (
        "import sys, utils.validation, utils.data, utils.models, utils.training, utils.dynamics, utils.ensembles;"
        "utils.data.fashion_mnist(10);"
        "print([m for m in ('torchvision', 'matplotlib.pyplot', 'ipywidgets') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
def test_long_work_shows_a_bar_and_can_be_interrupted():
    """As ■ in the toolbar does: the cell ends, and the notebook goes on with what it had."""
    manager, client = start_new_kernel(kernel_name="python3")
    work = (
        "import torch; from utils.particles import Bumps, evolve; kept = 41\n"
        "evolve(Bumps(), torch.zeros(1, 4, 1), torch.ones(1, 4), rules='descent', dt=0.1, n_steps=10**6, progress=True)"
    )
    shown = []

    def watch(message):
        content = message["content"]
        shown.append(content.get("ename") or content.get("text") or content.get("data", {}).get("text/plain"))
        if "step/s" in content.get("text", "") and shown.count("interrupted") == 0:
            shown.append("interrupted")
            manager.interrupt_kernel()

    try:
        reply = client.execute_interactive(work, allow_stdin=True, timeout=60, output_hook=watch)
        assert (reply["content"]["status"], reply["content"]["ename"]) == ("error", "KeyboardInterrupt")
        assert "interrupted" in shown, "no progress bar"
        client.execute_interactive("kept + 1", timeout=60, output_hook=watch)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert "42" in shown
