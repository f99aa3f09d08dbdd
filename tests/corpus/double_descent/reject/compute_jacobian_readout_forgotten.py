# loses: compute_jacobian_neuron, compute_jacobian_many
# says: got -1, expected -3
# The derivative by the first layer without the factor w2.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    first = x[:, None, :].expand(-1, len(readout), -1).flatten(1)
    return torch.cat([first, x @ hidden.T], 1)
