# loses: events_certain, events_probability
# says: holds numbers, positive rates kill, its own rate
# Returns probabilities, not events.
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    p = 1 - torch.exp(-rate.abs() * dt)
    return p * (rate > 0), p * (rate < 0)
