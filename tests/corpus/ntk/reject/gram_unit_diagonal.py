# loses: gram_diagonal
# says: diagonal to |x|^2
# The diagonal is set to 1 in place of |x|^2.
# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    other = x1 if x2 is None else x2
    norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
    rho = x1 @ other.T / norms
    kappa_0, kappa_1 = duals(rho)
    values = norms * (kappa_1 + rho * kappa_0) / 2
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().fill_(1.0)
    return values
