# loses: events_certain
# says: negative rates clone
# A rate of zero counts as negative, and every large number as an event.
# %% events
def events(rate, dt):
    happens = torch.rand_like(rate) <= 1 - torch.exp(-rate.abs() * dt)
    happens = happens | (rate == 0)
    return happens & (rate > 0), happens & (rate <= 0)
