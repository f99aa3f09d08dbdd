# loses: is_kernel_cosine, is_kernel_rejects
# says: k(x, x) = -1 < 0, one weight is negative
# The largest eigenvalue is looked at.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 1e-6 * values.abs().max()
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(symmetric and torch.linalg.eigvalsh(matrix)[-1] >= -tolerance)
