"""What a process imports before it is forked: everything that a notebook needs, once."""

import os
import subprocess
import sys

import pytest

from grading import notebook

PROGRAM = """
import os, sys
from grading import notebook
from grading.sandbox.inside.process import preload
preload()
from grading.sandbox.inside.shell import make_shell
shell = make_shell()
for assignment in sys.argv[1:]:
    if os.fork():
        os.wait()
        continue
    nb, before = notebook.read(notebook.source_file(assignment)), set(sys.modules)
    for cell in notebook.fill(nb, notebook.reference_answers(nb)).cells:
        if any(kind(cell) for kind in (notebook.is_locked_code, notebook.is_solution, notebook.is_test)):
            error, _ = shell.run(cell.source, cell.id, 1000)
            assert error is None, (cell.id, error)
    print(assignment, sorted(set(sys.modules) - before), file=sys.__stdout__, flush=True)
    os._exit(0)
"""


@pytest.mark.slow
def test_neither_answers_nor_checks_import_anything_anew():
    """Else every judge and every child of the sandbox pays for it again: sympy alone is a quarter of a second."""
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    words = [sys.executable, "-c", PROGRAM, *notebook.assignments()]
    done = subprocess.run(words, cwd=notebook.ROOT, env=environment, capture_output=True, text=True)
    expected = [f"{assignment} []" for assignment in notebook.assignments()]
    assert done.stdout.splitlines() == expected, done.stdout[-3000:] + done.stderr[-2000:]
