# loses: risk_parts_axes, risk_parts_rotated, risk_parts_path
# says: 0.5 times as large
# Divides the sum by the number of directions.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    return (values * ((beta - w) @ v) ** 2).flip(-1) / len(values)
