# loses: risk_parts_rotated
# says: (beta - w)' cov (beta - w)
# Reads the eigenvectors from the rows of the matrix: for 2 x 2 the rotation goes the wrong way.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    return (values * ((beta - w) @ v.T) ** 2).flip(-1)
