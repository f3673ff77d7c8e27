"""What people set for their own eyes in git log and git diff changes nothing of what is decided or told."""

from __future__ import annotations

import shutil

import pytest

from tests.support.repository import Repository

SIXTY = [f"line {n}\n" for n in range(1, 61)]


def test_a_root_commit_of_ones_own_is_no_foreign_change_where_log_leaves_roots_out(repository: Repository) -> None:
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
        found = opened.all("SELECT c.after, c.maker FROM changes c WHERE c.path = 'lib' ORDER BY c.landing_id")
    assert found[-1] == (moved, "bob")
