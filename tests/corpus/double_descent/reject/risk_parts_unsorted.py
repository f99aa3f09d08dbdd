# loses: risk_parts_rotated, risk_parts_path
# says: largest first
# Eigenvalues of a solver that does not sort them.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eig(cov)
    return values.real * ((beta - w) @ v.real) ** 2
