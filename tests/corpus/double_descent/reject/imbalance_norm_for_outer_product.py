# loses: imbalance_flow
# says: the matrix before it
# Subtracts |w2|^2 from every entry.
# %% imbalance
def imbalance(hidden, readout):
    return hidden @ hidden.T - readout @ readout
