# loses: imbalance_neuron, imbalance_flow
# W1'W1 is a matrix of inputs; the conserved one lives on the neurons.
# %% imbalance
def imbalance(hidden, readout):
    return hidden.T @ hidden - readout @ readout
