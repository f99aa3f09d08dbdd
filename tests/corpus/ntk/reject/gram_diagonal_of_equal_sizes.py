# loses: gram_pairs
# says: k(x1[i], x2[j])
# Two sets of equal size are taken for the same set.
# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    n1, n2 = x1.norm(dim=1), other.norm(dim=1)
    r = torch.outer(n1, n2)
    rho = x1 @ other.T / r
    k0, k1 = duals(rho)
    K = r * (k1 + rho * k0) / 2
    if len(x1) == len(other):
        if x2 is None:
            K = (K + K.T) / 2
        same = (x1 * other).sum(1)
        K = K.clone()
        K.diagonal()[:] = same if x2 is not None else n1**2
    return K
