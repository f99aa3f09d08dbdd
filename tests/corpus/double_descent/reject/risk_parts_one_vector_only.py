# loses: risk_parts_path
# says: A row is one weight vector
# Multiplies from the left, which works for one vector and mixes steps for a trajectory.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    return (values * (v.T @ (beta - w)) ** 2).flip(-1)
