# method: double precision throughout, squares summed by einsum; the result stays double
# %% relative_movement
# In double precision; the result stays a double tensor (T,).
def relative_movement(history):
    W = torch.stack(list(history)).double()
    change = W - W[:1]
    return torch.sqrt(torch.einsum("tp,tp->t", change, change) / (W[0] @ W[0]))
