# loses: is_kernel_rejects
# says: one of them
# For an odd number of angles the last harmonic is left out.
# %% is_kernel
def is_kernel(values):
    n = len(values)
    tol = 1e-6 * values.abs().max()
    if (values[1:] - values[1:].flip(0)).abs().max() > tol if n > 1 else False:
        return False
    g = 2 * math.pi * torch.arange(n).double() / n
    top = n // 2 + 1 if n % 2 == 0 else max(n // 2, 1)
    return all(float((values * torch.cos(l * g)).sum()) >= -float(tol) for l in range(top))
