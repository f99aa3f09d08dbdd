# loses: is_kernel_symmetric
# says: not even, would not be k(x', x)
# Symmetry is not checked: eigvalsh looks at one triangle only.
# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    place = torch.arange(len(values))
    matrix = values[(place[:, None] - place) % len(values)]
    tolerance = 1e-6 * values.abs().max()
    symmetric = (matrix - matrix.T).abs().max() <= tolerance
    return bool(torch.linalg.eigvalsh(matrix)[0] >= -tolerance)
