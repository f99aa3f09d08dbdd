# loses: in_out_errors_line, in_out_errors_both_sides
# says: expected
# (n, 1) - (n,): errors between all pairs.
# %% in_out_errors
def in_out_errors(net, x, y, low, high):
    with torch.no_grad():
        prediction = net(x)
    squares = (prediction - y.flatten()).square().mean(1, keepdim=True)
    inside = (x >= low) & (x <= high)
    return squares[inside].mean().item(), squares[~inside].mean().item()
