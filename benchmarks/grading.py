"""Throughput, latency and overheads of grading, against stock nbgrader on the same class, machine and assignment.

    python benchmarks/grading.py latency            # one warm submission: wall time, compute of its cells, overheads
    python benchmarks/grading.py stock 3            # stock `nbgrader autograde` over our runner, both without
                                                    # demonstrations, then both with them
    python benchmarks/grading.py class 64           # our runner: 1, 2, 8 workers, a local Dask cluster of 2, by turns
    python benchmarks/grading.py feedback 24        # feedback pages a second
    python benchmarks/grading.py databases 500      # a class graded into SQLite and into PostgreSQL, and its evidence
    python benchmarks/grading.py unattended 500     # 5 % damaged, 2 % hostile, killed twice and resumed
    python benchmarks/grading.py neighbours 60      # that class with and without 10 % hostile
    python benchmarks/grading.py editions FOLDER 10 [NOTEBOOK]  # this and that in FOLDER by turns

Each line printed is one JSON object. Wall times mean little on a busy machine: compare ratios within one run.
"""

import atexit
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import nbformat
from databases import postgresql
from nbgrader.api import Gradebook

from grading import notebook
from grading.course import Course
from grading.judging.engine import grade_one
from grading.limits import Limits
from grading.runner import grade_class

ROOT = notebook.ROOT
ASSIGNMENT = "lazy_training"
ATTACKS = sorted((ROOT / "tests/attacks").glob("*.cell"))


def say(**words) -> None:
    print(json.dumps(words), flush=True)


def source():
    return notebook.read(notebook.source_file(ASSIGNMENT))


def submissions(number: int, damaged: float = 0, hostile: float = 0) -> list[bytes]:
    """Notebooks made of the corpus' answers; some cut off, some with an attack in them."""
    nb, dice = source(), random.Random(0)
    answers = [
        notebook.parse_answers(p.read_text())
        for p in sorted((ROOT / "tests/corpus" / ASSIGNMENT).glob("*/*.py"))
    ]
    made = []
    for _ in range(number):
        filled = notebook.fill(nb, notebook.reference_answers(nb) | dice.choice(answers or [{}]))
        kind = dice.random()
        if kind < hostile:
            cell = dict(
                filled.cells[1], cell_type="code", source=dice.choice(ATTACKS).read_text(), metadata={}
            )
            filled.cells.insert(1, cell | {"id": "attack", "outputs": [], "execution_count": None})
        content = json.dumps(filled).encode()
        cut = (
            dice.randrange(len(content) // 2, len(content))
            if hostile <= kind < hostile + damaged
            else len(content)
        )
        made.append(content[:cut] + b" " * dice.randrange(1000))
    return made


def course(handed_in: list[bytes], stock: bool = False, database: str = "") -> Path:
    """A course in a scratch folder, which goes when this process ends; `stock`: with nbgrader's own autograding."""
    root = Path(tempfile.mkdtemp(prefix="course-", dir="/var/tmp"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    config = (
        (ROOT / "nbgrader_config.py")
        .read_text()
        .replace("Path(__file__).resolve().parent", f"Path({str(ROOT)!r})")
    )
    if stock:
        config = re.sub(
            r"c\.Autograde\.(sanitize|autograde)_preprocessors = \[[^]]*\]|c\.Autograde\.exporter.*",
            "",
            config,
        )
    config += f"\nc.CourseDirectory.root = {str(root)!r}\n"
    config += f"c.CourseDirectory.db_url = {database!r}\n" if database else ""
    (root / "nbgrader_config.py").write_text(config)
    shutil.copytree(ROOT / "source" / ASSIGNMENT, root / "source" / ASSIGNMENT)
    for number, content in enumerate(handed_in):
        path = root / f"submitted/s{number:03d}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    Course(root).register(ASSIGNMENT)
    return root


def latency() -> None:
    """A warm submission, with and without the sandbox; what its own cells and checks compute."""
    nb = source()
    raw, filled = notebook.dumps(nb), notebook.dumps(notebook.fill(nb, notebook.reference_answers(nb)))
    bare, boxed = Limits(sandbox=False), Limits()
    for limits in (bare, boxed):
        grade_one(raw, filled, limits)
    boxes, bares, computes = [], [], []
    for _ in range(8):
        for limits, times in ((boxed, boxes), (bare, bares)):
            started = time.perf_counter()
            verdict = grade_one(raw, filled, limits)
            times.append(time.perf_counter() - started)
        computes.append(plain_seconds(nb))
    cells = sum(cell.get("seconds", 0) for cell in verdict.notebook["cells"])
    row = {"what": "latency", "wall_s": median(boxes), "without_sandbox_s": median(bares)}
    row |= {"plain_python_s": median(computes), "student_cells_s": cells, "load": os.getloadavg()[0]}
    say(**row, sandbox_ratio=median(boxes) / median(bares), beyond_compute_s=median(boxes) - median(computes))


def plain_seconds(nb) -> float:
    """The same cells and checks in one plain Python process, without kernel, sandbox or handles."""
    kinds = (notebook.is_locked_code, notebook.is_solution, notebook.is_test)
    cells = [c.source for c in nb.cells if any(kind(c) for kind in kinds)]
    program = f"import sys, time\nsys.path.insert(0, {str(ROOT)!r})\nimport torch, torch._dynamo, matplotlib.pyplot\n"
    program += "from IPython.core.interactiveshell import InteractiveShell as S\ns = S.instance()\n"
    program += f"t = time.perf_counter()\nfor c in {cells!r}:\n    exec(s.transform_cell(c), s.user_ns)\n"
    program += "print('SECONDS', time.perf_counter() - t)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    return float(done.stdout.split("SECONDS")[1])


def stock(number: int) -> None:
    """nbgrader's own autograde over our runner with one worker, seconds of processors; its demonstrations left out on
    both sides (for nbgrader they are emptied), then executed on both."""
    for demonstrations in (False, True):
        handed_in = submissions(number)
        theirs = handed_in if demonstrations else [without_demonstrations(content) for content in handed_in]
        root = course(theirs, stock=True)
        words = [
            str(Path(sys.executable).parent / "nbgrader"),
            "autograde",
            ASSIGNMENT,
            f"--course-dir={root}",
        ]
        with Clock() as clock:
            done = subprocess.run(words, cwd=root, capture_output=True, text=True)
        row = {"demonstrations": demonstrations, "submissions": number, "exit": done.returncode}
        given = {"demonstrations": demonstrations}
        ours = timed(handed_in, "ours", given, warm=True, workers_number=1)[1]
        row |= {"stock_s": clock.processor / number, "ours_s": ours.processor / number}
        ratios = {"ratio": clock.processor / ours.processor, "wall_ratio": clock.wall / ours.wall}
        say(what="stock", **row, **ratios, load=os.getloadavg()[0])


def without_demonstrations(content: bytes) -> bytes:
    nb = nbformat.reads(content.decode(), as_version=4)
    for cell in nb.cells:
        if notebook.is_demonstration(cell):
            cell.source = ""
    return notebook.dumps(nb)


def used(group: Path) -> float:
    """Processor seconds of a control group (version 1)."""
    return int((group / "cpuacct.usage").read_text()) / 1e9


class Clock:
    """Wall seconds, and processor seconds of this process and all that it has begun (control group, version 1)."""

    group = Path("/sys/fs/cgroup/cpuacct") / f"benchmark-{os.getpid()}"

    @classmethod
    def join(cls) -> None:
        """Before the first grader starts."""
        cls.group.mkdir()
        (cls.group / "cgroup.procs").write_text(str(os.getpid()))

    def read(self) -> tuple[float, float]:
        return time.perf_counter(), used(self.group)

    def __enter__(self) -> "Clock":
        self.started = self.read()
        return self

    def __exit__(self, *error: object) -> None:
        self.wall, self.processor = (now - then for now, then in zip(self.read(), self.started))


def whole_class(number: int) -> None:
    """Our runner on one machine: two workers, one, eight, and a Dask cluster of two processes, by turns; ratios to two
    workers. Everybody is warm."""
    from distributed import LocalCluster

    handed_in = submissions(number)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        ways = {f"{n} workers": {"workers_number": n} for n in (2, 1, 8)}
        ways |= {"dask, 2 workers": {"scheduler": cluster.scheduler_address}}
        rows: dict[str, list] = {how: [] for how in ways}
        for _ in range(2):
            for how, options in ways.items():
                rows[how].append(timed(handed_in, how, warm=True, **options)[1])
    best = {
        how: (min(c.wall for c in clocks), min(c.processor for c in clocks)) for how, clocks in rows.items()
    }
    for how, (wall, processor) in best.items():
        row = {"wall_ratio": wall / best["2 workers"][0], "processor_ratio": processor / best["2 workers"][1]}
        say(what="class", how=how, **row)


def feedback(number: int) -> None:
    """Feedback pages of a class that is graded."""
    root = timed(submissions(number), "2 workers", workers_number=2)[0]
    with Clock() as clock:
        said = list(Course(root).feedback_pages(ASSIGNMENT))
    assert [problem for *_, problem in said] == [""] * number
    row = {"a_second": number / clock.wall, "processor_s_each": clock.processor / number}
    say(what="feedback", pages=number, **row, load=os.getloadavg()[0])


def databases(number: int) -> None:
    """Grading of a class with two workers, recorded in either database; then its page of evidence."""
    handed_in = submissions(number)
    with postgresql(durable=True) as address:
        for how, database in (("SQLite", ""), ("PostgreSQL", address)):
            root = timed(handed_in, how, database=database, workers_number=2)[0]
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "grading", "evidence", ASSIGNMENT, "--course", root], check=True
            )
            say(what="evidence", how=how, submissions=number, seconds=time.perf_counter() - started)


def timed(
    handed_in: list[bytes],
    how: str,
    given: dict | None = None,
    database: str = "",
    warm: bool = False,
    **options,
) -> tuple[Path, Clock]:
    """Grade a class into a fresh course; `warm`: after a class of four, which pays for imports and sandboxes."""
    if warm:
        grade_class(ASSIGNMENT, Course(course(submissions(4)), given), **options)
    root = course(handed_in, database=database)
    with Clock() as clock:
        outcomes = grade_class(ASSIGNMENT, Course(root, given), **options)
    each = {"wall_s_each": clock.wall / len(outcomes), "processor_s_each": clock.processor / len(outcomes)}
    failed = sum(o.status == "failed" for o in outcomes)
    row = {"submissions": len(outcomes), "failed": failed, "load": os.getloadavg()[0]}
    say(what="class", how=how, **each, **row)
    return root, clock


def unattended(number: int) -> None:
    """A class with damaged and hostile notebooks; the run is killed twice and resumed."""
    root = course(submissions(number, damaged=0.05, hostile=0.02))
    started = time.perf_counter()
    for until in (number // 4, number // 2):
        process = subprocess.Popen(
            [sys.executable, __file__, "run", str(root)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(until):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run([sys.executable, __file__, "run", str(root)], check=True, stdout=subprocess.DEVNULL)
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        rows = gradebook.assignment_submissions(ASSIGNMENT)
        names = [row.student_id for row in rows]
        whole = [
            r
            for r in rows
            if all(g.auto_score is not None or g.needs_manual_grade for n in r.notebooks for g in n.grades)
        ]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    seconds = time.perf_counter() - started
    say(
        what="unattended",
        verdicts=len(whole),
        students=len(set(names)),
        rows=len(names),
        seconds=seconds,
        peak_mb=peak,
    )


def run(root: str) -> None:
    """One attempt, which may be killed."""
    course_here = Course(Path(root), {"cell_seconds": 10, "submission_seconds": 60})
    grade_class(ASSIGNMENT, course_here, workers_number=2, progress=lambda o: print(o.student, flush=True))


def neighbours(number: int) -> None:
    """Honest students beside hostile ones: does anybody else's verdict, or its seconds, change?"""
    honest = submissions(number)
    attack = submissions(number, hostile=1)
    mixed = [attack[i] if i % 10 == 5 else content for i, content in enumerate(honest)]
    seen = {}
    for how, handed_in in (("alone", honest), ("beside", mixed)):
        root = course(handed_in)
        here = Course(root, {"cell_seconds": 10, "submission_seconds": 60})
        with Watch() as watch:
            started = time.perf_counter()
            outcomes = grade_class(ASSIGNMENT, here, workers_number=2)
            seconds = time.perf_counter() - started
        seen[how] = {o.student: o for o in outcomes}
        say(what="neighbours", how=how, seconds=seconds, load=os.getloadavg()[0], **watch.peaks())
    others = [f"s{i:03d}" for i in range(number) if i % 10 != 5]
    alone, beside = ([seen[how][s] for s in others] for how in ("alone", "beside"))
    say(
        what="neighbours",
        honest=len(others),
        failed=sum(o.status == "failed" for o in beside),
        other_scores=sum((a.score, a.max_score) != (b.score, b.max_score) for a, b in zip(alone, beside)),
        median_s=[median(o.seconds for o in outcomes) for outcomes in (alone, beside)],
        largest_s=[max(o.seconds for o in outcomes) for outcomes in (alone, beside)],
    )


class Watch(threading.Thread):
    """The largest resident memory of a trusted process, and of any process in a sandbox, read while it is open."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.open, self.found = True, {"trusted": 0, "sandbox": 0}

    def __enter__(self) -> "Watch":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.open = False
        self.join()

    def run(self) -> None:
        while self.open:
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    words = (path / "cmdline").read_text()
                    pages = int((path / "statm").read_text().split()[1])
                except OSError:
                    continue
                for kind, module in (
                    ("trusted", "grading.judging.judge"),
                    ("sandbox", "grading.sandbox.inside"),
                ):
                    if module in words:
                        self.found[kind] = max(self.found[kind], pages * resource.getpagesize())
            time.sleep(0.02)  # a sample, not a wait

    def peaks(self) -> dict[str, int]:
        return {f"{kind}_mb": size >> 20 for kind, size in self.found.items()}


TURN = """
import sys, time
sys.path[:0] = [ROOT]
try:
    from grading.judging.engine import grade_one
except ImportError:
    from grading.engine import grade_one
source, submission = eval(sys.stdin.readline())
for line in sys.stdin:
    started = time.perf_counter()
    verdict = grade_one(source, submission)
    print(time.perf_counter() - started, verdict.score, flush=True)
"""


def editions(other: Path, number: int, name: str = "") -> None:
    """One warm submission in this edition and in another checkout, by turns: its notebook `name` with the reference
    solutions of the checkout, or the small assignment of the tests.

    What bounds the processor time of this side, for the five notebooks: checks 0.65 to 0.8 of it (one half in the
    judge, one half where the student's functions run), cells 0.12 to 0.2, snapshots 0.02 to 0.03, starting and ending
    the processes the rest. Without checks no goal would be far; without snapshots hardly anything would change.
    """
    sys.path.append(str(ROOT / "tests"))
    from target import RIGHT, target

    def job(folder: Path) -> str:
        nb = notebook.read(notebook.source_file(name, folder)) if name else target()
        answers = notebook.reference_answers(nb) if name else RIGHT
        return repr((notebook.dumps(nb), notebook.dumps(notebook.fill(nb, answers))))

    turns = {key: Turn(folder, job(folder)) for key, folder in (("this", ROOT), ("other", other))}
    rows: dict[str, list] = {name: [] for name in turns}
    for turn in turns.values():  # the first pays for imports
        turn.take(), turn.take()
    for _ in range(number):
        for key, turn in turns.items():
            rows[key].append(turn.take())
    row = {
        "what": "editions",
        "notebook": name or "tests/target.py",
        "turns": number,
        "load": os.getloadavg()[0],
    }
    for at, word in enumerate(("wall_s", "processor_s")):
        found = {key: median(r[at] for r in taken) for key, taken in rows.items()}
        row[word] = found | {"ratio": found["this"] / found["other"]}
    say(**row)


class Turn:
    """A grader that grades one submission whenever asked; its processor time by control group (version 1)."""

    def __init__(self, folder: Path, job: str) -> None:
        self.group = Path(tempfile.mkdtemp(prefix="grading-", dir="/sys/fs/cgroup/cpuacct"))
        self.score = 0.0  # of the first turn: it stays
        program = TURN.replace("ROOT", repr(str(folder)))
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: (self.group / "cgroup.procs").write_text(str(os.getpid())),
        )
        self.process.stdin.write(job + "\n")

    def take(self) -> tuple[float, float]:
        """Wall and processor seconds of one submission."""
        before = used(self.group)
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        wall, score = map(float, self.process.stdout.readline().split())
        self.score = self.score or score
        assert score == self.score > 0
        return wall, used(self.group) - before


if __name__ == "__main__":
    what, arguments = sys.argv[1], sys.argv[2:]
    if what == "latency":
        latency()
    elif what == "run":
        run(arguments[0])
    elif what == "editions":
        editions(Path(arguments[0]).resolve(), int(arguments[1]), *arguments[2:])
    else:
        clocked = {"stock": stock, "class": whole_class, "databases": databases, "feedback": feedback}
        if what in clocked:
            Clock.join()
        (clocked | {"unattended": unattended, "neighbours": neighbours})[what](int(arguments[0]))
