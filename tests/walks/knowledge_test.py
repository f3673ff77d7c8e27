"""What a session still does not know after a landing, a merge or an answer that said something to it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

SEND = "def send(x):\n    return x\n"
CHANGED = "def send(x, y):\n    return x\n"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"api.py": SEND, "other.py": "OTHER = 1\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


def greps(ann: Claude, pattern: str) -> None:
    """A search that nobody declared."""
    given = {"pattern": pattern, "output_mode": "files_with_matches"}
    ann.after("Grep", given, {"mode": "files_with_matches", "filenames": ["api.py"], "numFiles": 1}, ann.call())


def lands(ann: Claude, path: str, text: str, *options: str) -> list[str]:
    """Land a file of which no hook was told; the conflicts that were said, whether they reject or not."""
    ann.repository.write(path, text)
    assert ann.repository.run(["git", "add", "--", path], **ann.env).ok
    result = ann.repository.run(["git", *options, "commit", "-qm", "x", "--", path], **ann.env)
    return [
        *(["rejected"] if not result.ok else []),
        *(line[2:].split("  ")[0] for line in result.err.splitlines() if "  CG" in line),
    ]


def test_a_search_rejects_a_commit_whose_lines_name_what_was_looked_for(ann: Claude, bob: Session) -> None:
    greps(ann, r"send\(")
    bob.lands("caller.py", "send(1)\n")
    assert lands(ann, "api.py", CHANGED) == ["rejected", "CG102 caller.py"]


def test_a_search_that_only_informed_rejects_the_first_commit_that_it_is_tied_to(ann: Claude, bob: Session) -> None:
    greps(ann, r"send\(")
    bob.lands("caller.py", "send(1)\n")
    assert lands(ann, "other.py", "OTHER = 2\n") == ["CG102 caller.py"]
    assert lands(ann, "api.py", CHANGED) == ["rejected", "CG102 caller.py"]


def test_a_search_whose_answer_is_true_rejects_nothing_later_either(ann: Claude, bob: Session) -> None:
    greps(ann, r"send\(")
    bob.lands("caller.py", "recv(1)\n")
    assert lands(ann, "other.py", "OTHER = 2\n") == []
    assert lands(ann, "api.py", CHANGED) == []


def test_a_lost_update_that_was_let_through_leaves_its_session_ignorant(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert lands(ann, "api.py", f"{SEND}# ann's\n", "-c", "coordgit.bypass=let it through") == ["CG201 api.py"]
    assert lands(ann, "new.py", "1\n") == ["rejected", "CG101 api.py"]
    assert ann.repository.coordgit("read", "--at", "HEAD", "api.py", **ann.env).ok
    assert lands(ann, "new.py", "1\n") == []


def test_a_change_that_was_shown_and_then_undone_is_stale_and_is_told(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert "+def send(x, y):" in ann.reads("other.py")
    ann.before("Bash", {"command": "true"}, ann.call())
    bob.lands("api.py", SEND)
    assert lands(ann, "caller.py", "send(1, 2)\n") == ["rejected", "CG101 api.py"]
    assert "-def send(x, y):" in ann.reads("other.py")
    ann.before("Bash", {"command": "true"}, ann.call())
    assert lands(ann, "caller.py", "send(1)\n") == []


def test_a_change_that_was_acknowledged_and_then_undone_asks_again(ann: Claude, bob: Session, repository: Repository) -> None:
    cat = repository.session("cat")
    cat.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert cat.coordgit("ack", cat.commits("caller.py", "send(1)\n").verdict, "--why", "y is going to have a default").ok
    bob.lands("api.py", SEND)
    assert cat.commits("caller.py", "send(1)\n").rejected == ["CG101 api.py"]
    cat.reads("api.py")
    assert cat.commits("caller.py", "send(1)\n").ok


@pytest.mark.parametrize("query", [("--glob", "d/*.py"), ("--grep", "three")], ids=["listing", "search"])
def test_an_answer_that_was_acknowledged_and_is_undone_asks_again(
    bob: Session, repository: Repository, query: tuple[str, ...]
) -> None:
    cat = repository.session("cat")
    assert cat.coordgit("read", *query).ok
    bob.lands("d/three.py", "three\n")
    assert cat.coordgit("ack", cat.commits("mine.py", "1\n").verdict, "--why", "three is another matter").ok
    assert bob.git("rm", "-q", "d/three.py").ok and bob.git("commit", "-qm", "gone", "--", "d").ok
    assert cat.commits("mine.py", "1\n").rejected == ["CG102 d/three.py"]
    assert cat.coordgit("read", *query).ok
    assert cat.commits("mine.py", "1\n").ok


def test_a_landing_of_its_own_over_what_it_knew_leaves_nothing_to_learn(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    assert lands(ann, "api.py", f"{SEND}# ann's\n") == []
    assert lands(ann, "new.py", "1\n") == []


def test_what_a_branch_changed_is_not_held_against_those_whose_work_is_brought_in(
    ann: Claude, bob: Session, repository: Repository
) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    cat.lands("other.py", "OTHER = 2\n")
    bob.reads("other.py")
    bob.lands("mine.py", "1\n")
    merged = cat.git("merge", "-q", "--no-edit", "main")
    assert merged.ok, merged.err


def test_what_a_branch_changed_is_held_against_those_who_go_on_there(ann: Claude, bob: Session, repository: Repository) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    cat.lands("other.py", "OTHER = 2\n")
    bob.reads("other.py")
    bob.lands("mine.py", "1\n")
    assert cat.git("merge", "-q", "--no-edit", "main").ok
    assert repository.session("bob", cat.cwd).commits("more.py", "1\n").rejected == ["CG101 other.py"]


@pytest.mark.parametrize("times", [1, 2])
def test_a_hook_that_is_registered_twice_shows_nothing_that_counts_for_the_very_call(
    ann: Claude, bob: Session, times: int
) -> None:
    """Of a client that does not say where a set of parallel calls ends."""
    ann.after("Read", {"file_path": str(ann.cwd / "api.py")}, whole(ann, "api.py", SEND), ann.call())
    bob.lands("api.py", CHANGED)
    given, call = {"command": "git commit"}, ann.call()
    said = [ann.before("Bash", given, call) for _ in range(times)]
    assert "+def send(x, y):" in said[0]
    assert lands(ann, "caller.py", "send(1)\n") == ["rejected", "CG101 api.py"]
    ann.before("Bash", given, ann.call())
    assert lands(ann, "caller.py", "send(1, 2)\n") == []


def whole(ann: Claude, path: str, text: str) -> dict[str, object]:
    """What the Read tool answers of all of a file."""
    count = len(text.split("\n"))
    file = {"filePath": str(ann.cwd / path), "content": text, "numLines": count, "startLine": 1, "totalLines": count}
    return {"type": "text", "file": file}


@pytest.mark.parametrize(
    ("query", "path", "text", "more"),
    [(("--grep", "needle"), "a.py", "needle\n", "needle\n1\n"), (("--glob", "d/*"), "d/new.py", "1\n", "2\n")],
    ids=["search", "listing"],
)
def test_what_a_session_added_to_an_answer_is_in_the_answer_that_it_knows(
    bob: Session, repository: Repository, query: tuple[str, ...], path: str, text: str, more: str
) -> None:
    cat = repository.session("cat")
    assert cat.coordgit("read", *query).ok
    cat.lands(path, text)
    bob.lands(path, more)
    cat.lands("mine.py", "1\n")


@pytest.mark.parametrize("query", [("--grep", "needle"), ("--glob", "d/*")], ids=["search", "listing"])
def test_what_others_add_to_an_answer_counts_after_a_landing_of_ones_own_too(
    bob: Session, repository: Repository, query: tuple[str, ...]
) -> None:
    cat = repository.session("cat")
    assert cat.coordgit("read", *query).ok
    cat.lands("d/new.py", "needle\n")
    bob.lands("d/other.py", "needle\n")
    assert cat.commits("mine.py", "1\n").rejected == ["CG102 d/other.py"]


@pytest.mark.parametrize("line", ["-- total_amount\n", "++total_amount;\n", "total_amount\n"])
def test_a_name_ties_in_whatever_line_it_stands(ann: Claude, bob: Session, line: str) -> None:
    bob.lands("sum.sql", line)
    greps(ann, "total_amount")
    bob.lands("caller.py", "total_amount\n")
    assert lands(ann, "sum.sql", "1\n") == ["rejected", "CG102 caller.py"]


@pytest.mark.parametrize(("name", "tied"), [("db.connect()\n", True), ("dbx.connect()\n", False)])
def test_a_short_name_ties_as_a_long_one(ann: Claude, bob: Session, name: str, tied: bool) -> None:
    greps(ann, r"db\.")
    bob.lands("caller.py", "db.close()\n")
    assert lands(ann, "new.py", name) == ["rejected"] * tied + ["CG102 caller.py"]
