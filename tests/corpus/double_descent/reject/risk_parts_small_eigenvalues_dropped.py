# loses: risk_parts_rotated
# says: 1e-09
# A tolerance without units: small eigenvalues count as zero.
# %% risk_parts
def risk_parts(w, beta, cov):
    S, V = torch.linalg.eigh(cov)
    S = torch.where(S < 1e-6, torch.zeros_like(S), S)
    return (S * ((beta - w) @ V) ** 2).flip(-1)
