# loses: risk_parts_axes, risk_parts_rotated, risk_parts_path
# says: eigenvalues are 100 and 1
# Measures the distance to where training ends, not to the teacher: the training loss, without double descent.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    fitted = torch.atleast_2d(w)[-1]
    return (values * ((fitted - w) @ v) ** 2).flip(-1)
