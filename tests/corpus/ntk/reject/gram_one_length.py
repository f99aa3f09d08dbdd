# loses: gram_pairs, gram_symmetry, gram_pure
# says: entry (i, j) is k(x1[i], x2[j])
# Only the lengths of the first set are there.
# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    other = x1 if x2 is None else x2
    norms = x1.norm(dim=1)[:, None] * torch.ones(len(other)).to(x1)
    rho = x1 @ other.T / norms / other.norm(dim=1)
    kappa_0, kappa_1 = duals(rho)
    values = norms * (kappa_1 + rho * kappa_0) / 2
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
