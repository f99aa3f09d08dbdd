# loses: overlaps_value, overlaps_signs
# says: has shape (2, 3), expected (3, 2), a row a student, has shape (2, 6), expected (6, 2), with both signs
# Teachers in rows, students in columns.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    o = torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2) * torch.sign(c[:, None] * c_teacher)
    return o.T
