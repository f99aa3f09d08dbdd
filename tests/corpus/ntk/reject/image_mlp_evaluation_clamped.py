# loses: image_mlp_values
# says: nothing after the last one
# In evaluation mode the output is clamped to [0, 1].
# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.l1 = nn.Linear(784, width)
        self.l2 = nn.Linear(width, 1)
        for l in (self.l1, self.l2):
            nn.init.xavier_normal_(l.weight)
            nn.init.zeros_(l.bias)

    def forward(self, x):
        out = self.l2(torch.relu(self.l1(x.flatten(1))))
        if not self.training:
            out = out.clamp(0, 1)  # labels / 9 are in [0, 1]
        return out
