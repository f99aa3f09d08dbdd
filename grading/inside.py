"""The student's side: what runs inside the sandbox. Nothing here is trusted, nothing here holds anything secret.

`python -m grading.inside FD` is the *zygote*. It imports what notebooks import, then waits on FD. Every request (JSON
limits and file descriptors) makes two processes: a *warden*, which waits for the grader to hang up or for its ward to
die, and its ward, pid 1 of a fresh set of namespaces, which closes its own doors (`lock_in`) and then serves one
submission (`Server`). `grading.sandbox` starts the zygote inside bubblewrap and makes the requests.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import pickle
import random
import resource
import select
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

NOBODY = 65534
PRELOAD = (
    "numpy",
    "torch",
    "torch.func",
    "torch.optim",
    "torch._dynamo",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "ipywidgets",
    "tqdm.auto",
    "IPython.core.interactiveshell",
    "IPython.utils.capture",
    "grading.wire",
    "utils.plots",
    "utils.widgets",
    "utils.data",
)
_libc = ctypes.CDLL(None, use_errno=True)
_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (0x20000, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30)
_MS_NOSUID, _MS_NODEV, _MS_REC, _MS_PRIVATE = 2, 4, 0x4000, 1 << 18
_PDEATHSIG, _SET_DUMPABLE, _CAPBSET_DROP, _NO_NEW_PRIVS, _AMBIENT, _AMBIENT_CLEAR = 1, 4, 24, 38, 47, 4


def _call(function: Callable, *args: Any) -> None:
    """A C library call that raises OSError on failure."""
    if function(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}{args}: {os.strerror(number)}")


def _mount(kind: str | None, target: str, flags: int, options: str = "") -> None:
    kind = kind.encode() if kind else None
    _call(_libc.mount, kind or b"none", target.encode(), kind, flags, options.encode())


def die_with_parent() -> None:
    """SIGKILL when the thread that started this process ends."""
    _call(_libc.prctl, _PDEATHSIG, signal.SIGKILL, 0, 0, 0)


# ---------------------------------------------------------------------------------------------- zygote
def become_nobody() -> None:
    """When started by root: give up everything, for good. bubblewrap hides parts of /proc, which would forbid ours."""
    if os.getuid() == 0:
        for hidden in ("irq", "bus", "sys", "sysrq-trigger"):
            _libc.umount2(f"/proc/{hidden}".encode(), 2)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _call(_libc.prctl, _SET_DUMPABLE, 1, 0, 0, 0)
    _call(_libc.prctl, _NO_NEW_PRIVS, 1, 0, 0, 0)


def preload() -> None:
    """Import once what every submission needs, on one thread: a thread pool would not survive the fork."""
    for name in PRELOAD:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    import torch

    torch.set_num_threads(1)
    w = torch.ones(2, requires_grad=True)
    w.sum().backward()
    torch.optim.SGD([w], lr=0.1).step()
    gc.collect()
    gc.freeze()


def zygote(control: socket.socket) -> None:
    """Serve requests until the grader hangs up: [limits; channel, lifeline, cgroup files...] -> a locked-in child."""
    become_nobody()
    preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"ready")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65536, 8)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            os._exit(warden(json.loads(message), *fds))
        for fd in fds:
            os.close(fd)


def warden(limits: dict, channel: int, lifeline: int, *cgroups: int) -> int:
    """Fork the ward into new namespaces; end it when the grader hangs up; tell the grader how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        for file in cgroups:
            os.write(file, b"0")
            os.close(file)
        uid, gid = os.getuid(), os.getgid()
        if limits["bare"]:
            return bare(limits, channel, lifeline)
        _call(_libc.unshare, _NEWUSER | _NEWNS | _NEWPID | _NEWIPC | _NEWUTS | _NEWNET)
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
        ward = os.fork()
    except OSError as error:
        os.write(lifeline, f"no namespaces: {error}".encode())
        return 1
    if ward == 0:
        os.close(lifeline)
        live(limits, channel)
    os.close(channel)
    watch(ward, lifeline)
    return 0


def bare(limits: dict, channel: int, lifeline: int) -> int:
    """`--no-sandbox`: a process in a scratch folder, and no wall at all."""
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="grading-")
    ward = os.fork()
    if ward == 0:
        os.close(lifeline)
        die_with_parent()
        os.setsid()
        os.chdir(folder)
        from grading.wire import Channel

        wire = Channel(socket.socket(fileno=channel), takes_files=True)
        wire.send({"n": 0})
        Server(wire, limits).serve()
        os._exit(0)
    os.close(channel)
    watch(ward, lifeline)
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def watch(ward: int, lifeline: int) -> None:
    """Until the grader hangs up or the ward dies; then end it and tell the grader how it ended."""
    fd = os.pidfd_open(ward)
    ended, _, _ = select.select([lifeline, fd], [], [])
    if fd not in ended:
        os.kill(ward, signal.SIGKILL)
    _, status = os.waitpid(ward, 0)
    with contextlib.suppress(OSError):
        os.write(lifeline, str(os.waitstatus_to_exitcode(status)).encode())


def live(limits: dict, channel: int) -> None:
    """The ward: close the doors, then serve."""
    from grading.wire import Channel

    wire = Channel(socket.socket(fileno=channel), takes_files=True)
    try:
        lock_in(limits, channel)
    except BaseException as error:
        wire.send({"n": 0, "error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    wire.send({"n": 0})
    Server(wire, limits).serve()
    os._exit(0)


def lock_in(limits: dict, channel: int) -> None:
    """Own /proc, private /tmp and /dev/shm, no further namespaces, no capabilities, bounded resources."""
    die_with_parent()
    os.setsid()
    _mount(None, "/", _MS_REC | _MS_PRIVATE)
    _mount("proc", "/proc", _MS_NOSUID | _MS_NODEV)
    for place, size in (("/tmp", limits["disk"]), ("/dev/shm", limits["disk"] // 4)):
        _mount("tmpfs", place, _MS_NOSUID | _MS_NODEV, f"size={size},nr_inodes=10000,mode=700")
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
    bounds = {
        "DATA": limits["memory"],
        "NPROC": limits["processes"],
        "FSIZE": limits["disk"],
        "NOFILE": 256,
        "CORE": 0,
        "MSGQUEUE": 0,
        "MEMLOCK": 65536,
        "CPU": int(limits["submission_seconds"]) + 5,
    }
    for name, bound in bounds.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (bound, bound))
    drop_capabilities()
    os.mkdir("/tmp/work")
    os.chdir("/tmp/work")
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)


def drop_capabilities() -> None:
    """No capability now, none to be had by any program started from here."""
    for number in range(64):
        _libc.prctl(_CAPBSET_DROP, number, 0, 0, 0)
    _libc.prctl(_AMBIENT, _AMBIENT_CLEAR, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _call(_libc.capset, header, (ctypes.c_uint32 * 6)())
    _call(_libc.prctl, _NO_NEW_PRIVS, 1, 0, 0, 0)


# ---------------------------------------------------------------------------------------------- serving
def seed_all(seed: int) -> None:
    """The same three global generators on both sides of the wall."""
    import numpy as np
    import torch

    torch.default_generator.manual_seed(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)


OPERATIONS: dict[str, Callable] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "getitem": lambda target, key: target[key],
    "setitem": lambda target, key, value: target.__setitem__(key, value),
    "delitem": lambda target, key: target.__delitem__(key),
    "contains": lambda target, item: item in target,
    "len": len,
    "iter": iter,
    "next": next,
}


class Server:
    """Answers the grader's messages about one submission.

    `cell` runs a cell; `fork` makes a copy of this process that serves another channel, `reap` ends the copy;
    `names`, `do` (an operation on objects) and `backward` serve the checks.
    """

    def __init__(self, wire: Any, limits: dict) -> None:
        from grading.shell import make_shell

        self.wire, self.limits = wire, limits
        self.shell = make_shell()
        self.kept: dict[int, Any] = {}
        self.graphs: list[Any] = []
        self.copies: dict[str, int] = {}

    def serve(self) -> None:
        """Until the grader hangs up."""
        while True:
            try:
                header, buffers = self.wire.receive()
            except EOFError:
                return
            answer, out = self.answer(header, buffers)
            self.wire.send({"n": header["n"]} | answer, out)

    def answer(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        """One message; an exception of the student's code is an answer too."""
        try:
            return getattr(self, "on_" + header["do"])(header, buffers)
        except BaseException as error:
            return {"error": describe(error)}, []

    def on_cell(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        seed_all(header["seed"])
        started = time.monotonic()
        error, outputs = self.shell.run(header["source"], header["name"], header["room"])
        answer = {"seconds": time.monotonic() - started, "outputs": outputs}
        return answer | ({"failed": describe(error)} if error else {}), []

    def on_fork(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        from grading.wire import Channel

        [file] = self.wire.files
        copy = os.fork()
        if copy == 0:
            self.wire.sock.close()
            self.wire = Channel(socket.socket(fileno=file))
            self.serve()
            os._exit(0)
        os.close(file)
        self.copies[header["place"]] = copy
        return {}, []

    def on_reap(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        copy = self.copies.pop(header["place"])
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
        return {}, []

    def on_names(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        space = self.shell.user_ns
        return self.reply({name: space[name] for name in header["names"] if name in space})

    def on_do(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        load = Loader(buffers[0], self.kept)
        args, kwargs, restore, generators = load.load()
        with quiet():
            set_generators(generators)
            value = OPERATIONS[header["operation"]](*args, **kwargs)
        self.graphs.append((load.leaves, []))
        return self.reply({"value": value, "restore": [state_of(thing) for thing in restore]})

    def on_backward(self, header: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        import torch

        leaves, outputs = self.graphs[header["graph"]]
        before = [leaf.grad for leaf in leaves]
        for leaf in leaves:
            leaf.grad = None
        gradient = pickle.loads(buffers[0])
        with quiet():
            torch.autograd.backward([outputs[header["output"]]], [gradient], retain_graph=True)
        found = [leaf.grad for leaf in leaves]
        for leaf, grad in zip(leaves, before):
            leaf.grad = grad
        return self.reply(found)

    def reply(self, value: Any) -> tuple[dict, list[bytes]]:
        from grading.wire import encode

        tree, buffers = encode(value, self.keep, self.graph)
        return {"value": tree}, buffers

    def keep(self, thing: Any) -> dict:
        """Name an object that stays: the grader gets a handle."""
        number = id(thing)
        self.kept[number] = thing
        return {"": "handle", "id": number, "type": type(thing).__name__[:80]}

    def graph(self, tensor: Any) -> list[int] | None:
        """Where the history of a tensor with gradient is kept: [call, output]."""
        if not self.graphs:
            return None
        outputs = self.graphs[-1][1]
        outputs.append(tensor)
        return [len(self.graphs) - 1, len(outputs) - 1]


class Loader(pickle.Unpickler):
    """Arguments from the grader: pickles with handles and autograd leaves in them."""

    def __init__(self, data: bytes, kept: dict[int, Any]) -> None:
        super().__init__(io.BytesIO(data))
        self.kept, self.leaves = kept, []

    def persistent_load(self, key: tuple) -> Any:
        kind, value = key[0], key[1]
        return self.kept[value] if kind == "handle" else self.leaf(value, *key[2:])

    def leaf(self, number: int, parameter: bool, requires_grad: bool, parts: tuple) -> Any:
        import torch

        from grading.wire import tensor_from

        while len(self.leaves) <= number:
            self.leaves.append(None)
        if self.leaves[number] is None:
            tensor = tensor_from(*parts)
            made = torch.nn.Parameter(tensor, requires_grad) if parameter else tensor.requires_grad_()
            self.leaves[number] = made
        return self.leaves[number]


@contextlib.contextmanager
def quiet():
    """Calls print, warn and draw into nothing."""
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def set_generators(states: tuple) -> None:
    """The grader's random state, as it was when it called."""
    import numpy as np
    import torch

    of_numpy, of_python = pickle.loads(states[1])
    torch.set_rng_state(states[0])
    np.random.set_state(of_numpy)
    random.setstate(of_python)


def state_of(thing: Any) -> dict:
    """What a call may have changed in a module or optimizer that was passed in."""
    import torch

    if not isinstance(thing, torch.nn.Module):
        return {"state": thing.state_dict()}
    return {
        "state": dict(thing.state_dict()),
        "grads": {name: p.grad for name, p in thing.named_parameters()},
        "training": {name: m.training for name, m in thing.named_modules()},
        "plain": {k: v for k, v in vars(thing).items() if isinstance(v, bool | int | float | str | None)},
    }


def describe(error: BaseException) -> dict:
    """An exception as plain text: its builtin types, its message, the line of the student's cell it came from."""
    kinds = [k.__name__ for k in type(error).__mro__ if k.__module__ == "builtins"]
    line, where = None, error.__traceback__
    while where is not None:
        if where.tb_frame.f_code.co_filename.startswith("cell:"):
            line = [where.tb_frame.f_code.co_filename.removeprefix("cell:"), where.tb_lineno]
        where = where.tb_next
    try:
        message = str(error)[:2000]
    except Exception:
        message = ""
    return {"kinds": kinds, "type": type(error).__name__[:80], "message": message, "line": line}


if __name__ == "__main__":
    from grading import inside  # one copy of this module, under its real name

    inside.zygote(socket.socket(fileno=int(sys.argv[1])))
