"""StGit before 1.0 keeps what it does with a branch's patches in a branch beside it, whose files are no work."""

from tests.support.repository import API, CHANGED, Repository

LOGS = (
    "tree=$(printf '100644 blob %s\\tmeta\\n' $(echo $1 | git hash-object -w --stdin) | git mktree) &&"
    " git update-ref -m log refs/heads/ann.stgit $(git commit-tree -p $2 -m log $tree)"
)


def test_the_log_of_stgit_is_nobodys_work(repository: Repository) -> None:
    repository.commit_files({"api.py": API, "n": "1\n"})
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py", "n")
    for n, parent in enumerate(("HEAD", "ann.stgit", "ann.stgit")):
        done = repository.run(["sh", "-c", LOGS, "log", str(n), parent], ann.cwd, **ann.env)
        assert (done.code, done.err) == (0, "")
        ann.lands("n", f"{n}\n")
    assert repository.json("status")["unverified"] == []
    assert "ann.stgit" not in repository.coordgit("log").out
    repository.session("bob").lands("api.py", CHANGED)
    assert ann.commits("n", "4\n").rejected == ["CG101 api.py"]
