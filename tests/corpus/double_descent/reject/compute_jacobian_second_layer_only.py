# loses: compute_jacobian_neuron, compute_jacobian_many
# says: has shape (1, 1), expected (1, 3)
# Differentiates by the readout only: a random-feature model.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    return x @ hidden.T
