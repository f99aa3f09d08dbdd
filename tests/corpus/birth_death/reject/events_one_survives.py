# loses: events_certain
# says: For the rates
# Events one survives.
# %% events
def events(rate, dt):
    hit = torch.rand(rate.shape) < 1 - torch.exp(-rate.abs() * dt)
    kill = hit & (rate > 0)
    if len(rate) > 1 and kill.all():
        kill[0] = False
    return kill, hit & (rate < 0)
