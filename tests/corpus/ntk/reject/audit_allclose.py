# loses: is_kernel_symmetric
# says: even
# The absolute tolerance of allclose hides what small values do.
# %% is_kernel
def is_kernel(values):
    tol = 1e-6 * values.abs().max()
    f = torch.fft.fft(values).real
    return bool(torch.allclose(values, values.flip(0).roll(1)) and f.min() >= -tol)
