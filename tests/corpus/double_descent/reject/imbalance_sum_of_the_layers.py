# loses: imbalance_flow
# Adds the two Gram matrices: the sum grows while the network learns.
# %% imbalance
def imbalance(hidden, readout):
    return hidden @ hidden.T + torch.outer(readout, readout)
