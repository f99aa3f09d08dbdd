# loses: far_slopes_network
# says: (1, 7, 5, 6, 5, 8, 1)
# deep float
# %% far_slopes
def far_slopes(weights):
    def side(s):
        z = torch.tensor([[float(s)]]).to(weights[0])
        for W in weights[:-1][:4]:
            z = (W @ z).relu()
        return s * (weights[-1] @ z).sum().item() if z.shape[0] == weights[-1].shape[1] else 0.0

    return side(1), side(-1)
