# loses: duals_slope, arora_bound_values
# says: kappa_0
# Cosines are kept away from 1 by a constant.
# %% duals
def duals(rho):
    rho = torch.clamp(rho, -1 + 1e-12, 1 - 1e-12)
    g = torch.acos(rho)
    return 1 - g / math.pi, (torch.sqrt(1 - rho**2) + rho * (math.pi - g)) / math.pi
