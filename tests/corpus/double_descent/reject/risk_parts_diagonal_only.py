# loses: risk_parts_rotated, risk_parts_path
# says: (beta - w)' cov (beta - w)
# Uses the diagonal of the covariance, as if its eigenvectors were the coordinate axes.
# %% risk_parts
def risk_parts(w, beta, cov):
    return torch.diagonal(cov) * (beta - w) ** 2
