# loses: arora_bound_values
# says: nearly equal inputs, add nothing
# Kind: a secret ridge. 1e-6 on the diagonal of H.
# %% arora_bound
def arora_bound(x, y):
    unit = x / x.norm(dim=1, keepdim=True)
    rho = unit @ unit.T
    H = rho * duals(rho)[0] / 2 + 1e-6 * torch.eye(len(y)).double()
    return torch.sqrt(2 * y @ torch.linalg.solve(H, y) / len(y))
