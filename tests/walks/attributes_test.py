"""The attribute ``coordgit`` of a path reaches whatever a change of that path could make of a commit.

It counts as the tips of the checked branches have it. Set elsewhere it is a bypass, which is recorded.
"""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.stale import newest, stale

ATTRIBUTES = pytest.mark.parametrize("attribute", ["ignore", "inform", "strict"])


def start(repository: Repository, attribute: str) -> tuple[Session, Session]:
    repository.commit_files({".gitattributes": f"CHANGES.md coordgit={attribute}\n", "CHANGES.md": "1\n", "api.py": "1\n"})
    return repository.session("ann"), repository.session("bob")


@ATTRIBUTES
def test_a_new_hit_of_a_search_counts_as_the_attribute_of_its_file_says(repository: Repository, attribute: str) -> None:
    ann, bob = start(repository, attribute)
    assert ann.coordgit("read", "--grep", "send").ok
    bob.lands("CHANGES.md", "send is new\n")
    result = ann.commits("new.py", "1\n")
    assert result.rejected == (["CG102 CHANGES.md"] if attribute == "strict" else [])
    assert ("CG102" in result.err) == (attribute != "ignore")


@ATTRIBUTES
def test_a_new_hit_of_a_search_counts_whatever_attribute_another_hit_has(repository: Repository, attribute: str) -> None:
    ann, bob = start(repository, attribute)
    assert ann.coordgit("read", "--grep", "send").ok
    bob.lands("CHANGES.md", "send is new\n")
    bob.lands("api.py", "send()\n")
    assert "CG102 api.py" in ann.commits("new.py", "1\n").rejected


@ATTRIBUTES
def test_an_edit_over_a_newer_version_counts_as_the_attribute_of_its_file_says(repository: Repository, attribute: str) -> None:
    _, bob = start(repository, attribute)
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    ann.writes("CHANGES.md", "ann 1\n")
    bob.lands("CHANGES.md", "bob\n")
    ann.writes("CHANGES.md", "ann 2\n")
    assert repository.run(["git", "add", "CHANGES.md"], **ann.env).ok
    result = repository.run(["git", "commit", "-qm", "ann"], **ann.env)
    assert result.rejected == (["CG201 CHANGES.md"] if attribute == "strict" else [])


@pytest.mark.parametrize("attribute", ["append", "ignore", "strict"])
def test_an_unrecorded_file_in_a_commit_is_named_unless_its_attribute_is_ignore(repository: Repository, attribute: str) -> None:
    start(repository, attribute)
    ann = Claude(repository, "ann")
    ann.writes("api.py", "2\n")
    repository.write("CHANGES.md", "a person's\n")
    result = repository.run(["git", "commit", "-qam", "both"], **ann.env)
    assert result.ok and ("CG202 CHANGES.md" in result.err) == (attribute != "ignore")


@ATTRIBUTES
def test_a_change_on_another_branch_counts_as_the_attribute_of_its_file_says(repository: Repository, attribute: str) -> None:
    ann, _ = start(repository, attribute)
    repository.git("config", "coordgit.siblings", "block")
    cat = repository.session("cat", repository.worktree("cat"))
    ann.reads("CHANGES.md")
    cat.lands("CHANGES.md", "2\n")
    result = ann.commits("new.py", "1\n")
    assert result.rejected == (["CG101 CHANGES.md"] if attribute == "strict" else [])


@ATTRIBUTES
def test_a_push_into_a_bare_repository_is_rejected_only_for_a_strict_file(
    repository: Repository, tmp_path: Path, attribute: str
) -> None:
    receiver, clone = tmp_path / "hub.git", tmp_path / "clone"
    start(repository, attribute)
    repository.git("clone", "-q", "--bare", str(repository.top), str(receiver))
    assert repository.coordgit("init", "--no-clients", cwd=receiver).ok
    repository.git("clone", "-q", str(receiver), str(clone))
    ann, bob = repository.session("ann", clone), repository.session("bob", clone)
    assert repository.session("ann", receiver).coordgit("read", "--at", "main", "CHANGES.md").ok
    bob.lands("CHANGES.md", "2\n")
    assert bob.git("push", "-q").ok
    ann.lands("new.py", "1\n")
    assert ann.git("push", "-q").ok == (attribute != "strict")


IGNORED = "api.py coordgit=ignore\n"


def set_elsewhere(repository: Repository, where: str, text: str) -> str:
    """Set attributes outside all commits; how the reason names the place."""
    if where == "info":
        repository.write(".git/info/attributes", text)
        return ".git/info/attributes"
    if where == "untracked":
        repository.write(".gitattributes", text)
        return ".gitattributes (untracked)"
    path = repository.folder / "home" / (".config/git/attributes" if where == "default" else "mine")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if where == "default":
        return str(path)
    repository.git("config", "core.attributesFile", "~/mine")
    return f"core.attributesFile {path}"


ELSEWHERE = pytest.mark.parametrize("where", ["info", "untracked", "attributesFile", "default"])


@ELSEWHERE
@pytest.mark.parametrize("value", ["ignore", "inform"])
def test_an_attribute_that_is_in_no_commit_is_a_bypass_and_recorded(repository: Repository, where: str, value: str) -> None:
    ann = stale(repository)
    named = set_elsewhere(repository, where, f"*.py coordgit={value}\n")
    result = ann.git("commit", "-qm", "new")
    assert result.ok and "bypassed" in result.err, result
    assert newest(repository) == ("bypassed", f"the attribute coordgit in {named}")


@ELSEWHERE
@pytest.mark.parametrize("text", ["*.md coordgit=ignore\n", "*.py text\n", "*.py coordgit=strict\n"])
def test_an_attribute_in_no_commit_that_weakens_nothing_lets_nothing_pass(repository: Repository, where: str, text: str) -> None:
    ann = stale(repository)
    set_elsewhere(repository, where, text)
    assert ann.git("commit", "-qm", "new").rejected == ["CG101 api.py"]


@ELSEWHERE
def test_an_attribute_in_no_commit_is_no_bypass_where_nothing_is_stale(repository: Repository, where: str) -> None:
    repository.begin(api__py="1\n")
    set_elsewhere(repository, where, IGNORED)
    ann = repository.session("ann")
    ann.reads("api.py")
    ann.lands("new.py", "1\n")
    assert newest(repository) == ("passed", "")


def test_an_attribute_in_no_commit_and_a_setting_for_one_command_are_one_bypass(repository: Repository) -> None:
    ann = stale(repository)
    assert repository.session("cat").coordgit("lock", "new.py").ok
    repository.write(".git/info/attributes", IGNORED)
    repository.write(".gitattributes", "*.md coordgit=ignore\n")
    assert ann.git("commit", "-qm", "new").rejected == ["CG101 api.py", "CG301 new.py"]
    assert ann.git("-c", "coordgit.level=record", "commit", "-qm", "new").ok
    assert newest(repository) == ("bypassed", "coordgit.level=record for one command")


def test_an_attribute_that_a_commit_brings_does_not_count_for_that_commit(repository: Repository) -> None:
    ann = stale(repository)
    repository.write(".gitattributes", IGNORED)
    assert ann.git("add", ".gitattributes").ok
    assert ann.git("commit", "-qm", "new").rejected == ["CG101 api.py"]


def test_an_attribute_that_is_changed_and_not_committed_does_not_count(repository: Repository) -> None:
    ann = stale(repository, {".gitattributes": "*.md coordgit=ignore\n"})
    repository.write(".gitattributes", IGNORED)
    assert ann.git("commit", "-qm", "new").rejected == ["CG101 api.py"]


@pytest.mark.parametrize(
    "text", [IGNORED, "[attr]made coordgit=ignore\n*.py made\n", "* coordgit=strict\napi.py coordgit=ignore\n"]
)
@pytest.mark.parametrize("elsewhere", [".gitattributes", ".git/info/attributes"])
def test_an_attribute_that_the_tip_has_counts_whatever_stricter_one_is_in_no_commit(
    repository: Repository, text: str, elsewhere: str
) -> None:
    ann = stale(repository, {".gitattributes": text})
    repository.write(elsewhere, "*.py coordgit=strict\n")
    assert ann.git("commit", "-qm", "new").ok
    assert newest(repository) == ("passed", "")


def test_an_attribute_in_a_folder_counts_below_it(repository: Repository) -> None:
    repository.commit_files({"src/.gitattributes": "*.py coordgit=ignore\n", "src/a.py": "1\n", "a.py": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("src/a.py", "a.py")
    bob.lands("src/a.py", "2\n")
    ann.lands("new.py", "1\n")
    bob.lands("a.py", "2\n")
    assert ann.commits("new.py", "2\n").rejected == ["CG101 a.py"]


def test_a_file_of_attributes_that_is_a_link_in_the_tip_sets_none(repository: Repository) -> None:
    (repository.top / ".gitattributes").symlink_to("real")
    ann = stale(repository, {"real": IGNORED})
    assert ann.git("commit", "-qm", "new").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("both", [True, False], ids=["both branches", "one of two branches"])
def test_of_several_checked_branches_the_strictest_counts(repository: Repository, both: bool) -> None:
    """Two targets, each with a change under the same read; one of them has taken the attribute back, or none."""
    repository.commit_files({"api.py": "1\n", ".gitattributes": IGNORED})
    repository.git("branch", "stable")
    repository.git("config", "--add", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "stable")
    ann = repository.session("ann", repository.worktree("ann"))
    stable = repository.folder / "stable"
    repository.git("worktree", "add", "-q", str(stable), "stable")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "2\n")
    bob = repository.session("bob", stable)
    if not both:
        bob.lands(".gitattributes", "*.md text\n")
    bob.lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").ok == both


@pytest.mark.parametrize("word", ["coordgit=ingore", "-coordgit", "coordgit"])
def test_a_value_that_does_not_exist_changes_nothing_and_is_reported(repository: Repository, word: str) -> None:
    ann = stale(repository, {".gitattributes": f"# coordgit=no\n*.py {word}\n"})
    result = ann.git("commit", "-qm", "new")
    assert result.rejected == ["CG101 api.py"]
    said = f"coordgit: a .gitattributes says {word}, which is not one of "
    assert said in result.err and said in ann.coordgit("status").err
    assert [f for f in repository.json("doctor")["findings"] if word in f["text"]]


def test_a_value_that_does_not_exist_is_reported_before_it_is_committed_and_once(repository: Repository) -> None:
    claude = Claude(repository, "ann")
    repository.commit_files({"api.py": "1\n"})
    claude.reads("api.py")
    claude.writes("new.py", "1\n")
    repository.session("bob").lands("api.py", "2\n")
    repository.write(".gitattributes", "*.py coordgit=ingore\n")
    denied = claude.runs("coordgit commit -m new")
    assert denied.rejected == ["CG101 api.py"]
    assert (
        denied.err.count("coordgit: a .gitattributes says coordgit=ingore, which is not one of append, ignore, inform, strict: ")
        == 1
    )


@pytest.mark.parametrize("word", ["coordgit=ignore", "coordgit=append", "!coordgit", "text"])
def test_of_a_value_that_exists_nothing_is_reported(repository: Repository, word: str) -> None:
    repository.commit_files({".gitattributes": f"*.py {word}\n"})
    assert repository.session("ann").coordgit("status").err == ""


def test_the_gate_asks_for_no_attributes_where_nothing_is_stale(repository: Repository) -> None:
    repository.commit_files({".gitattributes": IGNORED, "api.py": "1\n"})
    ann = repository.session("ann")
    ann.reads("api.py")
    trace = repository.folder / "trace"
    ann.writes("new.py", "1\n")
    assert ann.git("add", "new.py").ok
    assert ann.git("commit", "-qm", "new", GIT_TRACE=str(trace)).ok
    assert "gitattributes" not in trace.read_text() and "check-attr" not in trace.read_text()
