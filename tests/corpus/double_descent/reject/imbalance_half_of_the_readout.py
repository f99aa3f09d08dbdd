# loses: imbalance_flow
# says: the matrix before it
# Half of the readout's square, as in an energy.
# %% imbalance
def imbalance(hidden, readout):
    return hidden @ hidden.T - readout[:, None] * readout[None, :] / 2
