# method: real and imaginary part of exp(i pi k x)
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1)
    wave = torch.exp(1j * math.pi * k * x)
    return torch.cat([wave.imag, wave.real], dim=1)
