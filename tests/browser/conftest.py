"""What the tests of the instructor's pages share."""

import pytest
from teacher import teaching


@pytest.fixture(scope="module")
def server(course):
    """The address of the instructor's Jupyter on the `course` of a module."""
    with teaching(course.root) as address:
        yield address
