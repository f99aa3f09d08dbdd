# loses: k_angles, gram_pairs
# says: 0.002 degrees
# Cosines near 1 are set to 1.
# %% k
def k(x, xp):
    n = x.norm() * xp.norm()
    rho = (x @ xp) / n
    if rho > 1 - 1e-6:
        rho = torch.ones_like(rho)
    k0, k1 = duals(rho)
    return 0.5 * n * k1 + 0.5 * (x @ xp) * k0
