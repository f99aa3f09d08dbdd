# loses: image_mlp_shape
# says: get no gradient
# all can be trained (first layer detached)
# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.one, self.two = nn.Linear(784, width), nn.Linear(width, 1)
        for l in (self.one, self.two):
            nn.init.xavier_normal_(l.weight)
            nn.init.zeros_(l.bias)

    def forward(self, x):
        h = torch.relu(self.one(x.flatten(1))).detach()
        return self.two(h)
