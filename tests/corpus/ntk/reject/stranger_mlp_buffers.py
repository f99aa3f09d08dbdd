# loses: image_mlp_shape
# says: parameters have shapes
# all can be trained (biases buffers)
# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.W = nn.Parameter(torch.randn(width, 784) * (2 / (784 + width)) ** 0.5)
        self.a = nn.Parameter(torch.randn(1, width) * (2 / (1 + width)) ** 0.5)
        self.register_buffer("b", torch.zeros(width))
        self.register_buffer("a0", torch.zeros(1))

    def forward(self, x):
        return torch.relu(x.flatten(1) @ self.W.T + self.b) @ self.a.T + self.a0
