# method: one norm per snapshot in a Python loop
# %% relative_movement
def relative_movement(history):
    start = history[0]
    return torch.tensor([float(torch.norm(w - start) / torch.norm(start)) for w in history])
