# method: what the pencil says, as the pencil says it
# %% on_sphere
def on_sphere(n_samples, d):
    x = torch.empty(n_samples, d).normal_()
    return torch.einsum("nd,n->nd", x, x.pow(2).sum(1).rsqrt())

# %% plant
def plant(a, c):
    root = (a.norm(dim=1, keepdim=True) * c.abs()[:, None]).sqrt()
    return a / root, c / root[:, 0]

# %% potentials
def potentials(features, c, y):
    n = len(c)
    masses = torch.full((n,), 1 / n, dtype=features.dtype, requires_grad=True)
    loss = ((features * c.to(features.dtype)) @ masses - y.to(features.dtype)).pow(2).mean()
    return torch.autograd.grad(loss, masses)[0]

# %% rates
def rates(v, alpha):
    differences = v[:, None] - v[None, :]
    return alpha * differences.mean(dim=1)

# %% events
def events(rate, dt):
    expected = rate.abs() * dt
    rings = torch.poisson(expected.clamp(max=1e6)) > 0
    return rings & (rate > 0), rings & (rate < 0)

# %% next_population
def next_population(a, c, kill, clone):
    copies = torch.ones(len(c), dtype=torch.long)
    copies[kill] = 0
    copies[clone] = 2
    parents = torch.arange(len(c)).repeat_interleave(copies)
    return a[parents], c[parents]

# %% restore
def restore(a, c, n):
    m = len(c)
    lot = torch.rand(m).argsort()[: min(m, n)]
    more = (m * torch.rand(max(n - m, 0))).long()
    chosen = torch.cat([lot, more])
    return a[chosen], c[chosen]

# %% dissipation
def dissipation(v, alpha):
    change_of_mass = -rates(v, alpha) / len(v)
    return (v * change_of_mass).sum()

# %% missing_bump
def missing_bump(width, many):
    """One bump of height 1/many, squared: a bump of width w/sqrt(2)."""
    return (torch.pi * width**2) ** 0.5 * many**-2

# %% reinject
def reinject(a, c, kill, scale):
    places, weights = [], []
    for p, w, dead in zip(a, c, kill):
        places.append(scale * torch.randn_like(p) if dead else p)
        weights.append(torch.zeros_like(w) if dead else w)
    return torch.stack(places), torch.stack(weights)

# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    from torch.nn.functional import normalize

    student = normalize(a, dim=1) * c.sign()[:, None]
    teacher = normalize(a_teacher, dim=1) * c_teacher.sign()[:, None]
    return torch.einsum("id,kd->ik", student, teacher)

# %% audit
def audit(a, c, a_after, c_after):
    from collections import Counter

    def whole(a, c):
        return Counter((*p, w) for p, w in zip(a.tolist(), c.tolist()))

    before, after = whole(a, c), whole(a_after, c_after)
    return after.total() == before.total() and not after.keys() - before.keys()
