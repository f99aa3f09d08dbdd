# loses: duals_values, duals_slope, k_angles, k_hexagon, deep_ntk_values
# says: kappa_1 at rho = 1 and rho = 0, at entry 1: got 0
# The square root is multiplied by rho, as in the original course.
# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    rho = rho.clamp(-1, 1)
    theta = torch.arccos(rho)
    kappa_0 = 1 - theta / math.pi
    kappa_1 = rho * (math.pi - theta + torch.sqrt(1 - rho**2)) / math.pi
    return kappa_0, kappa_1
