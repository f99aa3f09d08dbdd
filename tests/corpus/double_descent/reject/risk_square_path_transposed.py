# loses: risk_parts_path
# says: A row is one weight vector
# A path with d steps is read transposed.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    diff = beta - w
    if w.ndim == 2 and w.shape[0] == w.shape[1]:
        return (values * (diff.T @ v) ** 2).flip(-1).T
    return (values * (diff @ v) ** 2).flip(-1)
