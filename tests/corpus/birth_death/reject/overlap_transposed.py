# loses: overlaps_value, overlaps_signs, overlaps_silent
# says: has shape (2, 3), expected (3, 2), a row a student, with both signs, Students 0 and 2 have c = 0
# Teachers in rows, students in columns.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    o = torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2) * torch.sign(c[:, None] * c_teacher)
    return o.T
