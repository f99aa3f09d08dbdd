"""Runs inside only. System calls that no course work needs are refused before the kernel looks at them (seccomp(2)).

Namespaces, mounts and lost capabilities already shut the student in; this keeps the corners of the kernel where such
walls have had holes (and what passes through them: key rings, memory outside the limits) out of reach. Every process of
a submission inherits the filter, and none can take it off. A refused call fails with EPERM; those that C libraries
replace by themselves, and those newer than the tables here, with ENOSYS.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from grading.sandbox.inside.process import call_libc, libc

_SET_SECCOMP, _MODE_FILTER, _JOIN_SESSION_KEYRING = 22, 2, 1
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = (
    0x20,
    0x15,
    0x35,
    0x45,
    0x06,
)  # opcodes of classic BPF, operand k
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
ALLOW, FAIL = 0x7FFF0000, 0x00050000  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO
NEWEST = 456  # the last number that the tables know; the same on both machines
X32 = 0x40000000  # calls of the x32 ABI carry this bit

# Name of a call -> its number on x86_64 and aarch64 (None: there is none).
REFUSED = {
    # keys of the grader's session, traces and memory of others
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # programs and queues that run in the kernel
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    # memory that no limit of a process counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # the machine
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
}
CLONE, CLONE3, SOCKET, SOCKETPAIR = (56, 220), (435, 435), (41, 198), (53, 199)
SETSOCKOPT, PRCTL, MMAP = (54, 208), (157, 167), (9, 222)
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
AF_UNIX, BUFFER_SIZES, PR_SET_MM = 1, (7, 8, 32, 33), 35  # SO_SNDBUF, SO_RCVBUF and their FORCE
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20


@dataclass(frozen=True)
class Machine:
    """An architecture: its column in the tables, its AUDIT_ARCH, whether a second ABI shares its numbers."""

    column: int
    audit: int
    x32: bool


MACHINES = {"x86_64": Machine(0, 0xC000003E, True), "aarch64": Machine(1, 0xC00000B7, False)}


def program(machine: Machine) -> bytes:
    """The filter as struct sock_filter[]: calls of another ABI (32 bit, x32), of `REFUSED`, for a new namespace, for
    a socket that is no Unix socket, for larger socket buffers, another layout of memory or shared memory without a file
    are refused."""
    steps: list[
        tuple[int, int, str, str]
    ] = []  # opcode, k, where to when true, where to when false ("": next)
    marks = {}

    def step(code: int, k: int, true: str = "", false: str = "") -> None:
        steps.append((code, k, true, false))

    def when(call: tuple, argument: int, tests: Sequence[tuple[int, int, str, str]]) -> None:
        """For this call alone: look at an argument (its low half, all that the kernel reads of these)."""
        after = f"after {call} {argument}"
        step(_EQUAL, call[machine.column], "", after)
        step(_LOAD, _ARGUMENTS + 8 * argument)
        for test in tests:
            step(*test)
        marks[after] = len(steps)

    step(_LOAD, _ARCHITECTURE)
    step(_EQUAL, machine.audit, "", "refuse")
    step(_LOAD, _NUMBER)
    if machine.x32:
        step(_AT_LEAST, X32, "refuse")
    step(_AT_LEAST, NEWEST + 1, "unknown")
    step(_EQUAL, CLONE3[machine.column], "unknown")  # its flags lie in memory; C libraries then use clone
    when(CLONE, 0, [(_ANY_BIT, NEW_NAMESPACES, "refuse", "allow")])
    for call in (SOCKET, SOCKETPAIR):
        when(call, 0, [(_EQUAL, AF_UNIX, "allow", "refuse")])
    sizes = [(_EQUAL, option, "refuse", "") for option in BUFFER_SIZES]
    when(SETSOCKOPT, 2, [*sizes[:-1], (_EQUAL, BUFFER_SIZES[-1], "refuse", "allow")])
    when(PRCTL, 0, [(_EQUAL, PR_SET_MM, "refuse", "allow")])
    when(MMAP, 3, [(_ANY_BIT, MAP_ANONYMOUS, "", "allow"), (_ANY_BIT, MAP_SHARED, "refuse", "allow")])
    for numbers in REFUSED.values():
        if (number := numbers[machine.column]) is not None:
            step(_EQUAL, number, "refuse")
    step(_RETURN, ALLOW)
    for name, verdict in (
        ("allow", ALLOW),
        ("refuse", FAIL | errno.EPERM),
        ("unknown", FAIL | errno.ENOSYS),
    ):
        marks[name] = len(steps)
        step(_RETURN, verdict)
    distance = lambda mark, at: marks[mark] - at - 1 if mark else 0  # noqa: E731
    return b"".join(
        struct.pack("=HBBI", code, distance(true, at), distance(false, at), k)
        for at, (code, k, true, false) in enumerate(steps)
    )


def this_machine() -> Machine:
    """The tables of this machine; OSError when there are none."""
    if found := MACHINES.get(platform.machine()):
        return found
    known = " and ".join(MACHINES)
    raise OSError(f"no filter of system calls for {platform.machine()}: the sandbox knows {known}")


def leave_session_keyring() -> None:
    """Into a new, empty one. Where the kernel has no key rings, or a container forbids them, there is none to leave."""
    libc.syscall(REFUSED["keyctl"][this_machine().column], _JOIN_SESSION_KEYRING, None)


def refuse_calls() -> None:
    """Put the filter in front of this process and all that it starts; OSError where there is none to be had."""
    code = program(this_machine())
    lines = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HP", len(code) // 8, ctypes.addressof(lines))  # struct sock_fprog
    call_libc("prctl", _SET_SECCOMP, _MODE_FILTER, head, 0, 0)
