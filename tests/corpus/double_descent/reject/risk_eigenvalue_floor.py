# loses: risk_parts_rotated
# says: Project on the eigenvectors
# Eigenvalue zero counts as 1e-3.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    parts = values.clamp(min=1e-3) * ((beta - w) @ v) ** 2
    return parts.flip(-1)
