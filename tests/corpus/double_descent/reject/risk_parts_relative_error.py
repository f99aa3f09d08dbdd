# loses: risk_parts_axes, risk_parts_rotated, risk_parts_path
# says: got 44.44
# Divides by beta^2: infinite where the teacher has no weight, and not the risk.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    return (values * ((beta - w) @ v) ** 2 / (beta @ v) ** 2).flip(-1)
