# loses: image_mlp_shape, image_mlp_values, image_mlp_biases
# says: [(1, 7), (7,), (7, 784)], builds on `image_mlp_shape`
# The last layer has no bias.
# %% image_mlp
class ImageMLP(nn.Module):
    """A two-layer ReLU network on 28 x 28 pictures: (B, 1, 28, 28) -> (B, 1), Xavier normal weights, zero biases."""

    def __init__(self, width):
        super().__init__()
        self.lin1 = nn.Linear(784, width)
        self.lout = nn.Linear(width, 1, bias=False)
        for layer in (self.lin1, self.lout):
            nn.init.xavier_normal_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.lout(torch.relu(self.lin1(x.flatten(1))))
