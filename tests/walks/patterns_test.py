"""A search in another tool's dialect is asked, or counts; nothing of it is printed."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

FOUND = [
    (r"[[:alpha:]]+_id", "user_id"), (r"\p{Lu}\w+Error", "MyError"), (r"\<foo\>", "foo"), (r"foo\z", "foo"),
    (r"foo(?<x>b)", "foob"), (r"f(?i)OO", "foo"), ("[[a-c]x]", "ax"), ("f(", "f(1)"), (r"one\n.*two", "one\ntwo"),
]  # fmt: skip
BASIC = "f("
"""Only basic regular expressions, which ``coordgit read`` does not take, can say that."""
ELSEWHERE = [(r"[[:alpha:]]+_id", "7_id"), (r"\<foo\>", "food"), (r"foo\z", "foo()"), (r"f(?i)OO", "FOO")]


@pytest.fixture
def ann(repository: Repository) -> Session:
    return repository.session("ann")


@pytest.mark.parametrize(("pattern", "text"), [one for one in FOUND if one[0] != BASIC])
def test_a_declared_search_in_another_dialect(ann: Session, bob: Session, pattern: str, text: str) -> None:
    assert ann.coordgit("read", "--grep", pattern).ok
    bob.lands("x.py", f"{text}\n")
    result = ann.commits("new.py", "1\n")
    assert result.rejected == ["CG102 x.py"] and "Warning" not in result.err


@pytest.mark.parametrize(("pattern", "text"), ELSEWHERE)
def test_a_search_in_another_dialect_is_true_when_it_would_find_nothing_more(
    ann: Session, bob: Session, pattern: str, text: str
) -> None:
    assert ann.coordgit("read", "--grep", pattern).ok
    bob.lands("x.py", f"{text}\n")
    assert ann.commits("new.py", "1\n").err == ""


def test_a_search_that_cannot_be_asked_is_true_when_other_paths_changed(ann: Session, bob: Session) -> None:
    assert ann.coordgit("read", "--grep", r"\p{Lu}", "*.md").ok
    bob.lands("x.py", "MyError\n")
    assert ann.commits("new.py", "1\n").ok


@pytest.mark.parametrize(("pattern", "text"), FOUND[:2])
def test_the_search_of_a_client_in_another_dialect(repository: Repository, bob: Session, pattern: str, text: str) -> None:
    repository.git("config", "coordgit.searches", "strict")
    claude = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")
    found = {"mode": "files_with_matches", "filenames": [], "numFiles": 0}
    claude.after("Grep", {"pattern": pattern}, found, claude.call())
    bob.lands("x.py", f"{text}\n")
    repository.write("a.txt", "1\n")
    assert claude.commits("a.txt").rejected == ["CG102 x.py"]


@pytest.mark.parametrize("blind", [True, False], ids=["any case", "the case as it is"])
def test_a_search_without_regard_to_case_is_tied_by_a_name_in_any_case(repository: Repository, bob: Session, blind: bool) -> None:
    claude = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")
    found = {"mode": "files_with_matches", "filenames": [], "numFiles": 0}
    claude.after("Grep", {"pattern": "OldName", "-i": blind}, found, claude.call())
    bob.lands("x.py", "oldname(OldName)\n")
    repository.write("a.py", "def oldname(): ...\n")
    assert claude.commits("a.py").rejected == (["CG102 x.py"] if blind else [])
