"""Notebooks on the disk and in JupyterLab: figures once, no dead control, and looking changes nothing."""

import asyncio
import base64
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import nbformat
import pytest

from grading import notebook
from utils.frontend import image_tag
from utils.jupyter.contents import CONTROL, HTML, PNG, Contents, complete, shorten

ALT = "a rises while b < c falls"
BYTES = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000280000001400000000")  # the head of one, 40 x 20
PICTURE = base64.b64encode(BYTES).decode()
ELSEWHERE = ThreadPoolExecutor(1)
ABOUT = {PNG: {"alt": ALT, "width": 20}}


def ran(data: dict, metadata: dict | None = None, **about) -> dict:
    """A notebook that has run, with one output, as the front end sends it."""
    cell = nbformat.v4.new_code_cell("draw()", id="a", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata or {})]
    return json.loads(json.dumps(nbformat.v4.new_notebook(cells=[cell], metadata=about)))


def awaited(coroutine):
    """Its result, from one other thread: here Playwright's event loop may run, and signatures keep to one thread."""
    return ELSEWHERE.submit(asyncio.run, coroutine).result()


def data_of(nb: dict) -> list[dict]:
    return [output["data"] for output in nb["cells"][0]["outputs"]]


def test_a_figure_is_written_once_and_shown_with_its_alt_text():
    shown = {PNG: PICTURE, HTML: image_tag(BYTES, ALT, 20), "text/plain": "<Figure>"}
    nb = ran(shown, ABOUT)
    before = deepcopy(nb)
    shorten(nb)
    assert data_of(nb) == [{PNG: PICTURE, "text/plain": "<Figure>"}]
    complete(nb)
    nb["metadata"].pop("language_info")
    assert nb == before


@pytest.mark.parametrize(
    ("data", "metadata"),
    [
        ({HTML: "<b>a table</b>", "text/plain": "."}, {}),
        ({PNG: PICTURE, HTML: "<b>a student's</b>"}, {}),
        ({PNG: PICTURE}, {}),
    ],
    ids=["HTML alone", "a PNG without alt text", "PNG alone"],
)
def test_what_cannot_be_made_again_stays(data, metadata):
    nb = ran(data, metadata)
    shorten(nb)
    assert data_of(nb) == [data]
    complete(nb)
    assert data_of(nb) == [data]


def test_a_panel_keeps_its_picture_and_a_control_alone_goes():
    view = {CONTROL: {"model_id": "7"}, "text/plain": "Panel(...)"}
    panel, guess = ran(view | {PNG: PICTURE}, ABOUT, widgets={"state": {}}), ran(view)
    shorten(panel)
    shorten(guess)
    assert data_of(panel) == [{PNG: PICTURE, "text/plain": "Panel(...)"}]
    assert data_of(guess) == []
    assert "widgets" not in panel["metadata"]


def test_opened_and_saved_a_notebook_is_the_same_file(tmp_path):
    """What comes has the version of Python, which JupyterLab would write into it; the file has it once it ran."""
    released = notebook.release_file("ntk").read_bytes()
    (tmp_path / "ntk.ipynb").write_bytes(released)
    files = Contents(root_dir=str(tmp_path))
    model = awaited(files.get("ntk.ipynb"))
    version = model["content"]["metadata"]["language_info"]["version"]
    assert version == sys.version.split()[0]
    awaited(files.save(model, "ntk.ipynb"))
    assert (tmp_path / "ntk.ipynb").read_bytes() == released
    model = awaited(files.get("ntk.ipynb"))
    next(c for c in model["content"]["cells"] if c["cell_type"] == "code")["execution_count"] = 1
    awaited(files.save(model, "ntk.ipynb"))
    assert notebook.read(tmp_path / "ntk.ipynb").metadata.language_info.version == version


def test_other_files_are_as_they_were(tmp_path):
    files = Contents(root_dir=str(tmp_path))
    awaited(files.save({"type": "file", "format": "text", "content": "text"}, "a.txt"))
    assert awaited(files.get("a.txt"))["content"] == "text"
    (tmp_path / "a.ipynb").write_bytes(notebook.release_file("ntk").read_bytes())
    assert awaited(files.get("a.ipynb", content=False))["content"] is None
    assert awaited(files.get(""))["type"] == "directory"
