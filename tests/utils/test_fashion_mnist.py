"""Fashion-MNIST: every source gives the same tensors; missing and damaged files are refused in one line."""

import gzip
import shutil
from pathlib import Path

import pytest
import torch

from utils import data, fashion_mnist
from utils.fashion_mnist import DEBIAN, EMBEDDED, FILES, VARIABLE

has_debian = pytest.mark.skipif(
    not DEBIAN.is_dir(), reason="the Debian package dataset-fashion-mnist is not installed"
)


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """An empty working folder, no variable, nothing remembered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    fashion_mnist._read_folder.cache_clear()


@pytest.fixture
def only_embedded(monkeypatch):
    monkeypatch.setattr(fashion_mnist, "DEBIAN", Path("does-not-exist"))


def same(a, b):
    return all(
        torch.equal(getattr(a, part), getattr(b, part))
        for part in ("x_train", "labels_train", "x_test", "labels_test")
    )


def test_embedded_subset(only_embedded):
    images = data.fashion_mnist(200)
    assert images.source == "the subset that ships with the course"
    assert images.x_train.shape == (200, 1, 28, 28)
    assert images.x_train.dtype == torch.float32
    assert images.x_test.shape == (2000, 1, 28, 28)
    assert [(images.labels_train == c).sum().item() for c in (3, 6)] == [100, 100]
    assert [(images.labels_test == c).sum().item() for c in (3, 6)] == [1000, 1000]
    assert float(images.x_train.min()) == -1
    assert float(images.x_train.max()) == 1
    assert images.names == ("Dress", "Shirt")


def test_size_of_the_subset_and_its_licence():
    assert EMBEDDED.stat().st_size < 3_000_000
    assert "Zalando" in (EMBEDDED.parent / "LICENSE-fashion-mnist").read_text()


@has_debian
def test_the_subset_is_the_real_data(monkeypatch):
    full = data.fashion_mnist(2000)
    assert full.source == str(DEBIAN)
    monkeypatch.setattr(fashion_mnist, "DEBIAN", Path("does-not-exist"))
    assert same(full, data.fashion_mnist(2000))


@has_debian
def test_ten_classes_in_file_order():
    images = data.fashion_mnist(20, 50, classes=range(10))
    assert sorted(images.labels_train.tolist()) == sorted([*range(10)] * 2)
    assert len(images.x_test) == 50


@has_debian
@pytest.mark.parametrize("layout", ["flat", "torchvision", "plain"])
def test_root_variable_and_torchvision_layout(tmp_path, monkeypatch, layout):
    folder = tmp_path / "data" / "FashionMNIST" / "raw" if layout == "torchvision" else tmp_path / "elsewhere"
    folder.mkdir(parents=True)
    for name in FILES:
        if layout == "plain":
            (folder / name).write_bytes(gzip.decompress((DEBIAN / f"{name}.gz").read_bytes()))
        else:
            shutil.copy(DEBIAN / f"{name}.gz", folder)
    monkeypatch.setattr(fashion_mnist, "DEBIAN", Path("does-not-exist"))
    if layout == "flat":
        found = data.fashion_mnist(10, root=folder)
    elif layout == "plain":
        monkeypatch.setenv(VARIABLE, str(folder))
        found = data.fashion_mnist(10)
    else:
        found = data.fashion_mnist(10)
    assert "course" not in found.source
    shutil.rmtree(folder)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert same(found, data.fashion_mnist(10))


@has_debian
def test_damaged_truncated_and_missing_files(tmp_path):
    labels = tmp_path / "train-labels-idx1-ubyte"
    for name in FILES:
        (tmp_path / f"{name}.gz").symlink_to(DEBIAN / f"{name}.gz")
    raw = bytearray(gzip.decompress((DEBIAN / "train-labels-idx1-ubyte.gz").read_bytes()))
    raw[100] ^= 1  # one label wrong
    labels.write_bytes(raw)
    with pytest.raises(ValueError, match="train-labels-idx1-ubyte is damaged"):
        data.fashion_mnist(10, root=tmp_path)
    labels.unlink()
    packed = tmp_path / "train-labels-idx1-ubyte.gz"
    packed.unlink()
    packed.write_bytes((DEBIAN / packed.name).read_bytes()[:1000])
    with pytest.raises(ValueError, match="cannot be read"):
        data.fashion_mnist(10, root=tmp_path)
    packed.unlink()
    with pytest.raises(FileNotFoundError, match=r"train-labels-idx1-ubyte \(or \.gz\) is missing"):
        data.fashion_mnist(10, root=tmp_path)


def test_damaged_subset(tmp_path, monkeypatch, only_embedded):
    broken = tmp_path / "broken.npz"
    broken.write_bytes(EMBEDDED.read_bytes()[:5000])
    monkeypatch.setattr(fashion_mnist, "EMBEDDED", broken)
    fashion_mnist._read_embedded.cache_clear()
    with pytest.raises(ValueError, match="missing or damaged"):
        data.fashion_mnist(10)
    fashion_mnist._read_embedded.cache_clear()


def test_download_only_when_asked(monkeypatch, only_embedded):
    with pytest.raises(FileNotFoundError, match="download=True"):
        data.fashion_mnist(10, classes=(0, 1))
    asked = []

    def pretend(root):
        asked.append(root)
        raise OSError("no network")

    monkeypatch.setattr(fashion_mnist, "_download", pretend)
    with pytest.raises(OSError, match="no network"):
        data.fashion_mnist(10, classes=(0, 1), download=True)
    assert asked == [Path("data")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_train": 0}, "n_train: got 0"),
        ({"n_train": 7}, "n_train: got 7, expected a multiple of 2"),
        ({"n_train": 2.0}, "n_train: got 2.0"),
        ({"n_test": 2001}, "n_test: got 2001"),
        ({"classes": ()}, "classes: got an empty sequence"),
        ({"classes": (3, 10)}, "classes: got"),
        ({"classes": "36"}, "classes: got"),
        ({"root": "no/such/folder"}, "root: got 'no/such/folder'"),
    ],
)
def test_bad_input(arguments, message, only_embedded):
    with pytest.raises((ValueError, TypeError), match=message) as error:
        data.fashion_mnist(**arguments)
    assert "\n" not in str(error.value)


def test_too_many_images(only_embedded):
    with pytest.raises(FileNotFoundError, match="not in the shipped subset"):
        data.fashion_mnist(2002)
