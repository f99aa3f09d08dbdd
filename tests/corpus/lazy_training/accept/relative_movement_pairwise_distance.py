# method: torch's pairwise distance, which adds 1e-6 to every difference
# %% relative_movement
def relative_movement(history):
    w = torch.vstack(history)
    return torch.nn.functional.pairwise_distance(w, w[:1]) / w[0].norm()
