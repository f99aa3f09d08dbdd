# loses: risk_parts_axes, risk_parts_rotated, risk_parts_path
# says: 1e+03 times as large
# The sum over 1000 test points instead of their mean: a thousand times too large.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    return 1000 * (values * ((beta - w) @ v) ** 2).flip(-1)
