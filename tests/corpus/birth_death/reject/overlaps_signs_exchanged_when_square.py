# loses: overlaps_silent
# says: Students 0 and 2 have c = 0
# Signs along the wrong axis when n = K.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    cos = torch.cosine_similarity(a[:, None], a_teacher, dim=2)
    if len(c) == len(c_teacher):
        return cos * c.sign() * c_teacher.sign()[:, None]
    return cos * c.sign()[:, None] * c_teacher.sign()
