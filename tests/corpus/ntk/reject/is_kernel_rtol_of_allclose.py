# loses: is_kernel_symmetric
# says: moved at j = 1
# allclose has a second tolerance, ten times too large.
# %% is_kernel
def is_kernel(values):
    n = len(values)
    i = torch.arange(n)
    G = values[(i[:, None] - i[None, :]) % n]
    tol = 1e-6 * float(values.abs().max())
    if not torch.allclose(G, G.T, atol=tol):
        return False
    return bool(torch.linalg.eigvalsh(G).min() >= -tol)
