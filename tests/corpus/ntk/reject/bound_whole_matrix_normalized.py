# loses: arora_bound_units, arora_bound_values
# says: scale every input to length 1
# One common factor for all inputs in place of unit rows.
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x / x.norm(dim=1).mean()
    rho = unit @ unit.T
    H = rho * duals(rho)[0] / 2
    return torch.sqrt(2 * y @ torch.linalg.solve(H, y) / len(y))
