# loses: events_probability
# says: for three rates, its own rate
# The step is cut into two pieces instead of many.
# %% events
def events(rate, dt):
    piece = (rate.abs() * dt / 2).clamp(max=1)
    happens = torch.rand_like(rate) < 1 - (1 - piece) ** 2
    return happens & (rate > 0), happens & (rate < 0)
