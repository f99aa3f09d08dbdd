# loses: gram_pairs
# says: eight digits
# Cosines near 1 are set to 1.
# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    norms = torch.outer(x1.norm(dim=1), other.norm(dim=1))
    inner = x1 @ other.T
    rho = inner / norms
    rho = torch.where(rho > 1 - 1e-6, torch.ones_like(rho), rho)
    k0, k1 = duals(rho)
    K = 0.5 * (norms * k1 + inner * k0)
    if x2 is None:
        K = (K + K.T) / 2
        K.fill_diagonal_(0)
        K += torch.diag((x1**2).sum(1))
    return K
