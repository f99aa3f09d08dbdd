# method: torch.cdist to the first snapshot, a unit vector as scale
# %% relative_movement
def relative_movement(history):
    w = torch.stack([w / torch.linalg.vector_norm(history[0]) for w in history])
    return torch.cdist(w, w[:1], compute_mode="donot_use_mm_for_euclid_dist").flatten()
