# loses: events_probability
# says: decides on its own, Every neuron decides on its own
# Every second random number is one minus the one before: neighbors that share a rate exclude each other.
# %% events
def events(rate, dt):
    u = torch.rand((len(rate) + 5) // 6, 3, dtype=rate.dtype)
    u = torch.stack([u, 1 - u], dim=1).flatten()[: len(rate)]
    happens = u < 1 - torch.exp(-rate.abs() * dt)
    return happens & (rate > 0), happens & (rate < 0)
