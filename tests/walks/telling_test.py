"""Telling what landed: within a budget, in no transaction, and whatever becomes of it, what was recorded stays recorded."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from coordgit.core.model import Read
from coordgit.notify import notice_text, notices
from coordgit.store.database import Store
from tests.support.claude import Claude
from tests.support.repository import Repository, Result

MANY = 150
LONG = 60


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(api__py="api 1\n", other__py="other 1\n", third__py="third 1\n")
    return Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> list[int]:
    """Let something happen once, after all was gathered and before it is noted. The hook is a forked child of this process."""
    gather, left = notices.gather, [1]

    def then(*args: Any) -> notice_text.Notice:
        said = gather(*args)
        if left.pop() if left else 0:
            happens()
        return said

    monkeypatch.setattr(notices, "gather", then)
    return left


def log(repository: Repository) -> str:
    file = repository.top / ".git/coordgit/log"
    return file.read_text() if file.exists() else ""


def known(repository: Repository, claude: Claude) -> set[str]:
    shown = repository.json("session", "show", claude.session)
    return {read["path"] for read in shown["reads"]}


@pytest.mark.parametrize("rows", [1, LONG], ids=["short diffs", "long diffs"])
def test_the_report_of_many_changes_fits_and_the_rest_stays_stale(ann: Claude, repository: Repository, rows: int) -> None:
    names = [f"f{n:03}.py" for n in range(MANY)]
    repository.commit_files(dict.fromkeys(names, "1\n"))
    repository.coordgit("read", *names, **ann.env)
    for name in names:
        repository.write(name, "x = 1  # formatted\n" * rows)
    assert repository.session("bob").git("commit", "-qam", "format " * 200).ok
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert len(told) <= notices.BUDGET and f"{MANY} things you read changed" in told
    named = re.findall(r"^(f\d+\.py) changed by", told, re.M)
    assert named == names[: notice_text.PARAGRAPHS]
    more = re.search(r"and (\d+) more, which stay stale until they are read again: (coordgit \w+)$", told)
    assert more and int(more[1]) == MANY - notice_text.PARAGRAPHS
    whole = [name for name in named if f"--- a/{name}" in told]
    assert whole if rows == 1 else len(whole) < len(named)
    ann.writes("mine.py", "1\n")
    denied = ann.commits("mine.py")
    assert f"{MANY - len(whole)} of" in denied.err and f"CG101 {names[len(whole)]} " in denied.err
    assert not any(f"CG101 {name} " in denied.err for name in whole)
    shown = repository.coordgit(*more[2].split()[1:], **ann.env)
    assert f"{MANY - len(whole)} of" in shown.err


def test_a_few_changes_are_all_shown_and_known(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    ann.reads("other.py")
    bob = repository.session("bob")
    bob.lands("api.py", "api 2\n")
    bob.lands("other.py", "other 2\n")
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert "+api 2" in told and "+other 2" in told and "more" not in told
    ann.writes("mine.py", "1\n")
    assert ann.commits("mine.py").code == 0


def test_telling_that_fails_loses_no_record_and_is_made_up_for(
    ann: Claude, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "api 2\n")

    def fails(*_: object) -> None:
        raise OSError("Argument list too long")

    with monkeypatch.context() as broken:
        broken.setattr(notices, "gather", fails)
        assert ann.reads("other.py") == ""
    assert "other.py" in known(repository, ann)
    assert "notices were not sent: OSError: Argument list too long" in log(repository)
    assert "+api 2" in ann.send("UserPromptSubmit", prompt="hi")
    assert ann.send("UserPromptSubmit", prompt="hi") == ""


def test_others_land_while_it_is_gathered_and_are_reported_next(
    ann: Claude, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.reads("api.py")
    ann.reads("other.py")
    bob = repository.session("bob")
    bob.lands("api.py", "api 2\n")
    results: list[Result] = []

    def lands() -> None:
        results.append(bob.commits("other.py", "other 2\n"))
        assert results[0].ok, results
        assert repository.run(["git", "commit", "-q", "--allow-empty", "-m", "too"], COORDGIT_SESSION="eve").ok

    with monkeypatch.context() as moment:
        meanwhile(moment, lands)
        told = ann.send("UserPromptSubmit", prompt="hi")
    assert "+api 2" in told and "other.py" not in told and log(repository) == ""
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert "+other 2" in told and "api.py" not in told
    ann.writes("mine.py", "1\n")
    assert ann.commits("mine.py").code == 0


def test_of_two_calls_at_once_one_tells(ann: Claude, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "api 2\n")
    told = repository.folder / "told"
    with monkeypatch.context() as moment:
        meanwhile(moment, lambda: told.write_text(ann.send("UserPromptSubmit", prompt="hi")))
        assert ann.send("UserPromptSubmit", prompt="hi") == ""
    assert "+api 2" in told.read_text()
    assert ann.send("UserPromptSubmit", prompt="hi") == ""
    ann.writes("mine.py", "1\n")
    assert ann.commits("mine.py").code == 0


def test_what_was_read_again_meanwhile_is_not_told_and_the_rest_is_told_next(
    ann: Claude, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.reads("api.py")
    ann.reads("other.py")
    bob = repository.session("bob")
    bob.lands("api.py", "api 2\n")
    bob.lands("other.py", "other 2\n")
    with monkeypatch.context() as moment:
        meanwhile(moment, lambda: repository.coordgit("read", "api.py", **ann.env))
        assert ann.send("UserPromptSubmit", prompt="hi") == ""
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert "+other 2" in told and "api.py" not in told
    ann.writes("mine.py", "1\n")
    assert ann.commits("mine.py").code == 0


def test_a_cleared_session_is_told_nothing_of_what_it_forgot(
    ann: Claude, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "api 2\n")
    with monkeypatch.context() as moment:
        meanwhile(moment, lambda: ann.send("SessionStart", source="clear"))
        assert ann.send("UserPromptSubmit", prompt="hi") == ""
    assert ann.send("UserPromptSubmit", prompt="hi") == ""


def test_nothing_is_gathered_in_a_transaction(ann: Claude, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "api 2\n")
    gather = notices.gather

    def outside(store: Store, *rest: Any) -> notice_text.Notice:
        assert not store.connection.in_transaction
        return gather(store, *rest)

    monkeypatch.setattr(notices, "gather", outside)
    assert "+api 2" in ann.send("UserPromptSubmit", prompt="hi")


def test_a_path_longer_than_the_budget_is_counted(ann: Claude, repository: Repository) -> None:
    path = "/".join(["n" * 250] * 26)
    assert len(path) > notices.BUDGET
    blob = repository.run(["git", "hash-object", "-w", "--stdin"], stdin="1\n").out.strip()
    repository.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    repository.git("commit", "-qm", "long")
    with repository.store() as opened, opened.writing():
        from coordgit.store import reads, sessions

        epoch = sessions.seen(opened, ann.session, 1.0).epoch
        reads.put(opened, Read(epoch=epoch, path=path, observed=blob, known=blob, base=repository.head(), at=1.0))
    repository.git("rm", "-q", "--cached", path)
    assert repository.session("bob").git("commit", "-qm", "gone").ok
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert told.endswith("and 1 more, which stay stale until they are read again: coordgit check")


def test_what_lands_on_the_target_of_the_branch_at_work_is_reported_as_landed(ann: Claude, repository: Repository) -> None:
    repository.git("branch", "release")
    repository.git("config", "branch.main.coordgitTarget", "release")
    repository.coordgit("read", "api.py", **ann.env)
    other = repository.folder / "release"
    repository.git("worktree", "add", "-q", str(other), "release")
    repository.session("bob", other).lands("api.py", "api 2\n")
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert "api.py" in told and "not landed" not in told
