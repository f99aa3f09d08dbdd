"""What people read: pages made from a student's words, which are cleaned or escaped.

prose         a student's text as a browser may show it
feedback      the page that a student gets back
predictions   what the class has guessed, for the next lecture
attention     who needs a person, with links to the formgrader
evidence      what the grades say about the checks, three figures and three tables
alike         alike submissions side by side
marking       text answers question by question, without names
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grading.formulas import sentence


def render(template: str, **words: Any) -> str:
    """A template of this folder, filled in; everything is escaped; `sentence` is a filter."""
    folder = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["sentence"] = sentence
    return environment.get_template(template).render(**words)
