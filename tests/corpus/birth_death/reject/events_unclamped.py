# loses: events_certain, events_probability
# says: 1000 pieces, runtimeerror
# F13: torch.bernoulli of |rate| dt: no probability when it exceeds one.
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    happens = torch.bernoulli(rate.abs() * dt).bool()
    return happens & (rate > 0), happens & (rate < 0)
