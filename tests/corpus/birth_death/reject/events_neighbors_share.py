# loses: events_probability
# says: Every neuron decides on its own
# Events neighbors share.
# %% events
def events(rate, dt):
    n = len(rate)
    u = torch.rand((n + 1) // 2).repeat_interleave(2)[:n]
    hit = u < 1 - torch.exp(-rate.abs() * dt)
    return hit & (rate > 0), hit & (rate < 0)
