"""What students write beside Python: magics, shell lines, `await`, and what asks a person who is not there."""

import pytest
from boxed import printed, run, spawned, standing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def child():
    with standing() as sandbox, spawned(sandbox) as child:
        yield child


FIRST_LINES = [
    "%matplotlib inline",
    "%matplotlib",
    "%matplotlib widget",
    "%matplotlib notebook",
    "get_ipython().run_line_magic('matplotlib', 'inline')",
    "%pylab inline",
    "%gui qt",
    "%config InlineBackend.figure_format = 'retina'",
    "%load_ext utils",
    "%load_ext autoreload\n%autoreload 2",
    "%timeit -n1 -r1 1 + 1",
    "%time 1 + 1",
    "!ls",
    "here = !ls /",
    "?len",
    "%pip install numpy",
    "%debug",
    "import asyncio\nawait asyncio.sleep(0)",
    "breakpoint()",
    "import pdb; pdb.set_trace()",
    "from IPython.core.debugger import set_trace; set_trace()",
    "import pdb; pdb.Pdb().set_trace()",
    "exit()",
    "quit()",
    "exit",
]


@pytest.mark.parametrize("line", FIRST_LINES)
def test_a_cell_goes_on_after(child, line):
    answer = run(child, f"after = None\n{line}\nafter = 7\nprint('after is', after)")
    assert answer.error is None, answer
    assert "after is 7" in printed(answer)


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "%%prun -q"])
def test_a_cell_magic_leaves_its_names(child, magic):
    assert run(child, f"{magic}\ntwice = lambda x: 2 * x").error is None
    assert "14" in printed(run(child, "print(twice(7)); del twice"))


def test_a_module_that_a_cell_has_written_can_be_imported(child):
    assert run(child, "%%writefile mine.py\nnumber = 7").error is None
    assert "7" in printed(run(child, "from mine import number\nprint(number)"))


@pytest.mark.parametrize("choice", ["%matplotlib inline", "%matplotlib widget", "%matplotlib qt", "pass"])
def test_figures_are_inline_whatever_was_chosen(child, choice):
    run(child, choice)
    answer = run(child, "import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert any(getattr(output, "png", "") for output in answer.outputs), answer


@pytest.mark.parametrize("ask", ["input()", "input('How wide? ')"])
def test_a_question_nobody_hears_is_named(child, ask):
    answer = run(child, f"width = {ask}")
    assert answer.error.kinds[0] == "EOFError"
    assert "nobody to answer" in answer.error.text


def test_an_error_after_pdb_is_still_that_error(child):
    assert run(child, "%pdb on\n1 / 0").error.kinds[0] == "ZeroDivisionError"
    run(child, "%pdb off")


def test_a_function_with_a_breakpoint_works(child):
    run(child, "def double(x):\n    breakpoint()\n    return 2 * x")
    assert "14" in printed(run(child, "print(double(7))"))
