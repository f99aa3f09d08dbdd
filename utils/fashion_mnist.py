"""Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747): real images, found offline, checked before use.

Where the images come from, first match wins:

1. `root`, or the folder named by the environment variable FASHION_MNIST: the four idx files (plain or .gz), or
   torchvision's layout FashionMNIST/raw below it;
2. torchvision's layout in ./data or ../data;
3. the Debian package dataset-fashion-mnist;
4. the subset that ships with the course: the first 1000 training images of each of the classes 3 and 6, and all their
   test images, if it has what is asked for;
5. torchvision's download, only with `download=True`.

All sources give the same tensors: the checksums of idx files are compared with those of the published data set.
"""

import gzip
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from utils.validation import integer, integers, refuse

CLASSES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
DEBIAN = Path("/usr/share/datasets/fashion-mnist")
EMBEDDED = Path(__file__).parent / "assets" / "fashion_mnist_3_6.npz"
VARIABLE = "FASHION_MNIST"

#: file -> (bytes before the data, shape of one item, CRC-32 of the decompressed file)
FILES = {
    "train-images-idx3-ubyte": (16, (28, 28), 0xB4F29F28),
    "train-labels-idx1-ubyte": (8, (), 0x741A4657),
    "t10k-images-idx3-ubyte": (16, (28, 28), 0x678FE0B1),
    "t10k-labels-idx1-ubyte": (8, (), 0x80142C1F),
}


@dataclass(frozen=True, eq=False)
class Images:
    """Some classes of Fashion-MNIST in file order: x (n, 1, 28, 28) float32 in [-1, 1], labels (n,) int64."""

    x_train: Tensor
    labels_train: Tensor
    x_test: Tensor
    labels_test: Tensor
    classes: tuple[int, ...]
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """The classes in words."""
        return tuple(CLASSES[c] for c in self.classes)


def fashion_mnist(
    n_train: int = 200,
    n_test: int | None = None,
    *,
    classes: Sequence[int] = (3, 6),
    root: str | os.PathLike | None = None,
    download: bool = False,
) -> Images:
    """The first n_train / n_classes training images of each class, and the first n_test test images of these classes.

    `classes`: numbers in 0..9, in any order. Images stand in the order of the file. `n_test=None` takes all of them.
    Pixels v in 0..255 become v / 127.5 - 1: torchvision's Normalize(0.5, 0.5).

    >>> images = fashion_mnist(n_train=4, n_test=8)
    >>> tuple(images.x_train.shape), images.labels_train.tolist(), images.names
    ((4, 1, 28, 28), [3, 6, 3, 6], ('Dress', 'Shirt'))
    """
    classes = tuple(sorted(set(integers("classes", classes, low=0))))
    if classes[-1] > 9:
        refuse("classes", list(classes), "numbers of classes in 0..9")
    n_train = integer("n_train", n_train, low=len(classes))
    if n_train % len(classes):
        refuse("n_train", n_train, f"a multiple of {len(classes)}, as many images of each class")
    arrays, source = _find(classes, n_train // len(classes), root, download)
    train = _first_per_class(arrays["train_labels"], classes, n_train // len(classes))
    test = np.flatnonzero(np.isin(arrays["test_labels"], classes))
    test = test[: len(test) if n_test is None else integer("n_test", n_test, high=len(test))]
    return Images(
        _pixels(arrays["train_images"][train]),
        torch.from_numpy(arrays["train_labels"][train].astype(np.int64)),
        _pixels(arrays["test_images"][test]),
        torch.from_numpy(arrays["test_labels"][test].astype(np.int64)),
        classes,
        source,
    )


def _first_per_class(labels: np.ndarray, classes: Sequence[int], count: int) -> np.ndarray:
    """Indices of the first `count` items of each class, in the order of the file."""
    found = [np.flatnonzero(labels == c) for c in classes]
    most = min(len(indices) for indices in found)
    if count > most:
        refuse("n_train", count * len(classes), f"at most {most * len(classes)}")
    return np.sort(np.concatenate([indices[:count] for indices in found]))


def _pixels(images: np.ndarray) -> Tensor:
    return torch.from_numpy(images.astype(np.float32)).unsqueeze(1).div_(127.5).sub_(1)


def _find(
    classes: tuple[int, ...], per_class: int, root: str | os.PathLike | None, download: bool
) -> tuple[dict[str, np.ndarray], str]:
    """The arrays of the first source that has what is asked for, and its name."""
    named = root if root is not None else os.environ.get(VARIABLE)
    if named:
        folder = _folder(Path(named))
        if folder is None:
            name = "root" if root is not None else VARIABLE
            refuse(
                name, f"{str(named)!r}, where no idx files are", f"a folder with {', '.join(FILES)} (or .gz)"
            )
        return _read_folder(folder), str(folder)
    for place in (Path("data"), Path("../data"), DEBIAN):
        folder = _folder(place)
        if folder is not None:
            return _read_folder(folder), str(folder)
    if set(classes) <= {3, 6} and per_class <= 1000:
        return _read_embedded(), "the subset that ships with the course"
    if download:
        return _read_folder(_download(Path("data"))), "torchvision's download"
    raise FileNotFoundError(
        f"Fashion-MNIST: classes {list(classes)} with {per_class} training images each are not in the shipped subset "
        f"(classes 3 and 6, 1000 each); install the Debian package dataset-fashion-mnist, set {VARIABLE}, "
        "or pass download=True"
    )


def _folder(place: Path) -> Path | None:
    """The folder at or below `place` that holds an idx file, in torchvision's layout or flat."""
    for folder in (place / "FashionMNIST" / "raw", place):
        if any((folder / f"{name}{end}").is_file() for name in FILES for end in ("", ".gz")):
            return folder
    return None


@lru_cache(maxsize=2)
def _read_folder(folder: Path) -> dict[str, np.ndarray]:
    names = ("train_images", "train_labels", "test_images", "test_labels")
    return {name: _read_idx(folder, file) for name, file in zip(names, FILES)}


def _read_idx(folder: Path, name: str) -> np.ndarray:
    """One idx file, plain or gzipped, as a uint8 array (n, ...); refused unless it is the published one."""
    skip, shape, checksum = FILES[name]
    plain, packed = folder / name, folder / f"{name}.gz"
    path = plain if plain.is_file() else packed
    try:
        content = path.read_bytes() if path is plain else gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise FileNotFoundError(
            f"Fashion-MNIST: {plain} (or .gz) is missing beside the other files"
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"Fashion-MNIST: {path} cannot be read ({error}); fetch it again") from None
    if zlib.crc32(content) != checksum:
        raise ValueError(
            f"Fashion-MNIST: {path} is damaged (wrong checksum over {len(content)} bytes); fetch it again"
        )
    return np.frombuffer(content, np.uint8, offset=skip).reshape(-1, *shape)


@lru_cache(maxsize=1)
def _read_embedded() -> dict[str, np.ndarray]:
    try:
        with EMBEDDED.open("rb") as file, np.load(file) as archive:
            return {name: archive[name] for name in archive.files}
    except Exception as error:  # numpy and zipfile raise a dozen kinds here
        raise ValueError(
            f"Fashion-MNIST: {EMBEDDED} is missing or damaged ({error}); install the course again"
        ) from None


def _download(root: Path) -> Path:
    from torchvision.datasets import FashionMNIST

    FashionMNIST(root, download=True)
    return root / "FashionMNIST" / "raw"
