"""What people set: for their own eyes in git log and git diff it changes nothing; for one command alone it is a bypass."""

import shutil
from typing import Any

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.stale import newest, stale

SIXTY = [f"line {n}\n" for n in range(1, 61)]


def test_a_root_commit_of_ones_own_is_not_a_foreign_change_where_log_leaves_roots_out(repository: Repository) -> None:
    repository.git("config", "log.showRoot", "false")
    ann = repository.session("ann")
    ann.reads("first.py", "second.py")
    ann.lands("first.py", "1\n")
    ann.lands("other.py", "1\n")
    repository.session("bob").lands("second.py", "1\n")
    assert ann.commits("other.py", "2\n").rejected == ["CG103 second.py"]


@pytest.mark.parametrize("setting", ["diff.interHunkContext", "diff.context"])
def test_a_range_between_two_changes_is_true_where_diff_joins_hunks(repository: Repository, setting: str) -> None:
    repository.git("config", setting, "20")
    repository.commit_files({"lib.py": "".join(SIXTY)})
    ann, bob, eve = (repository.session(name) for name in ("ann", "bob", "eve"))
    ann.reads("lib.py:20-22")
    eve.reads("lib.py:10-12")
    changed = [*SIXTY[:9], "X\n", *SIXTY[10:29], "Y\n", *SIXTY[30:]]
    bob.lands("lib.py", "".join(changed))
    ann.lands("new.py", "1\n")
    assert eve.commits("newer.py", "1\n").rejected == ["CG101 lib.py:10-12"]
    explained = eve.coordgit("explain").out
    assert "+X" in explained and "+Y" not in explained


def test_verify_finds_its_commits_where_log_shows_signatures(repository: Repository) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("no ssh-keygen")
    repository.begin(api__py="1\n")
    key = repository.folder / "key"
    assert repository.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]).ok
    (repository.folder / "allowed").write_text(f"dev@example.org {key.with_suffix('.pub').read_text()}")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingKey", f"{key}.pub"),
        ("gpg.ssh.allowedSignersFile", str(repository.folder / "allowed")),
        ("commit.gpgSign", "true"),
        ("log.showSignature", "true"),
    ):
        repository.git("config", name, value)
    ann, bob = repository.session("ann", repository.worktree("tree")), repository.session("bob")
    ann.reads("api.py")
    ann.lands("new.py", "1\n")
    assert ann.coordgit("verify", "main..tree").ok
    bob.lands("api.py", "2\n")
    denied = ann.coordgit("verify", "main..tree")
    assert denied.rejected == ["CG101 api.py"] and "unknown" not in denied.err


def test_a_submodule_that_moved_is_published_where_diff_ignores_submodules(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    inner = repository.folder / "inner"
    inner.mkdir()
    repository.git("init", "-q", cwd=inner)
    repository.git("commit", "-q", "--allow-empty", "-m", "1", cwd=inner)
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "lib")
    repository.git("config", "-f", ".gitmodules", "submodule.lib.ignore", "all")
    repository.git("add", "-f", ".")
    repository.git("commit", "-qm", "lib")
    repository.git("commit", "-q", "--allow-empty", "-m", "2", cwd=repository.top / "lib")
    moved = repository.git("rev-parse", "HEAD", cwd=repository.top / "lib")
    repository.git("update-index", "--cacheinfo", f"160000,{moved},lib")
    one = repository.git("commit-tree", "-p", "HEAD", "-m", "moved", repository.git("write-tree"))
    two = repository.git("commit-tree", "-p", one, "-m", "and more", f"{one}^{{tree}}")
    repository.git("update-ref", "refs/heads/main", two, COORDGIT_SESSION="bob")
    with repository.store() as opened:
        found = opened.all("SELECT c.after FROM changes c WHERE c.path = 'lib' ORDER BY c.landing_id")
    assert found[-1] == (moved,)


@pytest.mark.daily(3)
@pytest.mark.parametrize("level", ["record", "snapshot", "relevant"])
@pytest.mark.parametrize("how", ["-c", "count", "parameters", "global file", "include", "HOME", "XDG_CONFIG_HOME"])
def test_a_weaker_level_for_one_command_is_a_bypass_and_recorded(repository: Repository, how: str, level: str) -> None:
    ann = stale(repository)
    file = repository.folder / "settings"
    file.write_text((repository.folder / "home/.gitconfig").read_text() + f"[coordgit]\n\tlevel = {level}\n")
    (repository.folder / "else/git").mkdir(parents=True)
    shutil.copy(file, repository.folder / ("else/.gitconfig" if how == "HOME" else "else/git/config"))
    other = str(repository.folder / "else")
    words, more = {
        "HOME": ([], {"HOME": other}),
        "XDG_CONFIG_HOME": ([], {"XDG_CONFIG_HOME": other}),
        "-c": (["-c", f"coordgit.level={level}"], {}),
        "count": ([], {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "coordgit.level", "GIT_CONFIG_VALUE_0": level}),
        "parameters": ([], {"GIT_CONFIG_PARAMETERS": f"'coordgit.level'='{level}'"}),
        "global file": ([], {"GIT_CONFIG_GLOBAL": str(file)}),
        "include": (["-c", f"include.path={file}"], {}),
    }[how]
    result = ann.git(*words, "commit", "-qm", "new", **more)
    assert result.ok and f'bypassed, "coordgit.level={level} for one command"' in result.err, result
    assert newest(repository) == ("bypassed", f"coordgit.level={level} for one command")


@pytest.mark.daily(3)
@pytest.mark.parametrize("level", ["record", "snapshot", "relevant"])
@pytest.mark.parametrize("scope", ["--local", "--global"])
def test_the_level_of_a_repository_or_a_user_is_not_a_bypass(repository: Repository, scope: str, level: str) -> None:
    ann = stale(repository)
    repository.git("config", scope, "coordgit.level", level)
    assert ann.git("commit", "-qm", "new").ok
    assert newest(repository) == ("passed", "")


@pytest.mark.parametrize("how", ["set up there", "not noted"])
def test_the_level_in_another_home_that_is_known_is_not_a_bypass(repository: Repository, how: str) -> None:
    """As where a container has its own, in which the user of the set-up is another."""
    ann = stale(repository)
    other = repository.folder / "else"
    other.mkdir()
    (other / ".gitconfig").write_text((repository.folder / "home/.gitconfig").read_text() + "[coordgit]\n\tlevel = record\n")
    there: dict[str, Any] = {"HOME": str(other), "XDG_CONFIG_HOME": ""}
    if how == "set up there":
        assert repository.coordgit("init", "--no-clients", **there).ok
    else:
        (repository.top / ".git/coordgit/homes").unlink()
    assert ann.git("commit", "-qm", "new", **there).ok
    assert newest(repository) == ("passed", "")


def test_a_target_that_is_set_in_another_home_for_one_command_does_not_count(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    repository.begin(api__py="1\n")
    repository.git("branch", "feat")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    repository.git("checkout", "-q", "feat")
    other = repository.folder / "else/git"
    other.mkdir(parents=True)
    (other / "config").write_text('[branch "feat"]\n\tcoordgitTarget = none\n')
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]
    denied = ann.git("commit", "-qm", "new", XDG_CONFIG_HOME=str(other.parent))
    assert denied.rejected == ["CG101 api.py"]
    repository.git("config", "--global", "branch.feat.coordgitTarget", "none")
    assert ann.git("commit", "-qm", "new").ok and newest(repository) == ("passed", "")


def test_a_weaker_level_for_one_command_is_not_a_bypass_where_nothing_is_stale(repository: Repository) -> None:
    ann = repository.session("ann")
    ann.writes("new.py", "1\n")
    assert ann.git("add", "new.py").ok and ann.git("-c", "coordgit.level=record", "commit", "-qm", "new").ok
    assert newest(repository) == ("passed", "")


def test_a_weaker_level_for_one_command_lets_pass_only_what_it_would(repository: Repository) -> None:
    ann = stale(repository)
    ann.writes("api.py", "3\n")
    result = ann.git("-c", "coordgit.level=snapshot", "commit", "-qam", "new")
    assert result.rejected == ["CG201 api.py"]


def test_a_stricter_level_for_one_command_counts(repository: Repository) -> None:
    ann = stale(repository)
    repository.git("config", "coordgit.level", "record")
    assert ann.git("-c", "coordgit.level=strict", "commit", "-qm", "new").rejected == ["CG101 api.py"]
    assert ann.git("commit", "-qm", "new").ok


def test_a_target_switched_off_for_one_command_is_a_bypass(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]
    assert ann.git("-c", "coordgit.target=none", "commit", "-qm", "new").ok
    assert newest(repository) == ("bypassed", "coordgit.target=none for one command")


@pytest.mark.parametrize(("name", "own", "given"), [("searches", "strict", "off"), ("siblings", "block", "off")])
def test_a_policy_made_weaker_for_one_command_is_a_bypass(repository: Repository, name: str, own: str, given: str) -> None:
    repository.begin(api__py="1\n")
    repository.git("config", f"coordgit.{name}", own)
    ann = repository.session("ann")
    if name == "searches":
        claude = Claude(repository, "00000000-0000-4000-8000-00000000000a")
        ann.env = claude.env
        claude.runs("grep -rn 'send(' .")
        repository.session("bob").lands("two.py", "send()\n")
    else:
        ann.reads("api.py")
        repository.session("cat", repository.worktree("cat")).lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected
    assert ann.git("-c", f"coordgit.{name}={given}", "commit", "-qm", "new").ok
    assert newest(repository) == ("bypassed", f"coordgit.{name}={given} for one command")


def test_check_says_what_a_commit_with_these_settings_would_get(repository: Repository) -> None:
    ann = stale(repository)
    assert ann.coordgit("check").code == 1
    given: dict[str, Any] = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "coordgit.level", "GIT_CONFIG_VALUE_0": "record"}
    result = ann.coordgit("check", **given)
    assert result.ok and "bypassed" in result.err


MISSPELT = [
    ("coordgit.levle", "record", "coordgit.levle is not a setting (these are: "),
    ("coordgit.level", "recrod", "coordgit.level is 'recrod', not one of record, relevant, snapshot, strict"),
    ("coordgit.searches", "on", "coordgit.searches is 'on', not one of off, strict, tied"),
    ("coordgit.siblings", "no", "coordgit.siblings is 'no', not one of block, off, warn"),
    (
        "branch.main.coordgitTraget",
        "x",
        "branch.main.coordgittraget is not a setting (branch.NAME.coordgitTarget is), it changes",
    ),
    ("coordgit.onError", "permit", "coordgit.onError is 'permit', not one of allow, reject"),
    ("coordgit.team", "our.team", "coordgit.team is 'our.team', which does not begin with postgresql://"),
]


@pytest.mark.parametrize(("name", "value", "said"), MISSPELT)
@pytest.mark.parametrize("once", [False, True], ids=["set", "for one command"])
def test_a_setting_that_does_not_exist_is_reported_and_changes_nothing(
    repository: Repository, name: str, value: str, said: str, once: bool
) -> None:
    ann = stale(repository)
    given: dict[str, Any] = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": name, "GIT_CONFIG_VALUE_0": value} if once else {}
    if not once:
        repository.git("config", name, value)
    denied = ann.git("commit", "-qm", "new", **given)
    assert denied.rejected == ["CG101 api.py"]
    assert len([line for line in denied.err.splitlines() if line.startswith(f"coordgit: {said}")]) == 1
    for words in (["status"], ["read", "api.py"], ["log"], ["init", "--no-clients"]):
        assert f"coordgit: {said}" in ann.coordgit(*words, **given).err
    assert ann.coordgit("doctor", **given).code == 1
    landed = ann.git("commit", "-qm", "new", **given)
    assert landed.ok and f"coordgit: {said}" in landed.err


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/none", "Postgres://127.0.0.1:1/none", ""])
def test_the_url_of_a_team_is_no_wrong_setting(repository: Repository, url: str) -> None:
    repository.begin(api__py="1\n")
    repository.git("config", "coordgit.team", url)
    assert repository.coordgit("read", "api.py").err == ""


@pytest.mark.parametrize("name", ["coordgit.target", "branch.main.coordgitTarget"])
def test_a_target_that_does_not_exist_is_reported_by_every_command(repository: Repository, name: str) -> None:
    repository.begin(api__py="1\n")
    repository.git("config", name, "mian")
    said = f"coordgit: {name} is mian, which is not a branch or ref here: commits are not checked against it\n"
    for words in (["status"], ["read", "api.py"], ["log"]):
        assert repository.coordgit(*words).err == said
    assert said[len("coordgit: ") : -1] in repository.coordgit("doctor").out
    repository.git("branch", "mian")
    assert repository.coordgit("status").err == ""


@pytest.mark.parametrize("name", ["coordgit.target", "branch.main.coordgitTarget"])
def test_a_target_that_does_not_exist_is_reported_at_the_commit(repository: Repository, name: str) -> None:
    repository.begin(api__py="1\n")
    repository.git("config", name, "mian")
    ann, side = repository.session("ann"), repository.session("ann", repository.worktree("side"))
    said = f"coordgit: {name} is mian, which is not a branch or ref here: commits are not checked against it\n"
    commit = ["commit", "-qm", "more", "--allow-empty"]
    assert ann.git(*commit).err == said
    assert side.git(*commit).err == (said if name == "coordgit.target" else "")  # the other is the target of main alone
    repository.git("branch", "mian")
    repository.git("pack-refs", "--all")
    assert ann.git(*commit).err == ""


def test_of_settings_that_exist_nothing_is_reported(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    for name, value in (("level", "Strict"), ("onError", "reject"), ("target", "main"), ("idle", "12h"), ("searches", "tied")):
        repository.git("config", f"coordgit.{name}", value)
    ann = repository.session("ann")
    ann.writes("new.py", "1\n")
    assert ann.git("add", "new.py").ok and ann.git("commit", "-qm", "new").err == ""
    assert ann.coordgit("status").err == ""


@pytest.mark.parametrize("alone", [True, False])
def test_an_upstream_is_a_target_whatever_is_set_for_one_command(repository: Repository, alone: bool) -> None:
    """Set to stay, the branch has no upstream, and the commit passes."""
    repository.begin(api__py="def f(x): ...\n", b__py="1\n")
    release = repository.worktree("release")
    repository.git("switch", "-qc", "feature", "main")
    repository.git("branch", "-q", "-u", "release")
    ann = repository.session("ann")
    ann.reads("api.py")
    repository.session("bob", release).lands("api.py", "def f(x, y): ...\n")
    ann.writes("b.py", "2\n")
    if not alone:
        repository.git("config", "branch.feature.remote", "nope")
    options = ("-c", "branch.feature.remote=nope") if alone else ()
    result = ann.git(*options, "commit", "-qm", "two", "--", "b.py")
    assert (result.rejected == ["CG101 api.py"]) if alone else result.ok, result
