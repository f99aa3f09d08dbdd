# loses: imbalance_flow
# says: quadratic
# Imbalance small entries cut.
# %% imbalance
def imbalance(hidden, readout):
    d = hidden @ hidden.T - torch.outer(readout, readout)
    return torch.where(d.abs() < 1e-6, 0.0, d)
