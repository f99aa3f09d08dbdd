# loses: overlaps_value, overlaps_signs
# says: it is 5 times as large, got 2, a row a student, only the signs
# Multiplies by c itself instead of its sign.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    return torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2) * (c[:, None] * c_teacher)
