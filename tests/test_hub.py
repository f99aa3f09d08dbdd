"""The circle on a JupyterHub: release, fetch, submit, collect, grade, mark, feedback, as docs/hub.md configures it.

It is the part of the semester of `tests/grading/test_semester.py` in which files move through an exchange.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import chain
from pathlib import Path

import pytest
from accounts import IN_PRIVATE, opened
from nbgrader.api import Gradebook

from grading import notebook
from grading.bundle import TOP
from grading.notebook import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.getuid() != 0, reason="only root starts servers of other accounts; the suite runs as root"
    ),
]

PEOPLE = {"prof": 30001, "ada": 30002, "bob": 30003}
ASSIGNMENT = "double_descent"
COURSE = "wide_networks"
PROXY = "configurable-http-proxy@4"  # the newest for which Debian's Node.js is enough
TOKEN = "a-token-of-this-test-alone"
#: What the test adds to the configuration of the hub: ports, a door for itself, and no passwords.
FOR_THE_TEST = f"""
import os
c.JupyterHub.bind_url = "http://127.0.0.1:" + os.environ["HUB_PORT"]
c.JupyterHub.hub_port = int(os.environ["HUB_PORT"]) + 1
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:" + str(int(os.environ["HUB_PORT"]) + 2)
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.load_roles = [{{
    "name": "test",
    "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"],
    "services": ["test"],
}}]
c.JupyterHub.services = [{{"name": "test", "api_token": "{TOKEN}"}}]
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.JupyterHub.log_level = "WARN"
"""


def free_ports() -> int:
    """The first of three neighbouring ports that nobody listens on."""
    for first in range(20000 + os.getpid() % 10000, 60000, 3):
        try:
            for port in range(first, first + 3):
                with socket.socket() as door:
                    door.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise OSError("no three free ports")


class Hub:
    """A hub that is up, and what a person does in it through the pages' own interfaces."""

    def __init__(self, port: int, srv: Path):
        self.base, self.tokens = f"http://127.0.0.1:{port}", dict[str, str]()
        self.home, self.exchange = srv / "home", srv / "nbgrader" / "exchange"

    def ask(self, path: str, token: str, body: object = None, method: str | None = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.loads(answer.read() or b"null")

    def page(self, person: str, path: str) -> str:
        """A page of a person's own server."""
        request = urllib.request.Request(
            self.base + path, headers={"Authorization": f"token {self.tokens[person]}"}
        )
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.read().decode()

    def server_of(self, person: str) -> None:
        """Start a person's server, and wait until it answers."""
        self.ask(f"/hub/api/users/{person}", TOKEN, {})
        self.ask(f"/hub/api/users/{person}/server", TOKEN, {})
        self.tokens[person] = self.ask(f"/hub/api/users/{person}/tokens", TOKEN, {})["token"]
        while not self.ask(f"/hub/api/users/{person}", TOKEN)["servers"].get("", {}).get("ready"):
            time.sleep(0.2)

    def assignments(self, person: str, action: str) -> list:
        """Fetch, submit or fetch_feedback, as the page Assignment List does."""
        what = {"course_id": COURSE, "assignment_id": ASSIGNMENT}
        listed = self.ask(f"/user/{person}/assignments/{action}", self.tokens[person], what)
        assert listed["success"], listed
        return listed["value"]

    def formgrader(self, action: str) -> None:
        """Press a button of the formgrader."""
        done = self.ask(f"/user/prof/formgrader/api/{action}", self.tokens["prof"], {})
        assert done["success"], done.get("log", "") + done.get("error", "")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub with the accounts of PEOPLE, in mounts and a process group that end with it."""
    if not shutil.which("npm"):
        pytest.skip("NOT TRIED: npm is missing, which installs JupyterHub's proxy")
    work = Path(f"/var/tmp/hub-{os.getpid()}")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", work, PROXY], check=True
    )
    stage(work)
    port = free_ports()
    environment = {
        "PATH": f"{work}/node_modules/.bin:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HUB_PORT": str(port),
        "LANG": "C.UTF-8",
    }
    with (work / "log").open("w") as log:
        running = subprocess.Popen(
            [*IN_PRIVATE, program(work)],
            cwd=work,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        hub = Hub(port, work / "srv")
        while True:
            assert running.poll() is None, (work / "log").read_text()[-3000:]
            try:
                hub.ask("/hub/api/", TOKEN)
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield hub
        print((work / "log").read_text()[-3000:])
    finally:
        for person in hub.tokens:
            hub.ask(f"/hub/api/users/{person}/server", TOKEN, method="DELETE")
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)
        shutil.rmtree(work)


def stage(work: Path) -> None:
    """Everything of the page that stands in /srv, and the accounts."""
    srv = work / "srv"
    for folder in ("home", "jupyterhub", "jupyter", "nbgrader", "state"):
        (srv / folder).mkdir(parents=True)
    (srv / "nbgrader" / "exchange").mkdir()
    (srv / "nbgrader" / "exchange").chmod(0o777)
    configured = ROOT / "docs" / "hub"
    hub = (configured / "jupyterhub_config.py").read_text() + FOR_THE_TEST
    (srv / "jupyterhub" / "jupyterhub_config.py").write_text(hub)
    shutil.copy(configured / "nbgrader_config.py", srv / "jupyter")
    (srv / "jupyter" / "jupyter_server_config.d").mkdir()
    shutil.copy(configured / "validate.json", srv / "jupyter" / "jupyter_server_config.d")
    course = srv / "home" / "prof" / COURSE
    own = srv / "home" / "prof" / ".jupyter"
    own.mkdir(parents=True)
    shutil.copy(configured / "instructor.py", own / "nbgrader_config.py")
    shutil.copy(configured / "instructor_server.py", own / "jupyter_server_config.py")
    for folder in ("source", "release"):
        shutil.copytree(ROOT / folder / ASSIGNMENT, course / folder / ASSIGNMENT)
    for package in ("grading", "utils"):
        shutil.copytree(ROOT / package, course / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", course)
    accounts, groups = Path("/etc/passwd").read_text(), Path("/etc/group").read_text()
    for person, number in PEOPLE.items():
        accounts += f"{person}:x:{number}:{number}::/srv/home/{person}:/bin/sh\n"
        groups += f"{person}:x:{number}:\n"
        home = srv / "home" / person
        home.mkdir(exist_ok=True)
        for path in (home, *home.rglob("*")):
            os.chown(path, number, number)
        home.chmod(0o700)
    (work / "passwd").write_text(accounts)
    (work / "group").write_text(groups)


def program(work: Path) -> str:
    return "\n".join(
        [
            *opened(work / "stage"),
            f"mount --bind {work}/srv /srv",
            f"mount --bind {work}/passwd /etc/passwd",
            f"mount --bind {work}/group /etc/group",
            "cd /srv/state",
            f"exec {sys.executable} -m jupyterhub -f /srv/jupyterhub/jupyterhub_config.py",
        ]
    )


def listing(person: str, folder: Path) -> str:
    """What the account sees in a folder of the hub; a refusal is an answer too."""
    words = [
        "setpriv",
        f"--reuid={PEOPLE[person]}",
        f"--regid={PEOPLE[person]}",
        "--clear-groups",
        "ls",
        "-R",
        folder,
    ]
    return subprocess.run(words, capture_output=True, text=True).stdout


def mark_everything(hub) -> float:
    """Give one point to every text answer that waits, question by question; their sum."""
    found, marking = 0.0, f"/user/prof/marking/{ASSIGNMENT}"
    for question in re.findall(rf'href="[^"]*{marking}/(\w+)"', hub.page("prof", marking)):
        sheet = hub.page("prof", f"{marking}/{question}")
        assert not re.search(r"\bada\b|\bbob\b", sheet)
        for grade, version in re.findall(r'data-grade="(\w+)" data-version="(\w+)"', sheet):
            seen = {"points": None, "comment": ""}
            said = {"points": 1, "comment": "Read.", "seen": seen, "version": version}
            hub.ask(f"{marking}/{question}/{grade}", hub.tokens["prof"], said, "PUT")
            found += 1
    assert found > 0
    return found


def test_once_round(hub):
    for person in PEOPLE:
        hub.server_of(person)
        with pytest.raises(urllib.error.HTTPError, match="403"):  # nbgrader's own would answer
            hub.ask(f"/user/{person}/assignments/validate?path=../x", hub.tokens[person], {})
    for button in ("assign", "release"):
        hub.formgrader(f"assignment/{ASSIGNMENT}/{button}")
    for person in ("ada", "bob"):
        hub.assignments(person, "fetch")
        # Ada solves it; Bob hands in what he has fetched.
    source = notebook.read(notebook.source_file(ASSIGNMENT))
    solved = notebook.fill(source, notebook.reference_answers(source))
    file = hub.home / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert file.read_bytes() == notebook.release_file(ASSIGNMENT).read_bytes()
    file.write_bytes(notebook.dumps(solved))
    for person in ("ada", "bob"):
        hub.assignments(person, "submit")
    assert "bob" not in listing("ada", hub.exchange / COURSE / "inbound")

    hub.formgrader(f"assignment/{ASSIGNMENT}/collect")
    for person in ("ada", "bob"):
        hub.formgrader(f"submission/{ASSIGNMENT}/{person}/autograde")
    with Gradebook(f"sqlite:///{hub.home}/prof/{COURSE}/gradebook.db") as gradebook:
        ada, bob = (gradebook.find_submission(ASSIGNMENT, person) for person in ("ada", "bob"))
        assert ada.code_score == ada.max_code_score > 0 == bob.code_score
        totals = {"ada": ada.score, "bob": bob.score}
    totals["ada"] += mark_everything(hub)

    hub.formgrader(f"assignment/{ASSIGNMENT}/generate_feedback")
    hub.formgrader(f"assignment/{ASSIGNMENT}/release_feedback")
    for person, total in totals.items():
        hub.assignments(person, "fetch_feedback")
        [page] = (hub.home / person / ASSIGNMENT).glob(f"feedback/*/{ASSIGNMENT}.html")
        assert f"{total:g} of" in re.sub(r"<[^>]*>", "", page.read_text())
        assert ("Read." in page.read_text()) == (person == "ada"), (
            "a person's comment comes back to who wrote the answer"
        )


def test_the_image_copies_what_there_is():
    """Every step is one that builders know; what is copied is in the repository, or is the unpacked zip."""
    lines = re.sub(r"\\\n", " ", (ROOT / "docs" / "hub" / "Containerfile").read_text()).splitlines()
    steps = [line.split() for line in lines if line and not line.startswith("#")]
    assert {step[0] for step in steps} == {"FROM", "RUN", "COPY", "EXPOSE", "CMD"}
    copied = [name for step in steps if step[0] == "COPY" for name in step[1:-1]]
    assert [name for name in copied if name != TOP and not (ROOT / name).exists()] == []
    assert PROXY in " ".join(chain.from_iterable(steps))
