# loses: from_two_inputs_signs
# says: z for 31 inputs
# small x
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return torch.where(x > 1e-3, x * at_plus, torch.where(x < -1e-3, -x * at_minus, 0 * x))
