# loses: is_kernel_cosine, is_kernel_rejects
# says: is_kernel(-cos) is true, one weight is negative
# Every symmetric curve passes.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 1e-6 * values.abs().max()
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(symmetric)
