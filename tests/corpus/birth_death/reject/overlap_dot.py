# loses: overlaps_value, overlaps_signs
# says: it is 5 times as large, got 4, a row a student, only the signs
# A plain inner product: long neurons overlap more.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    return (a @ a_teacher.T) * torch.sign(c[:, None] * c_teacher)
