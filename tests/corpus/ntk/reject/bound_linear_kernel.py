# loses: arora_bound_values
# says: at 60 degrees, rho kappa_0 / 2
# The linear kernel, without the share of active neurons.
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x / x.norm(dim=1, keepdim=True)
    rho = unit @ unit.T
    H = rho / 2
    return torch.sqrt(2 * y @ torch.linalg.solve(H, y) / len(y))
