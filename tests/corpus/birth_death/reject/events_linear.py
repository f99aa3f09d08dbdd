# loses: events_probability
# says: 1000 pieces
# Probability |rate| dt instead of 1 - exp(-|rate| dt).
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    happens = torch.rand_like(rate) < rate.abs() * dt
    return happens & (rate > 0), happens & (rate < 0)
