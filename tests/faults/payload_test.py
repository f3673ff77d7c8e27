"""What a client may hand over: garbage, names of every kind, huge files, huge payloads. The tool call goes on, whatever it is."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.support import client, common, log, reads, saw, store
from tests.support.claude import BASE
from tests.support.repository import Repository, Result, Session

DEEP = 200_000
LONGEST = "n" * 240 + ".py"  # with the suffix .lock that git adds, near what file systems take


def shaped(repository: Repository, **fields: Any) -> bytes:
    """A payload of the right shape but for ``fields``."""
    return json.dumps({**json.loads(saw(repository, "api.py", "cat")), **fields}).encode()


GARBAGE = {
    "nothing": b"",
    "a NUL": b"\0",
    "no JSON": b"{",
    "bytes that are no UTF-8": b"\xff\xfe{}",
    "a number": b"12",
    "nothing known": b"{}",
    "a list": b"[]",
    "null": b"null",
    "a long number": b"9" * 10_000,
    "deep lists": b"[" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "two documents": b"{}{}",
    "a duplicate key": b'{"session_id": "a", "session_id": {}}',
    "a byte order mark": b"\xef\xbb\xbf[]",
    "NaN": b"NaN",
}
"""No payload at all."""

FIELDS: dict[str, dict[str, Any]] = {
    "a session that is not text": {"session_id": 7},
    "an empty session": {"session_id": ""},
    "a session with half a surrogate pair": {"session_id": "\ud800"},
    "a session with line ends": {"session_id": "a\nb"},
    "a long session": {"session_id": "s" * 100_000},
    "no event": {"hook_event_name": None},
    "an unknown event": {"hook_event_name": "Nonsense"},
    "a folder that is gone": {"cwd": "/nonexistent/folder"},
    "a folder with a NUL": {"cwd": "/\0"},
    "a folder that is a list": {"cwd": []},
    "an unknown tool": {"tool_name": "Nonsense"},
    "a tool that is an object": {"tool_name": {}},
    "an input that is a list": {"tool_input": []},
    "no path": {"tool_input": {}},
    "a path with a NUL": {"tool_input": {"file_path": "/a\0b"}},
    "half a surrogate pair": {"tool_input": {"file_path": "\udfff"}},
    "a path that is too long": {"tool_input": {"file_path": "/" + "a/" * 5000 + "b"}},
    "a name that is too long": {"tool_input": {"file_path": "n" * 5000}},
    "an answer that is a text": {"tool_response": "ok"},
    "counts that are texts": {"tool_response": {"type": "text", "file": {"numLines": "x", "startLine": None, "totalLines": {}}}},
    "counts below nought": {"tool_response": {"type": "text", "file": {"numLines": -5, "startLine": -1, "totalLines": -9}}},
    "counts beyond reason": {"tool_response": {"type": "text", "file": {"numLines": 1 << 80, "startLine": 1 << 80}}},
    "a range of nothing": {"tool_input": {"file_path": "api.py", "offset": 1 << 70, "limit": 1 << 70}},
    "a pattern that is none": {"tool_name": "Grep", "tool_input": {"pattern": "(" * 2000}},
    "a glob that is none": {"tool_name": "Glob", "tool_input": {"pattern": "[" * 2000 + "{" * 2000}},
    "a command of nothing but quotes": {"tool_name": "Bash", "tool_input": {"command": "'" * 10_001}},
    "a deep command": {"tool_name": "Bash", "tool_input": {"command": "$(" * 5000}},
    "a long command": {"tool_name": "Bash", "tool_input": {"command": "cat api.py; " * 20_000}},
}
"""A payload of the right shape, with this in it."""


def goes_on(repository: Repository, payload: bytes) -> Result:
    """The hook does not stop the tool call. What is wrong is one line of the log at most, and a read that is lost is said."""
    noted = len(log(repository))
    told = client(repository, payload)
    assert (told.code, told.err) == (0, "") and (not told.out or "was not recorded" in told.out), told
    assert len(log(repository)) <= noted + 1
    assert all(len(line) < 2200 and line.isprintable() for line in log(repository))
    return told


def test_garbage_in_place_of_a_payload(ann: Session, repository: Repository) -> None:
    for what, payload in GARBAGE.items():
        noted = len(log(repository))
        goes_on(repository, payload)
        assert len(log(repository)) == noted + 1, what
    assert client(repository, saw(repository, "other.py", "cat")).ok
    assert reads(repository, "cat") == {"other.py"}


def test_a_payload_with_garbage_in_it(ann: Session, repository: Repository) -> None:
    for fields in FIELDS.values():
        goes_on(repository, shaped(repository, **fields))
    assert client(repository, saw(repository, "other.py", "cat")).ok
    assert "other.py" in reads(repository, "cat")
    assert ann.commits("mine.py", "1\n").ok


def test_a_client_that_is_not_known(ann: Session, repository: Repository) -> None:
    for name in ("nobody", "", "../claude", "claude\n", "os", "base"):
        told = repository.run([f"{store(repository)}/shim", "hook", name], stdin=saw(repository, "api.py"))
        assert told.ok and "Traceback" not in told.err and not told.out, (name, told)


def test_a_client_that_has_gone_or_never_spoke(ann: Session, bob: Session, repository: Repository, tmp_path: Path) -> None:
    """Closed standard input, closed standard output, a folder that was deleted under it."""
    shim = f"{store(repository)}/shim"
    for redirection in ("<&-", ">&-", "<&- >&- 2>&-"):
        told = repository.run(["sh", "-c", f"exec {shim} hook claude {redirection}"], stdin=saw(repository, "api.py", "cat"))
        assert told.code == 0 and "Traceback" not in told.err, (redirection, told)
    assert client(repository, saw(repository, "api.py", "cat")).ok
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [shim, "hook", "claude"], cwd=repository.top, env=repository.env, input=saw(repository, "other.py", "cat"),
        stdout=write_end, stderr=subprocess.PIPE, timeout=60,
    )  # fmt: skip
    os.close(write_end)
    assert done.returncode == 0 and done.stderr == b"", done
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"cd {gone} && rmdir {gone} && exec {shim} hook claude"
    told = repository.run(["sh", "-c", command], stdin=saw(repository, "other.py", "dan"))
    assert told.code == 0 and "Traceback" not in told.err and "other.py" in reads(repository, "dan"), told


NAMES = {
    "long": LONGEST,
    "a line end": "a\nb.py",
    "a tab and a quote": 'a\tb"c\\d.py',
    "blanks and a dash": "-rf  .py",
    "a star": "*[a-z]?.py",
    "a colon": ":(exclude)a:1-2.py",
    "no letters": "\u202e\U0001f600\u2028.py",
    "case": "ÄÖÜß.py",
    "composed otherwise": "A\u0308.py",
    "control": "a\x01\x1b[31m.py",
}


def test_names_of_every_kind_are_recorded_told_and_reported(ann: Session, bob: Session, repository: Repository) -> None:
    for name in NAMES.values():
        repository.write(name, "1\n")
    assert bob.git("add", "-A").ok and bob.git("commit", "-qm", "names").ok
    for name in NAMES.values():
        told = client(repository, saw(repository, name, "cat"))
        assert told == Result(0, "", ""), (name, told)
    assert set(NAMES.values()) <= reads(repository, "cat")
    for name in NAMES.values():
        repository.write(name, "2\n")
    assert bob.git("commit", "-qam", "changed").ok
    cat = repository.session("cat")
    rejected = cat.commits("mine.py", "1\n")
    assert len(rejected.rejected) == len(NAMES), rejected
    assert all(line.isprintable() for line in rejected.err.split("\n")), rejected.err
    assert len(cat.json("explain")["conflicts"]) == len(NAMES)
    told = client(repository, saw(repository, "api.py", "cat"))
    assert told.ok and "-1\\n+2" in told.out, told
    assert log(repository) == []


def test_a_name_that_is_not_utf8_by_way_of_the_shell(ann: Session, bob: Session, repository: Repository) -> None:
    """JSON cannot spell it, so a client that shows it replaces it: nothing false is recorded."""
    raw = os.fsencode(str(repository.top)) + b"/latin-\xe9.py"
    with open(raw, "wb") as file:
        file.write(b"1\n")
    assert bob.git("add", "-A").ok and bob.git("commit", "-qm", "odd").ok
    goes_on(repository, shaped(repository, tool_input={"file_path": f"{repository.top}/latin-\ufffd.py"}))
    assert ann.coordgit("read", os.fsdecode(raw)).ok
    with repository.store() as opened:
        assert opened.one("SELECT path FROM reads WHERE session = 'ann' AND path <> 'api.py'") == ("latin-\udce9.py",)


@pytest.mark.nightly
def test_a_huge_file_is_recorded_without_a_copy_of_it(ann: Session, bob: Session, repository: Repository) -> None:
    big = repository.top / "big.bin"
    with open(big, "wb") as file:
        file.truncate(200 << 20)
    bob.git("-c", "core.bigFileThreshold=1m", "add", "big.bin")
    assert bob.git("commit", "-qm", "big").ok
    with open(big, "r+b") as file:
        file.write(b"changed")
    before = objects(repository)
    response = {"type": "text", "file": {"filePath": str(big), "content": "", "numLines": 1, "startLine": 1, "totalLines": 9}}
    begun = time.monotonic()
    assert client(repository, shaped(repository, tool_input={"file_path": str(big)}, tool_response=response)) == Result(0, "", "")
    assert time.monotonic() - begun < 30
    assert ann.coordgit("read", "big.bin").ok
    assert "big.bin" in reads(repository, "cat") & reads(repository, "ann")
    assert objects(repository) == before


def objects(repository: Repository) -> set[str]:
    return {str(path) for path in Path(common(repository), "objects").rglob("*") if path.is_file()}


def test_a_huge_payload(ann: Session, repository: Repository) -> None:
    text = "x" * 79 + "\n"
    content = text * (20 << 20 >> (80).bit_length())
    repository.write("large.txt", content)
    payload = saw(repository, "large.txt", "cat")
    assert len(payload) > 8 << 20
    assert client(repository, payload) == Result(0, "", "")
    assert reads(repository, "cat") == {"large.txt"}


def test_a_payload_beyond_the_limit_is_reported_in_the_log(ann: Session, repository: Repository) -> None:
    payload = json.dumps(BASE | {"tool_response": {"type": "text", "file": {"content": "x" * (65 << 20)}}}).encode()
    goes_on(repository, payload)
    assert "hook claude" in log(repository)[-1]
