# loses: imbalance_flow
# says: the matrix before it
# Adds the two Gram matrices: the sum grows while the network learns.
# %% imbalance
def imbalance(hidden, readout):
    return hidden @ hidden.T + torch.outer(readout, readout)
