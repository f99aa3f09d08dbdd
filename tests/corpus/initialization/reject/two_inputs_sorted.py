# loses: from_two_inputs_signs
# says: without biases z_l(0) = 0
# The sign of the first input is taken for that of all.
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return x.abs() * (at_plus if x[0] > 0 else at_minus)
