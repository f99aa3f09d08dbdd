# loses: compute_jacobian_many
# says: J times the first layer, linear in W1
# No zero_grad between the samples: row i is the sum of the first i gradients.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    a, b = hidden.clone().requires_grad_(), readout.clone().requires_grad_()
    rows = []
    for sample in x:
        (b @ a @ sample).backward()
        rows.append(torch.cat([a.grad.flatten(), b.grad]).clone())
    return torch.stack(rows)
