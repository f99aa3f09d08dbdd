# loses: gram_pairs, gram_pure
# says: to eight digits
# Computes in single precision whatever comes.
# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    a, b = x1.float(), other.float()
    norms = a.norm(dim=1)[:, None] * b.norm(dim=1)
    rho = a @ b.T / norms
    kappa_0, kappa_1 = duals(rho)
    values = (norms * (kappa_1 + rho * kappa_0) / 2).to(x1)
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
