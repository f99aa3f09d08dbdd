# loses: rates_conserve
# says: Both rules
# Rates silent left out.
# %% rates
def rates(v, alpha):
    r = v - v.mean()
    if (v == 0).any() and (v != 0).any():
        r = torch.where(v == 0, 0.0, v - v[v != 0].mean())
    return alpha * r
