# Newborns are drawn in the default precision, whatever that of the network.
# %% reinject
def reinject(a, c, kill, scale):
    places, weights = a.clone(), c.clone()
    places[kill] = scale * torch.randn(int(kill.sum()), a.shape[1])
    weights[kill] = 0.0
    return places, weights
