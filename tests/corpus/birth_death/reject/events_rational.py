# loses: events_probability
# says: 1000 pieces
# x / (1 + x) never exceeds one either, but two half steps are not one step.
# %% events
def events(rate, dt):
    x = rate.abs() * dt
    happens = torch.rand_like(rate) < x / (1 + x)
    return happens & (rate > 0), happens & (rate < 0)
