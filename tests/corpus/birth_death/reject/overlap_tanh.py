# loses: overlaps_signs
# says: only the sign, Of c only the sign enters
# A steep sigmoid in place of the sign: neurons of small weight count less.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    u = a / a.norm(dim=1, keepdim=True)
    t = a_teacher / a_teacher.norm(dim=1, keepdim=True)
    return (u @ t.T) * torch.tanh(1e4 * c)[:, None] * c_teacher.sign()
