# loses: is_kernel_rejects, is_kernel_symmetric
# says: -3e-06 times the largest |value|
# Tolerates ten times what was said.
# %% is_kernel
def is_kernel(values):
    tol = 1e-6 * values.abs().max()
    f = torch.fft.fft(values)
    return bool((values - values.flip(0).roll(1)).abs().max() <= 1e-5 * values.abs().max() and f.real.min() >= -1e-5 * values.abs().max())
