"""What a folder of submissions may hold besides notebooks: each entry is (what to make there, what is said of it)."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path, bytes], None]  # (the folder of one student's submission, a good notebook)


def _file(folder: Path, content: bytes, name: str = "target.ipynb") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def beside(name: str, make: Callable[[Path], None]) -> Make:
    """A good notebook, and something else beside it."""

    def made(folder: Path, content: bytes) -> None:
        _file(folder, content)
        make(folder / name)

    return made


def instead(make: Callable[[Path], None]) -> Make:
    """Something else under the notebook's name."""

    def made(folder: Path, content: bytes) -> None:
        folder.mkdir(parents=True)
        make(folder / "target.ipynb")

    return made


def _solution(path: Path) -> None:
    path.symlink_to(path.parents[3] / "source/target/target.ipynb")


def _listen(path: Path) -> None:
    at = os.getcwd()
    os.chdir(path.parent)  # the name of a socket may be no longer than 108 bytes
    with socket.socket(socket.AF_UNIX) as ours:
        ours.bind(path.name)
    os.chdir(at)


def _large(path: Path) -> None:
    path.touch()
    os.truncate(path, 300 << 20)


def _linked_folder(folder: Path, content: bytes) -> None:
    elsewhere = folder.parents[2] / "elsewhere"
    _file(elsewhere / folder.name, content)
    folder.parent.mkdir(parents=True)
    folder.symlink_to(elsewhere / folder.name)


def _linked_student(folder: Path, content: bytes) -> None:
    _linked_folder(folder.parent.with_name("lin-too") / "other", content)
    elsewhere = folder.parents[2] / "everywhere"
    _file(elsewhere / folder.name, content)
    folder.parent.symlink_to(elsewhere)


def _crowd(path: Path) -> None:
    path.mkdir()
    for number in range(1001):
        (path / str(number)).touch()


HOSTILE: dict[str, tuple[Make, str]] = {
    "link": (instead(_solution), "target.ipynb is a symbolic link, expected a file"),
    "dangling": (instead(lambda p: p.symlink_to("nowhere")), "target.ipynb is a symbolic link"),
    "folder": (instead(Path.mkdir), "target.ipynb is a folder, expected a file"),
    "pipe": (instead(lambda p: os.mkfifo(p)), "target.ipynb is a named pipe, expected a file"),
    "socket": (instead(_listen), "target.ipynb is a socket, expected a file"),
    "large": (instead(_large), "target.ipynb is too much: expected at most"),
    "missing": (lambda folder, content: folder.mkdir(parents=True), "target.ipynb: No such file"),
    "file": (
        lambda folder, content: _file(folder.parent, content, folder.name),
        "target is a file, expected a folder",
    ),
    "linked-folder": (_linked_folder, "linked-folder/target is a symbolic link, expected a folder"),
    "linked-student": (_linked_student, "linked-student is a symbolic link, expected a folder"),
    "endless": (beside("data.csv", lambda p: p.symlink_to("/dev/zero")), "data.csv is a symbolic link"),
    "pipe-beside": (beside("data.csv", lambda p: os.mkfifo(p)), "data.csv is a named pipe"),
    "crowd": (beside("files", _crowd), "is too much: expected at most 1000 files"),
    "time-pipe": (beside("timestamp.txt", lambda p: os.mkfifo(p)), "timestamp.txt is a named pipe"),
    "time-words": (
        beside("timestamp.txt", lambda p: p.write_text("soon\x1b[2J")),
        "timestamp.txt: Unknown string",
    ),
    "time-far": (beside("timestamp.txt", lambda p: p.write_text("9" * 40)), "timestamp.txt: "),
    "time-bytes": (beside("timestamp.txt", lambda p: p.write_bytes(b"\xff\xfe")), "timestamp.txt: "),
    "=1+1": (_file, "the folder is called '=1+1', expected letters"),
    "<b>bold": (_file, "the folder is called '<b>bold', expected letters"),
    "a\x1b[2Jb": (_file, "the folder is called 'a\\\\x1b[2Jb', expected letters"),
}


def _below(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xff{")


# What may stand beside a good notebook: it is not read, and costs nothing.
ODD: dict[str, Make] = {
    "notebook": beside("other.ipynb", lambda p: p.write_bytes(b"\xff{")),
    "folder": beside("other.ipynb", Path.mkdir),
    "twin": beside("TARGET.ipynb", lambda p: p.write_text("[]")),
    "checkpoint": beside(".ipynb_checkpoints/target.ipynb", _below),
    "deep": beside("target/target.ipynb", _below),
    "configuration": beside("nbgrader_config.py", lambda p: p.write_text("raise SystemExit('REACHED')")),
    "gradebook": beside("gradebook.db", lambda p: p.write_bytes(b"\xff{")),
    "escape": beside("a\x1b[2J\nb", Path.touch),
    "surrogate": beside(os.fsdecode(b"\xff\xfe"), Path.touch),
    "long": beside("x" * 250, Path.touch),
    "braces": beside("{nbgrader_step}*[a]%s", Path.touch),
}


def make_hostile(root: Path, content: bytes) -> None:
    """Let everyone of HOSTILE hand in, in the course `root`."""
    for student, (make, _) in HOSTILE.items():
        make(root / "submitted" / student / "target", content)
