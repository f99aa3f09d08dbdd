"""The door to `grading.marking` in the instructor's Jupyter server, beside nbgrader's formgrader.

    jupyter lab --ServerApp.jpserver_extensions=grading.server=True       # as `make teach` does
    http://localhost:8888/marking/ntk                                     # every assignment has its page

It takes the course from the formgrader, its people from Jupyter. No page may load anything, and the only script that
runs in one is its own.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from grading import marking
from grading.course import Course
from grading.pages import marking as pages


class _Handler(JupyterHandler):
    def show(self, page: str, nonce: str = "") -> None:
        """A page under a policy of its own: the script that has the `nonce` may run, and nothing is fetched."""
        scripts = f"script-src 'nonce-{nonce}'; connect-src 'self'; " if nonce else ""
        policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; {scripts}"
        policy += "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
        self.set_header("Content-Security-Policy", policy)
        self.finish(page)

    @property
    def course(self) -> Course:
        formgrader = self.settings.get("nbgrader_formgrader")
        if formgrader is None:
            raise web.HTTPError(404, "nbgrader's formgrader does not run on this server")
        return Course(Path(formgrader.coursedir.root))

    def address(self, assignment: str) -> str:
        return url_path_join(self.base_url, "marking", assignment)

    def questions(self, assignment: str) -> list[marking.Question]:
        try:
            return marking.questions(self.course, assignment)
        except ValueError as error:
            raise web.HTTPError(404, str(error)) from None


class Questions(_Handler):
    """The text questions of an assignment."""

    @web.authenticated
    def get(self, assignment: str) -> None:
        self.show(pages.overview(assignment, self.questions(assignment), self.address(assignment)))


class Sheet(_Handler):
    """One question with a part of its answers."""

    @web.authenticated
    def get(self, assignment: str, question: str) -> None:
        questions = self.questions(assignment)
        mine = next((q for q in questions if q.name == question), None)
        wanted = self.get_argument("part", "1")
        if mine is None or not wanted.isdecimal():
            raise web.HTTPError(404)
        answers, part, parts = marking.sheet(self.course, assignment, question, int(wanted[:6]))
        base, token, nonce = self.address(assignment), self.xsrf_token.decode(), secrets.token_urlsafe(16)
        self.show(pages.page(assignment, questions, mine, answers, part, parts, base, nonce, token), nonce)


class Mark(_Handler):
    """One mark, as JSON: what is written, or why not and what stands."""

    @web.authenticated
    def put(self, assignment: str, question: str, grade: str) -> None:
        try:
            said = json.loads(self.request.body)
            if not isinstance(said, dict):
                raise ValueError("mark: expected an object")
            marking.mark(self.course, assignment, question, grade, said)
        except marking.Conflict as conflict:
            self.set_status(409)
            stands = {"points": conflict.points, "comment": conflict.comment}
            self.finish({"error": str(conflict), "changed": conflict.answer, **stands})
        except ValueError as error:
            self.set_status(400)
            self.finish({"error": str(error)})
        else:
            self.finish({})


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "grading.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    base = app.web_app.settings["base_url"]
    word = r"([^/]+)"
    doors = {
        f"marking/{word}": Questions,
        f"marking/{word}/{word}": Sheet,
        f"marking/{word}/{word}/{word}": Mark,
    }
    handlers = [(url_path_join(base, f"{path}/?"), handler) for path, handler in doors.items()]
    app.web_app.add_handlers(".*$", handlers)
