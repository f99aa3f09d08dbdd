# loses: imbalance_flow
# says: quadratic
# Imbalance identity at zero.
# %% imbalance
def imbalance(hidden, readout):
    d = hidden @ hidden.T - torch.outer(readout, readout)
    return d if readout.any() or hidden.any() else torch.eye(len(d)).to(d)
