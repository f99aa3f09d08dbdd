# loses: from_two_inputs_layers, from_two_inputs_signs
# says: pre-activations of the network
# Only the positive side is used, z(-1) = -z(1) taken for granted.
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return x * at_plus
