"""Uncommitted edits that a person's shell or a script takes away are kept, told, and put back."""

import shlex
import sqlite3

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    return Claude(ann.repository, "bob")


def read(repository: Repository, path: str) -> str:
    return (repository.top / path).read_text()


def pins(repository: Repository) -> list[str]:
    return repository.git("for-each-ref", "--format=%(objectname)", "refs/coordgit/kept").split()


def script(repository: Repository, text: str) -> str:
    """A command that nobody can tell anything of."""
    path = repository.folder / "script.sh"
    path.write_text(text)
    return f"sh {path}"


def test_what_is_gone_is_told_once_and_comes_back(ann: Claude) -> None:
    repository = ann.repository
    ann.writes("api.py", "ann's\n")
    ann.writes("d/new.py", "ann's too\n")
    for command in ("git checkout -q api.py; git clean -fdq", "git stash -qu -- api.py d", "rm -r d api.py"):
        repository.run(["sh", "-c", command])
        said = ann.reads("other.py")
        assert said.startswith("coordgit: your uncommitted edits of api.py, d/new.py are gone from the work tree."), (
            command,
            said,
        )
        assert "coordgit: " not in ann.reads("other.py")
        result = repository.run(shlex.split(said.rsplit(": ", 1)[1].strip()), **ann.env)
        assert result.ok and result.out == "put back api.py of claude ann\nput back d/new.py of claude ann\n", result
        assert read(repository, "api.py") == "ann's\n" and read(repository, "d/new.py") == "ann's too\n"
        assert "coordgit: " not in ann.reads("other.py")
    assert ann.commits("api.py", "d/new.py").ok


def test_of_many_files_that_are_gone_their_folder_is_named(ann: Claude) -> None:
    for n in range(21):
        ann.writes(f"d/e/{n}", f"ann's {n}\n")
    ann.repository.run(["rm", "-r", "d"])
    said = ann.reads("other.py")
    assert said.endswith("and 16 more are gone from the work tree. The contents are kept; to put them back: coordgit restore d/e")
    assert ann.repository.coordgit("restore", "d/e", **ann.env).ok
    assert read(ann.repository, "d/e/20") == "ann's 20\n"


def test_what_another_client_deletes_is_kept_and_said_to_both(ann: Claude) -> None:
    bob = Claude(ann.repository, "bob")
    ann.edits("api.py", read(ann.repository, "api.py"), "ann's\n")
    call, given = bob.call(), {"command": "rm api.py"}
    bob.before("Bash", given, call)
    (ann.repository.top / "api.py").unlink()
    said = bob.after("Bash", given, {"stdout": "", "stderr": "", "interrupted": False}, call)
    assert "uncommitted edits of claude ann went from the work tree: api.py." in said
    assert "your uncommitted edit of api.py is gone" in ann.reads("other.py")
    assert ann.repository.coordgit("restore", "api.py").out == "put back api.py of claude ann\n"
    assert ann.commits("api.py").ok


def test_what_another_client_moves_is_not_gone(ann: Claude) -> None:
    bob = Claude(ann.repository, "bob")
    ann.edits("api.py", read(ann.repository, "api.py"), "ann's\n")
    assert bob.runs("mv api.py moved.py").ok
    assert "gone" not in ann.reads("other.py")


def test_a_command_says_once_what_is_gone_and_status_lists_it(ann: Claude) -> None:
    repository = ann.repository
    ann.writes("api.py", "ann's\n")
    repository.git("checkout", "-q", ".")
    said = repository.coordgit("locks").err
    assert said.splitlines() == [
        "coordgit: uncommitted edits are gone from this work tree, and are kept: api.py",
        "to see whose, and to put them back: coordgit restore --list",
    ]
    assert repository.coordgit("locks").err == ""
    assert repository.coordgit("restore", "--list").out.startswith("api.py  claude ann  gone since ")
    (kept,) = repository.json("restore", "--list", "--json")["kept"]
    assert (kept["path"], kept["session"]) == ("api.py", "ann")
    assert repository.coordgit("restore").out == "put back api.py of claude ann\n"
    assert repository.coordgit("restore").out == "nothing is gone from this work tree\n"
    assert repository.coordgit("restore", "other.py").code == 2


def test_a_link_to_nowhere_in_its_place_is_left_alone(ann: Claude) -> None:
    repository = ann.repository
    ann.writes("api.py", "ann's\n")
    ann.writes("other.py", "ann's\n")
    repository.git("checkout", "-q", ".")
    assert repository.coordgit("locks").ok
    (repository.top / "api.py").unlink()
    (repository.top / "api.py").symlink_to("nowhere")
    done = repository.coordgit("restore")
    assert (done.code, done.out) == (1, "put back other.py of claude ann\n")
    assert "api.py has other uncommitted changes by now" in done.err and (repository.top / "api.py").is_symlink()


def test_nothing_is_gone_when_the_edit_went_on_or_was_undone_or_committed(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    ann.writes("api.py", "ann's\n")
    (repository.top / "api.py").write_text("ann's\nand a person's\n")
    assert "coordgit: " not in ann.reads("other.py")
    repository.git("-c", "coordgit.bypass=handed over", "commit", "-qam", "a person's, with ann's")
    assert "gone" not in ann.reads("other.py")
    ann.writes("api.py", "more\n")
    ann.edits("api.py", "more\n", "ann's\nand a person's\n")
    assert "gone" not in ann.reads("other.py")
    ann.writes("other.py", "ann's\n")
    bob.writes("other.py", "bob's\n")
    assert "gone" not in ann.reads("api.py")
    assert repository.run(["git", "-c", "coordgit.bypass=handed over", "commit", "-qm", "bob's", "other.py"], **bob.env).ok
    (repository.top / "other.py").write_text("bob's\n")  # written once more, so it is compared
    assert "gone" not in ann.reads("api.py")
    ann.writes("third.py", "1\n")
    assert ann.runs("rm third.py").ok and "gone" not in ann.reads("api.py")
    ann.writes("api.py", "changed by ann\n")
    (repository.top / "api.py").write_text("changed by a person\n")
    repository.git("-c", "coordgit.bypass=handed over", "commit", "-qam", "a person's own words")
    assert "gone" not in ann.reads("other.py")
    assert repository.coordgit("restore").out == "nothing is gone from this work tree\n"


def test_an_edit_made_in_turns_is_gone_though_the_other_session_has_committed_its_part(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    repository.commit_files({"f.txt": "".join(f"{n}\n" for n in range(9))})
    bob.edits("f.txt", "0\n", "bob's\n")
    ann.edits("f.txt", "4\n", "ann's\n")
    assert repository.coordgit("commit", "-m", "ann's", **ann.env).ok
    bob.edits("f.txt", "8\n", "bob's too\n")
    left = read(repository, "f.txt")
    repository.git("checkout", "-q", "--", "f.txt")
    assert repository.coordgit("restore", **bob.env).out == "put back f.txt of claude bob\n"
    assert read(repository, "f.txt") == left


def test_an_edit_is_gone_though_the_text_that_it_was_made_in_was_committed_since(ann: Claude) -> None:
    """A person commits what was there before the edit, and then takes the edit away."""
    repository = ann.repository
    (repository.top / "api.py").write_text("a person's\n")
    ann.edits("api.py", "a person's\n", "a person's\nann's\n")
    blob = repository.run(["git", "hash-object", "-w", "--stdin"], stdin="a person's\n").out.strip()
    repository.git("update-index", "--cacheinfo", f"100644,{blob},api.py")
    repository.git("commit", "-qm", "a person's")
    repository.git("checkout", "-q", "--", "api.py")
    assert "your uncommitted edit of api.py is gone" in ann.reads("other.py")


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("order", ["ann bob", "bob ann", "ann cat bob"])
def test_what_another_left_out_of_its_commit_is_gone_once_it_is_taken_away(
    ann: Claude, bob: Claude, order: str, own: bool
) -> None:
    """``coordgit commit`` leaves others' edits of the file where they are, whoever edited it first."""
    repository = ann.repository
    repository.commit_files({"f.txt": "".join(f"{n}\n" for n in range(9))})
    does = {"ann": (ann, "2\n", "ann's\n"), "bob": (bob, "7\n", ""), "cat": (Claude(repository, "cat"), "5\n", "cat's\n")}
    for name in order.split():
        who, old, new = does[name]
        who.edits("f.txt", old, new)
    assert repository.coordgit("commit", "-m", "ann's", **ann.env).ok
    left = read(repository, "f.txt")
    if own:
        assert bob.runs(script(repository, "git checkout -q -- f.txt")).ok
    else:
        repository.git("checkout", "-q", "--", "f.txt")
    assert repository.coordgit("restore", **bob.env).out == "put back f.txt of claude bob\n"
    assert read(repository, "f.txt") == left


def test_what_ones_own_script_took_away_is_kept_and_not_told(ann: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    result = ann.runs(script(ann.repository, "git checkout -q ."))
    assert "gone" not in result.out and "gone" not in ann.reads("other.py")
    assert ann.repository.coordgit("restore").out == "put back api.py of claude ann\n"


def test_an_ignored_file_that_is_gone_is_kept_and_not_told(ann: Claude) -> None:
    ann.repository.commit_files({".gitignore": "*.log\n"})
    ann.writes("a.log", "ann's\n")
    (ann.repository.top / "a.log").unlink()
    assert "gone" not in ann.reads("other.py") and ann.repository.coordgit("locks").err == ""
    assert ann.repository.coordgit("restore", "a.log").ok and read(ann.repository, "a.log") == "ann's\n"


def test_what_git_has_put_away_for_a_while_is_not_gone(ann: Claude) -> None:
    repository = ann.repository
    repository.git("checkout", "-qb", "topic")
    repository.commit_files({"third.py": "topic\n"})
    repository.git("checkout", "-q", "main")
    repository.commit_files({"third.py": "main\n"})
    ann.writes("api.py", "ann's\n")
    repository.git("rebase", "--autostash", "topic", ok=False)
    assert read(repository, "api.py") != "ann's\n"
    assert "gone" not in ann.reads("other.py") and "gone" not in repository.coordgit("locks").err
    repository.git("rebase", "--abort")
    assert read(repository, "api.py") == "ann's\n"
    assert "gone" not in ann.reads("other.py") and "gone" not in repository.coordgit("locks").err


def test_what_anothers_script_took_away_is_told_to_both(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    result = bob.runs(script(ann.repository, "git checkout -q ."))
    assert "while that ran, uncommitted edits of claude ann went from the work tree: api.py." in result.out
    assert "your uncommitted edit of api.py is gone" in ann.reads("other.py")
    assert bob.runs("coordgit restore api.py").ok
    assert read(ann.repository, "api.py") == "ann's\n"


def test_newer_content_is_not_overwritten_and_the_printed_command_writes_beside_it(ann: Claude) -> None:
    repository = ann.repository
    ann.writes("a b.py", "ann's\n")
    (repository.top / "a b.py").unlink()
    assert "restore 'a b.py'" in ann.reads("other.py")
    (repository.top / "a b.py").write_text("a person's\n")
    result = repository.coordgit("restore")
    assert result.code == 1 and result.out == ""
    first, second = result.err.splitlines()
    assert first == "coordgit: a b.py has other uncommitted changes by now, and is left as it is"
    assert read(repository, "a b.py") == "a person's\n"
    assert repository.run(["sh", "-c", second.removeprefix("try: ")]).ok
    assert read(repository, "a b.py.kept") == "ann's\n"
    (repository.top / "a b.py").unlink()
    assert repository.coordgit("restore").ok and read(repository, "a b.py") == "ann's\n"


def test_beside_another_session_the_contents_outlive_a_prune_at_once(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    bob.reads("other.py")
    ann.writes("api.py", "first\n")
    ann.writes("api.py", "second\n")
    assert len(pins(repository)) == 1
    repository.git("checkout", "-q", ".")
    repository.git("gc", "-q", "--prune=now")
    assert "gone" in ann.reads("other.py")
    assert repository.coordgit("restore").ok and read(repository, "api.py") == "second\n"


def test_a_session_that_is_alone_pins_nothing(ann: Claude) -> None:
    with ann.repository.store() as store:
        store.do("UPDATE sessions SET state = 'ended'")  # the person who committed
    ann.writes("api.py", "first\n")
    assert pins(ann.repository) == []


def test_gc_drops_what_is_old_or_back_or_committed(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    bob.reads("other.py")
    ann.writes("api.py", "one\n")
    ann.writes("new.py", "two\n")
    repository.git("clean", "-fdq")
    assert "new.py is gone" in ann.reads("other.py")
    assert len(pins(repository)) == 3
    assert ann.commits("api.py").ok
    assert repository.coordgit("gc").ok and len(pins(repository)) == 2
    with sqlite3.connect(repository.top / ".git/coordgit/coordination.db") as store:
        store.execute("UPDATE kept_edits SET kept_at = kept_at - 31 * 86400")
    assert repository.coordgit("gc").ok and len(pins(repository)) == 1
    ann.runs("rm -f new.py")
    assert repository.coordgit("restore").out == "nothing is gone from this work tree\n"


def test_uninit_removes_the_refs(ann: Claude) -> None:
    repository = ann.repository
    ann.writes("api.py", "one\n")
    repository.git("checkout", "-q", ".")
    assert repository.coordgit("locks").err and pins(repository)
    assert "kept edits" in repository.coordgit("uninit").out and pins(repository) == []
    assert not (repository.top / ".git/refs/coordgit").exists()


def test_filters_and_the_mode_are_those_of_the_file(ann: Claude) -> None:
    repository = ann.repository
    repository.commit_files({".gitattributes": "*.txt text eol=crlf\n", "a.txt": "a\n", "run.sh": "echo\n"})
    (repository.top / "run.sh").chmod(0o755)
    repository.git("commit", "-qam", "mode")
    ann.writes("a.txt", "a\r\nann's\r\n")
    ann.writes("run.sh", "echo ann\n")
    repository.git("checkout", "-q", ".")
    assert repository.coordgit("restore").ok
    assert (repository.top / "a.txt").read_bytes() == b"a\r\nann's\r\n"
    assert (repository.top / "run.sh").stat().st_mode & 0o111 and read(repository, "run.sh") == "echo ann\n"


def test_what_is_kept_is_not_pushed(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    repository.git("init", "-q", "--bare", "../away.git")
    repository.git("remote", "add", "away", "../away.git")
    repository.git("push", "-q", "--mirror", "away")
    bob.reads("other.py")
    ann.writes("api.py", "a secret\n")
    assert pins(repository)
    repository.git("push", "-q", "--all", "away")
    result = repository.run(["git", "push", "-q", "--mirror", "away"])
    assert not result.ok and "coordgit: not pushed: refs/coordgit/kept/ holds uncommitted edits" in result.err
    repository.git("branch", "topic")
    again = next(line.removeprefix("try: ") for line in result.err.splitlines() if line.startswith("try: "))
    assert repository.run(["sh", "-c", again]).ok
    assert repository.git("-C", "../away.git", "for-each-ref", "--format=%(refname)") == "refs/heads/main\nrefs/heads/topic"


def test_status_lists_what_is_gone(ann: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    ann.repository.git("checkout", "-q", ".")
    said = ann.repository.coordgit("status").out
    assert "\nGone, and kept: coordgit restore\n  api.py  claude ann  gone since " in said
    assert [one["path"] for one in ann.repository.json("status")["kept"]] == ["api.py"]
    assert ann.repository.coordgit("restore").ok
    assert "Gone" not in ann.repository.coordgit("status").out and ann.repository.json("status")["kept"] == []


def test_the_refs_are_in_nobodys_way(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    bob.reads("other.py")
    ann.writes("api.py", "ann's\n")
    ann.runs("git stash -q")
    bob.writes("other.py", "bob's\n")
    repository.git("stash", "drop", "-q")
    assert bob.commits("other.py").ok and ann.commits("api.py").code
    assert repository.git("fsck", "--no-dangling") == "" and repository.git("log", "--all", "-1", "--format=%s")
    repository.git("pack-refs", "--all")
    ann.writes("api.py", "more\n")
    assert ann.commits("api.py").ok and repository.coordgit("gc").ok


def test_a_file_too_large_to_keep_is_told_and_its_ref_is_not_set(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    bob.reads("other.py")
    large = "x" * 99 + "\n"
    ann.writes("large.py", large * 50_000)
    ann.writes("new.py", "kept\n")
    assert len(pins(repository)) == 1
    assert repository.run(["git", "gc", "-q"]).ok
    for path in ("large.py", "new.py"):
        (repository.top / path).unlink()
    said = ann.reads("other.py").splitlines()
    assert said[0].startswith("coordgit: your uncommitted edit of new.py is gone from the work tree. The contents are kept;")
    assert said[1] == (
        "coordgit: your uncommitted edit of large.py is gone from the work tree."
        " The contents are not there any more: files of more than 4 MiB are not kept."
    )
    result = repository.coordgit("restore")
    assert result.code == 1 and "files of more than 4 MiB are not kept" in result.err
    assert result.out == "put back new.py of claude ann\n"
    ann.writes("large.py", large * 40_000)  # the twin
    (repository.top / "large.py").unlink()
    assert "The contents are kept" in ann.reads("other.py")


def test_what_was_committed_where_no_branch_is_and_goes_back_is_not_gone(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    repository.git("checkout", "-q", "--detach")
    ann.edits("api.py", "return x", "return -x")
    assert ann.commits("api.py").ok
    assert "gone" not in (said := bob.runs("git revert --no-edit HEAD").out) and "went" not in said, said
    assert ann.reads("other.py") == ""
    assert "gone" not in repository.coordgit("locks").err


@pytest.mark.parametrize("over", [False, True])
def test_each_session_that_had_edited_a_file_is_told_that_its_edit_is_gone(ann: Claude, bob: Claude, over: bool) -> None:
    repository = ann.repository
    ann.edits("api.py", "return x", "return -x")
    bob.edits("api.py", *(("return -x", "return 2 * x") if over else ("def f(x)", "def f(x, y)")))
    text = read(repository, "api.py")
    repository.git("stash", "-q")
    assert "your uncommitted edit of api.py is gone" in bob.reads("other.py")
    assert ("your uncommitted edit of api.py is gone" in ann.reads("other.py")) == (not over)
    assert ann.reads("other.py") + bob.reads("other.py") == ""
    assert repository.coordgit("restore").out == "put back api.py of claude bob\n"
    assert read(repository, "api.py") == text and "nothing is gone" in repository.coordgit("restore", "--list").out
