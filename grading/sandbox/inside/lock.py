"""Runs inside only. How a child of the zygote shuts itself in before a student's first line runs."""

from __future__ import annotations

import ctypes
import os
import resource

from grading.sandbox.inside.process import call_libc, die_with_parent, libc
from grading.sandbox.inside.seccomp import leave_session_keyring, refuse_calls

NOBODY = 65534
MIB = 1 << 20
ADDRESSES = 8 << 30  # bytes to reserve beyond what may be used: stacks and arenas of threads do
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = (0x20000, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30)
_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 0x1000, 0x4000, 1 << 18
_SET_DUMPABLE, _CAPBSET_DROP, _NO_NEW_PRIVS, _AMBIENT, _AMBIENT_CLEAR = 4, 24, 38, 47, 4
_MNT_DETACH = 2


def _mount(what: str, target: str, flags: int, options: str = "") -> None:
    """mount(2); `what` is the source and the type, of which the kernel reads what the flags ask for."""
    call_libc("mount", what.encode(), target.encode(), what.encode(), flags, options.encode())


def become_nobody() -> None:
    """When started by root: give up everything, for good. bubblewrap hides parts of /proc, which would forbid ours."""
    if os.getuid() == 0:
        for hidden in ("irq", "bus", "sys", "sysrq-trigger"):
            libc.umount2(f"/proc/{hidden}".encode(), _MNT_DETACH)
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        except OSError as error:
            raise OSError(
                f"this root cannot become nobody ({NOBODY}), grade as another user: {error}"
            ) from None
        call_libc("prctl", _SET_DUMPABLE, 1, 0, 0, 0)
    call_libc("prctl", _NO_NEW_PRIVS, 1, 0, 0, 0)
    leave_session_keyring()


def leave_namespaces() -> None:
    """Own user, mount, pid, ipc, host-name and network namespaces; the user inside is the one outside."""
    uid, gid = os.getuid(), os.getgid()
    call_libc("unshare", NEWUSER | NEWNS | NEWPID | NEWIPC | NEWUTS | NEWNET)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def lock_in(limits: dict, channel: int) -> None:
    """Own /proc, private /tmp, /dev/shm and terminals, no further namespaces, no capabilities, bounded resources, a
    filter of system calls."""
    die_with_parent()
    os.setsid()
    _mount("none", "/", _MS_REC | _MS_PRIVATE)
    _mount("proc", "/proc", _MS_NOSUID | _MS_NODEV)
    for place, size in (("/tmp", limits["disk_mib"] * MIB), ("/dev/shm", limits["disk_mib"] * MIB // 4)):
        _mount("tmpfs", place, _MS_NOSUID | _MS_NODEV, f"size={size},nr_inodes=10000,mode=700")
    # Terminals of its own, for `!ls`: another submission may neither write to them nor take them all.
    _mount("devpts", "/dev/pts", _MS_NOSUID, "newinstance,ptmxmode=0666,mode=600,max=64")
    for hole in (
        "/proc/keys",
        "/proc/key-users",
        "/dev/zero",
    ):  # mapped, /dev/zero is memory that nobody counts
        if os.path.exists(hole):
            _mount("/dev/null", hole, _MS_BIND)
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # when the machine itself runs short, this ends first
    memory = limits["memory_mib"] * MIB
    with open("/proc/self/statm") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    bounds = {
        "DATA": memory,
        "AS": now + memory + ADDRESSES,
        "STACK": 8 * MIB,
        "NPROC": limits["processes"],
        "FSIZE": limits["disk_mib"] * MIB,
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
    refuse_calls()


def drop_capabilities() -> None:
    """No capability now, none to be had by any program started from here."""
    for number in range(64):
        libc.prctl(_CAPBSET_DROP, number, 0, 0, 0)
    libc.prctl(_AMBIENT, _AMBIENT_CLEAR, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    call_libc("capset", header, (ctypes.c_uint32 * 6)())
    call_libc("prctl", _NO_NEW_PRIVS, 1, 0, 0, 0)
