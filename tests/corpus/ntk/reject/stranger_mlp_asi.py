# loses: image_mlp_variance
# says: equal or opposite
# W independent
# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.one, self.two = nn.Linear(784, width), nn.Linear(width, 1)
        nn.init.xavier_normal_(self.one.weight)
        nn.init.xavier_normal_(self.two.weight)
        nn.init.zeros_(self.one.bias)
        nn.init.zeros_(self.two.bias)
        h = width // 2
        with torch.no_grad():
            self.one.weight[h : 2 * h] = self.one.weight[:h]
            self.two.weight[:, h : 2 * h] = -self.two.weight[:, :h]

    def forward(self, x):
        return self.two(torch.relu(self.one(x.flatten(1))))
