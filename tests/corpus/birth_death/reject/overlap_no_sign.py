# loses: overlaps_signs, overlaps_silent
# says: got 1, the opposite sign, only the signs, c = 0
# Ignores the signs: a neuron of the wrong sign on the ray counts as found.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    return torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2)
