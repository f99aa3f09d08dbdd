# loses: duals_slope, k_angles, arora_bound_values, deep_ntk_values
# says: differentiate your kappa_1
# kappa_0 taken as (1 + rho) / 2: right at 0, 90 and 180 degrees, but the share of neurons is linear in the angle.
# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    rho = rho.clamp(-1, 1)
    theta = torch.arccos(rho)
    kappa_0 = (1 + rho) / 2
    kappa_1 = (rho * (math.pi - theta) + torch.sqrt(1 - rho**2)) / math.pi
    return kappa_0, kappa_1
