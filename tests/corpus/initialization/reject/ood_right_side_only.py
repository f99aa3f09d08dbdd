# loses: in_out_errors_both_sides
# says: outside
# Outside means only x > high.
# %% in_out_errors
def in_out_errors(net, x, y, low, high):
    with torch.no_grad():
        prediction = net(x)
    squares = (prediction - y).square()
    inside = (x >= low) & (x <= high)
    return squares[inside].mean().item(), squares[x > high].mean().item()
