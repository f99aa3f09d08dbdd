"""What a reader of a notebook waits for: Restart & Run All, its heaviest cells, and the moves of its panels.

    python benchmarks/notebooks.py                       # all five over a kernel that imports torch and pyplot
    python benchmarks/notebooks.py run ntk --repeats 5   # one of them
    python benchmarks/notebooks.py cells ntk             # its cells, the heaviest first
    python benchmarks/notebooks.py panels                # every panel: a new picture for each move of a slider
    python benchmarks/notebooks.py validate              # Validate as a student presses it over nbgrader's own

One JSON line per measurement, with the load of the machine. Processor seconds on one thread: the kernel's own, from its
start to its last cell; what the client needs to run it stands beside them and is not in the ratio. Bare kernel and
notebooks run by turns; medians. A move is a new value of one control, every value of every control at most once and
at most 15 of each, from the values to the HTML of the picture; what the browser does with it is not in it.
Validate by turns, on the solved, the blank and a wrong notebook: all of it, kernel and client, in processor seconds
and by the clock, and whether both find the same cells.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

import nbformat
import psutil
from nbclient import NotebookClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grading import notebook

NAMES = sorted(path.parent.name for path in (notebook.ROOT / "source").glob("*/*.ipynb"))
BARE = "import torch\nfrom matplotlib import pyplot"
#: Runs in the kernel after the first cell of a notebook: keep every panel that a later cell shows.
KEEP = """
from utils.widgets import Panel
shown, show_panel = [], Panel._repr_mimebundle_
Panel._repr_mimebundle_ = lambda panel, *which, **more: (shown.append(panel), show_panel(panel, *which, **more))[1]
"""
#: Runs in the kernel after the last cell.
MOVE = """
import json, time
from statistics import median
from utils.plots import image_tag

for panel in shown:
    taken = []
    for name, control in panel.controls.items():
        for value in control.options[:: -(-len(control.options) // 15)]:
            start = time.process_time()
            image_tag(*panel.png(**{name: value}))
            taken.append(1000 * (time.process_time() - start))
    taken.sort()
    print(json.dumps({
        "panel": repr(panel), "moves": len(taken), "median_ms": round(median(taken)),
        "p95_ms": round(taken[int(0.95 * (len(taken) - 1))]), "max_ms": round(taken[-1]),
    }))
"""


def say(**words) -> None:
    print(json.dumps(words | {"load": round(os.getloadavg()[0], 1)}), flush=True)


def code(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(text)


def run_all(nb: nbformat.NotebookNode, folder: Path) -> tuple[list[tuple[int, float]], float]:
    """Run `nb`; the kernel's processor seconds after each code cell i, from -1 for its start; the client's own."""
    client = NotebookClient(
        nb, timeout=600, record_timing=False, resources={"metadata": {"path": str(folder)}}
    )
    clock: list[tuple[int, float]] = []

    def note(index: int) -> None:
        times = psutil.Process(client.km.provisioner.pid).cpu_times()
        clock.append((index, times.user + times.system))

    client.on_cell_execute = lambda cell, cell_index: clock or note(-1)
    client.on_cell_executed = lambda cell, cell_index, execute_reply: note(cell_index)
    start = time.process_time()
    client.execute()
    return clock, time.process_time() - start


def source(name: str) -> tuple[nbformat.NotebookNode, Path]:
    path = notebook.source_file(name)
    return notebook.read(path), path.parent


def total(nb: nbformat.NotebookNode, folder: Path) -> tuple[float, float]:
    """Processor seconds of the kernel and of its client."""
    clock, client = run_all(nb, folder)
    return clock[-1][1], client


def run(names: list[str], repeats: int) -> None:
    """Kernel seconds of every notebook over those of a bare kernel."""
    bare, ours = [], {name: [] for name in names}
    with tempfile.TemporaryDirectory() as empty:
        for _ in range(repeats):
            for name in names:
                bare.append(total(nbformat.v4.new_notebook(cells=[code(BARE)]), Path(empty)))
                ours[name].append(total(*source(name)))
                say(notebook=name, kernel_s=round(ours[name][-1][0], 2), bare_s=round(bare[-1][0], 2))
    unit = median(kernel for kernel, _ in bare)
    say(bare_s=round(unit, 2), least=round(min(bare)[0], 2), most=round(max(bare)[0], 2))
    for name, runs in ours.items():
        kernel, client = (median(times) for times in zip(*runs))
        say(
            notebook=name, ratio=round(kernel / unit, 2), kernel_s=round(kernel, 2), client_s=round(client, 2)
        )


def cells(names: list[str]) -> None:
    """The 20 heaviest cells of each notebook."""
    for name in names:
        nb, folder = source(name)
        clock, _ = run_all(nb, folder)
        spent = [(t - before, i) for (_, before), (i, t) in pairwise(clock)]
        for seconds, i in sorted(spent, reverse=True)[:20]:
            say(notebook=name, cell=nb.cells[i].id, kernel_s=round(seconds, 2))


def panels(names: list[str]) -> None:
    """Processor milliseconds of a move, panel by panel."""
    for name in names:
        nb, folder = source(name)
        first = next(i for i, cell in enumerate(nb.cells) if cell.cell_type == "code")
        nb.cells[first + 1 : first + 1] = [code(KEEP)]
        nb.cells.append(code(MOVE))
        run_all(nb, folder)
        for line in "".join(output.text for output in nb.cells[-1].outputs).splitlines():
            say(notebook=name, **json.loads(line))


def spent() -> tuple[float, float]:
    """Processor seconds of this process and of the kernels that have ended; the clock."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used), time.perf_counter()


def handed_in(name: str) -> dict[str, nbformat.NotebookNode]:
    """The notebook solved, blank, and with a wrong answer to every exercise."""
    nb, _ = source(name)
    right = notebook.reference_answers(nb)
    wrong = dict(right)
    for path in sorted((notebook.ROOT / "tests" / "corpus" / name / "reject").glob("*.py")):
        wrong |= notebook.parse_answers(path.read_text())
    kinds = {"solved": right, "blank": {}, "wrong": wrong}
    return {kind: notebook.fill(nb, given) for kind, given in kinds.items()}


def validate(names: list[str], repeats: int) -> None:
    """Our Validate and nbgrader's on the same notebook, by turns."""
    from nbgrader.validator import Validator

    from utils.jupyter.checking import Checks

    for name in names:
        with tempfile.TemporaryDirectory() as empty:
            path = Path(empty) / f"{name}.ipynb"
            for kind, nb in handed_in(name).items():
                notebook.write(nb, path)
                taken, found = {Validator: [], Checks: []}, {}
                for way in [Validator, Checks] * repeats:
                    start = spent()
                    found[way] = [c["source"] for c in way().validate(str(path)).get("failed", [])]
                    taken[way].append([now - then for now, then in zip(spent(), start)])
                whole, ours = ([round(median(times), 2) for times in zip(*taken[way])] for way in taken)
                say(
                    notebook=name, kind=kind, same=found[Validator] == found[Checks], failed=len(found[Checks]),
                    whole_s=whole[0], ours_s=ours[0], whole_clock_s=whole[1], ours_clock_s=ours[1],
                )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("run", "cells", "panels", "validate"), default="run")
    parser.add_argument("names", nargs="*", metavar="NOTEBOOK", help=", ".join(NAMES))
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    names = options.names or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"no notebook {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    os.environ["OMP_NUM_THREADS"] = "1"
    if options.what in ("run", "validate"):
        {"run": run, "validate": validate}[options.what](names, options.repeats)
    else:
        {"cells": cells, "panels": panels}[options.what](names)


if __name__ == "__main__":
    main()
