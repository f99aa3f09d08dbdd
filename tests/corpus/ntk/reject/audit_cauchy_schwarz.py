# loses: is_kernel_rejects
# says: is true, one weight is negative
# |k(x, x')| <= k(x, x) is necessary, not sufficient.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 1e-6 * values.abs().max()
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(symmetric and values[0] >= values.abs().max() - tolerance)
