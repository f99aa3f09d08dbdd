# loses: image_mlp_values
# says: relu between the layers
# No activation between the layers: the network is linear.
# %% image_mlp
class ImageMLP(nn.Module):
    """A two-layer ReLU network on 28 x 28 pictures: (B, 1, 28, 28) -> (B, 1), Xavier normal weights, zero biases."""

    def __init__(self, width):
        super().__init__()
        self.lin1 = nn.Linear(784, width)
        self.lout = nn.Linear(width, 1)
        for layer in (self.lin1, self.lout):
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.lout(self.lin1(x.flatten(1)))
