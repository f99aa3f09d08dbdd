# loses: duals_values, duals_slope, duals_ends, k_diagonal, k_angles, k_single, gram_pure, arora_bound_orthogonal, arora_bound_values, deep_ntk_diagonal, deep_ntk_values
# says: at entry 0: got 0.9858
# All cosines are shrunk to stay away from 1.
# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    rho = rho.clamp(-1, 1) * 0.999
    theta = torch.arccos(rho)
    kappa_0 = 1 - theta / math.pi
    kappa_1 = (rho * (math.pi - theta) + torch.sqrt(1 - rho**2)) / math.pi
    return kappa_0, kappa_1
