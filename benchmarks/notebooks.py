"""What a reader of a notebook waits for: Restart & Run All, its heaviest cells, and the moves of its panels.

    python benchmarks/notebooks.py                       # all five over a kernel that imports torch and pyplot
    python benchmarks/notebooks.py run ntk --repeats 5   # one of them
    python benchmarks/notebooks.py cells ntk             # its cells, the heaviest first
    python benchmarks/notebooks.py panels                # every panel: a new picture for each move of a slider

One JSON line per measurement, with the load of the machine. Processor seconds on one thread: the kernel's own, from its
start to its last cell; what the client needs to run it stands beside them and is not in the ratio. Bare kernel and
notebooks run by turns; medians. A move is a new value of one control, every value of every control at most once and
at most 15 of each, from the values to the HTML of the picture; what the browser does with it is not in it.
"""

import argparse
import json
import os
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("run", "cells", "panels"), default="run")
    parser.add_argument("names", nargs="*", metavar="NOTEBOOK", help=", ".join(NAMES))
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    names = options.names or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"no notebook {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    os.environ["OMP_NUM_THREADS"] = "1"
    if options.what == "run":
        run(names, options.repeats)
    else:
        {"cells": cells, "panels": panels}[options.what](names)


if __name__ == "__main__":
    main()
