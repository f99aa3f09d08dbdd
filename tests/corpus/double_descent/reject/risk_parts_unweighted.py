# loses: risk_parts_axes, risk_parts_rotated, risk_parts_path
# says: got 0.04, expected 4
# Squared error of the weights without the eigenvalue: not the error of the outputs.
# %% risk_parts
def risk_parts(w, beta, cov):
    _, v = torch.linalg.eigh(cov)
    return (((beta - w) @ v) ** 2).flip(-1)
