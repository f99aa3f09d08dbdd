"""Attacks on the grader, each with two controls.

`attacks/<name>.cell` is a student cell; its header says what it tries, where it stands, what it costs, and the limits
under which that is seen soonest. Wrong answers
with the attack must score what wrong answers score; right answers with the attack must keep their points, but for those
that the attack itself destroys. `machine` names the architecture whose numbers it is written in. A cell that gets at
something it must not prints REACHED.
"""

import copy
import dataclasses
import json
import os
import platform
import re
import socket
import subprocess
import threading
import time
from functools import cache
from pathlib import Path

import nbformat
import pytest
from target import CHECKS, RIGHT, WRONG, target

from grading import notebook
from grading.judging.engine import JudgeProcess, grade_one
from grading.limits import Limits
from grading.sandbox.cgroup import Cgroup

pytestmark = pytest.mark.slow

ATTACKS = sorted(notebook.ROOT.joinpath("tests").glob("attacks/*.cell"))
LIMITS = Limits(cell_seconds=4, submission_seconds=40)
SOURCE = notebook.dumps(target())
MARK = Path("/tmp/grading-attack-mark")


def header(text: str, word: str) -> str:
    found = re.search(rf"^# {word}: (.+)", text, re.M)
    return found[1] if found else ""


def submission(answers: dict[str, str], attack: str = "", place: str = "before") -> nbformat.NotebookNode:
    """The release with answers in it and the attack's cell at its place."""
    nb = notebook.fill(target(), answers)
    cell = nbformat.v4.new_code_cell(attack)
    if attack and place == "before":
        nb.cells.insert(1, cell)
    elif attack:
        wanted = place.split()[1:] or list(RIGHT)
        for name in wanted:
            at = next(i for i, c in enumerate(nb.cells) if c.id == name)
            nb.cells.insert(at + 1, nbformat.v4.new_code_cell(attack))
    return nb


def grade(nb: nbformat.NotebookNode, given: str = ""):
    """The verdict, under the limits `given` as "name=number name=number", or under those of this module."""
    numbers = (word.partition("=") for word in given.split())
    limits = dataclasses.replace(LIMITS, **{name: json.loads(number) for name, _, number in numbers})
    return grade_one(SOURCE, notebook.dumps(nb), limits, assignment="target")


def lost(report) -> set[str]:
    return {name for name, cell in report.cells.items() if cell.score < cell.max_score}


def said(report) -> str:
    """Everything that comes back from a submission."""
    return re.sub(r'"source": ?"(?:[^"\\]|\\.)*"', "", report.to_json())


def shown(report) -> str:
    """What a student reads: messages and outputs."""
    printed = [cell.get("outputs", "") for cell in report.notebook["cells"]]
    return "\n".join([*(cell.message for cell in report.cells.values()), str(printed)])


HIDDEN = [line.strip()[:40] for text in CHECKS.values() for line in notebook.hidden_lines(text)]


@cache
def listener() -> tuple[int, list]:
    """A service of this machine that nobody may reach: TCP, UDP and an abstract Unix socket."""
    heard = []
    tcp, udp, unix = (
        socket.create_server(("127.0.0.1", 0)),
        socket.socket(type=socket.SOCK_DGRAM),
        socket.socket(1),
    )
    port = tcp.getsockname()[1]
    udp.bind(("127.0.0.1", port))
    unix.bind(f"\0grading-{port}")
    unix.listen()
    for wait in (tcp.accept, lambda: udp.recv(99), unix.accept):
        threading.Thread(target=lambda wait=wait: heard.append(wait()), daemon=True).start()
    return port, heard


@pytest.mark.parametrize("answers", [WRONG, RIGHT], ids=["wrong", "right"])
@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_attack(path, answers):
    port, heard = listener()
    text = path.read_text().replace("PORT", str(port)).replace("HOST", f"grading-{port}")
    if header(text, "machine") not in ("", platform.machine()):
        pytest.skip(f"written in the numbers of {header(text, 'machine')}")
    text = text.replace("MARK", str(MARK)).replace("COURSE", str(notebook.ROOT))
    report = grade(submission(answers, text, header(text, "place")), header(text, "limits"))
    told = said(report)
    assert "REACHED" not in told
    assert "TRIED" in told or header(text, "silent"), "the attack's cell did not run"
    assert len(told) < 8_000_000
    assert not [line for line in HIDDEN if line in shown(report)]
    assert not heard
    assert not MARK.exists()
    if answers is WRONG:
        assert report.score == 0
    elif header(text, "costs") != "any":
        assert lost(report) <= set(header(text, "costs").split()), report.cells


def test_controls_without_attack():
    assert grade(submission(WRONG)).score == 0
    assert lost(grade(submission(RIGHT))) == set()


def test_nothing_survives_a_submission():
    """No process of a submission lives on, and no control group is left, however it tried to stay."""
    grade(submission(RIGHT))
    standing, before = settled(), groups()
    assert standing >= 3  # bubblewrap, its child, the zygote
    for attack in ("detached", "fork_bomb", "exit_in_call"):
        text = (notebook.ROOT / f"tests/attacks/{attack}.cell").read_text()
        grade(submission(RIGHT, text, header(text, "place")), header(text, "limits"))
        # The numbers of the processes change where a judge had to be started again; how many there are does not.
        wait_for(lambda: len(descendants(JudgeProcess.current(True).process.pid)) <= standing)
    made = groups() - before  # others may be grading on this machine: theirs go as well
    wait_for(lambda: not made & groups(), seconds=120)


def settled() -> int:
    """How many processes of the grader stand once those of the last submission have ended: the same ten times over."""
    seen: list[int] = []

    def steady() -> bool:
        seen.append(len(descendants(JudgeProcess.current(True).process.pid)))
        return len(seen) >= 10 and len(set(seen[-10:])) == 1

    wait_for(steady)
    return seen[-1]


def wait_for(true, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def descendants(root: int) -> set[int]:
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = dict(tuple(map(int, line.split())) for line in listing.splitlines())
    found, size = {root}, 0
    while len(found) > size:
        size = len(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found


def groups() -> set[Path]:
    return {path for home, _ in Cgroup._homes() for path in home.glob("grading-*")}


# ---------------------------------------------------------------------------------------------- forged notebooks
def checks_of(nb):
    return [cell for cell in nb.cells if cell.id in CHECKS]


def skip_tags(nb):
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution", "demonstration", "remove_cell"]


def points(nb):
    for cell in checks_of(nb):
        cell.metadata.nbgrader["points"] = 1000


def emptied(nb):
    for cell in checks_of(nb):
        cell.source = "pass"


def passed_outputs(nb):
    for cell in checks_of(nb):
        data = {"text/plain": "1"}
        cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]


def retyped(nb):
    for cell in checks_of(nb):
        cell.cell_type = "raw"
        del cell["outputs"], cell["execution_count"]


def deleted(nb):
    nb.cells = [cell for cell in nb.cells if cell.id not in CHECKS]


def doubled(nb):
    for cell in checks_of(nb):
        twin = copy.deepcopy(cell)
        twin.source, twin.id = "pass", twin.id + "-twin"
        nb.cells.append(twin)


def swapped(nb):
    first, *_, last = checks_of(nb)
    first.metadata.nbgrader.grade_id, last.metadata.nbgrader.grade_id = "mean_value", "double_value"


def invented(nb):
    cell = nbformat.v4.new_code_cell("print('TRIED')", id="extra")
    about = {"grade": True, "solution": False, "locked": True, "task": False}
    cell.metadata["nbgrader"] = about | {
        "grade_id": "bonus",
        "points": 50,
        "schema_version": 3,
        "cell_type": "code",
    }
    nb.cells.append(cell)


def unlocked_setup(nb):
    nb.cells[0].source = "import torch\ntorch.allclose = lambda *a: True\nclass nn:\n    Module = object"


def forged_verdict(nb):
    nb.metadata["grading"] = {"key": "x", "score": 100}
    for cell in nb.cells:
        cell.metadata["grading"] = {"status": "passed", "score": 100}


def other_kernel(nb):
    nb.metadata["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}


def no_marks(nb):
    for number, cell in enumerate(nb.cells):
        cell.metadata, cell.id = nbformat.NotebookNode(), f"cell{number}"


def wrong_marks(nb):
    for cell in nb.cells:
        cell.metadata["nbgrader"] = ["not", "a", "dict"]
        cell["attachments"] = 7


FORGERIES = [
    *(skip_tags, points, emptied, passed_outputs, retyped, deleted, doubled, swapped, invented),
    *(unlocked_setup, forged_verdict, other_kernel, no_marks, wrong_marks),
]


@pytest.mark.parametrize("answers", [WRONG, RIGHT], ids=["wrong", "right"])
@pytest.mark.parametrize("forge", FORGERIES)
def test_forgery(forge, answers):
    nb = submission(answers)
    forge(nb)
    report = grade_one(SOURCE, json.dumps(nb).encode(), LIMITS)
    assert report.max_score == len(CHECKS)
    assert report.score == (0 if answers is WRONG else len(CHECKS)), (report.cells, report.repairs)


@pytest.fixture(autouse=True, scope="module")
def _secret_environment():
    os.environ["GRADER_PASSWORD"] = "SECRET-OF-THE-GRADER"
    yield
    del os.environ["GRADER_PASSWORD"]
