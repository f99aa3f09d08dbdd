# loses: imbalance_flow
# Subtracts the readout itself.
# %% imbalance
def imbalance(hidden, readout):
    return hidden @ hidden.T - readout
