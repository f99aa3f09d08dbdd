# loses: events_certain, events_probability
# says: everywhere it is 0, negative rates clone, 1000 pieces
# F13: 1 - exp(-rate dt) without the magnitude is negative for negative rates: nobody is cloned.
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    happens = torch.rand_like(rate) < 1 - torch.exp(-rate * dt)
    return happens & (rate > 0), happens & (rate < 0)
