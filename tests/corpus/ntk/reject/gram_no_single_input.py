# loses: gram_pairs, gram_diagonal
# says: has shape (4,), builds on `gram_pairs`
# Kind: right only for the sizes that come first. squeeze() drops an axis of length one.
# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
    kappa_0, kappa_1 = duals((x1 @ other.T / norms).squeeze())
    values = norms.squeeze() * (kappa_1 + (x1 @ other.T / norms).squeeze() * kappa_0) / 2
    if x2 is None and len(x1) > 1:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
