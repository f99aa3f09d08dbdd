"""The gate refuses checks that decide about a tolerance by themselves."""

import pytest
from target import make_cell, make_notebook

from grading import notebook
from grading.gate.comparisons import bare, comparisons


@pytest.mark.parametrize(
    "text",
    [
        "assert torch.allclose(f(x), y), 'no'",
        "assert np.allclose(f(x), y), 'no'",
        "assert math.isclose(f(x), y), 'no'",
        "assert all(torch.isclose(a, b) for a, b in zip(f(x), y)), 'no'",
        "close = [math.isclose(f(v), v) for v in x]\nassert close[0] and all(close), 'no'",
        "assert (f(x) - y).norm() < 1e-4, 'no'",
        "assert 1e-4 > (f(x) - y).norm(), 'no'",
        "assert (f(x) - y).abs().max() <= 1e-4 * y.norm(), 'no'",
        "assert float((f(x) - y).abs().max()) < 1e-4, 'no'",
        "assert abs(f(x) - y) < 1e-4, 'no'",
        "assert torch.linalg.norm(f(x) - y) < 1e-4, 'no'",
        "gap = (f(x) - y).norm()\nassert gap < 1e-4, 'no'",
        "for v in x:\n    assert 0 <= abs(f(v)) < 1e-4, 'no'",
        "assert f(x).abs().max() == 0, 'no'",
    ],
)
def test_bare_comparisons_are_found(text):
    assert len(bare(text)) == 1, bare(text)


@pytest.mark.parametrize(
    "text",
    [
        "seen = mismatch('f(x)', f(x), y, atol=1e-3)\nassert not seen, f'{seen} Often: no.'",
        "near = x.abs() <= 0.7\nseen = mismatch('f(x)', f(x), y)\nassert not seen, seen",
        "wanted = (x - y).norm() / x.norm()\nseen = mismatch('f(x)', f(x), wanted)\nassert not seen, seen",
        "assert f(x) is None, 'no'",
        "assert len(f(x)) < 7, 'no'",
        "%timeit f(x)\nassert not (seen := outside('f', f(x), high=3)), seen",
    ],
)
def test_others_are_not(text):
    assert bare(text) == set()


def test_a_bare_comparison_is_named():
    source = make_notebook(
        make_cell("f", "solution", "### BEGIN SOLUTION\nf = abs\n### END SOLUTION"),
        make_cell("f_bare", "test", "# Test: bare.\nassert abs(f(2) - 2) < 1e-3, 'no'"),
        make_cell("f_good", "test", "# Test: good.\nassert not mismatch('f(3)', f(3), 3), 'no'"),
    )
    found = {finding.where: finding.problem for finding in comparisons(source)}
    assert set(found) == {"f_bare"}
    assert found["f_bare"].startswith("`abs(f(2) - 2) < 0.001` decides alone")


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_assignments(assignment):
    source = notebook.read(notebook.source_file(assignment))
    assert not list(comparisons(source))
