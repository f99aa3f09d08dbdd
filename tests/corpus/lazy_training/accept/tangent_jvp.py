# method: forward-mode derivative with torch.func
# %% tangent
def tangent(net, x, step):
    params = {name: w.detach() for name, w in net.named_parameters()}
    direction, start = {}, 0
    for name, w in params.items():
        direction[name] = step[start : start + w.numel()].view_as(w).to(w)
        start += w.numel()

    def f(p):
        return torch.func.functional_call(net, p, (x,))

    value, change = torch.func.jvp(f, (params,), (direction,))
    return value + change
