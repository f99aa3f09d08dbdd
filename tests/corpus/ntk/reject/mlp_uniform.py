# loses: image_mlp_variance
# says: deviation)^4, smaller than it may be
# Kind: randomness. The right variance, another distribution.
# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lin1 = nn.Linear(784, width)
        self.lout = nn.Linear(width, 1)
        for layer in (self.lin1, self.lout):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.lout(torch.relu(self.lin1(x.flatten(1))))
