# loses: duals_ends
# says: nan at entry 2, after rounding
# Only cosines above 1 are clamped; -1.0000001 is NaN (every later cell clamps on its own).
# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    rho = rho.clamp(max=1)
    theta = torch.arccos(rho)
    kappa_0 = 1 - theta / math.pi
    kappa_1 = (rho * (math.pi - theta) + torch.sqrt(1 - rho**2)) / math.pi
    return kappa_0, kappa_1
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    norms = x.norm() * xp.norm()
    rho = x @ xp / norms
    kappa_0, kappa_1 = duals(rho.clamp(-1, 1))
    return norms * (kappa_1 + rho * kappa_0) / 2
# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    other = x1 if x2 is None else x2
    norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
    rho = x1 @ other.T / norms
    kappa_0, kappa_1 = duals(rho.clamp(-1, 1))
    values = norms * (kappa_1 + rho * kappa_0) / 2
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x / x.norm(dim=1, keepdim=True)
    rho = unit @ unit.T
    H = rho * duals(rho.clamp(-1, 1))[0] / 2
    return torch.sqrt(2 * y @ torch.linalg.solve(H, y) / len(y))
# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    sigma = theta = x @ x.T
    for _ in range(depth):
        scale = sigma.diagonal().sqrt()
        norms = scale[:, None] * scale
        kappa_0, kappa_1 = duals((sigma / norms).clamp(-1, 1))
        sigma = norms * kappa_1
        theta = theta * kappa_0 + sigma
    return theta
