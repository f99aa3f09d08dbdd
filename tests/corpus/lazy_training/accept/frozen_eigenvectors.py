# method: eigenvectors of H with eigenvalue zero up to rounding
# %% frozen_part
def frozen_part(features, w):
    eigenvalues, V = torch.linalg.eigh(features.T @ features)
    null = V[:, eigenvalues < 1e-9 * eigenvalues.max()]
    return null @ null.T @ w
