"""How often a right sampler fails: a proved bound for every random check of birth_death, below one in a million in all.

Each row names its check, the comparison as it stands there, and a bound on the probability that independent draws from
the right law break it: exact tails where the law is a known one, inequalities of Bernstein, Chernoff and
Dvoretzky-Kiefer-Wolfowitz (with Massart's constant) elsewhere. A changed tolerance is a row that is not found.
"""

import math

import numpy as np
import pytest

from grading import notebook


def bernstein(n: int, t: float, variance: float, bound: float) -> float:
    """P(|mean of n independent centred numbers| > t), each of this variance and at most `bound` in size."""
    return 2 * math.exp(-n * t**2 / 2 / (variance + bound * t / 3))


def dkw(n: int, t: float) -> float:
    """P(distance of an empirical distribution function to its law > t)."""
    return 2 * math.exp(-2 * n * t**2)


def choose(n, k) -> np.ndarray:
    """Logarithm of a binomial coefficient."""
    log_factorial = np.vectorize(lambda x: math.lgamma(x + 1))
    return log_factorial(n) - log_factorial(k) - log_factorial(n - k)


def binomial(n: int, p: float) -> np.ndarray:
    """The probabilities of 0 .. n."""
    k = np.arange(n + 1)
    return np.exp(choose(n, k) + k * math.log(p) + (n - k) * math.log1p(-p))


def frequency(n: int, p: float, t: float) -> float:
    """P(|frequency of n events of probability p - p| > t)."""
    return float(binomial(n, p)[np.abs(np.arange(n + 1) / n - p) > t].sum())


def covariances(p: list[float], n: int, t: float) -> float:
    """P(|sum of x_i x_j| > t over j = i + k or over j = k - i, modulo n, for some k), of n centred events.

    Their chances are p, one after the other.
    """
    v = np.array([q * (1 - q) for q in p])
    largest = n * float((v**2).mean())  # of the sums of v_i v_j, by Cauchy and Schwarz
    # j = k - i: pairs that share no place, each of them twice, and at most two squares.
    mirrored = 2 * math.exp(-((t / 2 - 1) ** 2) / 2 / (largest / 2 + (t / 2 - 1) / 3))
    # j = i + k: cycles of three places or more. Without the least pair of each odd cycle, every pair joins one of two
    # halves to the other. Given the second, the terms of the first are independent, each at most 2.
    left_out, rest = 0.3 * t, 0.7 * t
    pairs_left_out = 2 * math.exp(-(left_out**2) / 2 / (largest / 3 + left_out / 3))
    mean, known = 2 * largest, 2.3 * largest  # of a bound on the conditional variance
    size = 4 * float(v.max())  # of a term of it
    variance = math.exp(-((known - mean) ** 2) / 2 / (size * mean + size * (known - mean) / 3))
    given = 2 * math.exp(-(rest**2) / 2 / (known + 2 * rest / 3))
    return n * (mirrored + pairs_left_out + variance + given)


def different(boxes: int, draws: int, low: int, high: int) -> float:
    """P(how many boxes are met in so many draws is not between low and high), exactly."""
    p, k = np.eye(1, draws + 1)[0], np.arange(draws + 1)
    for _ in range(draws):
        p = p * k / boxes + np.roll(p * (1 - k / boxes), 1)
    assert p.sum() == pytest.approx(1)
    return float(p[(k < low) | (k > high)].sum())


def copies(k: int) -> float:
    """A bound on P(somebody of 4000 has more than k of 1000 copies)."""
    return 4000 * float(binomial(1000, 1 / 4000)[k + 1 :].sum())


def form(eigenvalues: np.ndarray, t: float) -> float:
    """P(|sum of eigenvalue * (z^2 - 1)| > t) for normal z, by Chernoff; the eigenvalues are those of a form."""
    total = 0.0
    for values in (eigenvalues, -eigenvalues):
        values, times = np.unique(values, return_counts=True)
        s = np.linspace(0, 0.5 / np.abs(values).max(), 2000)[1:-1, None]
        log_mgf = (-s * values - 0.5 * np.log1p(-2 * s * values)) @ times
        total += math.exp(float((log_mgf - s[:, 0] * t).min()))
    return total


def survivors(t: int) -> float:
    """P(|how many of 2000 marked ones are among 2000 of 4000 - 1000| > t)."""
    k = np.arange(2001)
    p = np.exp(choose(2000, k) + choose(2000, 2000 - k) - choose(4000, 2000))
    assert p.sum() == pytest.approx(1, abs=1e-6)
    return float(p[np.abs(k - 1000) > t].sum())


def surviving_pairs(low: int, high: int) -> float:
    """P(number of pairs of neighbors that both survive, when 2000 of 4000 do, is not between low and high)."""
    k = np.arange(1001)
    log = choose(2000, k) + choose(2000 - k, 2000 - 2 * k) + (2000 - 2 * k) * math.log(2) - choose(4000, 2000)
    p = np.exp(log)
    assert p.sum() == pytest.approx(1, abs=1e-6)
    return float(p[(k <= low) | (k >= high)].sum())


def poisson_tail(mean: float, low: float, high: float) -> float:
    """Chernoff's bound for a sum of negatively associated events of this mean to be <= low or >= high."""

    def one(x: float) -> float:
        return math.exp(-(x * math.log(x / mean) - x + mean))

    return one(low) + one(high)


def common_parents(t: float) -> float:
    """P(|sum over 1000 draws of the copies in another call - 250| > t): Bernstein, given those copies."""
    most, square = 8, 0.36  # the largest number of copies, and the mean square of them (0.3125 on average)
    too_many = copies(most)
    # Mean square above 0.36: 95 pairs of equal parents too many of 125 expected; each draw changes it by at most 8.
    unequal = poisson_tail(125, 1, 125 + 95)
    return too_many + unequal + bernstein(1000, t / 1000, square - 0.0625, most)


P = [1 - math.exp(-1.5 * rate) for rate in (2.0, 0.1, 0.65)]
PATH = np.cos(np.arange(1, 4001) * math.pi / 4001)  # eigenvalues of sum z_i z_(i+1), of 4000 numbers
ROWS = [
    ("on_sphere_uniform", "x.mean(0), torch.zeros(4), atol=0.024", 4 * bernstein(20000, 0.024, 1 / 4, 1)),
    (
        "on_sphere_uniform",
        "torch.eye(4) / 4, atol=0.012",
        4 * bernstein(20000, 0.012, 1 / 16, 0.75) + 6 * bernstein(20000, 0.012, 1 / 24, 0.5),
    ),
    ("on_sphere_uniform", "inner, 0.0, atol=0.024", bernstein(20000, 0.024, 1 / 4, 1)),
    # Given one neighbor, the inner product with the next has the same law: all of them are independent and uniform.
    ("on_sphere_uniform", "inner, uniform[1:], rtol=0, atol=0.05", dkw(19999, 0.025 - 1 / 10000)),
    # Given the others, the sum of three unit vectors has a density of at most 1 / 8 pi.
    ("on_sphere_uniform", "z.mean(0).norm() > 1e-7", (20000 * 1e-7) ** 3 / 6),
    ("on_sphere_uniform", "uniform, rtol=0, atol=0.05", dkw(20000, 0.025 - 1 / 20000)),
    (
        "on_sphere_uniform",
        "fourth, 3 / 12, rtol=0, atol=0.004",
        bernstein(20000, 0.004, 1860 / 26880 - 1 / 16, 0.75),
    ),
    # Equal in float32: two coordinates in cells of at most 2^-24, the third, the largest, follows.
    (
        "on_sphere_uniform",
        "len(z.unique(dim=0)) == 20000",
        math.comb(20000, 2) * 2**-48 * math.sqrt(3) / (4 * math.pi),
    ),
    # The cap x_1 > t of the sphere of R^d holds at most exp(-d t^2 / 2) of it (Ball 1997, Lemma 2.2).
    ("on_sphere_uniform", "on_sphere(2, 400).prod(0).sum(), -0.4, 0.4", 2 * math.exp(-400 * 0.4**2 / 2)),
    ("on_sphere_uniform", "on_sphere(900, 1).mean(), -0.25, 0.25", bernstein(900, 0.25, 1, 1)),
    (
        "events_certain",
        "events(torch.ones(100), 0.7)[0]",
        (1 - 2 * math.exp(-0.7) * (1 - math.exp(-0.7))) ** 100,
    ),
    ("events_probability", "p * torch.eye(2), atol=0.0125", 2 * frequency(40000, 1 - math.exp(-0.2), 0.0124)),
    ("events_probability", "one.mean(0), p, atol=0.0235", sum(frequency(20000, p, 0.0234) for p in P)),
    ("events_probability", "pairs, -700, 700", covariances(P, 60000, 700)),
    (
        "events_probability",
        "(one * two).mean(0), p**2, atol=0.034",
        sum(frequency(20000, p**2, 0.033) for p in P),
    ),
    # Eight independent counts with at most two different values: 2^7 ways to share them, six of them repeat another.
    ("events_probability", "len(counts) > 2", 2**7 * float(binomial(1000, 1 - math.exp(-0.7)).max()) ** 6),
    ("restore_uniform", "int((a_new < 2000).sum()), 1000, atol=96", survivors(96)),
    ("restore_uniform", "both, 1000, atol=96", survivors(96)),
    ("restore_uniform", "380 < pairs < 620", surviving_pairs(380, 620)),
    ("restore_uniform", "int(one[:2000].sum()), 500, atol=100", frequency(1000, 0.5, 0.1)),
    ("restore_uniform", "(one > 0).sum(), 820, 940", different(4000, 1000, 820, 940)),
    ("restore_uniform", "int((one * two).sum()), 250, atol=180", common_parents(180)),
    (
        "restore_uniform",
        "copies, 30, 139",
        50 * float(binomial(3950, 1 / 50)[:30].sum() + binomial(3950, 1 / 50)[140:].sum()),
    ),
    # Numbers of copies are negatively associated: all are small at most as often as if they were independent.
    ("restore_uniform", "copies.max(), 84", float(binomial(3950, 1 / 50)[:84].sum()) ** 50),
    ("restore_uniform", "most < 16", 3 * 20 * float(binomial(40, 1 / 20)[16:].sum())),
    ("reinject_prior", "torch.zeros(3), atol=0.2)", 3 * math.erfc(0.2 * math.sqrt(4000) / 2 / math.sqrt(2))),
    (
        "reinject_prior",
        "4.0 * torch.eye(3), atol=0.6",
        3 * form(np.ones(4000), 0.15 * 4000) + 3 * form(np.repeat([0.5, -0.5], 4000), 0.15 * 4000),
    ),
    ("reinject_prior", "torch.zeros(3, 3), atol=0.45", 9 * form(np.repeat([0.5, -0.5], 4000), 0.1125 * 4000)),
    ("reinject_prior", "law, share, rtol=0, atol=0.033", dkw(12000, 0.033 - 1 / 12000)),
    (
        "reinject_prior",
        "one.mean(0).abs().max() > 1e-4",
        math.erf(1e-4 * math.sqrt(4000) / 2 / math.sqrt(2)) ** 3,
    ),
    # Equal in float32: cells of at most 2^-23 |x|, and |x| times the density is at most 0.242.
    ("reinject_prior", "len(z.unique(dim=0)) == 4000", math.comb(4000, 2) * (2**-23 * 0.242) ** 3),
    (
        "reinject_prior",
        "z.abs().max(), 3.1, 7",
        math.erf(3.1 / math.sqrt(2)) ** 12000 + 12000 * math.erfc(7 / math.sqrt(2)),
    ),
    ("reinject_prior", "torch.zeros(3), atol=0.12", 3 * form(PATH, 0.12 * 3999)),
]


@pytest.mark.parametrize(("cell", "comparison", "bound"), ROWS)
def test_a_right_sampler_rarely_fails(cell, comparison, bound):
    source = notebook.read(notebook.source_file("birth_death"))
    (check,) = [c for c in source.cells if c.id == cell]
    assert comparison in check.source
    assert 0 <= bound < 1e-7


def test_all_random_checks_together_fail_less_than_once_in_a_million():
    assert sum(bound for *_, bound in ROWS) < 1e-6


def test_every_tolerance_of_a_random_check_has_its_row():
    """Each comparison with a tolerance of the four cells that draw samples."""
    source = notebook.read(notebook.source_file("birth_death"))
    for cell in source.cells:
        if cell.id in {name for name, *_ in ROWS} - {"events_certain"}:
            wide = [line for line in cell.source.splitlines() if "atol=" in line]
            assert all(any(row[1] in line for row in ROWS if row[0] == cell.id) for line in wide), wide
