# loses: fulfilled_few
# says: 1 pairs in d = 3, the wishes themselves
# Kind: a secret ridge. 1e-6 on the diagonal of x' x.
# %% fulfilled
def fulfilled(x, wishes):
    b = torch.linalg.solve(x.T @ x + 1e-6 * torch.eye(x.shape[1]).double(), x.T @ wishes)
    return x @ b
