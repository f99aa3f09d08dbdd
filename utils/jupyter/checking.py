"""What *Validate* finds in a notebook, and its words: nbgrader's `Validator`, made quick and kind.

As at grading, demonstrations are left out unless an exercise or a check needs them (`needed`), which changes no
verdict. Checks speak for themselves; of other errors the line and Python's message are kept.
"""

import re
from html import escape
from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbgrader.apps import NbGrader
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, Execute
from nbgrader.utils import is_grade, is_solution
from nbgrader.validator import Validator
from traitlets import List

from utils.jupyter.needed import needed
from utils.messages import builds_on
from utils.receipts import Place

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
LEFT_OUT = "left-out"  # a tag, in memory only
BLANK = "○ this exercise is not solved yet: "  # as `utils.extension` says it
UNANSWERED = "You did not provide a response."  # as nbgrader says it
ENDLESS = "✗ It did not end and was stopped. Often: a loop without an end, or the start of something long."
AGAIN = 2  # seconds for a cell right after one that did not end


def validate(path: Path) -> dict[str, list[dict[str, str]]]:
    """The cells of a notebook that fail or were changed, by kind ("failed", "changed", "type_changed"); {} if none.

    Runs the notebook in a kernel of its own, in its folder. A cell has `Execute.timeout` seconds of `nbgrader_config`.
    """
    app = NbGrader()
    app.load_config_file()
    app.config.KernelManager.transport_encryption = "auto"  # else every kernel warns
    found = Checks(config=app.config).validate(str(path))
    told = {kind: [in_words(cell) for cell in cells] for kind, cells in found.items()}
    if "failed" in told:
        told["failed"] = at_a_glance(told["failed"])
    return told


class Run(Execute):
    """Runs what is not left out. Behind a cell that did not end, there is little patience with the next."""

    stopped, at = False, ""

    def preprocess(self, nb, resources, **more):
        """The notebook, run; RuntimeError where Python itself ended."""
        leave_out(nb)
        self.skip_cells_with_tag = LEFT_OUT
        self.error_on_timeout = {"ename": "CellTimeoutError", "evalue": "", "traceback": [ENDLESS]}
        self.timeout_func = lambda cell: AGAIN if self.stopped else self.timeout
        try:
            return super().preprocess(nb, resources, **more)
        except DeadKernelError:
            raise RuntimeError(
                f"Python itself ended, at the latest in the cell `{self.at}`. Often: exit(), or no memory left."
            ) from None

    def on_cell_execute(self, cell, **more):
        self.at = cell.source.partition("\n")[0]

    def on_cell_executed(self, cell, execute_reply, **more):
        super().on_cell_executed(cell=cell, execute_reply=execute_reply, **more)
        self.stopped = execute_reply["content"].get("ename") == "CellTimeoutError"


class Checks(Validator):
    """Tells with a failed check also which answer broke before it could be checked."""

    preprocessors = List([CheckCellMetadata, ClearOutput, Run])

    def _preprocess(self, nb):
        if not any(map(is_grade, nb.cells)):
            raise ValueError("There is no check in this notebook.")
        return super()._preprocess(nb)

    def _get_failed_cells(self, nb):
        failed = super()._get_failed_cells(nb)
        answers = (cell for cell in nb.cells if cell.cell_type == "code" and is_solution(cell))
        broken = [cell for cell in answers if any(o.output_type == "error" for o in cell.outputs)]
        return failed and broken + failed


def leave_out(nb: Any) -> None:
    """Tag the demonstrations of a notebook that no exercise and no check needs with LEFT_OUT."""
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    free = ["demonstration" in c.metadata.get("tags", []) and "nbgrader" not in c.metadata for c in code]
    run = needed([cell.source for cell in code], free)
    for i, cell in enumerate(code):
        if i not in run:
            cell.metadata.tags = [*cell.metadata.tags, LEFT_OUT]


def reason(error: Exception) -> str:
    """Why a notebook could not be looked at."""
    copied = re.search(r"[Dd]uplicate.*?([\w-]+)$", str(error.__context__ or ""))
    if copied:
        return f"The cell `{copied[1]}` is there twice: delete the copy."
    return str(error) or type(error).__name__


def in_words(cell: dict[str, str]) -> dict[str, str]:
    """A failed or changed cell as nbgrader tells it, shortened: its exercise and what it tests; the message."""
    source, told = cell["source"], message(COLOURS.sub("", cell.get("raw_error", "")))
    place, tested = Place.of(source), re.match(r"# Test: (.*)", source)
    exercise = f"{place.exercise}: " if place else ""
    short = {"source": exercise + (tested[1] if tested else source.partition("\n")[0])}
    return cell | short | {"error": escape(told), "raw_error": told}


def at_a_glance(failed: list[dict[str, str]]) -> list[dict[str, str]]:
    """Failed cells as `in_words` has them: blanks in one line, and nothing of checks that wait for another one."""
    wait = (BLANK, UNANSWERED, f"✗ {builds_on('').partition('`')[0]}")
    rest = [cell for cell in failed if not cell["raw_error"].startswith(wait)]
    said = [cell["raw_error"] for cell in failed]
    blank = list(dict.fromkeys(e.removeprefix(BLANK) for e in said if e.startswith(BLANK)))
    if UNANSWERED in said:
        blank.append(f"{said.count(UNANSWERED)} to be answered in words")
    listed = ", ".join(blank)
    return (
        rest + [{"source": "Not solved yet", "error": escape(listed), "raw_error": listed}] * bool(blank)
        or failed
    )


def message(error: str) -> str:
    """Of what a cell printed as its error: our own sentence, else Python's, with the line at which it stopped."""
    lines = [line.rstrip() for line in error.splitlines() if line.strip() and not line.startswith("(")]
    own = [line for line in lines if line.startswith(("✗", "○"))]
    if own or not lines:
        return "\n".join(own)
    if lines[-1].startswith("StdinNotImplementedError"):
        return "✗ Your code calls input(): nobody is there to answer, neither here nor at grading."
    if re.match(r"(Syntax|Indentation|Tab)Error", lines[-1]):
        return "\n".join([re.sub(r".*\D(\d+)$", r"line \1:", lines[0]), *lines[1:]])
    stopped = re.findall(r"^-+> \d+ (.*)", error, re.MULTILINE)
    return lines[-1] + (f"\n    {stopped[-1].strip()}" if stopped else "")
