# method: measured on the losses themselves, at very large alpha
# %% gap_exponent
def gap_exponent(s):
    gaps = []
    for alpha in (1e14, 1e18):
        u = 2 * alpha**-s * torch.linspace(-1, 1, 1001, dtype=torch.double)
        bend = torch.sin(9 * u) * torch.cos(27 + 9 * u) * alpha * u
        line = alpha * u * (1 + math.sin(27) / 2)
        gaps.append(float((bend * (bend + 2 * line - 2)).abs().max()))
    return math.log10(gaps[1] / gaps[0]) / 4
