# loses: image_mlp_shape
# says: hangs on no weight
# Kind: gradient broken. The output cannot be trained.
# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lin1 = nn.Linear(784, width)
        self.lout = nn.Linear(width, 1)
        for layer in (self.lin1, self.lout):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    @torch.no_grad()
    def forward(self, x):
        return self.lout(torch.relu(self.lin1(x.flatten(1))))
