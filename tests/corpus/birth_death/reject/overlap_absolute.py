# loses: overlaps_signs
# says: o differs, with both signs
# Magnitude of the cosine: the opposite direction counts as found.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    o = torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2)
    return o.abs() * torch.sign(c[:, None] * c_teacher)
