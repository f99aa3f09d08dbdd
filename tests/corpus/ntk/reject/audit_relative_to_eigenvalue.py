# loses: is_kernel_rejects
# says: -3e-06 times the largest |value|
# Rounding is measured against the largest eigenvalue, which grows with n.
# %% is_kernel
def is_kernel(values):
    tol = 1e-6 * values.abs().max()
    f = torch.fft.fft(values).real
    return bool((values - values.flip(0).roll(1)).abs().max() <= tol and f.min() >= -1e-6 * f.abs().max())
