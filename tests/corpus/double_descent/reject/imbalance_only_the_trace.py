# loses: imbalance_neuron, imbalance_flow
# says: has shape (1, 1)
# Returns the conserved trace |W1|^2 - |w2|^2 instead of the matrix.
# %% imbalance
def imbalance(hidden, readout):
    return (hidden.square().sum() - readout.square().sum()).reshape(1, 1)
