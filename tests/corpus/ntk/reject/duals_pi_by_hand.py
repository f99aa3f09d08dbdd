# loses: duals_slope, duals_ends, k_angles, k_diagonal
# says: kappa_0 of cosines, twice the share
# sometimes: deep_ntk_values
# Kind: numerical fudge. Pi to five digits.
# %% duals
def duals(rho):
    rho = rho.clamp(-1, 1)
    kappa_0 = 1 - torch.arccos(rho) / 3.1416
    return kappa_0, rho * kappa_0 + torch.sqrt(1 - rho**2) / 3.1416
