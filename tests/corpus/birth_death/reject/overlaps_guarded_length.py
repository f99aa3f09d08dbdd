# loses: overlaps_signs
# says: Of c only the sign enters
# Overlaps guarded length.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    cos = (a / (a.norm(dim=1, keepdim=True) + 1e-6)) @ (
        a_teacher / (a_teacher.norm(dim=1, keepdim=True) + 1e-6)
    ).T
    return cos * c.sign()[:, None] * c_teacher.sign()
