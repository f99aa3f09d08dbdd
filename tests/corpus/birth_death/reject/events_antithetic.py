# loses: events_probability
# says: Every neuron decides on its own
# Events antithetic.
# %% events
def events(rate, dt):
    n = len(rate)
    u = torch.rand((n + 1) // 2)
    u = torch.cat([u, 1 - u])[:n]
    hit = u < 1 - torch.exp(-rate.abs() * dt)
    return hit & (rate > 0), hit & (rate < 0)
