# loses: from_two_inputs_layers, from_two_inputs_signs
# says: has shape (), expected (1, 1)
# Loses the axis of the inputs where there is only one.
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return (x.relu() * at_plus + (-x).relu() * at_minus).squeeze()
