# loses: fulfilled_few
# says: 1 pairs in d = 3
# A tolerance without units: short inputs count as zero.
# %% fulfilled
def fulfilled(x, wishes):
    U, S, V = torch.linalg.svd(x, full_matrices=False)
    U = U[:, S > 1e-10]
    return U @ (U.T @ wishes)
