# loses: k_angles, gram_pairs
# says: eight digits
# Computes in single precision whatever comes.
# %% k
def k(x, xp):
    a, b = x.float() / x.norm().float(), xp.float() / xp.norm().float()
    kappa_0, kappa_1 = duals(a @ b)
    return x.norm() * xp.norm() * (kappa_1 + (a @ b).clamp(-1, 1) * kappa_0) / 2
