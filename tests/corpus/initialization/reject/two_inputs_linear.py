# loses: from_two_inputs_layers, from_two_inputs_signs
# says: pre-activations of the network
# x instead of |x| on the negative side: the sign is counted twice.
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return x * torch.where(x > 0, at_plus, at_minus)
