# loses: gram_pairs, gram_pure
# says: eight digits
# entry is k, six digits for equal inputs
# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    n1, n2 = x1.norm(dim=1), other.norm(dim=1)
    rho = ((x1 @ other.T) / n1[:, None] / n2).clamp(-1 + 1e-7, 1 - 1e-7)
    k0, k1 = duals(rho)
    K = n1[:, None] * n2 * (k1 + rho * k0) / 2
    if x2 is None:
        K = (K + K.T) / 2
        K.diagonal().copy_((x1 * x1).sum(1))
    return K
