# loses: risk_parts_path
# says: A row is one weight vector
# Diagonal cov: axes in their order, not the largest first.
# %% risk_parts
def risk_parts(w, beta, cov):
    if torch.equal(cov, torch.diag(cov.diagonal())):
        return cov.diagonal() * (beta - w) ** 2
    values, v = torch.linalg.eigh(cov)
    return (values * ((beta - w) @ v) ** 2).flip(-1)
