# loses: from_two_inputs_layers, from_two_inputs_signs
# says: pre-activations of the network
# The right one of the two is taken, but not multiplied by |x|.
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return torch.where(x > 0, at_plus, at_minus)
