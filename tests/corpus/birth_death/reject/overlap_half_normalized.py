# loses: overlaps_signs
# says: with both signs
# Divides by the length of the student only.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    return (a / a.norm(dim=1, keepdim=True)) @ a_teacher.T * torch.sign(c[:, None] * c_teacher)
