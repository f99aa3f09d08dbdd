# loses: image_mlp_variance
# says: 1 different first weights
# Kind: randomness. A seed inside: all networks are the same.
# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        torch.manual_seed(0)
        self.lin1 = nn.Linear(784, width)
        self.lout = nn.Linear(width, 1)
        for layer in (self.lin1, self.lout):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.lout(torch.relu(self.lin1(x.flatten(1))))
