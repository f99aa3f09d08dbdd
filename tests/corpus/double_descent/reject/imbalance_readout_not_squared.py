# loses: imbalance_flow
# says: the matrix before it
# Subtracts the readout itself.
# %% imbalance
def imbalance(hidden, readout):
    return hidden @ hidden.T - readout
