# loses: is_kernel_cosine, is_kernel_accepts, is_kernel_rejects, is_kernel_symmetric
# says: is none, is a `return` missing
# Kind: degenerate returns. Says the answer and returns nothing.
# %% is_kernel
def is_kernel(values):
    spectrum = torch.fft.fft(values)
    tolerance = 1e-6 * values.abs().max()
    print("a kernel" if (spectrum.real > -tolerance).all() else "not a kernel")
