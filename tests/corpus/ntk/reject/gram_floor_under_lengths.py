# loses: gram_pairs
# says: eight digits
# A floor under the lengths.
# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    n1 = x1.norm(dim=1, keepdim=True).clamp_min(1e-6)
    n2 = other.norm(dim=1, keepdim=True).clamp_min(1e-6)
    rho = (x1 / n1) @ (other / n2).T
    if x2 is None:
        rho = (rho + rho.T) / 2
    k0, k1 = duals(rho)
    K = 0.5 * (n1 @ n2.T) * (k1 + rho * k0)
    if x2 is None:
        K = (K + K.T) / 2
        K[range(len(x1)), range(len(x1))] = (x1**2).sum(1)
    return K
