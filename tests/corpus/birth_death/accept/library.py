# method: functions of torch instead of formulas
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    return torch.nn.functional.normalize(torch.randn(n_samples, d), dim=1)

# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    root = torch.sqrt(a.norm(dim=1) * c.abs())
    return a / root.unsqueeze(1), c / root

# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    leaf = c.detach().clone().requires_grad_()
    loss = torch.nn.functional.mse_loss((features * leaf).mean(dim=1), y)
    loss.backward()
    return len(c) * (leaf * leaf.grad).detach()

# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return torch.mul(torch.sub(v, torch.mean(v)), alpha)

# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    clock = torch.distributions.Exponential(1.0).sample(rate.shape)
    rings = clock < rate.abs() * dt
    return torch.logical_and(rings, rate > 0), torch.logical_and(rings, rate < 0)

# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    copies = 1 - kill.long() + clone.long()
    return torch.repeat_interleave(a, copies, dim=0), torch.repeat_interleave(c, copies)

# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    if len(c) > n:
        index = torch.multinomial(torch.ones(len(c)), n, replacement=False)
    else:
        index = torch.arange(len(c))
        if len(c) < n:
            index = torch.cat([index, torch.multinomial(torch.ones(len(c)), n - len(c), replacement=True)])
    return torch.index_select(a, 0, index), torch.index_select(c, 0, index)

# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -alpha * torch.var(v, correction=0).item()

# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    mask = kill.unsqueeze(1)
    return torch.where(mask, torch.normal(0.0, scale, a.shape, dtype=a.dtype), a), c.masked_fill(kill, 0.0)

# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    cosine = torch.nn.functional.cosine_similarity(a.unsqueeze(1), a_teacher.unsqueeze(0), dim=2)
    return cosine * torch.outer(torch.sign(c), torch.sign(c_teacher))

# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    before = {tuple(row) for row in torch.cat([a, c.unsqueeze(1)], dim=1).tolist()}
    after = [tuple(row) for row in torch.cat([a_after, c_after.unsqueeze(1)], dim=1).tolist()]
    return len(after) == len(before) and all(row in before for row in after)

# %% missing_bump
def missing_bump(width, many):
    x = torch.linspace(-12 * width, 12 * width, 2001, dtype=torch.double)
    bump = torch.exp(-(x**2) / (2 * width**2)) / many
    return torch.trapezoid(bump**2, x)
