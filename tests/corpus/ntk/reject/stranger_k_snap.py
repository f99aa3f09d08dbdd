# loses: gram_pairs, k_angles
# says: 0.002 degrees
# eight digits away from equal directions
# %% k
def k(x, xp):
    nx, ny = x.norm(), xp.norm()
    rho = x @ xp / (nx * ny)
    if rho > 0.999:
        rho = torch.ones_like(rho)
    if rho < -0.999:
        rho = -torch.ones_like(rho)
    k0, k1 = duals(rho)
    return nx * ny * (k1 + rho * k0) / 2
