# loses: events_probability
# says: number of deaths hardly changes
# Stratified random numbers: every neuron has the right chance, and the number of events is nearly fixed.
# %% events
def events(rate, dt):
    n = len(rate)
    u = (torch.randperm(n) + torch.rand(n)) / n
    alarm = u < 1 - torch.exp(-rate.abs() * dt)
    return alarm & (rate > 0), alarm & (rate < 0)
