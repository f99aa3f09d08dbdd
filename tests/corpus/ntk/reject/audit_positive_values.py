# loses: is_kernel_cosine, is_kernel_accepts, is_kernel_rejects, is_kernel_symmetric
# says: is_kernel(cos) is false, the cosine: a kernel
# A kernel needs positive eigenvalues, not positive values.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 1e-6 * values.abs().max()
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(symmetric and values.min() >= -tolerance)
