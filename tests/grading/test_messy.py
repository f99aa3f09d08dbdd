"""What a lecturer types in a hurry: every bad input is one line that names what was wrong, and changes nothing."""

import io
import re
import zipfile

import pytest
from essays import STUDENTS, make_course

from grading import __main__ as cli


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("messy") / "course")


def packed(files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(out := io.BytesIO(), "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


GOOD = packed({"ada/ps.ipynb": b"{}"})
#: What a file holds -> how the refusal begins, and a word of it.
DOWNLOADS = {
    "empty": (b"", "no zip archive"),
    "words": (b"hello", "no zip archive"),
    "nothing in it": (packed({}), "no file in it"),
    "what systems leave": (packed({"__MACOSX/a": b"x", ".DS_Store": b""}), "no file in it"),
    "no notebook": (packed({"a/b.pdf": b"%PDF"}), "say --assignment"),
    "cut off": (GOOD[: len(GOOD) // 2], "no zip archive"),
}
ROSTERS = {
    "empty": (b"", "expected one called id"),
    "nobody": (b"id,first_name\n", "names nobody"),
    "no id": (b"name,mail\nAda,x\n", "expected one called id"),
    "twice": (b"id\nada\nada\n", "line 3: ada stands there twice"),
    "a column twice": (b"id,id\nada,bob\n", "the column id twice"),
    "open quote": (b'id,first_name\nada,"Ada\n', "unexpected end"),
    "bad id": (b"id\n../ada\n", "line 2: id: got '../ada'"),
    "long id": (b"id\n" + b"a" * 300 + b"\n", "line 2: id: got"),
    "blank id": (b"id,first_name\n,Ada\n", "line 2: id: got ''"),
    "a formula": (b"id,first_name\nada,=1+1\n", "no formula"),
    "a null": (b"id\nad\x00a\n", "line 2"),
    "an extension in words": (b"id,extension\nada,soon\n", "line 2: got 'soon'"),
    "Latin 1": ("id,first_name\nada,Zoë\n".encode("latin-1"), "UTF-8"),
    "a long field": (b"id,first_name\nada," + b"x" * 200_000, "field"),
}
ACCEPTED = {
    "BOM and semicolons": b"\xef\xbb\xbfid;first_name\nada;Ada\n",
    "tabs": b"id\tfirst_name\nada\tAda\n",
    "quotes": b'"id";"first_name"\n"ada";"A;da"\n',
    "old Mac": b"id,first_name\rada,Ada\rbob,Bob\r",
    "UTF-16": "id,first_name\nada,Zoë\n".encode("utf-16"),
    "ragged": b"id,first_name\nada,A,B,C\nbob\n",
    "spaces": b" id , first_name \n ada , Ada \n",
}
SECOND = {
    "no number": (b"ada,why,many\n", "line 1"),
    "two columns": (b"ada,why\n", "line 1"),
    "not finite": (b"ada,why,1e999\n", "line 1"),
    "open quote": (b'ada,"why,1\n', "unexpected end"),
    "another question": (b"student00,wy,1\n", "got the question 'wy', expected one of why, how"),
    "too many points": (b"student00,why,5\n", "got 5 points"),
    "below": (b"student00,why,-5\n", "got -5 points"),
    "another class": (b"nobody,why,1\n", "students of this class"),
    "Latin 1": (b"ad\xe9,why,1\n", "UTF-8"),
}
PATHS = {  # words of a command, FILE a file and FOLDER a folder that are there, NONE what is not
    "download": ("download: ", "collect", "NONE"),
    "roster": ("roster: ", "collect", "FOLDER", "--roster", "NONE"),
    "roster a folder": ("roster: ", "collect", "FOLDER", "--roster", "FOLDER"),
    "second": ("second: ", "evidence", "ps", "--second", "NONE"),
    "second a folder": ("second: ", "evidence", "ps", "--second", "FOLDER"),
    "page is a folder": ("FOLDER: is a folder", "evidence", "ps", "--out", "FOLDER"),
    "page below a file": ("FILE", "alike", "ps", "--out", "FILE/x.html"),
    "page where nobody writes": ("/proc", "alike", "ps", "--out", "/proc/x/y.html"),
    "notebook": ("notebook: ", "grade", "ps", "--notebook", "NONE"),
    "least": ("least: got nan", "alike", "ps", "--least", "nan"),
}
COMMANDS = ("alike", "evidence", "feedback", "grade", "handout", "predictions", "build", "gate")


def refused(capsys, *argv) -> str:
    """The one line of a command that exits with 2."""
    status = cli.main([str(word) for word in argv])
    out, err = capsys.readouterr()
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert err.startswith("grading: ")
    return err.removeprefix("grading: ")


def everything(root) -> dict[str, bytes]:
    skipped = (".cache",)
    return {
        str(p.relative_to(root)): p.read_bytes()
        for p in sorted(root.rglob("*"))
        if p.is_file() and not set(skipped) & set(p.relative_to(root).parts)
    }


@pytest.mark.parametrize(("content", "words"), DOWNLOADS.values(), ids=DOWNLOADS)
def test_a_download_that_is_none(course, capsys, tmp_path, content, words):
    before = everything(course)
    (tmp_path / "download.zip").write_bytes(content)
    line = refused(capsys, "collect", tmp_path / "download.zip", "--course", course)
    assert line.startswith("download: ")
    assert words in line
    assert everything(course) == before


@pytest.mark.parametrize(("content", "words"), ROSTERS.values(), ids=ROSTERS)
def test_a_roster_that_is_none(course, capsys, tmp_path, content, words):
    before = everything(course)
    (tmp_path / "roster.csv").write_bytes(content)
    (tmp_path / "download.zip").write_bytes(GOOD)
    command = [
        "collect",
        tmp_path / "download.zip",
        "--assignment",
        "ps",
        "--roster",
        tmp_path / "roster.csv",
    ]
    line = refused(capsys, *command, "--course", course)
    assert line.startswith(f"roster: {tmp_path}")
    assert words in line
    assert everything(course) == before


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_a_roster_as_programs_write_it(tmp_path, content):
    from grading.roster import read_roster

    (tmp_path / "roster.csv").write_bytes(content)
    assert "ada" in read_roster(tmp_path / "roster.csv")


@pytest.mark.parametrize(("content", "words"), SECOND.values(), ids=SECOND)
def test_marks_of_a_second_person_that_are_none(course, capsys, tmp_path, content, words):
    (tmp_path / "marks.csv").write_bytes(content)
    line = refused(capsys, "evidence", "ps", "--second", tmp_path / "marks.csv", "--course", course)
    assert line.startswith("second: ")
    assert words in line


def test_marks_of_a_second_person_as_programs_write_them(course, capsys, tmp_path):
    from grading.evidence import second_marks

    for text in ("student;question;points\nada;why;1,5\n", "ada,why,1.5\n", "\ufeffada\twhy\t1.5\n"):
        (tmp_path / "marks.csv").write_text(text)
        assert second_marks(tmp_path / "marks.csv") == {"ada": {"why": 1.5}}


@pytest.mark.parametrize(("words", "command"), [(w, c) for w, *c in PATHS.values()], ids=PATHS)
def test_a_path_that_is_none(course, capsys, tmp_path, words, command):
    places = {"FILE": tmp_path / "file", "FOLDER": tmp_path / "folder", "NONE": tmp_path / "none"}
    places["FILE"].write_text("x")
    places["FOLDER"].mkdir()
    put = lambda word: next((word.replace(n, str(p)) for n, p in places.items() if n in word), word)  # noqa: E731
    line = refused(capsys, *map(put, command), "--course", course)
    assert put(words) in line
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["pss", "../ps", ""])
def test_an_assignment_that_there_is_not(course, capsys, command, name):
    line = refused(capsys, command, name, "--course", course)
    assert line == f"assignment: got {name!r}, expected one of ps\n"


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ("build", "gate")])
def test_a_course_that_there_is_not(capsys, tmp_path, command):
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "none", tmp_path, tmp_path / "file"):
        assert refused(capsys, command, "ps", "--course", place).startswith(f"course: {place} has no")


def test_one_persons_trouble_stops_nobody_else(course, capsys, tmp_path):
    """A name too long for a folder, one that a terminal obeys, one that climbs out: the others are collected."""
    notebook = (course / "source/ps/ps.ipynb").read_bytes()
    names = ["good", "x" * 300, "a\nb\x1b[31m", "../../evil"]
    download = tmp_path / "download.zip"
    download.write_bytes(packed({f"{name}/ps.ipynb": notebook for name in names}))
    command = ["collect", str(download), "--assignment", "ps", "--course", str(course), "--json"]
    assert cli.main(command) == 1
    rows = capsys.readouterr().out
    assert rows.count('"failed"') == 2
    assert {p.name for p in (course / "submitted").iterdir()} == {"good", "evil"}
    assert not (tmp_path.parent / "evil").exists()
    assert STUDENTS[0] not in rows


@pytest.mark.parametrize("command", re.findall(r"^    (\w+)(?: |$)", cli.parser().format_help(), re.M))
def test_every_command_says_what_it_does(capsys, command):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert cli.__dict__[command].__doc__ in said


@pytest.mark.parametrize(("command", "where"), [("alike", "alike.pairs"), ("evidence", "evidence.evidence")])
def test_a_look_that_is_interrupted_leaves_the_page_of_before(course, capsys, monkeypatch, command, where):
    out = course / command / "ps.html"
    assert cli.main([command, "ps", "--course", str(course)]) == 0
    before = out.read_bytes()

    def interrupted(*words, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"grading.{where}", interrupted)
    capsys.readouterr()
    assert cli.main([command, "ps", "--course", str(course)]) == 130
    out_, err = capsys.readouterr()
    assert (out_, err.count("\n")) == ("", 1)
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == ["ps.html"]
