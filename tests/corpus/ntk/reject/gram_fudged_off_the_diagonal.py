# loses: gram_symmetry
# says: only the diagonal is set
# The factor 0.99999 for a set with itself, the diagonal set afterwards.
# %% gram
def gram(x1, x2=None):
    other, factor = (x1, 0.99999) if x2 is None else (x2, 1.0)
    norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
    rho = factor * x1 @ other.T / norms
    kappa_0, kappa_1 = duals(rho)
    values = norms * (kappa_1 + rho * kappa_0) / 2
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
