# loses: events_probability
# says: for three rates, its own rate
# One probability for all neurons, that of the mean rate.
# %% events
def events(rate, dt):
    chance = 1 - torch.exp(-rate.abs().mean() * dt)
    happens = torch.rand_like(rate) < chance
    return happens & (rate > 0), happens & (rate < 0)
