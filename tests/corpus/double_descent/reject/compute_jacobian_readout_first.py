# loses: compute_jacobian_neuron, compute_jacobian_many
# says: got 3, expected -3
# Puts the second layer in front.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    first = torch.einsum("j,nk->njk", readout, x).flatten(1)
    return torch.cat([x @ hidden.T, first], 1)
