# loses: overlaps_signs
# says: has shape (4,), expected (1, 4), with both signs
# Drops axes of length one: a single student or a single teacher.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    cosine = torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2)
    return (cosine * torch.sign(torch.outer(c, c_teacher))).squeeze()
