"""Targets and samples: formulas, streams, risk, refusals."""

import copy
import math
import pickle

import numpy as np
import pytest
import torch

from utils import data


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("simple", lambda x: x * x),
        ("middle", lambda x: math.sin(math.pi * x) + x / 2),
        ("complex", lambda x: 0.5 * (1 + x) * math.sin(4 * math.pi * x) + x * x),
    ],
)
def test_targets_are_their_formulas(name, formula):
    x = torch.linspace(-1, 1, 21, dtype=torch.float64)[:, None]
    expected = torch.tensor([[formula(v)] for v in x[:, 0].tolist()], dtype=torch.float64)
    torch.testing.assert_close(data.target(name)(x), expected, rtol=1e-12, atol=1e-14)


def test_no_target_has_period_one():
    # else sin(2 pi k x) could fit it and the trap of the original notebook would not snap
    for name in ("simple", "middle", "complex"):
        left, center, right = data.target(name)(torch.tensor([[-1.0], [0.0], [1.0]]))[:, 0].tolist()
        assert max(abs(left - center), abs(right - center)) > 0.4


def test_sample_is_reproducible_and_noise_has_its_size():
    one, same, other = (data.make_sample("middle", n=4000, noise=0.3, seed=s) for s in (1, 1, 2))
    assert torch.equal(one.x, same.x)
    assert torch.equal(one.y, same.y)
    assert not torch.equal(one.y, other.y)
    errors = one.y - one.target(one.x)
    # standard error of a standard deviation from 4000 normals: 0.3/sqrt(8000) = 0.0034; five of them
    assert abs(errors.std().item() - 0.3) < 0.017
    assert abs(errors.mean().item()) < 5 * 0.3 / math.sqrt(4000)


def test_inputs_fill_the_interval_in_order():
    x = data.make_sample("simple", n=500, low=2.0, high=5.0, seed=3).x
    assert bool((x[1:] >= x[:-1]).all())
    assert 2.0 <= x.min() < 2.1
    assert 4.9 < x.max() <= 5.0


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dtype_and_noise_free_labels(dtype):
    sample = data.make_sample("complex", dtype=dtype)
    assert sample.x.dtype == sample.y.dtype == dtype
    assert torch.equal(sample.y, sample.target(sample.x))


def test_drawing_does_not_touch_the_global_generator():
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    data.make_sample("simple", n=50, noise=1.0).next_batch(7)
    data.batch_indices(50, 7, 3, seed=1)
    assert torch.equal(torch.rand(1), expected)


@pytest.mark.parametrize(("n", "batch_size"), [(15, 1), (15, 4), (50, 49), (200, 32)])
def test_batch_indices_are_the_stream_of_next_batch(n, batch_size):
    sample = data.make_sample("middle", n=n, seed=9)
    for rows in data.batch_indices(n, batch_size, 100, seed=9):
        x, y = sample.next_batch(batch_size)
        assert torch.equal(x, sample.x[rows])
        assert torch.equal(y, sample.y[rows])


def test_batches_are_uniform_subsets_without_repetition():
    rows = data.batch_indices(6, 2, 6000, seed=0)
    assert bool((rows[:, 0] != rows[:, 1]).all())
    counts = np.bincount(rows.ravel().numpy(), minlength=6)
    # each row is in a batch with probability 1/3: 2000 +- 5 sqrt(6000 * 2/9) = 5 * 36.5
    assert np.all(np.abs(counts - 2000) < 183)


def test_whole_batch_is_everything_in_order_and_draws_nothing():
    sample, twin = (data.make_sample("simple", n=8, seed=1) for _ in range(2))
    x, y = sample.next_batch(8)
    assert torch.equal(x, sample.x)
    assert torch.equal(y, sample.y)
    assert torch.equal(sample.next_batch(3)[0], twin.next_batch(3)[0])


def test_copies_continue_the_same_stream():
    sample = data.make_sample("middle", n=30, seed=4)
    sample.next_batch(5)
    twin, travelled = copy.deepcopy(sample), pickle.loads(pickle.dumps(sample))
    batch = sample.next_batch(5)[0]
    assert torch.equal(twin.next_batch(5)[0], batch)
    assert torch.equal(travelled.next_batch(5)[0], batch)


def test_risk_is_the_mean_squared_distance_to_the_target_without_noise():
    sample = data.make_sample("middle", noise=5.0)
    assert sample.risk(sample.target) == 0
    # mean of (c x)^2 over a uniform grid on [-1, 1] is c^2/3 (1 + 2/(N - 1)) for N points
    assert sample.risk(lambda x: sample.target(x) + 3 * x, n_points=1001) == pytest.approx(
        3.0 * 1.002, rel=1e-5
    )


def test_risk_runs_without_gradients():
    layer = torch.nn.Linear(1, 1)
    assert isinstance(data.make_sample("simple").risk(layer), float)


SAMPLE = data.make_sample("simple")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.target("easy"), "target: got 'easy', expected one of 'simple', 'middle', 'complex'"),
        (lambda: data.make_sample("easy"), "target: got 'easy'"),
        (lambda: data.make_sample("simple", n=0), "n: got 0, expected a whole number >= 1"),
        (lambda: data.make_sample("simple", n=2.5), "n: got 2.5"),
        (lambda: data.make_sample("simple", noise=-0.1), "noise: got -0.1, expected a number >= 0"),
        (lambda: data.make_sample("simple", low=1.0, high=1.0), "high - low: got 0.0"),
        (lambda: data.make_sample("simple", seed=-1), "seed: got -1"),
        (
            lambda: data.make_sample("simple", dtype=torch.int64),
            "dtype: got a dtype, expected one of torch.float32",
        ),
        (lambda: SAMPLE.next_batch(30), "batch_size: got 30, expected at most 15"),
        (lambda: SAMPLE.next_batch(0), "batch_size: got 0"),
        (lambda: data.batch_indices(5, 6, 1, 0), "batch_size: got 6, expected at most 5"),
        (lambda: data.batch_indices(5, 5, 0, 0), "n_steps: got 0"),
        (lambda: data.batch_indices(5, 5, 1, "zero"), "seed: got 'zero'"),
        (lambda: SAMPLE.risk(3), "predict: got 3, expected a function"),
        (lambda: SAMPLE.risk(lambda x: x[:, 0]), "predict(x): got a float32 tensor of shape (1000,)"),
        (lambda: SAMPLE.risk(lambda x: x, n_points=1), "n_points: got 1"),
        (
            lambda: data.Sample(torch.ones(3), torch.ones(3), torch.sin),
            "x: got a float32 tensor of shape (3,)",
        ),
        (
            lambda: data.Sample(torch.ones(3, 1), torch.ones(2, 1), torch.sin),
            "y: got a float32 tensor of shape (2, 1)",
        ),
        (lambda: data.Sample(torch.ones(3, 1), torch.ones(3, 1), "sin"), "target: got 'sin'"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)


# -------------------------------------------------------------------- double descent: designs and random features


def test_gaussian_spectra_are_those_of_the_matrix_and_of_its_transpose():
    wide, tall = data.gaussian_spectra(20, 100, 30, seed=0), data.gaussian_spectra(100, 20, 30, seed=0)
    assert wide.shape == tall.shape == (30, 20)
    assert (wide > 0).all()
    # E trace x'x = n_samples: 30 draws of a chi-square sum
    assert wide.sum(1).mean() == pytest.approx(20, rel=0.03)
    assert tall.sum(1).mean() == pytest.approx(100, rel=0.03)


def test_fourier_features_depend_on_the_seed_and_not_on_the_other_inputs():
    x = torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.double)
    z = data.fourier_features(x, 7, 2.0, seed=1, n_draws=4)
    assert z.shape == (4, 6, 7)
    assert torch.equal(z[:, :2], data.fourier_features(x[:2], 7, 2.0, seed=1, n_draws=4))
    assert not torch.equal(z, data.fourier_features(x, 7, 2.0, seed=2, n_draws=4))
    with pytest.raises(ValueError, match="length: got -1"):
        data.fourier_features(x, 7, -1, seed=0)


# ----------------------------------------------------------------------------- initialization: sines and epochs


def test_waves_are_orthogonal_so_the_variance_is_half_the_squared_amplitudes():
    x = torch.linspace(-1, 1, 20001, dtype=torch.double)
    half = 0.5 * sum(c**2 for c in data.SINE_AMPLITUDES)
    assert abs(data.sine_superposition(x).square().mean() - half) < 1e-4  # trapezoid without its end weights
    assert half == pytest.approx(0.1294, abs=5e-5)


def test_noise_has_its_standard_deviation_and_inputs_stay_in_their_interval():
    x, y = data.noisy_sines(20000, noise=0.1, low=-1, high=0.4, seed=3)
    assert -1 <= x.min() < -0.99
    assert 0.39 < x.max() <= 0.4
    assert (y - data.sine_superposition(x)).std() == pytest.approx(0.1, rel=0.03)  # 4 sigma is 2 %
    assert torch.equal(data.noisy_sines(5, seed=1)[1], data.noisy_sines(5, seed=1)[1])
    assert not torch.equal(data.noisy_sines(5, seed=1)[0], data.noisy_sines(5, seed=2)[0])


@pytest.mark.parametrize("n_steps", [1, 46, 47, 100])
def test_every_pass_sees_every_sample_at_most_once(n_steps):
    rows = data.epoch_batches(1500, 32, n_steps, seed=1)
    assert rows.shape == (n_steps, 32)
    for first in range(0, n_steps, 46):  # 46 whole batches a pass
        seen = rows[first : first + 46].flatten()
        assert len(seen.unique()) == len(seen)


def test_batches_draw_one_permutation_a_pass(monkeypatch):
    calls, draw = [], torch.randperm
    monkeypatch.setattr(torch, "randperm", lambda *a, **k: calls.append(1) or draw(*a, **k))
    data.epoch_batches(1500, 32, 468)
    assert len(calls) == 11  # 468 steps are 10.2 passes; the course that counted permutations drew 14976


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.sine_superposition(1.0), "x: got a float"),
        (lambda: data.noisy_sines(0), "n: got 0"),
        (lambda: data.noisy_sines(5, noise=-1), "noise: got -1"),
        (lambda: data.noisy_sines(5, low=1, high=0), "high: got 0"),
        (lambda: data.epoch_batches(10, 11, 1), "batch_size: got 11"),
        (lambda: data.epoch_batches(10, 5, 0), "n_steps: got 0"),
    ],
)
def test_data_refuses(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()


def test_unit_circle_has_unit_points_at_the_angles():
    points = data.unit_circle(torch.tensor([0.0, 30, 90, 210], dtype=torch.double))
    assert torch.allclose(points.norm(dim=1), torch.ones(4).double())
    assert torch.allclose(points[1], torch.tensor([3**0.5 / 2, 0.5]).double(), atol=1e-7)
    with pytest.raises(ValueError, match=r"^degrees: "):
        data.unit_circle(torch.zeros(2, 2))


def test_balanced_rows_are_the_first_of_each_class():
    labels = torch.randint(3, (60,), generator=torch.Generator().manual_seed(0))
    rows = data.balanced_rows(labels, (2, 0), 10)
    assert labels[rows].tolist() == [2] * 5 + [0] * 5
    assert [row.tolist() for row in rows.split(5)] == [
        [i for i, c in enumerate(labels) if c == k][:5] for k in (2, 0)
    ]
    for n in (7, 100):
        with pytest.raises(ValueError, match=f"^n: got {n}, expected a multiple of 2, at most "):
            data.balanced_rows(labels, (2, 0), n)


@pytest.mark.parametrize("n", [24, 49])
def test_one_of_four_claimed_kernels_has_a_negative_wave(n):
    forgers = set()
    for seed in range(30):
        curves = data.claimed_kernels(n, seed=seed)
        weights = {name: torch.fft.rfft(values).real / n for name, values in curves.items()}
        negative = {name: w.min() for name, w in weights.items() if w.min() < -1e-12}
        ((name, weight),) = negative.items()
        assert (
            -0.01 < weight < -1e-5
        )  # invisible, and far above the 1e-6 of rounding that the notebook forgives
        for values in curves.values():
            torch.testing.assert_close(values, values.roll(-1).flip(0))  # even
            assert float(values[0]) == pytest.approx(1)
        forgers.add(name)
    assert forgers == {"Anna", "Bela", "Chen", "Dora"}
    with pytest.raises(ValueError, match="n: got 19"):
        data.claimed_kernels(19)
