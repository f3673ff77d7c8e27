"""What would take away another session's uncommitted work is denied before it runs, with a way that harms nobody."""

import json
import shlex

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def denied(who: Claude, command: str) -> str:
    """Why the hook denies a command that is about to run, "" if it lets it."""
    who.before("Bash", {"command": command, "description": "run"}, who.call())
    said = json.loads(who.last.out)["hookSpecificOutput"] if who.last.out else {}
    assert ("permissionDecisionReason" in said) == (said.get("permissionDecision") == "deny")
    return str(said.get("permissionDecisionReason", ""))


def way(reason: str) -> str:
    """The command that the reason names."""
    return reason.rsplit(": ", 1)[1]


def follows(who: Claude, reason: str) -> None:
    """The session runs the command that it was told to, which is not denied and works."""
    command = way(reason)
    assert command.startswith("git "), reason
    assert denied(who, command) == ""
    result = who.runs(command)
    assert result.ok, result.err


def read(repository: Repository, path: str) -> str:
    return (repository.top / path).read_text()


def branch(repository: Repository, name: str, **files: str) -> None:
    """A branch with another version of some files, made where nobody works."""
    repository.git("worktree", "add", "-q", "-b", name, str(repository.folder / "apart"))
    for path, text in files.items():
        (repository.folder / "apart" / path.replace("__", ".")).write_text(text)
    repository.git("add", "-A", cwd=repository.folder / "apart")
    repository.git("commit", "-qm", name, cwd=repository.folder / "apart")
    repository.git("worktree", "remove", "--force", str(repository.folder / "apart"))


AWAY = ["git stash", "git stash push -m x", "git reset --hard", "git checkout -- api.py", "git checkout .", "git restore .",
        "git checkout api.py", "git checkout HEAD api.py", "cd . && git restore api.py", "git checkout -f",
        "make test; git reset -q --hard HEAD", "git -c a.b=c stash -q", "sh -c 'git stash'", "git restore -s HEAD -SW api.py",
        "git checkout '*.py'", "git checkout *.py", "git stash -- api.py", "git stash -k", "git switch -f main",
        "git rm -f api.py", "git rm -rqf .", "git checkout-index -fa", "git checkout-index -q -f -- api.py",
        "git read-tree -u --reset HEAD", "git checkout -p", "yes | git checkout -p HEAD -- api.py", "git restore -p .",
        "git stash -p", "git rebase --autostash main", "git -c rebase.autoStash=true pull --rebase",
        "git pull -q --rebase --autostash", "git merge --autostash main"]  # fmt: skip


def test_what_takes_another_sessions_edit_away_is_denied_and_ones_own_is_not(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    for command in AWAY:
        assert denied(ann, command) == "", command
        assert "would take away uncommitted edits of claude ann (api.py)" in denied(bob, command), command
    assert read(ann.repository, "api.py") == "ann's\n"


HARMLESS = ["git stash list", "git stash show -p", "git stash -- other.py", "git reset", "git reset --soft",
            "git reset -q api.py", "git checkout -- other.py", "git restore --staged api.py",
            "git clean -n", "git clean -fd", "git switch -c topic",
            "git checkout -b topic", "git log -- api.py", "git stash create", "git stash push -- other.py", "git diff",
            "echo git stash", "git restore other.py", "git commit -m 'git reset --hard' -- other.py", "git reset --keep HEAD",
            "git checkout main", "git switch main", "git rm -f other.py", "git rm --cached -f api.py", "git rm -nf api.py",
            "git rm api.py", "git checkout-index -f other.py", "git checkout-index -a", "git checkout-index -fa --prefix=o/",
            "git read-tree HEAD", "git read-tree -u -m HEAD", "git checkout -p other.py", "git reset -p",
            "git rebase main", "git pull --rebase", "git rebase --abort", "git reset --merge",
            "git merge --no-autostash main", "git -c rebase.autoStash=false pull --rebase"]  # fmt: skip


def test_what_leaves_the_edit_of_another_where_it_is_runs(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    bob.writes("other.py", "bob's\n")
    for command in HARMLESS:
        assert denied(bob, command) == "", command


def test_a_setting_that_stashes_during_a_rebase_counts(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    for name, command, other in (("rebase", "git pull --rebase", "git pull"), ("merge", "git pull", "git pull --rebase")):
        ann.repository.git("config", f"{name}.autoStash", "true")
        assert "uncommitted edits of claude ann (api.py)" in denied(bob, command)
        assert denied(bob, other) == denied(bob, f"{command} --no-autostash") == ""
        ann.repository.git("config", "--unset", f"{name}.autoStash")


def test_a_reset_that_keeps_what_is_not_staged_takes_away_what_is(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    assert denied(bob, "git reset --merge") == ""
    ann.runs("git add api.py")
    assert "git reset --merge would take away uncommitted edits of claude ann (api.py)" in denied(bob, "git reset --merge")


def test_nothing_is_denied_once_the_other_has_committed_or_ended_or_undone_its_edit(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    assert denied(bob, "git stash")
    assert ann.commits("api.py").ok
    assert denied(bob, "git stash") == ""
    ann.writes("api.py", "more\n")
    assert denied(bob, "git stash")
    ann.edits("api.py", "more\n", "ann's\n")
    assert denied(bob, "git stash") == ""
    ann.writes("api.py", "more\n")
    ann.send("SessionEnd", reason="exit")
    assert denied(bob, "git stash") == ""
    ann.reads("other.py")
    assert denied(bob, "git stash")


def test_a_session_that_is_gone_is_not_a_reason(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    ann.repository.git("config", "coordgit.idle", "1s")
    with ann.repository.store() as store:
        store.do("UPDATE sessions SET seen_at = seen_at - 10 WHERE session = 'ann'")
    assert denied(bob, "git stash") == ""


def test_another_worktree_is_not_a_reason(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    linked = ann.repository.worktree("linked")
    apart = Claude(ann.repository, "cat", linked)
    assert denied(apart, "git stash") == ""
    assert denied(bob, f"git -C {linked} stash") == ""
    assert denied(apart, f"git -C {ann.repository.top} stash")
    assert denied(apart, f"cd {ann.repository.top} && git stash")


def test_the_way_on_puts_away_only_what_is_ones_own(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    bob.writes("other.py", "bob's\n")
    bob.writes("a new one.py", "bob's\n")
    assert denied(bob, "git stash").endswith("put away only what is yours: git stash push -- other.py")
    reason = denied(bob, "git stash -u")
    assert way(reason) == "git stash push -u -- other.py 'a new one.py'"
    follows(bob, reason)
    repository = ann.repository
    assert read(repository, "api.py") == "ann's\n" and read(repository, "other.py") == "OTHER = 1\n"
    assert not (repository.top / "a new one.py").exists()


@pytest.mark.parametrize(
    "command", ["git reset --hard", "git checkout .", "git restore .", "git checkout HEAD -- .", "git checkout -f"]
)
def test_the_way_on_undoes_only_what_is_ones_own(command: str, ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    bob.writes("other.py", "bob's\n")
    ann.repository.git("add", "api.py")
    ann.writes("api.py", "ann's\nmore\n")
    follows(bob, denied(bob, command))
    assert read(ann.repository, "api.py") == "ann's\nmore\n" and (ann.repository.top / "other.py").read_text() == "OTHER = 1\n"
    assert ann.repository.git("diff", "--cached", "--name-only") == "api.py"


@pytest.mark.parametrize("command", ["git stash", "git reset --hard", "git checkout .", "git checkout -- api.py"])
def test_without_edits_of_ones_own_the_way_on_is_a_worktree(command: str, ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    follows(bob, denied(bob, command))
    assert len(ann.repository.git("worktree", "list").splitlines()) == 2
    follows(bob, denied(bob, command))
    assert len(ann.repository.git("worktree", "list").splitlines()) == 3


def test_a_file_that_two_edited_is_not_put_away(ann: Claude, bob: Claude) -> None:
    ann.repository.commit_files({"long.py": "a\nb\nc\nd\ne\n"})
    ann.edits("long.py", "a\n", "ann\n")
    bob.edits("long.py", "e\n", "bob\n")
    bob.writes("other.py", "bob's\n")
    assert "claude ann (long.py)" in denied(bob, "git checkout long.py")
    assert "claude bob (long.py, other.py)" in denied(ann, "git checkout .")
    assert way(denied(bob, "git stash")) == "git stash push -- other.py"


def test_an_edit_that_was_overwritten_is_not_a_reason(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    bob.writes("api.py", "all of it is bob's\n")
    assert denied(bob, "git checkout api.py") == ""


def test_what_the_index_holds_is_not_taken_away_by_a_checkout_from_it(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    ann.repository.git("add", "api.py")
    assert denied(bob, "git checkout -- api.py") == ""
    assert denied(bob, "git restore api.py") == ""
    assert denied(bob, "git stash -k") == ""
    assert denied(bob, "git checkout HEAD -- api.py")
    assert denied(bob, "git stash -S")


def test_a_clean_is_denied_for_the_files_it_would_remove_and_can_leave_them_out(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    repository.commit_files({".gitignore": "*.log\n", "d/kept.py": "1\n"})
    ann.writes("d/new [1].py", "ann's\n")
    ann.writes("x/y/deep.py", "ann's\n")
    ann.writes("a.log", "ann's\n")
    repository.write("junk.tmp", "nobody's\n")
    assert "(d/new [1].py)" in denied(bob, "git clean -f d")
    assert denied(bob, "git clean -f") == "" or "deep" not in denied(bob, "git clean -f")
    assert denied(bob, "git clean -f junk.tmp") == ""
    assert denied(bob, "git clean -fd -e '*.py'") == ""
    assert denied(bob, "git clean -fdX") and denied(bob, "git clean -fdn") == ""
    reason = denied(bob, "git clean -fdx")
    assert "(d/new [1].py, x/y/deep.py, a.log)" in reason
    follows(bob, reason)
    assert read(repository, "d/new [1].py") == read(repository, "x/y/deep.py") == read(repository, "a.log") == "ann's\n"
    assert not (repository.top / "junk.tmp").exists()
    follows(bob, denied(bob, "cd d && git clean -fdx ."))
    assert read(repository, "d/new [1].py") == "ann's\n"


def test_an_untracked_file_is_taken_by_a_stash_only_with_u(ann: Claude, bob: Claude) -> None:
    ann.writes("new.py", "ann's\n")
    for command in ("git stash", "git reset --hard", "git checkout .", "git clean -nd"):
        assert denied(bob, command) == "", command
    for command in ("git stash -u", "git stash --all", "git stash push -u -- new.py", "git clean -fd"):
        assert "(new.py)" in denied(bob, command), command
    assert denied(bob, "git stash push -u -- api.py") == ""


@pytest.mark.parametrize("command", ["git switch topic", "git checkout topic", "git checkout topic --", "git checkout -q topic",
                                     "git switch --detach topic", "git checkout -b next topic", "git switch -c next topic",
                                     "git checkout topic~0"])  # fmt: skip
def test_a_switch_that_changes_what_another_has_read_is_denied_and_a_worktree_does(
    command: str, ann: Claude, bob: Claude
) -> None:
    branch(ann.repository, "topic", api__py="topic\n")
    assert denied(bob, command) == ""
    ann.reads("other.py")
    assert denied(bob, command) == ""
    ann.reads("api.py")
    assert denied(ann, command) == ""
    reason = denied(bob, command)
    assert "would change api.py, which claude ann has read since its last commit" in reason
    follows(bob, reason)
    assert ann.repository.git("symbolic-ref", "--short", "HEAD") == "main"
    added = ann.repository.git("worktree", "list", "--porcelain").split("\n\n")[1]
    assert ("detached" in added) == ("detach" in command or "~" in command)
    name = shlex.split(way(reason))
    assert (ann.repository.top / name[-2]).is_dir()


def test_what_was_read_before_the_last_commit_is_not_a_reason(ann: Claude, bob: Claude) -> None:
    branch(ann.repository, "topic", api__py="topic\n")
    ann.reads("api.py")
    ann.writes("more.py", "1\n")
    assert denied(bob, "git switch topic")
    assert ann.commits("more.py").ok
    assert denied(bob, "git switch topic") == ""
    ann.reads("api.py")
    assert denied(bob, "git switch topic")


def test_a_switch_that_changes_what_another_has_edited_is_denied(ann: Claude, bob: Claude) -> None:
    branch(ann.repository, "topic", api__py="topic\n")
    ann.writes("api.py", "ann's\n")
    assert "api.py, which claude ann has edited" in denied(bob, "git switch topic")
    assert "would take away uncommitted edits of claude ann (api.py)" in denied(bob, "git switch -f topic")
    follows(bob, denied(bob, "git switch -f topic"))


def test_going_back_and_forth_is_told_by_the_branch_it_leads_to(ann: Claude, bob: Claude) -> None:
    branch(ann.repository, "topic", api__py="topic\n")
    assert bob.runs("git switch -q topic && git switch -q main").ok
    ann.reads("api.py")
    follows(bob, denied(bob, "git switch -"))
    assert denied(bob, "git switch topic") == "", "another worktree has it, and git refuses"


def test_a_branch_of_a_remote_is_a_switch_too(ann: Claude, bob: Claude) -> None:
    branch(ann.repository, "topic", api__py="topic\n")
    ann.repository.git("clone", "-q", "--bare", ".", "../away.git")
    ann.repository.git("branch", "-qD", "topic")
    ann.repository.git("remote", "add", "origin", "../away.git")
    ann.repository.git("fetch", "-q", "origin")
    ann.reads("api.py")
    for command in ("git switch topic", "git checkout topic"):
        assert "which claude ann has read" in denied(bob, command)
    follows(bob, denied(bob, "git switch topic"))


def test_what_cannot_be_told_runs(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    for command in ("git checkout $X", "git stash -- $F", "./x.sh", "cd $D && git stash"):
        assert denied(bob, command) == "", command


def test_a_worktree_in_which_another_works_is_not_removed(ann: Claude) -> None:
    repository = ann.repository
    linked = repository.worktree("linked")
    dan = Claude(repository, "dan", linked)
    assert denied(ann, "git worktree remove --force ../linked") == ""
    dan.writes("new.py", "dan's\n")
    for command in ("git worktree remove -f ../linked", f"git -C .. worktree remove --force {linked}"):
        command = command.replace("-C ..", f"-C {repository.top}")
        assert "would take away uncommitted edits of claude dan (new.py)" in denied(ann, command), command
    assert denied(ann, "git worktree remove ../linked") == ""  # git itself refuses
    assert denied(dan, "git worktree remove --force .") == ""
    follows(ann, denied(ann, "git worktree remove --force ../linked"))
    assert dan.commits("new.py").ok
    assert denied(ann, "git worktree remove --force ../linked") == ""


@pytest.mark.parametrize("where", ["--global", "--local"])
def test_an_alias_is_what_it_stands_for(ann: Claude, bob: Claude, where: str) -> None:
    aliases = {"undo": "checkout --", "up": "pull --rebase --autostash", "shell": "!git checkout --", "look": "diff"}
    for name, text in aliases.items():
        ann.repository.git("config", where, f"alias.{name}", text)
    assert denied(bob, "git Undo api.py") == "", "nobody has edited it"
    ann.writes("api.py", "ann's\n")
    assert "git checkout would take away uncommitted edits of claude ann (api.py)" in denied(bob, "git Undo api.py")
    assert "uncommitted edits of claude ann (api.py)" in denied(bob, "git up")
    assert denied(bob, "git look api.py") == denied(bob, "git shell api.py") == denied(bob, "git nothing") == ""


@pytest.mark.parametrize(
    "command", ["git reset -q --hard", "git checkout -- api.py", "git stash", "git restore -s HEAD -SW api.py"]
)
def test_a_mode_that_another_has_changed_is_not_taken_away_either(ann: Claude, bob: Claude, command: str) -> None:
    assert ann.runs("chmod +x api.py").ok
    assert denied(ann, command) == denied(bob, "git checkout -- other.py") == ""
    assert "would take away uncommitted edits of claude ann (the mode of api.py)" in denied(bob, command)
    assert ann.runs("chmod -x api.py").ok
    assert denied(bob, command) == ""
    assert ann.runs("chmod +x api.py").ok
    ann.writes("api.py", "other\n")
    assert "of claude ann (api.py)" in denied(bob, command)


def test_a_mode_that_is_staged_is_not_taken_away_by_a_checkout_from_the_index(ann: Claude, bob: Claude) -> None:
    assert ann.runs("chmod +x api.py && git add api.py").ok
    assert denied(bob, "git checkout -- api.py") == ""
    assert denied(bob, "git reset -q --hard")
    assert ann.runs("git commit -qm executable").ok
    assert denied(bob, "git reset -q --hard") == ""


@pytest.mark.parametrize(
    "command", ["git checkout HEAD -- other.py", "git switch -qc new", "git pull", "git merge --no-edit main"]
)
def test_a_command_that_names_no_locked_path_runs_though_its_session_has_edited_one(
    repository: Repository, ann: Claude, bob: Claude, command: str
) -> None:
    bob.edits("api.py", "x", "y")
    bob.edits("other.py", "1", "2")
    assert repository.coordgit("lock", "api.py", **ann.env).ok
    assert denied(bob, command) == ""
    assert denied(bob, "cp other.py api.py").startswith("coordgit: api.py is held by ")


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("command", ["git stash", "git checkout HEAD -- other.py"])
def test_an_edit_that_its_session_has_taken_back_between_others_is_not_there_any_more(
    repository: Repository, ann: Claude, bob: Claude, command: str, again: bool
) -> None:
    text = read(repository, "other.py")
    bob.writes("other.py", f"{text}bob\n")
    ann.writes("other.py", f"ann\n{text}bob\n")
    bob.writes("other.py", f"ann\n{text}" + "bob again\n" * again)
    assert bool(denied(ann, command)) == again
