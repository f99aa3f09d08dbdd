"""Mutants: which mistakes are made, what becomes of them, and the list of the equivalent ones."""

import ast
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from target import make_cell, make_notebook

from grading import notebook
from grading.mutants.measure import Assignment, Report, reviewed, sampled, summed
from grading.mutants.operators import mutants, normal

SOLUTIONS = [
    (assignment, cell)
    for assignment in notebook.assignments()
    for cell in notebook.read(notebook.source_file(assignment)).cells
    if notebook.is_solution(cell)
]


def solved(body: str, head: str = "def f(x, n):") -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"{head}\n    ### BEGIN SOLUTION\n{lines}\n    ### END SOLUTION"


@pytest.mark.parametrize(
    ("solution", "mistake", "operator"),
    [
        ("return x + n", "return x - n", "sign"),
        ("return -x", "return x", "sign"),
        ("return x * n", "return x / n", "operation"),
        ("return x * n", "return 2 * (x * n)", "factor"),
        ("return x * n", "return x", "dropped term"),
        ("return x - n", "return n - x", "swapped operands"),
        ("return 3 * x", "return 3.003 * x", "constant"),
        ("return x.mean()", "return x.sum()", "mean, sum"),
        ("return x.max()", "return x.min()", "max, min"),
        ("return x.max()", "return x[0]", "one instead of all"),
        ("return (x < n).all()", "return (x <= n).all()", "comparison"),
        ("return (x < n).all()", "return (x < n).any()", "all, any"),
        ("return x.sum(dim=0)", "return x.sum(dim=1)", "constant"),
        ("return x.sum(dim=0)", "return x.sum()", "dropped argument"),
        ("return x @ x.T", "return x @ x", "transpose"),
        ("return x[0]", "return x[-1]", "another entry"),
        ("return x[:n]", "return x[-n:]", "last instead of first"),
        ("return x[:n]", "return x[:n + 1]", "off by one"),
        ("return x[:, None]", "return x[None, :]", "swapped axes"),
        ("return [x for _ in range(n)]", "return [x for _ in range(0, n - 1)]", "off by one"),
        ("return [x for _ in range(n)]", "return [x for _ in list(range(n))[:1]]", "some of them"),
        ("return x.detach().clone()", "return x.detach()", "dropped clone"),
        ("return math.sqrt(x)", "return x", "dropped sqrt"),
        ("return torch.randn(n, 2)", "return torch.rand(n, 2)", "randn, rand"),
        ("return torch.randn(n, 2)", "return torch.randn(1, 2).expand(n, 2)", "shared draw"),
        ("return torch.randn(n, 2)", "return torch.randn(n, 2).sign()", "other distribution"),
        ("return x * n", "return x.mul_(n)", "argument changed"),
        ("return x * n", "return (x * n).squeeze()", "squeeze"),
        ("return x * n", "return (x * n)[:1]", "first only"),
        ("return x * n", "return (x * n).float()", "single precision"),
        ("x = x * n\nreturn x", "x = (lambda v: v.float().to(v.dtype))(x * n)", "rounded"),
        ("return x, n", "return (n, x)", "swapped results"),
        ("if n > 0:\n    x = -x\nreturn x", "if not n > 0:", "condition"),
        ("x = x + 1\nreturn x", "pass", "dropped statement"),
        ("x = 2 * x\nn = x + 1\nreturn x - n", "n = x + 1; x = 2 * x", "order of statements"),
        ("x += n\nreturn x", "x = n", "augmented"),
        ("for i in range(n):\n    x = x - 0.1 * n\nreturn x", "x = x - 0.1 * (n * 0.9 ** i)", "fades"),
        ("for i in range(n):\n    x = x - 0.1\nreturn x", "if i > 0: x = x - 0.1", "some rounds only"),
        ("return x and n", "return x or n", "and, or"),
        ("return torch.ones(2) + math.pi", "return torch.ones(2) + 3.14", "constant"),
        ("return x * n", "f = torch.no_grad()(f)", "no grad"),
    ],
)
def test_the_mistakes_that_people_make(solution, mistake, operator):
    found = {
        (m.operator, n)
        for m in mutants("f", solved(solution))
        for n in (m.change[1], *m.change[1].split("; "))
    }
    assert (operator, mistake) in {(o, n.replace(":; ", ": ")) for o, n in found}, sorted(found)


def operators(cell: str, tests: str = "") -> Counter[str]:
    return Counter(m.operator for m in mutants("f", cell, tests))


def test_around_whole_functions():
    plain, random = operators(solved("return x * n")), operators(solved("return torch.randn(n)"))
    assert {"cached by first call", "cached by shape", "argument 0 changed", "argument 1 changed"} <= set(
        plain
    )
    assert random["fixed seed"] == 1
    assert plain["fixed seed"] == 0, "a seed changes nothing where nothing is drawn"


@pytest.mark.parametrize("operator", ["cached by first call", "cached by shape"])
def test_a_cache_remembers(operator):
    [mutant] = [m for m in mutants("f", solved("return x * n")) if m.operator == operator]
    space: dict = {}
    exec(mutant.source, space)
    assert space["f"](2, 3) == 6
    assert space["f"](5, 7) == (6 if operator == "cached by first call" else 35)


def test_what_stands_in_the_visible_tests_can_be_written_into_the_answer():
    cell = solved("return x.view(n, len(x))")
    tests = "assert f(torch.zeros(3, 1), 4).shape == (3, 4)"
    found = {m.change[1] for m in mutants("f", cell, tests) if m.operator == "hard-coded"}
    assert {"return x.view(4, len(x))", "return x.view(n, 3)", "return x.view(n, 4)"} <= found
    assert not operators(cell)["hard-coded"]
    model = solved(
        "return self.n * x", "class f:\n  def __init__(self, n):\n    self.n = n\n  def forward(self, x):"
    )
    assert "hard-coded" in operators(
        model.replace("    ### ", "      ### ").replace("    return", "      return"), "f(6)"
    )


def test_only_what_the_student_writes_is_changed():
    cell = "def f(x):\n    y = x + 1\n    ### BEGIN SOLUTION\n    y = 2 * y\n    ### END SOLUTION\n    return y - 1"
    for mutant in mutants("f", cell):
        assert mutant.change[0] in ("", "y = 2 * y"), mutant
        assert "y = x + 1" in mutant.source
        assert "return y - 1" in mutant.source


def test_names_survive_layout_and_comments():
    one = solved('"""Twice."""\nreturn 2*x  # as it says')
    two = solved("return (2\n        * x)")
    assert [(m.operator, m.change) for m in mutants("f", one)] == [
        (m.operator, m.change) for m in mutants("f", two)
    ]


def test_a_diff_shows_the_change():
    [mutant] = [m for m in mutants("f", solved("return x - n")) if m.operator == "swapped operands"]
    lines = mutant.diff("def f(x, n):\n    return x - n").splitlines()
    assert lines == [
        "--- f",
        "+++ swapped operands",
        "@@ -1,2 +1,2 @@",
        " def f(x, n):",
        "-    return x - n",
        "+    return n - x",
    ]


@pytest.mark.parametrize(("assignment", "cell"), SOLUTIONS, ids=[f"{a}-{c.id}" for a, c in SOLUTIONS])
def test_every_solution_has_many_and_each_is_another_program(assignment, cell):
    found = list(mutants(cell.id, cell.source))
    sources = {m.source for m in found}
    assert len(found) == len(sources) >= 20
    assert normal(notebook.without_markers(cell.source)) not in sources
    for mutant in found:
        assert ast.unparse(ast.parse(mutant.source)) == mutant.source
        assert mutant.change != ("", "")


# ---------------------------------------------------------------------------------------------- judged
def assignment(thorough: bool, given: str = "for _ in range(n)", change: str = "x = quarter(x)"):
    """`double` has its own test, a weak one unless `thorough`; `quarter` is tested only where `scaled` uses it."""
    region = "\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
    strict = 'assert twice(double, torch.tensor(3.0)) == 12, "no"' if thorough else "pass"
    answer = f"### BEGIN SOLUTION\n        {change}\n        ### END SOLUTION"
    loop = f"    {given}:\n        x = 2 * quarter(x)\n        {answer}"
    # Libraries complain on file descriptor 1, as oneMKL does about NaN.
    weak = '# Test: twice two is four.\nos.write(1, b"noise")\nassert double(torch.tensor(2.0)) == 4, "no"'
    calls = "[scaled(torch.tensor(64.0), n) for n in (0, 1, 2)]"
    values = [64, 8, 1] if "quarter" in change else [64, 32, 16]
    return make_notebook(
        make_cell("setup", "locked", "import os\nimport torch\n\ndef twice(f, x):\n    return f(f(x))"),
        make_cell("double", "solution", solved("return 2 * x", "def double(x):")),
        make_cell("double_value", "test", weak + region.format(strict)),
        make_cell("quarter", "solution", solved("return x / 4", "def quarter(x):")),
        make_cell("scaled", "solution", f"def scaled(x, n):\n{loop}\n    return x"),
        make_cell("scaled_value", "test", f'# Test: scaled.\nassert {calls} == {values}, "no"'),
    )


SCRIPT = """
import json, sys
import nbformat
from grading.mutants.measure import laboratory, run

jobs = json.load(sys.stdin)
def noting(lost, limit):
    def progress(results, total):
        for n, (number, check) in enumerate(results):
            if n == limit:
                raise KeyboardInterrupt
            lost[number] = check
            yield number, check
    return progress

with laboratory() as sandbox:
    reports = []
    for job in jobs:
        lost = {}
        report = run(
            "tiny",
            nbformat.reads(job["source"], as_version=4),
            sandbox,
            known=job["known"],
            sample=job["sample"],
            workers=2,
            progress=noting(lost, job["stop"]),
        )
        reports.append(report.summary() | {"text": report.text(), "clean": report.clean, "lost": list(lost.items())})
json.dump(reports, sys.stdout)
"""


def judged(*jobs: dict) -> list[dict]:
    """The summaries of some runs in one process of their own, where the sandbox stands."""
    plain = {"known": [], "sample": None, "stop": None}
    jobs = [plain | job | {"source": notebook.dumps(job["source"]).decode()} for job in jobs]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=json.dumps(jobs), capture_output=True, text=True, check=True
    )
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_killed_survived_listed_stale_sampled_interrupted():
    strong, weak = assignment(True), assignment(False)
    endless = assignment(True, "while n > 0", "n = n - 1")
    forgets = {"exercise": "double", "operator": "cached by first call"}
    broad = {"exercise": "double", "operator": "factor"}
    unheard = {"exercise": "double", "operator": "sign", "old": "return 3 * x"}
    good, bad, loops, interrupted = judged(
        {"source": strong},
        {"source": weak},
        {"source": endless, "sample": 10},
        {"source": weak, "stop": 10, "known": [unheard]},
    )

    # A cache that is asked once is seen by the second check alone.
    cache = ("double", "cached by first call")
    names, gone = ({(s["exercise"], s["operator"]) for s in run["survivors"]} for run in (bad, good))
    assert cache in names - gone
    assert good["exercises"]["double"]["killed"] > bad["exercises"]["double"]["killed"]
    # `quarter` has no test of its own: its mutants are killed where it is used.
    assert good["exercises"]["quarter"]["killed"] >= 15
    assert not any(s["new"] == "pass" for s in good["survivors"]), (
        "a dropped statement is never equivalent here"
    )
    assert loops["exercises"]["scaled"] == {"killed": 5, "all": 5}, "a loop without end ends"
    for run in (good, bad, loops):
        counts = run["exercises"].values()
        assert sum(c["all"] - c["killed"] for c in counts) == len(run["survivors"])
        assert run["complete"]
        assert not run["clean"]

    every, listed = Assignment.of(strong), [survivor | {"reason": "why"} for survivor in good["survivors"]]
    clean = summed("tiny", every, dict(good["lost"]), listed)
    assert (clean.survivors, clean.stale) == ([], [])
    assert replace(clean, complete=True).clean
    assert len(clean.equivalent) == len(good["survivors"])
    stale = summed("tiny", every, dict(good["lost"]), [*listed, forgets, broad, unheard])
    assert not replace(stale, complete=True).clean
    assert stale.stale == [
        "double, cached by first call (1 of 1 are killed)",
        "double, factor (3 of 3 are killed)",
        "double, sign, return 3 * x (no such mutant)",
    ]
    assert sum(c["all"] for c in loops["exercises"].values()) == 10
    assert sum(c["all"] for c in interrupted["exercises"].values()) == 10
    assert not interrupted["complete"]
    assert "(interrupted)" in interrupted["text"]


def test_a_sample_is_always_the_same_and_part_of_a_larger_one():
    found = tuple(mutants("f", solved("return x * n - 3")))
    assert sampled(found, None) == list(range(len(found)))
    assert sampled(found, 5) == sampled(found, 5)
    assert (
        set(sampled(found, 5)) < set(sampled(found, 9)) < set(sampled(found, 10**6)) == set(range(len(found)))
    )


# ---------------------------------------------------------------------------------------------- the list
ENTRY = 'exercise = "f"\noperator = "sign"\nold = "return \\"a\\" + b"\nnew = "return b"\n'


def test_the_list_is_read(tmp_path):
    path = tmp_path / "some.toml"
    assert reviewed(path) == []
    path.write_text(f'[[equivalent]]\n{ENTRY}reason = "b is all that counts"')
    [entry] = reviewed(path)
    assert entry["old"] == 'return "a" + b'
    path.write_text('[[equivalent]]\nexercise = "f"\noperator = "sign"\nreason = "it is even"')
    assert len(reviewed(path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"[[equivalent]]\n{ENTRY}",
        f'[[equivalent]]\n{ENTRY}reason = " "',
        f'[[equivalent]]\n{ENTRY}reason = "why"\nwhy = "not"',
        '[[equivalent]]\nexercise = "f"\nreason = "all of them"',
        "[[equivalent]]\nexercise = 3\noperator = 'sign'\nreason = 'it is even'",
        "[[equivalent",
    ],
)
def test_an_entry_without_a_reason_is_refused(tmp_path, text):
    path = tmp_path / "some.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"^some.toml: "):
        reviewed(path)


def test_what_is_printed_for_survivors_is_an_entry_of_the_list(tmp_path):
    found = [m for m in mutants("f", solved('return x["a"] - n')) if m.operator in ("sign", "factor")]
    report = Report("tiny", {"f": 'def f(x, n):\n    return x["a"] - n'}, survivors=found)
    printed = report.text().rpartition("\n")[0].replace('reason = ""', 'reason = "because"')
    (tmp_path / "tiny.toml").write_text(printed)
    assert len(reviewed(tmp_path / "tiny.toml")) == len(found) >= 4
