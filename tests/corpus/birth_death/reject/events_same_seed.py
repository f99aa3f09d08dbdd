# loses: events_certain, events_probability
# says: the same events, decides on its own
# A generator seeded inside: at every call the same neurons have an event.
# %% events
def events(rate, dt):
    draw = torch.Generator().manual_seed(2)
    happens = torch.rand(rate.shape, generator=draw) < 1 - torch.exp(-rate.abs() * dt)
    return happens & (rate > 0), happens & (rate < 0)
