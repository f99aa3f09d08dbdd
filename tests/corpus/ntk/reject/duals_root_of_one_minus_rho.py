# loses: deep_ntk_values, duals_ends, duals_slope, k_angles, k_diagonal, k_hexagon, k_single
# says: slope of your kappa_1, both duals end at 1 and at 0
# sqrt(1 - rho) in place of sqrt(1 - rho^2).
# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    rho = rho.clamp(-1, 1)
    theta = torch.arccos(rho)
    kappa_0 = 1 - theta / math.pi
    kappa_1 = (rho * (math.pi - theta) + torch.sqrt(1 - rho)) / math.pi
    return kappa_0, kappa_1
