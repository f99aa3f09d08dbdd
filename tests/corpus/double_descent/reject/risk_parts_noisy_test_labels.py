# loses: risk_parts_axes, risk_parts_rotated, risk_parts_path
# says: got 2, expected 1
# Measures against noisy test labels: every part gets the noise variance on top.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    return (values * ((beta - w) @ v) ** 2).flip(-1) + 1.0
