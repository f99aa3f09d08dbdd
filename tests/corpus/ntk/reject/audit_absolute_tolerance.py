# loses: is_kernel_rejects, is_kernel_symmetric
# says: 1e-08, whatever the units
# A tolerance without units: small curves always pass.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 1e-6
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(symmetric and torch.linalg.eigvalsh(matrix)[0] >= -tolerance)
