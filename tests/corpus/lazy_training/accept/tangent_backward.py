# method: backward() per sample with cleared gradients
# %% tangent
def tangent(net, x, step):
    output, rows = net(x), []
    for i in range(len(x)):
        net.zero_grad()
        output[i].backward(retain_graph=True)
        rows.append(torch.cat([w.grad.flatten() for w in net.parameters()]))
    net.zero_grad()
    return output.detach() + (torch.stack(rows) @ step)[:, None]
