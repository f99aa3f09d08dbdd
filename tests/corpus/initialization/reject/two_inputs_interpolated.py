# loses: from_two_inputs_layers, from_two_inputs_signs
# says: pre-activations of the network
# A straight line through both values, as if no neuron switched at 0.
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return (at_plus + at_minus) / 2 + x * (at_plus - at_minus) / 2
