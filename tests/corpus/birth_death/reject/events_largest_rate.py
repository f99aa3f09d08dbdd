# loses: events_probability
# says: for three rates, its own rate
# Rates relative to the largest one: right only where all are alike.
# %% events
def events(rate, dt):
    chance = (1 - torch.exp(-rate.abs().max() * dt)) * rate.abs() / rate.abs().max()
    happens = torch.rand_like(rate) < chance
    return happens & (rate > 0), happens & (rate < 0)
