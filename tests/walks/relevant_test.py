"""Level ``relevant``: what ties a stale read to the commit rejects with its reason, the rest is told with its own."""

import sys

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

API = '''\
"""What sends."""


def send(x):
    return x


def fetch(key):
    # looks it up
    return key
'''


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"api.py": API, "caller.py": "pass\n"})
    repository.git("config", "coordgit.level", "relevant")
    return repository.session("ann")


def reason(repository: Repository, verdict: str, of: str) -> list[str]:
    return [one["why"] for one in repository.json("explain", verdict)[of]]


def test_a_commit_that_uses_what_changed_is_rejected_and_told_why(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    bob.lands("api.py", API.replace("def send(x):", "def send(x, y):"))
    result = ann.commits("caller.py", "send(1)\n")
    assert result.rejected == ["CG101 api.py"]
    why = "send, which it changed, is used by caller.py:1"
    assert reason(repository, result.verdict, "conflicts") == [why]
    assert f"counts because: {why}" in ann.coordgit("explain", result.verdict).out


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("def send(x):", "def send(x, y=1):", "it only adds optional parameters"),
        ("# looks it up", "# looks it up again", "it changes comments or blank lines alone"),
        ("What sends.", "What sends things.", "it changes comments or blank lines alone"),
        ("    return key\n", "    return key\n\n\ndef other(): ...\n", "it only adds lines"),
        ("def fetch(key):", "def fetch(key, default):", "the commit uses no name of what it removed or altered"),
    ],
)
def test_a_commit_that_nothing_ties_passes_and_is_told_why(
    ann: Session, bob: Session, repository: Repository, old: str, new: str, why: str
) -> None:
    ann.reads("api.py")
    bob.lands("api.py", API.replace(old, new))
    result = ann.commits("caller.py", "send(1)\n")
    assert result.ok and "CG101 api.py" in result.err and why in result.err
    assert reason(repository, repository.json("log")["entries"][0]["verdict"], "warnings") == [
        f"coordgit.level is relevant: {why}"
    ]


def test_a_file_that_the_commit_edits_too_is_tied_by_names_alone(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    changed = API.replace("def fetch(key):", "def fetch(key, default):")
    bob.lands("api.py", changed)
    assert ann.commits("api.py", changed.replace("    return x\n", "    return [x]\n")).ok


def test_a_file_that_the_commit_edits_too_is_tied_by_a_use(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    changed = API.replace("def fetch(key):", "def fetch(key, default):")
    bob.lands("api.py", changed)
    assert ann.commits("api.py", changed.replace("    return x\n", "    return fetch(x)\n")).rejected == ["CG101 api.py"]


@pytest.mark.parametrize(("more", "said"), [("\n\nsend(1, 2)\n", "makes the same change"), ("", "holds the same text")])
def test_the_same_change_on_both_sides_ties_nothing(bob: Session, repository: Repository, more: str, said: str) -> None:
    side = repository.session("ann", repository.worktree("side"))
    side.reads("api.py")
    changed = API.replace("def send(x):", "def send(x, y):")
    bob.lands("api.py", changed)
    result = side.commits("api.py", changed + more)
    assert result.ok and f"the commit {said}" in result.err
    result = side.commits("api.py", f"# ann\n{changed}")
    assert result.ok and not result.err, "its own text has that by now"


def test_a_lost_update_needs_no_tie(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    bob.lands("api.py", API.replace("# looks it up", "# looks it up again"))
    assert ann.commits("api.py", API + "\n\nOTHER = 1\n").rejected == ["CG201 api.py"]


def test_at_strict_a_change_that_nothing_ties_rejects_too(ann: Session, bob: Session, repository: Repository) -> None:
    repository.git("config", "coordgit.level", "strict")
    ann.reads("api.py")
    bob.lands("api.py", API.replace("# looks it up", "# looks it up again"))
    assert ann.commits("caller.py", "other(1)\n").rejected == ["CG101 api.py"]


def test_a_file_that_is_not_text_is_told(ann: Session, bob: Session, repository: Repository) -> None:
    repository.write("picture.png", "\0one\n")
    assert bob.git("add", "picture.png").ok and bob.git("commit", "-qm", "picture").ok
    ann.reads("picture.png")
    bob.lands("picture.png", "\0two\n")
    result = ann.commits("caller.py", "send(1)\n")
    assert result.ok and "CG101 picture.png" in result.err


@pytest.mark.parametrize(("old", "new", "tied"), [("def send(x)", "def send(x, y)", True), ("fetch(key)", "get(key)", False)])
def test_a_search_by_a_client_is_tied_by_a_use_that_came(
    repository: Repository, ann: Session, bob: Session, old: str, new: str, tied: bool
) -> None:
    client = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    answer = {"mode": "files_with_matches", "filenames": ["api.py"], "numFiles": 1}
    client.after("Grep", {"pattern": "send|fetch", "output_mode": "files_with_matches"}, answer, client.call())
    bob.lands("caller.py", "send(2)\n")
    repository.write("api.py", API.replace(old, new))
    assert repository.run(["git", "add", "api.py"], **client.env).ok
    result = repository.run(["git", "commit", "-qm", "client"], **client.env)
    assert result.rejected == (["CG102 caller.py"] if tied else [])


@pytest.mark.parametrize("level", ["strict", "relevant"])
def test_a_rejection_shows_the_line_that_matters(ann: Session, bob: Session, repository: Repository, level: str) -> None:
    repository.git("config", "coordgit.level", level)
    ann.reads("api.py")
    bob.lands("api.py", API.replace("def send(x):", "def send(x, y):"))
    result = ann.commits("caller.py", "send(1)\n")
    line = '- "def send(x):"  + "def send(x, y):"  used by caller.py:1'
    assert f"    {line}\n" in result.err
    [told] = repository.json("explain", result.verdict)["conflicts"]
    assert told["line"] == line
    assert line in ann.coordgit("explain", result.verdict).out


def test_a_rejection_that_no_name_ties_shows_none(ann: Session, bob: Session, repository: Repository) -> None:
    repository.git("config", "coordgit.level", "strict")
    ann.reads("api.py")
    bob.lands("api.py", API.replace("def send(x):", "def send(x, y):"))
    result = ann.commits("caller.py", "other(1)\n")
    assert result.rejected == ["CG101 api.py"] and "used by" not in result.err
    assert repository.json("explain", result.verdict)["conflicts"][0]["line"] is None


def test_of_several_commits_the_one_is_named_that_changed_the_line_that_is_used(
    ann: Session, bob: Session, repository: Repository
) -> None:
    ann.reads("api.py")
    bob.lands("api.py", changed := API.replace("def send(x):", "def send(x, y):"))
    culprit = repository.head()
    bob.lands("api.py", changed.replace("    return key", "    return [key]"))
    [conflict] = repository.json("explain", ann.commits("caller.py", "send(1)\n").verdict)["conflicts"]
    assert conflict["change"]["commit"] == culprit
    assert conflict["line"] == '- "def send(x):"  + "def send(x, y):"  used by caller.py:1'


def test_of_several_commits_the_one_is_named_that_added_the_use_of_what_is_altered(
    ann: Session, bob: Session, repository: Repository
) -> None:
    ann.reads("caller.py")
    bob.lands("caller.py", "pass\nsend(1)\n")
    culprit = repository.head()
    bob.lands("caller.py", "pass\nsend(1)\npass\n")
    verdict = ann.commits("api.py", API.replace("def send(x):", "def send(x, y):")).verdict
    [conflict] = repository.json("explain", verdict)["conflicts"]
    assert conflict["change"]["commit"] == culprit


@pytest.mark.parametrize("path", ["other.py", "api.py"])
def test_the_ladder_is_loaded_for_suspects_alone(ann: Session, bob: Session, repository: Repository, path: str) -> None:
    ann.reads("api.py")
    bob.lands(path, API.replace("def send(x):", "def send(x, y):"))
    repository.write("caller.py", "send(1)\n")
    assert ann.git("add", "caller.py").ok
    argv = [sys.executable, "-X", "importtime", "-c", "from coordgit.cli.main import main; main()", "check"]
    found = repository.run(argv, ann.cwd, **ann.env)
    assert found.ok == (path == "other.py") and ("coordgit.core.relevance" in found.err) == (path == "api.py")


LONG = "".join(f"\n\ndef other{n}():\n    return {n}\n" for n in range(40))


def test_a_long_explanation_begins_with_the_lines_that_matter(ann: Session, bob: Session) -> None:
    repository = ann.repository
    repository.commit_files({"api.py": LONG + API})
    ann.reads("api.py")
    changed = LONG.replace("    return", "    return 1 +") + API.replace("def send(x):", "def send(x, y):")
    bob.lands("api.py", changed)
    verdict = ann.commits("caller.py", "send(1)\n").verdict
    folded, whole = ann.coordgit("explain", verdict).out, ann.coordgit("explain", verdict, "--all").out
    assert len(folded.splitlines()) <= 15 and '- "def send(x):"  + "def send(x, y):"  used by caller.py:1' in folded
    assert "other7" not in folded and "other7" in whole
    assert f"all of it: coordgit explain {verdict} --all" in folded
    assert "matters here" in folded and whole.index("def send(x, y)") < whole.index("other7")
    assert ann.coordgit("explain", f"{verdict}#1").out.count("\n") > 100


def test_a_long_explanation_shows_the_rows_beside_the_line_that_matters(ann: Session, bob: Session) -> None:
    ann.repository.commit_files({"api.py": LONG + API})
    ann.reads("api.py")
    ann.reads("api.py:1-9")
    changed = API.replace("def send(x):", "def send(x, y):").replace("return x", "return [x, y]")
    bob.lands("api.py", LONG.replace("    return", "    return 1 +") + changed)
    verdict = ann.commits("caller.py", "send(1)\n").verdict
    folded = ann.coordgit("explain", verdict).out
    assert 'caller.py:1\n     - "return x"\n     + "return [x, y]"\nand 1 more conflict: coordgit explain' in folded
    assert len(folded.splitlines()) == 15


def test_a_long_explanation_of_a_search_shows_a_line_that_it_would_find(ann: Session, bob: Session) -> None:
    ann.reads("--grep", "send")
    bob.lands("caller.py", "".join(f"other{n}(1)\n" for n in range(40)) + "send(2)\n" + "pass\n" * 9)
    verdict = ann.commits("api.py", API.replace("def send(x)", "def send(x, y)")).verdict
    folded = ann.coordgit("explain", verdict).out
    assert '   matters here: + "send(2)"\nall of it: coordgit explain' in folded and "other" not in folded


def test_the_hunk_with_the_line_that_matters_comes_first(ann: Session, bob: Session) -> None:
    ann.repository.commit_files({"api.py": LONG + API})
    ann.reads("api.py")
    bob.lands("api.py", LONG.replace("return 0", "return 'zero'") + API.replace("def send(x):", "def send(x, y):"))
    (conflict,) = ann.repository.json("explain", ann.commits("caller.py", "send(1)\n").verdict)["conflicts"]
    assert conflict["diff"].index("def send(x, y)") < conflict["diff"].index("'zero'")


def test_verify_names_the_line_as_well(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    repository.git("switch", "-qc", "topic")
    assert ann.commits("caller.py", "send(1)\n").ok
    repository.git("switch", "-q", "main")
    bob.lands("api.py", API.replace("def send(x):", "def send(x, y):"))
    assert '- "def send(x):"  + "def send(x, y):"  used by caller.py:1' in ann.coordgit("verify", "main..topic").err
