# loses: arora_bound_orthogonal, arora_bound_units
# says: scale every input to length 1
# The inputs are not normalized: longer pictures, smaller "bound".
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x
    rho = unit @ unit.T
    lengths = x.norm(dim=1)
    H = rho * duals(rho / lengths[:, None] / lengths)[0] / 2
    return torch.sqrt(2 * y @ torch.linalg.solve(H, y) / len(y))
