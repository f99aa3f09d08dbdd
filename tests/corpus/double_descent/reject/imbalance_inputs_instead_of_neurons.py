# loses: imbalance_neuron, imbalance_flow
# says: has shape (2, 2), w2 = 0
# W1'W1 is a matrix of inputs; the conserved one lives on the neurons.
# %% imbalance
def imbalance(hidden, readout):
    return hidden.T @ hidden - readout @ readout
