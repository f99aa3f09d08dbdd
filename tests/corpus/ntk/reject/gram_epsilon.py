# loses: gram_pairs
# says: 3 and 4 inputs, to eight digits
# Kind: absolute where it should be relative. 1e-8 in the denominator, which is no little thing for short inputs.
# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
    rho = x1 @ other.T / (norms + 1e-8)
    kappa_0, kappa_1 = duals(rho)
    values = norms * (kappa_1 + rho * kappa_0) / 2
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
