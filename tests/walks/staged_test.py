"""What a commit takes from an index that does not fit the work tree: older versions put back, most of the tree removed."""

import re

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey

TEXT = "".join(f"line {n}\n" for n in range(1, 11))
THEIRS = TEXT.replace("line 8\n", "line 8, bob's\n")


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"f.txt": TEXT, "g.txt": "1\n"})
    return repository.session("ann")


def index_of(repository: Repository) -> dict[str, str]:
    return {"GIT_INDEX_FILE": str(repository.folder / "index")}


def commits_g(session: Session, **env: str) -> Result:
    session.writes("g.txt", "2\n")
    assert session.git("add", "g.txt", **env).ok
    return session.git("commit", "-qm", "g", **env)


def older(repository: Repository, bob: Session, **env: str) -> None:
    """An index from before bob's landing."""
    assert bob.git("read-tree", "HEAD", **env).ok
    bob.lands("f.txt", THEIRS)


@pytest.mark.parametrize("looks", [True, False], ids=["it has seen the change", "it has read nothing"])
@pytest.mark.parametrize("who", ["ann", "a person"])
def test_an_index_from_before_a_landing_is_rejected(
    repository: Repository, ann: Session, bob: Session, who: str, looks: bool
) -> None:
    env = index_of(repository)
    older(repository, bob, **env)
    session = ann if who == "ann" else Session(repository, "", repository.top)
    if looks:
        session.reads("f.txt")
    denied = commits_g(session, **env)
    assert denied.rejected == ["CG203 f.txt"], denied
    assert "1 path is put back to an older version" in denied.err
    assert "next: take f.txt as the branch has it (git restore --staged -- f.txt), commit again" in denied.err


def test_an_index_of_ones_own_that_has_the_landing_passes(repository: Repository, ann: Session, bob: Session) -> None:
    env = index_of(repository)
    bob.lands("f.txt", THEIRS)
    assert ann.git("read-tree", "HEAD", **env).ok
    assert commits_g(ann, **env).ok


def test_the_way_on_of_a_stale_index_lands_the_rest(repository: Repository, ann: Session, bob: Session) -> None:
    assert bob.git("update-index", "--cacheinfo", f"100644,{repository.head('HEAD:f.txt')},f.txt").ok
    bob.lands("f.txt", THEIRS)
    assert ann.git("update-index", "--cacheinfo", f"100644,{repository.head('HEAD~1:f.txt')},f.txt").ok
    denied = commits_g(ann)
    assert denied.rejected == ["CG203 f.txt"]
    done = obey(ann, denied, lambda: ann.git("commit", "-qm", "g"))
    assert all(result.ok for result in done), done
    assert repository.git("show", "HEAD:f.txt") == THEIRS.strip() and repository.git("show", "HEAD:g.txt") == "2"
    assert (ann.cwd / "f.txt").read_text() == THEIRS


def test_an_older_tree_that_was_read_into_the_index_is_rejected(repository: Repository, ann: Session, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    assert ann.git("read-tree", "HEAD~1").ok
    assert ann.git("commit", "-qm", "old tree").rejected == ["CG203 f.txt"]


def test_an_amend_with_an_older_tree_in_the_index_is_rejected(repository: Repository, ann: Session, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    ann.lands("h.txt", "1\n")
    ann.git("update-index", "--cacheinfo", f"100644,{repository.head('HEAD~2:f.txt')},f.txt")
    assert ann.git("commit", "-q", "--amend", "-m", "x").rejected == ["CG203 f.txt"]


def test_check_rejects_an_older_tree_in_the_index(repository: Repository, ann: Session, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    assert ann.git("read-tree", "HEAD~1").ok
    assert ann.coordgit("check").rejected == ["CG203 f.txt"]


def test_an_older_version_in_the_index_is_rejected_though_the_newer_one_is_edited(
    repository: Repository, ann: Session, bob: Session
) -> None:
    bob.lands("f.txt", THEIRS)
    ann.git("read-tree", "HEAD~1")
    ann.writes("f.txt", THEIRS.replace("line 2\n", "line 2, ann's\n"))
    assert commits_g(ann).rejected == ["CG203 f.txt"]


def test_a_hunk_that_takes_a_landed_change_back_may_be_staged_alone(repository: Repository, ann: Session, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    ann.reads("f.txt")
    ann.git("read-tree", "HEAD~1")
    ann.writes("f.txt", TEXT.replace("line 2\n", "line 2, ann's\n"))
    result = commits_g(ann)
    assert result.ok, result.err


def test_an_older_version_in_the_index_passes_once_it_is_acknowledged(repository: Repository, ann: Session, bob: Session) -> None:
    env = index_of(repository)
    older(repository, bob, **env)
    denied = commits_g(ann, **env)
    assert ann.coordgit("ack", denied.verdict, "--why", "the older one").ok
    assert ann.git("commit", "-qm", "g", **env).ok
    bob.lands("f.txt", TEXT + "more\n")
    assert "CG203 f.txt" in ann.git("commit", "-qm", "again", **env).rejected


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    "words",
    [
        ("revert", "--no-edit", "HEAD"),
        ("checkout", "HEAD~1", "--", "f.txt"),
        ("restore", "-s", "HEAD~1", "-SW", "f.txt"),
        ("restore", "-s", "HEAD~1", "f.txt"),
        ("revert", "--no-commit", "HEAD"),
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_an_older_version_that_is_put_back_on_purpose_passes(
    repository: Repository, ann: Session, bob: Session, words: tuple[str, ...]
) -> None:
    bob.lands("f.txt", THEIRS)
    ann.reads("f.txt")
    assert ann.git(*words).ok
    if "--no-edit" not in words:
        result = ann.git("commit", "-qam", "back")
        assert result.ok, result.err
    assert repository.git("show", "HEAD:f.txt") == TEXT.strip()


def test_an_older_version_of_what_the_session_alone_has_replaced_passes(repository: Repository, ann: Session) -> None:
    ann.lands("f.txt", THEIRS)
    ann.git("read-tree", "HEAD~1")
    result = commits_g(ann)
    assert result.ok, result.err


def test_an_index_without_a_file_that_another_session_has_added_is_rejected(
    repository: Repository, ann: Session, bob: Session
) -> None:
    env = index_of(repository)
    assert ann.git("read-tree", "HEAD", **env).ok
    bob.lands("new.txt", "1\n")
    assert commits_g(ann, **env).rejected == ["CG203 new.txt"]


def test_a_file_that_another_session_has_added_may_be_removed(ann: Session, bob: Session) -> None:
    bob.lands("new.txt", "1\n")
    assert ann.git("rm", "-q", "new.txt").ok
    assert ann.git("commit", "-qm", "gone").ok


def test_a_file_that_another_session_has_added_may_leave_the_index_once_it_is_ignored(ann: Session, bob: Session) -> None:
    bob.lands("new.txt", "1\n")
    ann.writes(".gitignore", "new.txt\n")
    assert ann.git("rm", "-q", "--cached", "new.txt").ok and ann.git("add", ".gitignore").ok
    assert ann.git("commit", "-qm", "not tracked").ok


def test_an_index_with_a_file_that_another_session_has_removed_is_rejected(
    repository: Repository, ann: Session, bob: Session
) -> None:
    env = index_of(repository)
    assert ann.git("read-tree", "HEAD", **env).ok
    assert bob.git("rm", "-q", "f.txt").ok and bob.git("commit", "-qm", "gone").ok
    assert commits_g(ann, **env).rejected == ["CG203 f.txt"]


def test_a_client_may_write_an_older_version_back(repository: Repository, bob: Session) -> None:
    cleo = Claude(repository, "cleo")
    bob.lands("f.txt", THEIRS)
    cleo.reads("f.txt")
    cleo.writes("f.txt", TEXT)
    assert cleo.commits("f.txt").ok


def test_an_older_version_in_the_index_is_only_told_where_an_attribute_says_so(
    repository: Repository, ann: Session, bob: Session
) -> None:
    bob.lands(".gitattributes", "f.txt coordgit=inform\n")
    bob.lands("f.txt", THEIRS)
    ann.git("read-tree", "HEAD~1")
    passed = commits_g(ann)
    assert passed.ok and "CG203 f.txt" in passed.err


# An emptied index.


@pytest.fixture
def many(repository: Repository) -> Session:
    repository.commit_files({f"{n}.txt": f"{n}\n" for n in range(10)})
    return repository.session("ann")


def test_an_emptied_index_is_rejected(repository: Repository, many: Session) -> None:
    env = index_of(repository)
    many.git("read-tree", "--empty", **env)
    denied = commits_g(many, **env)
    assert denied.rejected == [f"CG204 {n}.txt" for n in range(10)]
    assert "10 paths would be removed by an emptied index" in denied.err
    assert "  CG204 0.txt  still in the work tree\n" in denied.err
    assert "next: fill the index again (git reset -q), stage what you change, commit again" in denied.err


def test_the_way_on_of_an_emptied_index_commits_what_was_changed(repository: Repository, many: Session) -> None:
    many.git("read-tree", "--empty")
    denied = commits_g(many)
    assert re.findall(r"CG\d+", denied.err)[0] == "CG204"
    done = obey(many, denied, lambda: commits_g(many))
    assert all(result.ok for result in done), done
    assert len(repository.git("ls-tree", "-r", "HEAD").splitlines()) == 11


@pytest.mark.parametrize("command", ["merge", "cherry-pick"])
def test_the_way_on_of_an_index_that_was_emptied_in_a_conflict_goes_on_with_that(many: Session, command: str) -> None:
    many.git("switch", "-qc", "feat")
    many.lands("0.txt", "feat\n")
    many.lands("1.txt", "feat\n")
    many.git("switch", "-q", "main")
    many.lands("0.txt", "main\n")
    assert not many.git(command, "feat~" if command == "cherry-pick" else "feat").ok
    many.writes("0.txt", "both\n")
    assert many.git("read-tree", "--empty").ok and many.git("add", "0.txt").ok
    denied = many.git("commit", "-q", "--no-edit")
    assert denied.rejected == [f"CG204 {n}.txt" for n in range(1, 10)]
    assert "stage what you change or have resolved, commit again" in denied.err
    done = obey(many, denied, lambda: many.git("commit", "-q", "--no-edit", "-i", "0.txt"))
    assert all(result.ok for result in done), done
    assert len(many.repository.git("ls-tree", "-r", "HEAD").splitlines()) == 10
    assert (
        many.repository.git("log", "-1", "--format=%s") == {"merge": "Merge branch 'feat'", "cherry-pick": "ann: 0.txt"}[command]
    )


def test_check_rejects_an_emptied_index(many: Session) -> None:
    many.git("read-tree", "--empty")
    assert len(many.coordgit("check").rejected) == 10


def test_a_person_with_an_emptied_index_is_rejected_too(repository: Repository, many: Session) -> None:
    repository.git("read-tree", "--empty")
    repository.git("add", "0.txt")
    assert len(repository.run(["git", "commit", "-qm", "x"]).rejected) == 9


def test_a_person_who_means_to_empty_the_index_acknowledges_it(repository: Repository, many: Session) -> None:
    repository.git("rm", "-rq", "--cached", *(f"{n}.txt" for n in range(9)))
    denied = repository.run(["git", "commit", "-qm", "x"])
    assert len(denied.rejected) == 9
    said = repository.coordgit("explain").out
    assert "```" not in said
    assert f'or, if that is meant:\n  coordgit ack {denied.verdict} --why "..."' in said
    assert repository.coordgit("ack", denied.verdict, "--why", "generated").ok
    repository.git("commit", "-qm", "x")


def test_a_person_who_gives_a_reason_may_empty_the_index(repository: Repository, many: Session) -> None:
    repository.git("rm", "-rq", "--cached", ".")
    repository.git("-c", "coordgit.bypass=a new start", "commit", "-qm", "x")


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    ("command", "cwd", "passes"),
    [
        ("git rm -q --cached -r kept", "", True),
        ("git rm -q --cached *.txt", "kept", True),
        ("git -C kept rm -q --cached 0.txt 1.txt 2.txt 3.txt 4.txt 5.txt 6.txt 7.txt 8.txt", "", True),
        ("git rm -q --cached -r . && git add g.txt", "", False),
        ("git rm -q --cached -n -r kept; git read-tree --empty && git add g.txt", "", False),
    ],
)
def test_what_a_client_names_to_leave_the_index(repository: Repository, command: str, cwd: str, passes: bool) -> None:
    repository.commit_files({f"kept/{n}.txt": f"{n}\n" for n in range(9)} | {"g.txt": "1\n"})
    cleo = Claude(repository, "cleo", repository.top / cwd)
    assert cleo.runs(command).ok
    untracked = cleo.runs("git commit -qm 'not tracked any more'")
    assert untracked.rejected == ([] if passes else [f"CG204 kept/{n}.txt" for n in range(9)])
    assert untracked.ok == passes and (repository.top / "kept/0.txt").exists()


def test_what_a_client_names_to_leave_the_index_in_the_command_that_commits(repository: Repository, bob: Session) -> None:
    cleo, dan = Claude(repository, "cleo"), Claude(repository, "dan")
    bob.lands("new.txt", "1\n")
    assert cleo.runs("git rm -q --cached new.txt").ok
    assert dan.runs("git commit -qm 'of another'").rejected == ["CG203 new.txt"]
    assert cleo.runs("git reset -q && git rm -q --cached new.txt && git commit -qm 'not tracked'").ok
    bob.lands("new.txt", "2\n")
    cleo.runs("git update-index --force-remove new.txt")
    assert cleo.runs("git commit -qm stale").rejected == ["CG203 new.txt"]  # its word for it is over


def test_files_that_are_removed_from_the_work_tree_too_may_leave_the_index(repository: Repository, many: Session) -> None:
    assert many.git("rm", "-q", "-r", ".").ok
    assert many.git("commit", "-qm", "gone").ok


def test_files_that_are_moved_may_leave_the_index_under_their_old_names(repository: Repository, many: Session) -> None:
    (many.cwd / "folder").mkdir()
    assert many.git("mv", *(f"{n}.txt" for n in range(10)), "folder").ok
    assert many.git("commit", "-qm", "moved").ok


def test_files_that_are_ignored_may_leave_the_index(repository: Repository, many: Session) -> None:
    many.writes(".gitignore", "*.txt\n")
    many.git("rm", "-q", "--cached", "-r", ".")
    many.git("add", ".gitignore")
    assert many.git("commit", "-qm", "not tracked any more").ok


def test_an_index_without_half_of_the_files_or_a_few_is_not_called_emptied(repository: Repository, many: Session) -> None:
    for n in range(9):
        many.writes(f"more{n}", "1\n")
    many.git("add", "-A")
    assert many.git("commit", "-qm", "more").ok
    many.git("rm", "-q", "--cached", *(f"more{n}" for n in range(9)))
    assert many.git("commit", "-qm", "nine of nineteen").ok
    many.git("rm", "-q", "--cached", *(f"{n}.txt" for n in range(7)))
    denied = many.git("commit", "-qm", "seven of ten")
    assert not any(code.startswith("CG204") for code in denied.rejected)


def test_a_push_and_a_merge_may_bring_the_removal_of_all_files(repository: Repository, many: Session) -> None:
    feat = repository.session("ann", repository.worktree("feat"))
    assert feat.git("rm", "-q", "-r", ".").ok and feat.git("commit", "-qm", "gone").ok
    many.lands("z.txt", "1\n")
    assert many.git("merge", "-q", "--no-edit", "feat").ok


def built(session: Session, tree: str) -> Result:
    made = session.git("commit-tree", "-m", "built", "-p", "HEAD", tree).out.strip()
    return session.git("update-ref", "refs/heads/main", made)


def test_a_commit_that_a_tool_built_from_an_older_index_is_rejected(repository: Repository, ann: Session, bob: Session) -> None:
    env = index_of(repository)
    older(repository, bob, **env)
    ann.reads("f.txt")
    denied = built(ann, ann.git("write-tree", **env).out.strip())
    assert denied.rejected == ["CG203 f.txt"], denied
    assert "run it again with the new commit's id (git update-ref refs/heads/main NEW)" in denied.err
    assert ann.git("read-tree", "HEAD", **env).ok
    assert built(ann, ann.git("write-tree", **env).out.strip()).ok


def test_a_tool_that_empties_the_tree_is_rejected_until_that_is_acknowledged(repository: Repository, ann: Session) -> None:
    repository.commit_files({f"{n}.txt": TEXT for n in range(8)})
    empty = repository.git("hash-object", "-t", "tree", "-w", "--stdin")
    assert set(built(ann, empty).rejected) == {f"CG204 {path}" for path in repository.git("ls-files").split()}
    repository.git("checkout", "-q", "--detach")  # a branch that the work tree does not show
    assert built(ann, empty).ok


@pytest.fixture
def library(repository: Repository, bob: Session) -> Session:
    """Ann on a branch of her own, whose submodule is at the older of two commits; bob has landed the newer one."""
    source = repository.folder / "library"
    repository.env |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always"}
    repository.git("init", "-q", str(source))
    repository.git("commit", "-q", "--allow-empty", "-m", "1", cwd=source)
    repository.git("submodule", "add", "-q", str(source), "lib")
    repository.git("commit", "-qm", "with a submodule")
    ann = repository.session("ann", repository.worktree("ann"))
    assert ann.git("submodule", "--quiet", "update", "--init").ok
    repository.git("commit", "-q", "--allow-empty", "-m", "2", cwd=source)
    assert bob.git("submodule", "--quiet", "update", "--remote").ok
    assert bob.git("commit", "-qam", "newer").ok
    assert ann.git("merge", "-q", "main").ok
    return ann


def test_a_submodule_that_was_not_updated_is_not_put_back_by_a_commit_of_all(repository: Repository, library: Session) -> None:
    """What the way on says is enough for the same command."""
    library.writes("f.txt", "mine\n")
    denied = library.git("commit", "-qam", "mine")
    assert denied.rejected == ["CG203 lib"]
    assert all(done.ok for done in obey(library, denied, lambda: library.git("commit", "-qam", "mine")))
    assert repository.git("diff", "main", "ann", "--name-only") == "f.txt"


def test_a_submodule_that_was_updated_may_be_taken_back_after_one_look(repository: Repository, library: Session) -> None:
    assert library.git("submodule", "--quiet", "update").ok
    assert library.git("-C", "lib", "checkout", "-q", "HEAD~1").ok
    denied = library.git("commit", "-qam", "back")
    assert denied.rejected == ["CG201 lib"]
    assert all(done.ok for done in obey(library, denied, lambda: library.git("commit", "-qam", "back")))
    assert repository.git("diff", "main", "ann", "--name-only") == "lib"
