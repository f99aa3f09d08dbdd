# loses: k_diagonal
# says: stopped with RuntimeError
# any d (d = 1 crashes)
# %% k
def k(x, xp):
    x, xp = x.squeeze(), xp.squeeze()
    nx, ny = x.norm(), xp.norm()
    rho = x @ xp / (nx * ny)
    k0, k1 = duals(rho)
    return nx * ny * k1 / 2 + x @ xp * k0 / 2
