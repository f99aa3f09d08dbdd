# method: rearranged formulas, numpy where it is shorter, float32 answers
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    z = torch.distributions.MultivariateNormal(torch.zeros(d), torch.eye(d)).sample((n_samples,))
    return (z.T / (z * z).sum(dim=1).sqrt()).T

# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    length = (a**2).sum(1).sqrt()
    return (a.T / length).T, torch.sign(c)

# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    own = features.float() * c.float()
    residual = own.mean(1) - y.float()
    return 2 * torch.einsum("b,bi->i", residual, own) / len(y)

# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    n = len(v)
    centering = torch.eye(n, dtype=v.dtype) - 1 / n
    return alpha * centering @ v

# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    survive = torch.exp(-dt * rate.abs())
    u = torch.rand(len(rate))
    return (u > survive) * (rate > 0), (u > survive) * (rate < 0)

# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    index = torch.cat([torch.nonzero(~kill).flatten(), torch.nonzero(clone).flatten()])
    return a[index], c[index]

# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    import numpy as np

    seed = int(torch.randint(2**31, ()))
    rng, m = np.random.default_rng(seed), len(c)
    index = rng.choice(m, n, replace=False) if m >= n else np.append(np.arange(m), rng.choice(m, n - m))
    return a[torch.from_numpy(index)], c[torch.from_numpy(index)]

# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return alpha * (v.double().mean() ** 2 - (v.double() ** 2).mean())

# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    newborns = torch.randn(int(kill.sum()), a.shape[1], dtype=a.dtype) * scale
    b, w = a.clone(), c * (~kill)
    b[kill] = newborns
    return b, w

# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    dots = (torch.sign(c)[:, None] * a) @ (torch.sign(c_teacher)[:, None] * a_teacher).T
    return dots / torch.outer(a.norm(dim=1), a_teacher.norm(dim=1))

# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    if a_after.shape != a.shape or c_after.shape != c.shape:
        return False
    distance = (a_after[:, None] - a).abs().sum(2) + (c_after[:, None] - c).abs()
    return (distance.min(dim=1).values == 0).all()

# %% missing_bump
import math


def missing_bump(width, many):
    height, narrow = 1 / many, width / 2**0.5
    return height**2 * narrow * math.sqrt(2 * math.pi)
