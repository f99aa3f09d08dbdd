# loses: risk_parts_axes, risk_parts_rotated, risk_parts_path
# says: opposite order, largest first
# Leaves the eigenvalues in ascending order: the blocks are swapped.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    return values * ((beta - w) @ v) ** 2
