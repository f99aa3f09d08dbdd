# loses: arora_bound_orthogonal, arora_bound_values
# says: H = I / 2, rho kappa_0 / 2
# The kernel of both layers, where the theorem has the first layer only.
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x / x.norm(dim=1, keepdim=True)
    rho = unit @ unit.T
    H = gram(unit)
    return torch.sqrt(2 * y @ torch.linalg.solve(H, y) / len(y))
