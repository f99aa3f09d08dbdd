"""The door of Validate: only files below the folder that is served."""

import pytest
from tornado.web import HTTPError

from utils.jupyter.validate import inside


def test_a_path_stays_in_the_folder(tmp_path):
    assert inside(str(tmp_path), "a/b.ipynb") == tmp_path.resolve() / "a" / "b.ipynb"


@pytest.mark.parametrize("path", ["../b.ipynb", "/etc/passwd", "a/../../b.ipynb"])
def test_a_path_that_leads_out_is_refused(tmp_path, path):
    with pytest.raises(HTTPError, match="403"):
        inside(str(tmp_path), path)


def test_a_link_that_leads_out_is_refused(tmp_path):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "link").symlink_to(tmp_path)
    with pytest.raises(HTTPError, match="403"):
        inside(str(tmp_path / "lab"), "link/b.ipynb")
