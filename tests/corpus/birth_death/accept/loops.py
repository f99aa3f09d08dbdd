# method: plain loops over neurons, written out
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    rows = []
    for _ in range(n_samples):
        z = torch.randn(d)
        rows.append(z / z.norm())
    return torch.stack(rows)

# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    a, c = a.clone(), c.clone()
    for k in range(len(c)):
        a[k] = a[k] / a[k].norm()
        c[k] = 1.0 if c[k] > 0 else -1.0
    return a, c

# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    out = []
    f = features @ c / len(c)
    for i in range(len(c)):
        total = 0.0
        for b in range(len(y)):
            total = total + 2 * (f[b] - y[b]) * c[i] * features[b, i]
        out.append(total / len(y))
    return torch.stack(out)

# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    mean = sum(float(value) for value in v) / len(v)
    return torch.stack([alpha * (value - mean) for value in v])

# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    kill, clone = [], []
    for r in rate.tolist():
        wait = torch.empty(1).exponential_().item()
        kill.append(r > 0 and wait < r * dt)
        clone.append(r < 0 and wait < -r * dt)
    return torch.tensor(kill), torch.tensor(clone)

# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    rows, weights = [], []
    for i in range(len(c)):
        for _ in range(1 - int(kill[i]) + int(clone[i])):
            rows.append(a[i])
            weights.append(c[i])
    return torch.stack(rows), torch.stack(weights)

# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    members = list(range(len(c)))
    while len(members) > n:
        members.pop(int(torch.randint(len(members), ())))
    parents = list(members)
    while len(members) < n:
        members.append(parents[int(torch.randint(len(parents), ()))])
    return a[members], c[members]

# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    mean = float(v.mean())
    return -alpha * sum((float(value) - mean) ** 2 for value in v) / len(v)

# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = a.clone(), c.clone()
    for i in range(len(c)):
        if kill[i]:
            a[i] = scale * torch.randn(a.shape[1])
            c[i] = 0.0
    return a, c

# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    out = torch.zeros(len(a), len(a_teacher), dtype=a.dtype)
    for i in range(len(a)):
        for k in range(len(a_teacher)):
            cosine = a[i] @ a_teacher[k] / (a[i].norm() * a_teacher[k].norm())
            out[i, k] = cosine * torch.sign(c[i]) * torch.sign(c_teacher[k])
    return out

# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    if len(c_after) != len(c):
        return False
    for p, w in zip(a_after, c_after):
        if not any(torch.equal(p, q) and w == u for q, u in zip(a, c)):
            return False
    return True

# %% missing_bump
def missing_bump(width, many):
    from math import exp

    step, total = width / 50, 0.0
    for k in range(-500, 501):
        total += exp(-((k * step / width) ** 2)) * step
    return total / many / many
