# loses: events_probability
# says: Each has its own rate
# Events cubic.
# %% events
def events(rate, dt):
    z = rate.abs() * dt
    p = torch.where(z < 1, z - z**2 / 2 + z**3 / 6, 1 - torch.exp(-z))
    hit = torch.rand(rate.shape) < p
    return hit & (rate > 0), hit & (rate < 0)
