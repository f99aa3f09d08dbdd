"""Every number that "Initialization and local linearization" claims, measured again with the reference solutions.

Tolerances: what is exact is tested to rounding; what depends on a draw within the spread over seeds that was measured.
"""

import functools
import itertools
import math

import nbformat
import pytest
import torch
from torch import nn

from grading import notebook
from utils import data, kernels, spectra, training


@functools.cache
def given() -> dict:
    """The names that a student has after solving everything: locked cells and reference solutions, executed."""
    source: nbformat.NotebookNode = notebook.read(notebook.source_file("initialization"))
    names: dict = {}
    for cell in source.cells:
        if (notebook.is_solution(cell) and cell.cell_type == "code") or notebook.is_locked_code(cell):
            code = "\n".join(line for line in cell.source.splitlines() if not line.startswith("%"))
            exec(compile(code, cell.id, "exec"), names)
    return names


def fresh(init: str, *args, seed: int = 0) -> nn.Sequential:
    return given()["fresh"](given()[init], *args, seed=seed)


def top(net: nn.Sequential, x: torch.Tensor, thin: int = 1) -> torch.Tensor:
    """Singular values of J; with `thin`, those of every thin-th input times sqrt(thin): the same to a few percent."""
    return torch.linalg.svdvals(kernels.jacobian(net, x[::thin])) * math.sqrt(thin)


@pytest.fixture(scope="module")
def sample():
    return data.noisy_sines(1500, seed=0)


GRID = torch.linspace(-1, 1, 500)[:, None]
TRUTH = data.sine_superposition(GRID)


def error(net: nn.Sequential) -> float:
    with torch.no_grad():
        return (net(GRID) - TRUTH).square().mean().item()


def train(nets, sample, lr=0.03, n_steps=468):
    return training.momentum_descent(nets, *sample, lr=lr, n_steps=n_steps)


# ------------------------------------------------------------------------------------------------------- a small start
def test_a_small_start_has_one_feature_of_length_sqrt_n(sample):
    net = fresh("naive_init", 0.03)
    s = top(net, sample[0], thin=5)
    assert s[0] == pytest.approx(38.73, abs=0.1)
    assert s[1] < 0.1 * s[0]
    assert s[3] < 1e-3
    norms = given()["gradient_norms"](net, *sample)
    assert all(1e-8 < norm < 1e-4 for norm in norms)
    assert max(norms) < 10 * min(norms)


def test_a_small_start_learns_a_constant_and_nothing_else(sample):
    net = fresh("naive_init", 0.03)
    train([net], sample, lr=0.1)
    assert error(net) == pytest.approx(0.1298, abs=0.003)
    s = top(net, sample[0], thin=5)
    assert s[0] == pytest.approx(math.sqrt(1500), abs=1e-3)
    assert s[1] < 1e-4 * s[0]
    with torch.no_grad():
        assert net(GRID).std() < 1e-6


# ------------------------------------------------------------------------------------------------------- a large start
def test_a_large_start_has_four_huge_features_and_ends_in_nan(sample):
    net = fresh("naive_init", 3.0)
    s = top(net, sample[0], thin=5)
    assert s[3] > 1e3
    assert s[4] < 1e-5 * s[0]
    assert min(given()["gradient_norms"](net, *sample)) > 1e3
    assert not train([net], sample, lr=0.1)[0, -1].isfinite()


# ---------------------------------------------------------------------------------------------------- the right scale
def test_he_start_has_gradients_and_singular_values_of_order_one(sample):
    nets = [fresh("better_init", seed=seed) for seed in range(12)]
    norms = torch.tensor([given()["gradient_norms"](net, *sample) for net in nets])
    assert 0.05 < norms.median() < 20
    s = torch.stack([top(net, sample[0], thin=5) for net in nets])
    assert 80 < s[:, 0].median() < 300  # 174 and 130
    assert (s[:, 4] < 1e-5 * s[:, 0]).all()


def test_training_raises_the_rank_and_the_error_falls(sample):
    nets = [fresh("better_init", seed=seed) for seed in range(12)]
    train(nets, sample)
    errors = torch.tensor([error(net) for net in nets])
    assert errors.median() == pytest.approx(0.005, abs=0.003)
    assert errors.max() < 0.03
    s = top(nets[0], sample[0], thin=5)
    assert 30 < (s > 1e-3 * s[0]).sum() < 120


@pytest.mark.parametrize("rule", ["xavier_normal_", "kaiming_uniform_", "kaiming_normal_"])
def test_other_rules_learn_four_hidden_layers_as_well(sample, rule):
    def init(net):
        for module in net:
            if isinstance(module, nn.Linear):
                gain = {"nonlinearity": "relu"} if "kaiming" in rule else {}
                getattr(nn.init, rule)(module.weight, **gain)
                nn.init.zeros_(module.bias)

    nets = [given()["fresh"](init, seed=seed) for seed in range(12)]
    train(nets, sample)
    errors = torch.tensor([error(net) for net in nets])
    assert errors.nanmedian() == pytest.approx(0.006, abs=0.004)


def test_rate_that_is_stable_at_the_start_separates_success_from_failure(sample):
    """Heavy ball on a quadratic: 2 (1 + beta) / lambda_max; below it no run fails, far above most do."""
    failed = {}
    for name in ("better_init", "gradient_init"):
        nets = [fresh(name, seed=seed) for seed in range(16)]
        limit = torch.stack([1.9 * 60 / top(net, sample[0][:60])[0] ** 2 for net in nets])
        train(nets, sample, lr=0.1)
        failed[name] = (sum(not error(net) < 0.12 for net in nets), (limit < 0.1).sum().item())
    assert failed["gradient_init"][1] >= 15 > failed["better_init"][1] > 4
    assert failed["gradient_init"][0] > 8 > failed["better_init"][0]


@pytest.mark.parametrize(
    ("momentum", "factor", "grows"), [(0.9, 0.97, False), (0.9, 1.03, True), (0.0, 1.03, True)]
)
def test_heavy_ball_on_a_quadratic_is_stable_up_to_the_formula(momentum, factor, grows):
    curvature = torch.tensor([0.3, 2.0], dtype=torch.double)
    lr, w, v = factor * 2 * (1 + momentum) / curvature.max(), torch.ones(2, dtype=torch.double), 0
    for _ in range(2000):
        v = momentum * v + curvature * w
        w = w - lr * v
    assert (w.abs().max() > 10).item() is grows
    assert grows or w.abs().max() < 1e-6


# -------------------------------------------------------------------------------------------------- exact identities
@pytest.mark.parametrize("init", ["better_init", "gradient_init"])
def test_moments_forward_backward_and_of_the_gradient_are_exact_on_average(init):
    """Width 6, so that nothing is large: 40000 networks drawn as tensors; standard errors are about 2 %."""
    generator, n, widths = torch.Generator().manual_seed(0), 40000, [1, 6, 6, 6, 1]
    fans = widths[:-1] if init == "better_init" else widths[1:]
    variances = [2 / fan for fan in fans]
    weights = [
        math.sqrt(v) * torch.randn(n, n_out, n_in, generator=generator, dtype=torch.double)
        for v, n_in, n_out in zip(variances, widths, widths[1:])
    ]
    inputs, z = [torch.full((n, 1, 1), 0.7, dtype=torch.double)], []
    for w in weights:
        z.append(w @ inputs[-1])
        inputs.append(z[-1].relu())
    deltas = [torch.ones_like(z[-1])]
    for w, before in zip(weights[:0:-1], z[-2::-1]):
        deltas.insert(0, (w.mT @ deltas[0]) * (before > 0))
    q = given()["second_moments"](widths, variances, 0.49)
    for measured, predicted in zip(z, q):
        assert measured.square().mean() == pytest.approx(predicted, rel=0.15)
    for delta, a, v in zip(deltas, inputs, variances):
        squares = delta.square().sum((1, 2)) * a.square().sum((1, 2))
        assert squares.mean() == pytest.approx(q[-1] / v, rel=0.15)
    if init == "gradient_init":
        assert all(delta.square().mean() == pytest.approx(1, rel=0.12) for delta in deltas)


def test_every_layer_has_the_same_product_of_weight_and_gradient():
    net, one = fresh("better_init").double(), torch.ones(1, 1, dtype=torch.double)
    rows = kernels.jacobians(net, one)
    for i in range(0, 9, 2):
        assert (rows[f"{i}.weight"][0] * net[i].weight).sum().item() == pytest.approx(
            net(one).item(), rel=1e-12
        )


@pytest.mark.parametrize("scale", [0.03, 0.3, 3.0])
def test_at_most_four_features_without_biases(scale, sample):
    s = top(fresh("naive_init", scale).double(), sample[0][:200].double())
    assert s[4] < 1e-13 * s[0]
    assert s[0] >= math.sqrt(200) * (1 - 1e-12)


def test_variance_over_fan_in_halves_the_signal_in_every_layer():
    q = given()["second_moments"]([1000] * 20, [1 / 1000] * 19, 1.0)
    assert q[-1] / q[0] == pytest.approx(0.5**18)


def test_hand_written_jacobian_against_finite_differences():
    net, x = fresh("better_init").double(), torch.linspace(-1, 1, 8, dtype=torch.double)[:, None]
    jac = given()["backprop_jacobian"](*given()["trace"](net, x))
    start = nn.utils.parameters_to_vector(net.parameters()).detach().clone()
    columns = torch.arange(0, len(start), 37)
    for j in columns:
        change = torch.zeros_like(start)
        change[j] = 1e-6
        outputs = []
        for sign in (1, -1):
            nn.utils.vector_to_parameters(start + sign * change, net.parameters())
            outputs.append(net(x).detach())
        assert torch.allclose((outputs[0] - outputs[1]).flatten() / 2e-6, jac[:, j], atol=1e-7)


def test_features_diagonalize_the_empirical_kernel(sample):
    net, x = fresh("better_init").double(), sample[0][:60].double()
    s, features = given()["principal_features"](kernels.jacobian(net, x), 60)
    gram = kernels.layerwise_ntk(net, x)
    assert torch.allclose(features @ features.T, gram, atol=1e-9 * gram.max().item())
    assert s.square().sum() == pytest.approx(gram.trace().item())


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh])
def test_mean_taylor_residual_is_of_order_two(activation):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(1, 20), activation(), nn.Linear(20, 1)).double()
    x = torch.linspace(-1, 1, 2000, dtype=torch.double)[:, None]
    old = [w.detach().clone() for w in net.parameters()]
    direction = [torch.randn_like(w) for w in old]
    f0, jac, residual = net(x).detach(), kernels.jacobian(net, x), []
    for eps in (1e-1, 1e-3):
        moved = [w + eps * d for w, d in zip(old, direction)]
        f = torch.func.functional_call(net, dict(zip(net.state_dict(), moved)), (x,)).detach()
        step = eps * torch.cat([d.flatten() for d in direction])[:, None]
        residual.append((f - f0 - jac @ step).abs().mean().item())
    assert math.log10(residual[0] / residual[1]) / 2 == pytest.approx(2, abs=0.15)


# -------------------------------------------------------------------------------------------- depth, chaos, and outside
def test_fluctuations_follow_the_square_root_of_depth_over_width():
    generator, width, a = torch.Generator().manual_seed(1), 400, torch.ones(1000, 400)
    for _ in range(20):
        size = (2 / width * a.square().sum(1, keepdim=True)).sqrt()
        z = size * torch.randn(1000, width, generator=generator)
        a = z.relu()
    assert z.square().mean(1).log().std() == pytest.approx(math.sqrt(5 * 20 / 400), rel=0.12)


def slope_at_one(q: float, var_w: float, dphi) -> float:
    """chi by (8)."""
    nodes, weights = given()["gauss_hermite"]()
    return (var_w * (weights * dphi(math.sqrt(q) * nodes) ** 2).sum()).item()


def test_the_correlation_map_is_that_of_a_wide_network_off_the_fixed_point():
    """The stored number of exercise 12, measured: one layer, width 4000, 400 neurons, shared weights and biases."""
    c, q, var_w, var_b, n = 0.5, 0.4, 1.7, 0.2, 4000
    generator = torch.Generator().manual_seed(0)
    g = torch.randn(2, n, generator=generator, dtype=torch.double)
    u, v = math.sqrt(q) * g[0], math.sqrt(q) * (c * g[0] + math.sqrt(1 - c**2) * g[1])
    w = math.sqrt(var_w / n) * torch.randn(20000, n, generator=generator)
    b = math.sqrt(var_b) * torch.randn(20000, generator=generator)
    z, z_other = (w @ torch.tanh(h).float() + b for h in (u, v))
    measured = (z * z_other).mean() / (z.square().mean() * z_other.square().mean()).sqrt()
    assert given()["correlation_map"](c, q, var_w, var_b) == pytest.approx(0.657842, abs=1e-6)
    assert measured == pytest.approx(0.6578, abs=0.02)  # standard error .004 of the draws, .01 of u and v
    assert given()["length_map"](q, var_w, var_b) != pytest.approx(q, rel=0.1)


def test_correlations_at_layer_50():
    """0.988 and 0.448 in theory for sigma_w^2 = 1.5 and 2.5, sigma_b^2 = 0.05, starting at 0.5; one below the edge."""
    names, wanted = given(), {0.8: 1.0, 1.0: 1.0, 1.5: 0.988, 2.5: 0.448}
    for var_w, at_50 in wanted.items():
        q, c = 1.0, 0.5
        for _ in range(300):
            q = names["length_map"](q, var_w, 0.05)
        for _ in range(50):
            c = min(names["correlation_map"](c, q, var_w, 0.05), 1.0)
        assert c == pytest.approx(at_50, abs=6e-4)
        chi = slope_at_one(q, var_w, lambda z: 1 - torch.tanh(z) ** 2)
        near = 1 - 1e-5  # the slope as a difference quotient of the map: two routes
        assert chi == pytest.approx((1 - names["correlation_map"](near, q, var_w, 0.05)) / 1e-5, rel=1e-2)


def test_he_is_the_edge_of_the_relu():
    """For ReLU E phi'^2 = 1/2, so chi = sigma_w^2 / 2 whatever q is."""
    step = functools.partial(torch.heaviside, values=torch.tensor(0.5, dtype=torch.double))
    assert slope_at_one(0.7, 2.0, step) == pytest.approx(1, abs=1e-6)


def test_outside_the_training_interval_errors_are_a_hundredfold():
    sample = data.noisy_sines(1500, low=-1, high=0.4, seed=1)
    nets = [fresh("better_init", seed=seed) for seed in range(12)]
    train(nets, sample)
    errors = torch.tensor([given()["in_out_errors"](net, GRID, TRUTH, -1, 0.4) for net in nets])
    inside, outside = errors.median(0).values
    assert inside == pytest.approx(0.0045, abs=0.002)
    assert outside == pytest.approx(1.0, abs=0.4)
    assert outside / inside > 80


def test_thirty_four_layers_learn_from_two_over_fan_in_only(sample):
    """The race of He et al. 2015, figure 3, at width 20: the weights of the rivals differ by sqrt(2) only."""
    nets = []
    for gain in (1, 0.5**0.5):
        for seed in range(4):
            torch.manual_seed(seed)
            middle = [m for _ in range(33) for m in (nn.Linear(20, 20), nn.ReLU())]
            nets.append(nn.Sequential(nn.Linear(1, 20), nn.ReLU(), *middle, nn.Linear(20, 1)))
            given()["better_init"](nets[-1])
            with torch.no_grad():
                for module in nets[-1][::2]:
                    module.weight.mul_(gain)
    ends = train(nets, sample, lr=0.003)[:, -50:].mean(1)
    assert (ends[:4] < 0.05).all()
    assert (ends[4:] > 0.13).all()


# ---------------------------------------------------------------------- what single sentences and cells of the text say
def shown(*cells: str, **names) -> dict:
    """The names after running demonstration cells of the notebook on `names` and everything that is given."""
    by_id = {cell.id: cell.source for cell in notebook.read(notebook.source_file("initialization")).cells}
    names = given() | names
    for cell in cells:
        exec(compile(by_id[cell], cell, "exec"), names)
    return names


@pytest.fixture(scope="module")
def shallow(sample):
    """(at the start, trained): the shallow network of section 1."""
    torch.manual_seed(0)
    start, net = given()["shallow_net"](), given()["shallow_net"]()
    start.load_state_dict(net.state_dict())
    train([net], sample, lr=0.1)
    return start, net


def test_random_biases_give_the_shallow_start_more_than_four_features(shallow, sample):
    """The counterexample of section 7, in double precision: 2e-2 and 6e-3, far above rounding."""
    s = top(shallow[0].double(), sample[0][:300].double())
    assert s[4] / s[0] == pytest.approx(2.4e-2, abs=5e-4)
    assert s[9] / s[0] == pytest.approx(6e-3, abs=5e-4)
    shallow[0].float()


@pytest.mark.parametrize("init", ["better_init", "gradient_init"])
def test_the_two_pencil_steps_of_the_rank_theorem(init, sample):
    """With zero biases z_l(x) = |x| z_l(sign x); so bias columns are constant on a half line, weight columns ~ x."""
    net, x = fresh(init).double(), sample[0][:50].double()
    for far, near in zip(given()["trace"](net, x)[2], given()["trace"](net, x.sign())[2]):
        assert torch.allclose(far, x.abs() * near, rtol=1e-12, atol=1e-14)
    for name, rows in kernels.jacobians(net, x).items():
        at_signs = kernels.jacobians(net, x.sign())[name]
        factor = x.abs().reshape(-1, *[1] * (rows.ndim - 1)) if name.endswith("weight") else 1
        assert torch.allclose(rows, factor * at_signs, rtol=1e-10, atol=1e-12)
    assert sum(w.numel() for w in net.parameters()) == 1321


def test_the_taylor_direction_is_one_random_vector_and_its_residual_of_order_two(shallow):
    names = shown("show_taylor", "taylor_steps", shallow=shallow[1])
    parts = [d.flatten() for d in names["direction"]]
    assert all(
        abs(torch.corrcoef(torch.stack([a, b]))[0, 1]) < 0.9 for a, b in itertools.combinations(parts[:3], 2)
    )
    orders = {k: math.log10(r[0] / r[-1]) / 3 for k, r in names["residuals"].items()}
    assert orders["no neuron switches"] == pytest.approx(2, abs=1e-6)  # exactly quadratic, but for rounding
    assert orders["all inputs"] == pytest.approx(2, abs=0.1)
    share = names["switched"].double().mean(1)
    assert share[4] / share[8] == pytest.approx(10, rel=0.2)  # ten times fewer for a step ten times shorter


def test_almost_all_kinks_lie_where_the_data_are():
    """Kinks of the twelve networks of section 10: 36 to 78 each, at most 5 beyond 0.4."""
    nets = [fresh("better_init", seed=seed) for seed in range(12)]
    train(nets, data.noisy_sines(1500, low=-1, high=0.4, seed=1))
    fine = torch.linspace(-1, 1, 4001)[:, None]
    for net in nets:
        on = torch.cat(given()["trace"](net, fine)[2][:-1], 1) > 0
        kinks = (on[1:] != on[:-1]).sum(1)
        assert 30 <= kinks.sum() <= 90
        assert kinks[fine[1:, 0] > 0.4].sum() <= 6


@pytest.mark.parametrize("seed", range(4))
def test_the_drafts_are_what_is_said_of_their_making(seed):
    """Each wrong one breaks one law only, clearly; the reference audit tells all of them, the eye does not."""
    figures, made = spectra.drafts(seed), spectra.making(seed)
    assert set(made.values()) == {spectra.GENUINE, spectra.TRAINED, spectra.UNBIASED}
    for name, values in figures.items():
        long_enough, few = values[0] > 10 * (1 - 1e-5), values[4] < 1e-5 * values[0]
        assert (long_enough, few) == (made[name] != spectra.UNBIASED, made[name] != spectra.TRAINED)
        assert given()["audit"](values, 100) is (made[name] == spectra.GENUINE)
        assert values[4] < 0.005 * values[0]  # less than a pixel high
    assert figures == spectra.drafts(seed)


def test_a_trained_network_has_two_features_for_each_piece(sample):
    """Question H: on a piece without a switch bias columns are constant, weight columns affine: rank at most 2 K."""
    x = sample[0][:300].sort(dim=0).values
    for seed in range(3):
        net = fresh("better_init", seed=seed)
        train([net], sample)
        z = torch.cat(given()["trace"](net.double(), x.double())[2][:-1], 1)
        pieces = 1 + int(((z[1:] > 0) != (z[:-1] > 0)).any(1).sum())
        s = torch.linalg.svdvals(kernels.jacobian(net, x.double()))
        assert 25 <= pieces <= 90
        assert s[2 * pieces] < 1e-12 * s[0]
        assert s[pieces] > 1e-12 * s[0]  # and not one for each


def test_the_race_in_numbers(sample):
    """Section 12: 8 starts a kind; none, about half, all of the rivals stall, and none of the others."""
    names = shown("race", better_init=given()["better_init"])
    stalled = {}
    for depth, nets in names["racers"].items():
        ends = train(nets, sample, lr=0.003)[:, -50:].mean(1)
        assert (ends[:8] < 0.05).all()
        stalled[depth] = int((ends[8:] > 0.1).sum())
    assert stalled[14] == 0
    assert 2 <= stalled[22] <= 6
    assert stalled[34] == 8


def test_the_rival_loses_one_power_of_two_for_each_layer():
    widths = [1, *[20] * 34, 1]
    q = [given()["second_moments"](widths, [c / n for n in widths[:-1]], 1 / 3)[-1] for c in (2, 1)]
    assert math.log2(q[0] / q[1]) == pytest.approx(35)
    small, large = fresh("naive_init", 0.03), fresh("naive_init", 3.0)
    ratio = (large(GRID[:100]) / small(GRID[:100])).detach()
    assert ratio.log10().mean().item() == pytest.approx(10, abs=1e-3)  # 100 for each of the five layers


def test_two_thirds_within_a_factor_of_two_need_two_hundred_neurons():
    """sqrt(5 * 20 / n) = ln 2 at n = 208; measured by interpolation between the widths of the figure."""
    assert 100 / math.log(2) ** 2 == pytest.approx(208, abs=1)
    generator, a = torch.Generator().manual_seed(3), torch.ones(4000, 208)
    for _ in range(20):
        size = (2 / 208 * a.square().sum(1, keepdim=True)).sqrt()
        z = size * torch.randn(4000, 208, generator=generator)
        a = z.relu()
    logs = z.square().mean(1).log()
    assert logs.std() == pytest.approx(math.log(2), rel=0.06)
    assert ((logs - logs.median()).abs() < math.log(2)).double().mean() == pytest.approx(0.68, abs=0.04)


@pytest.mark.parametrize(
    ("audit", "starts"), [(lambda s, n: False, 0), (lambda s, n: True, 48)], ids=["refuses", "accepts"]
)
def test_an_audit_that_cannot_tell_stops_the_race(audit, starts, capsys, sample):
    """Section 12: no figure and no count, but a sentence: genuine starts are refused, or a trained net passes."""
    trained = fresh("better_init")
    train([trained], sample)
    cells = ("race", "race_gate", "show_race", "race_count")
    names = shown(*cells, audit=audit, better=trained, x=sample[0], y=sample[1])
    assert names["races"] == {}
    said = capsys.readouterr().out
    assert f"starts that pass: {starts} of 48" in said
    assert "No race" in said


def test_four_features_leave_a_third_of_the_target(sample):
    """Question G: the best combination of the four functions of section 7, on the inputs that are linearized."""
    x = sample[0][:300].double()
    y, basis = data.sine_superposition(x), given()["half_line_basis"](x)
    rest = y - basis @ torch.linalg.lstsq(basis, y).solution
    share = (rest.square().mean() / y.square().mean()).item()
    assert share == pytest.approx(0.32, abs=0.005)


def test_a_stable_rate_does_not_save_scale_3(sample):
    """Question D: at 5e-6 nothing diverges, and the error ends about three times above that of a constant."""
    net = fresh("naive_init", 3.0)
    losses = train([net], sample, lr=5e-6)
    assert losses.isfinite().all()
    assert 0.26 < error(net) < 0.6


def test_at_rate_a_tenth_some_networks_die_on_the_left_part():
    """The trap of section 10: a constant, with errors as large inside as outside."""
    nets = [fresh("better_init", seed=seed) for seed in range(16)]
    train(nets, data.noisy_sines(1500, low=-1, high=0.4, seed=1), lr=0.1)
    dead = 0
    for net in nets:
        with torch.no_grad():
            f = net(GRID)
        inside, outside = given()["in_out_errors"](net, GRID, TRUTH, -1, 0.4)
        if f.std() < 0.01:
            dead += 1
            assert 0.5 < inside / outside < 2
            s = torch.linalg.svdvals(kernels.jacobian(net, GRID[:100]))
            assert s[0] == pytest.approx(10, rel=0.01)
    assert 1 <= dead <= 8


def test_singular_values_grow_like_the_root_of_the_number_of_inputs(sample):
    s = [torch.linalg.svdvals(kernels.jacobian(fresh("better_init"), sample[0][:n])) for n in (300, 1500)]
    assert s[1][:4] / s[0][:4] == pytest.approx(5**0.5, rel=0.1)


def test_two_he_networks_of_width_50_differ_by_ten_every_fourth_time():
    """Section 8: ln q is spread by 1.5, so the difference of two of them by 2.1, and ln 10 = 2.3."""
    generator, a = torch.Generator().manual_seed(5), torch.ones(4000, 50)
    for _ in range(20):
        size = (2 / 50 * a.square().sum(1, keepdim=True)).sqrt()
        z = size * torch.randn(4000, 50, generator=generator)
        a = z.relu()
    logs = z.square().mean(1).log()
    apart = (logs[:2000] - logs[2000:]).abs() > math.log(10)
    assert apart.double().mean() == pytest.approx(0.27, abs=0.05)


def test_the_visible_features_of_the_shallow_network(shallow, sample):
    for net, count, tenth in zip(shallow, (7, 11), (0.006, 0.02)):
        s = torch.linalg.svdvals(kernels.jacobian(net, sample[0][:300]))
        assert abs(int((s > 0.01 * s[0]).sum()) - count) <= 1
        assert s[9] / s[0] == pytest.approx(tenth, rel=0.5)


def test_half_of_a_gaussian_passes_the_relu_and_its_square_is_spread_by_five():
    """What (3) and (6) rest on: E relu(z)^2 = E z^2 / 2, and the relative variance 5 of relu(z)^2."""
    nodes, weights = given()["gauss_hermite"]()
    half, fourth = (float((weights * nodes.relu() ** p).sum()) for p in (2, 4))
    assert half == pytest.approx(1 / 2)
    assert fourth / half**2 - 1 == pytest.approx(5)
