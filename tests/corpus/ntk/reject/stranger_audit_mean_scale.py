# loses: is_kernel_symmetric
# says: 8e-08
# mean of |v| for the largest
# %% is_kernel
def is_kernel(values):
    v = values.double()
    n = len(v)
    i = torch.arange(n)
    G = v[(i[:, None] - i) % n]
    t = v.abs().mean()
    if (G - G.T).abs().max() > 1e-6 * t:
        return False
    return bool(torch.linalg.eigvalsh(G).min() >= -1e-6 * t)
