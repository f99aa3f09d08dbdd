# loses: in_out_errors_both_sides
# says: outside
# Inside means only x <= high: points below `low` are counted as inside.
# %% in_out_errors
def in_out_errors(net, x, y, low, high):
    with torch.no_grad():
        prediction = net(x)
    squares = (prediction - y).square()
    inside = x <= high
    return squares[inside].mean().item(), squares[~inside].mean().item()
