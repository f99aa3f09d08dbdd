# loses: duals_values, duals_slope, duals_ends, k_diagonal, k_angles, k_hexagon, k_single, gram_pure, arora_bound_orthogonal, arora_bound_values, arora_bound_units, deep_ntk_diagonal, deep_ntk_values
# says: got 0, 1/2 at 0°, builds on `duals_values`
# arccos rho where pi - arccos rho belongs.
# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    rho = rho.clamp(-1, 1)
    theta = torch.arccos(rho)
    kappa_0 = theta / math.pi
    kappa_1 = (rho * (theta) + torch.sqrt(1 - rho**2)) / math.pi
    return kappa_0, kappa_1
