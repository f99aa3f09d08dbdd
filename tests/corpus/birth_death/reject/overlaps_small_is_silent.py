# loses: overlaps_signs
# says: only the sign enters
# Small output weights count as silent.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    cos = (a @ a_teacher.T) / (a.norm(dim=1)[:, None] * a_teacher.norm(dim=1)[None])
    s = torch.where(c.abs() < 1e-6, torch.zeros_like(c), c.sign())
    return cos * s[:, None] * c_teacher.sign()
