# loses: far_slopes_network
# says: slope of a network of widths
# Activations are capped.
# %% far_slopes
def far_slopes(weights):
    out = []
    for sign in (1.0, -1.0):
        a = torch.full((1,), sign, dtype=weights[0].dtype)
        for w in weights[:-1]:
            a = (w @ a).clamp(0, 100)
        out.append(sign * (weights[-1] @ a).item())
    return out
