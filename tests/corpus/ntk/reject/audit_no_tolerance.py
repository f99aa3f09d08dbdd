# loses: is_kernel_cosine, is_kernel_accepts, is_kernel_rejects, is_kernel_symmetric
# says: is false, rounding, the weight -1e-09
# Rounding of -1e-17 refuses true kernels.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 0
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(symmetric and torch.linalg.eigvalsh(matrix)[0] >= -tolerance)
