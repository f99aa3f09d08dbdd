# loses: overlaps_silent
# says: got -1, c = 0
# Sign by c > 0: a silent neuron counts as negative.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    o = torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2)
    sign = torch.where(c > 0, 1.0, -1.0)
    return o * sign[:, None] * torch.sign(c_teacher)
