# loses: correlation_slope_sine
# A mean over a thousand random numbers: an estimate, not the value.
# %% correlation_slope
def correlation_slope(q, var_w, dphi):
    return (var_w * (dphi(math.sqrt(q) * torch.randn(1000)) ** 2).mean()).item()
