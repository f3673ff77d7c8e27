"""One rejection, one look, one commit: the line ``next:`` followed to the letter, for every operation, from where it is read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import API, CHANGED, Repository, Result, Session
from tests.support.way_on import obey, on_a_branch

pytestmark = pytest.mark.usefixtures("command_line")

Do = Callable[[Session, tuple[str, ...]], Result]
"""An operation, with options of git itself in front."""


def commit(ann: Session, options: tuple[str, ...]) -> Result:
    ann.writes("n1", "3\n")
    ann.git("add", "n1")
    return ann.git(*options, "commit", "-qm", "three")


def commit_some(ann: Session, options: tuple[str, ...]) -> Result:
    ann.writes("n1", "3\n")
    return ann.git(*options, "commit", "-qm", "it's three", "--", "n1")


def commit_all(ann: Session, options: tuple[str, ...]) -> Result:
    ann.writes("n1", "3\n")
    return ann.git(*options, "commit", "-qam", "three")


def amend(ann: Session, options: tuple[str, ...]) -> Result:
    ann.writes("n1", "3\n")
    ann.git("add", "n1")
    return ann.git(*options, "commit", "-q", "--amend", "-m", "n1, fixed")


def squash(ann: Session, options: tuple[str, ...]) -> Result:
    ann.git("merge", "-q", "--squash", "side")
    return ann.git(*options, "commit", "-qm", "squashed")


def patches(ann: Session, options: tuple[str, ...]) -> Result:
    patch = ann.repository.run(["git", "format-patch", "-1", "--stdout", "side"], ann.cwd).out
    return ann.repository.run(["git", *options, "am", "-q"], ann.cwd, stdin=patch, **ann.env)


def rebase(ann: Session, options: tuple[str, ...]) -> Result:
    """With a commit that is made on the way: what a rebase only moves is never rejected on a branch."""
    step = "echo 1 > eve && git add eve && git commit -qm eve --author 'Eve <e@example.org>'"
    return ann.git(*options, "rebase", "-q", "--exec", step, "HEAD~1")


def git(*words: str) -> Do:
    return lambda ann, options: ann.git(*options, *words)


OPERATIONS: dict[str, Do] = {
    "commit": commit,
    "commit -- path": commit_some,
    "commit -a": commit_all,
    "amend": amend,
    "squash": squash,
    "merge": git("merge", "-q", "--no-edit", "side"),
    "pull": git("pull", "-q", "--no-rebase", "--no-edit", ".", "side"),
    "cherry-pick": git("cherry-pick", "side"),
    "revert": git("revert", "--no-edit", "HEAD"),
    "rebase": rebase,
    "am": patches,
}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["there", "from elsewhere"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_denied_on_a_branch_lands_after_one_look(repository: Repository, name: str, elsewhere: bool) -> None:
    ann = on_a_branch(repository)
    before, apart = repository.head("ann"), repository.folder / "apart"
    apart.mkdir()
    options = ("-C", str(ann.cwd)) if elsewhere else ()
    denied = OPERATIONS[name](ann, options)
    assert denied.rejected == ["CG101 api.py"], denied
    assert f" -C {ann.cwd} explain" in denied.err if elsewhere else "why:  coordgit explain" in denied.err
    done = obey(ann, denied, lambda: OPERATIONS[name](ann, options), apart if elsewhere else ann.cwd)
    assert all(step.ok for step in done), done
    assert repository.head("ann") != before
    assert repository.git("status", "--porcelain", cwd=ann.cwd) == ""
    assert repository.git("symbolic-ref", "HEAD", cwd=ann.cwd) == "refs/heads/ann"


@pytest.mark.parametrize("where", ["there", "below", "another worktree"])
def test_what_is_denied_on_main_lands_after_one_look(repository: Repository, where: str) -> None:
    repository.commit_files({"api.py": API, "src/deep.py": API})
    beside = repository.worktree("beside")
    below = repository.top / "src"
    ann, bob = repository.session("ann", below if where == "below" else repository.top), repository.session("bob")
    assert ann.coordgit("read", ":/api.py", ":/src/deep.py").ok
    bob.lands("api.py", CHANGED)
    bob.lands("src/deep.py", CHANGED)
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    options = ("-C", str(repository.top)) if where == "another worktree" else ()

    def commits() -> Result:
        return repository.run(["git", *options, "commit", "-qm", "new"], beside if options else ann.cwd, **ann.env)

    denied = commits()
    assert denied.rejected == ["CG101 api.py", "CG101 src/deep.py"]
    assert all(step.ok for step in obey(ann, denied, commits, beside if options else ann.cwd))
    assert repository.git("log", "-1", "--format=%s") == "new"


CODES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "CG101 range": (("api.py:1-1",), "api.py", "CG101 api.py:1-1"),
    "CG102 search": (("--grep", r"f\("), "caller.py", "CG102 caller.py"),
    "CG102 listing": (("--glob", "*.py"), "caller.py", "CG102 caller.py"),
    "CG102 unasked": (("--grep", r"f\n"), "caller.py", "CG102 caller.py"),
    "CG103": (("none.py",), "none.py", "CG103 none.py"),
    "CG103 folder": (("none",), "none/x.py", "CG103 none"),
}


@pytest.mark.parametrize("topology", ["one worktree", "a branch beside main"])
@pytest.mark.parametrize("name", CODES)
def test_every_kind_of_read_is_true_again_after_one_look(repository: Repository, name: str, topology: str) -> None:
    repository.begin(api__py=API, n1="1\n")
    beside = topology != "one worktree"
    ann, bob = repository.session("ann", repository.worktree("ann") if beside else None), repository.session("bob")
    words, path, expected = CODES[name]
    assert ann.coordgit("read", *words).ok
    bob.lands(path, CHANGED.replace("def ", "def f(" if name.startswith("CG102") else "def "))
    denied = commit(ann, ())
    assert denied.rejected == [expected], denied
    done = obey(ann, denied, lambda: commit(ann, ()))
    assert all(step.ok for step in done), (denied.err, done)
    assert repository.git("log", "-1", "--format=%s", cwd=ann.cwd) == "three"


def test_a_file_of_somebody_else_in_between_needs_no_look(repository: Repository) -> None:
    ann = on_a_branch(repository, "other.py", "OTHER = 2\n")
    assert commit(ann, ()).ok


def test_what_is_denied_in_a_rebase_of_patches_is_finished_by_hand(repository: Repository) -> None:
    ann = on_a_branch(repository)
    repository.session("cat", repository.folder / "side").lands("n1", "side\n")
    assert not ann.git("rebase", "-q", "--apply", "side").ok
    ann.writes("n1", "both\n")
    ann.git("add", "n1")
    denied = ann.git("rebase", "--continue")
    assert denied.rejected == ["CG101 api.py"], denied
    assert all(step.ok for step in obey(ann, denied, lambda: denied))
    assert repository.git("log", "--format=%s", "side..ann") == "ann: n1\nann: first.py"
    assert ann.git("status", "--porcelain", "--branch").out == "## ann\n"


def test_a_message_from_an_editor_or_from_standard_input_is_kept(repository: Repository, tmp_path: Path) -> None:
    ann = on_a_branch(repository)
    ann.writes("n1", "3\n")
    denied = repository.run(["git", "commit", "-qaF", "-"], ann.cwd, stdin="from a pipe\n", **ann.env)
    assert denied.rejected
    step = ann.json("explain")["remedy"][-1]
    assert repository.run(["sh", "-c", step], ann.cwd, **ann.env).rejected  # nobody has looked
    assert ann.coordgit("read", "--at", "main", "api.py").ok
    assert repository.run(["sh", "-c", step], ann.cwd, **ann.env).ok
    assert repository.git("log", "-1", "--format=%s", "ann") == "from a pipe"


def test_where_coordgit_is_on_no_path_what_is_printed_runs(repository: Repository) -> None:
    ann = on_a_branch(repository)
    repository.env["PATH"] = ":".join(
        part for part in repository.env["PATH"].split(":") if not (Path(part) / "coordgit").exists()
    )
    denied = commit(ann, ())
    assert denied.rejected == ["CG101 api.py"]
    why = denied.err.split("why:  ")[1].splitlines()[0]
    assert why.startswith("/") and repository.run(["sh", "-c", why], ann.cwd, **ann.env).ok
    assert "coordgit is not on PATH" not in denied.err
    assert all(step.ok for step in obey(ann, denied, lambda: commit(ann, ())))


def test_a_turn_is_offered_only_when_others_landed_in_between(repository: Repository) -> None:
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    for _ in range(4):
        assert "lock --turn" not in ann.git("commit", "-qm", "x").err
    bob.lands("api.py", API)
    bob.lands("api.py", CHANGED + "\n")
    assert "lock --turn" not in ann.git("commit", "-qm", "x").err
    bob.lands("api.py", CHANGED + "\n\n")
    assert "lock --turn" in ann.git("commit", "-qm", "x").err


def test_what_is_tried_after_an_error_runs_too(repository: Repository) -> None:
    repository.begin(api__py=API)
    assert repository.coordgit("explain", "v9").err.endswith("\ntry: coordgit log\n")
    repository.env["PATH"] = ":".join(
        part for part in repository.env["PATH"].split(":") if not (Path(part) / "coordgit").exists()
    )
    hint = repository.coordgit("explain", "v9").err.splitlines()[1].removeprefix("try: ")
    assert hint.startswith("/") and repository.run(["sh", "-c", hint]).ok
    assert repository.coordgit("status", cwd=repository.folder).err.splitlines()[1].startswith("try: git init")
    for command in (["task", "done", "9"], ["unlock", "nowhere"]):
        assert repository.coordgit(*command).err.splitlines()[1].startswith("try: /")
    for file in (repository.top / ".git/coordgit").glob("coordination.db*"):
        file.unlink()
    hint = repository.session("ann").commits("n", "1\n").err.splitlines()[1].removeprefix("try: ")
    assert hint.endswith(" init") and repository.run(["sh", "-c", hint]).ok


def test_a_clients_session_whose_shell_went_elsewhere_is_told_where(repository: Repository) -> None:
    repository.begin(other__py="OTHER = 1\n")
    main, linked = repository.top, repository.worktree("linked")
    ann = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001", linked)
    ann.reads(str(main / "other.py"))
    repository.session("bob").lands("other.py", "OTHER = 2\n")
    denied = ann.runs(f"cd {main} && git commit -q --allow-empty -m x")
    assert denied.rejected == ["CG101 other.py"], denied
    assert f"(git -C {main} commit -q --allow-empty -m x)" in denied.err and f"coordgit -C {main} read other.py" in denied.err
    repository.session("bob").lands("other.py", "OTHER = 3\n")
    there = Claude(repository, ann.session, main)
    assert f"-C {main}" not in there.runs("git commit -q --allow-empty -m x").err


def read_before_and_after(repository: Repository, attributes: str = "") -> Session:
    """Ann, on a branch: main had new.py before she looked for it in vain, and has changed api.py since she read that."""
    repository.begin(api__py=API, n1="1\n", __gitattributes=attributes)
    ann = repository.session("ann", repository.worktree("ann"))
    repository.session("bob").lands("new.py", "1\n")
    ann.reads("new.py", "api.py")
    repository.session("bob").lands("api.py", CHANGED)
    return ann


def test_what_the_target_had_before_is_read_with_the_rest_where_the_way_on_brings_it_in(repository: Repository) -> None:
    ann = read_before_and_after(repository)
    denied = commit(ann, ())
    assert denied.rejected == ["CG101 api.py"]
    for done in obey(ann, denied, lambda: ann.git("commit", "-qm", "three")):
        assert done.ok, done


def test_what_only_informs_when_it_is_brought_in_is_not_asked_for(repository: Repository) -> None:
    ann = read_before_and_after(repository, "new.py coordgit=inform\n")
    denied = commit(ann, ())
    assert denied.rejected == ["CG101 api.py"]
    assert "new.py" not in denied.err.partition("next: ")[2]


def test_what_the_target_had_before_is_not_asked_for_where_nothing_else_is(repository: Repository) -> None:
    ann = read_before_and_after(repository)
    ann.coordgit("read", "--at", "main", "api.py")
    assert commit(ann, ()).ok


def test_a_file_that_is_gone_from_the_branch_but_not_from_here_is_read_at_the_tip(repository: Repository) -> None:
    repository.begin(api__py="1\n\n\n\n1\n")
    ann, bob = Claude(repository, "ann"), repository.session("bob")
    repository.session("ann").reads("api.py")
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "gone").ok
    assert ann.runs("git revert --no-edit HEAD").rejected == ["CG201 api.py"]
    ann.reads("api.py")  # what the revert has put back
    ann.edits("api.py", "1\n", "4\n")
    denied = ann.runs("git add api.py && git commit --no-edit")
    assert denied.rejected == ["CG101 api.py"]
    assert all(done.ok for done in obey(ann, denied, lambda: ann.runs("git commit --no-edit")))


def test_a_file_that_is_gone_from_here_but_not_from_the_branch_is_read_at_the_tip(repository: Repository) -> None:
    """Another session has removed it, and not committed that."""
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    (bob.cwd / "api.py").unlink()
    denied = ann.commits("n1", "3\n")
    assert denied.rejected == ["CG101 api.py"]
    assert all(done.ok for done in obey(ann, denied, lambda: ann.git("commit", "-qm", "three")))


@pytest.mark.parametrize("path", ["a/api.py", "a/new.py"], ids=["changed", "new"])
@pytest.mark.parametrize("linked", [True, False], ids=["linked", "one folder"])
def test_what_a_sparse_checkout_leaves_out_is_read_at_the_tip(repository: Repository, linked: bool, path: str) -> None:
    repository.commit_files({"a/api.py": API, "b/own.py": "1\n"})
    folders = [repository.worktree("other"), repository.top]
    ann, bob = (
        repository.session(name, folder) for name, folder in zip(("ann", "bob"), folders[:: 1 if linked else -1], strict=True)
    )
    ann.reads(path)
    assert ann.git("sparse-checkout", "set", "b").ok
    bob.lands(path, CHANGED)
    if not linked:
        assert ann.git("merge", "-q", "other").ok
    denied = ann.commits("b/own.py", "2\n")
    assert [line.split()[1] for line in denied.rejected] == [path]
    assert all(done.ok for done in obey(ann, denied, lambda: ann.commits("b/own.py", "2\n")))


def test_where_a_branch_shares_no_commit_with_the_target_its_version_is_read_there(repository: Repository) -> None:
    repository.begin(api__py=API)
    assert repository.git("worktree", "add", "-q", "--detach", str(repository.folder / "pages")) == ""
    ann = repository.session("ann", repository.folder / "pages")
    assert ann.git("switch", "-q", "--orphan", "pages").ok
    ann.lands("index.html", "1\n")
    repository.session("ann").reads("api.py")
    repository.session("bob").lands("api.py", CHANGED)
    denied = ann.commits("index.html", "2\n")
    assert denied.rejected == ["CG101 api.py"]
    assert all(done.ok for done in obey(ann, denied, lambda: ann.commits("index.html", "2\n")))


LEFT = {"mixed reset": "git reset -q {}", "soft reset": "git reset -q --soft {}", "update-ref": "git update-ref HEAD {}"}


@pytest.mark.parametrize("how", LEFT)
@pytest.mark.parametrize("then", ["", "git reset -q --hard", "git reset -q --hard && echo own >>api.py"])
def test_a_file_that_head_has_left_behind_is_read_at_the_tip(repository: Repository, how: str, then: str) -> None:
    """A session that begins there; twins: the files follow, and a person has an uncommitted edit of the newer version."""
    old = repository.begin(api__py=API)
    bob = repository.session("bob")
    new = bob.lands("api.py", CHANGED)
    assert bob.git("reset", "-q", "--hard", old).ok
    for command in (LEFT[how].format(new), then or "true"):
        assert repository.run(["sh", "-c", command], **bob.env).ok
    ann = Claude(repository, ANN)
    ann.send("SessionStart", source="startup")
    assert ("not recorded" in repository.coordgit("whose", **bob.env).out) == (not then)
    ann.reads("api.py")
    repository.write("own.py", "1\n")
    denied = ann.commits("own.py")
    assert denied.rejected == ([] if then else ["CG101 api.py"])
    assert then or all(done.ok for done in obey(ann, denied, lambda: ann.commits("own.py")))


def test_under_an_edit_of_a_file_that_head_has_left_behind_it_is_read_at_the_tip_too(repository: Repository) -> None:
    old = repository.begin(api__py=API + "\n\n1\n")
    bob = repository.session("bob")
    new = bob.lands("api.py", CHANGED + "\n\n1\n")
    assert bob.git("reset", "-q", "--hard", old).ok and bob.git("reset", "-q", new).ok
    ann = Claude(repository, ANN)
    ann.send("SessionStart", source="startup")
    ann.reads("api.py")
    ann.edits("api.py", "1\n", "2\n")
    denied = ann.runs("coordgit commit -m own")
    assert denied.rejected == ["CG101 api.py"]
    assert all(done.ok for done in obey(ann, denied, lambda: ann.runs("coordgit commit -m own")))
    assert repository.git("show", "HEAD:api.py") == CHANGED + "\n\n2"


@pytest.mark.parametrize("since", [True, False], ids=["on top of it", "on another branch"])
def test_an_amend_does_not_rewrite_what_another_session_has_landed_since(repository: Repository, since: bool) -> None:
    repository.begin(api__py=API, n1="1\n")
    ann = repository.session("ann", repository.top if since else repository.worktree("ann"))
    ann.lands("n1", "2\n")
    ann.reads("api.py")
    landed = repository.session("bob").lands("api.py", CHANGED)
    ann.writes("n1", "3\n")
    ann.git("add", "n1")
    denied = ann.git("commit", "-q", "--amend", "--no-edit")
    assert denied.rejected == ["CG101 api.py"]
    way = "commit again without --amend (it would rewrite the other session's commit)" if since else "amend again"
    assert denied.err.splitlines()[2].endswith(f"adapt your change if it needs it, {way}"), denied.err
    assert ann.coordgit("read", "--at", "main", "api.py").ok
    assert ann.git("commit", "-qm", "three").ok
    assert repository.git("merge-base", "--is-ancestor", landed, "main") == ""
