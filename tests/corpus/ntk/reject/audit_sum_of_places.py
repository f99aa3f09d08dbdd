# loses: is_kernel_cosine, is_kernel_accepts, is_kernel_rejects, is_kernel_symmetric
# says: the cosine: a kernel
# i + j in place of i - j.
# %% is_kernel
def is_kernel(values):
    n = len(values)
    i = torch.arange(n)
    G = values[(i[:, None] + i) % n]
    tol = 1e-6 * values.abs().max()
    return bool((G - G.T).abs().max() <= tol and torch.linalg.eigvalsh(G)[0] >= -tol)
