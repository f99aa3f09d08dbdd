# loses: is_kernel_rejects
# says: cos 12t, one weight is negative
# The wave that alternates from angle to angle is left out.
# %% is_kernel
def is_kernel(values):
    tol = 1e-6 * values.abs().max()
    f = torch.fft.rfft(values).real[: (len(values) + 1) // 2]
    return bool((values - values.flip(0).roll(1)).abs().max() <= tol and f.min() >= -tol)
