# loses: overlaps_silent
# says: is nan, c = 0
# Cosine of c a with c* a*: right until a neuron is silent.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    u, v = c[:, None] * a, c_teacher[:, None] * a_teacher
    return u @ v.T / torch.outer(u.norm(dim=1), v.norm(dim=1))
