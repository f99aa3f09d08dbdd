# loses: is_kernel_cosine, is_kernel_rejects
# says: one weight is negative
# The absolute value of the spectrum: nothing is negative any more.
# %% is_kernel
def is_kernel(values):
    tol = 1e-6 * values.abs().max()
    f = torch.fft.fft(values)
    return bool(f.imag.abs().max() <= tol and (f.abs() >= -tol).all())
