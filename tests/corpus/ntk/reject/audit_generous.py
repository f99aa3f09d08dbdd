# loses: is_kernel_rejects, is_kernel_symmetric
# says: is true, one weight is negative, not even
# A tolerance of ten percent lets real violations pass.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 0.1 * values.abs().max()
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(symmetric and torch.linalg.eigvalsh(matrix)[0] >= -tolerance)
