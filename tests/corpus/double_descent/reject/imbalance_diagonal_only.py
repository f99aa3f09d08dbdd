# loses: imbalance_neuron, imbalance_flow
# says: off-diagonal entries
# Keeps the norms of the neurons and drops the products of different ones.
# %% imbalance
def imbalance(hidden, readout):
    return torch.diag(hidden.square().sum(1) - readout**2)
