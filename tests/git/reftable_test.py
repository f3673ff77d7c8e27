"""What git is doing, in a repository whose refs, those of an operation too, are in a reftable."""

from pathlib import Path

from tests.support.repository import Repository, needs_reftable

LINES = "".join(f"{n}\n" for n in range(1, 9))


def test_a_pick_is_told_from_a_revert_with_reftable(tmp_path: Path) -> None:
    needs_reftable(tmp_path)
    repository = Repository(tmp_path, init=("--ref-format=reftable",))
    repository.begin(f=LINES)
    repository.git("switch", "-qc", "side")
    side = repository.commit_files({"f": LINES.replace("8", "eight")}, "side")
    repository.git("switch", "-q", "main")
    repository.commit_files({"f": LINES.replace("1", "one")}, "ours")
    repository.git("cherry-pick", side)
    repository.git("revert", "--no-edit", "HEAD")
    repository.commit_files({"f": LINES.replace("8", "VIII")}, "theirs")
    repository.git("cherry-pick", side, ok=False)
    repository.write("f", LINES.replace("8", "both"))
    repository.git("commit", "-qam", "picked")
    repository.git("revert", "--no-edit", "HEAD~2", ok=False)
    repository.write("f", LINES.replace("8", "neither"))
    repository.git("commit", "-qam", "reverted")
    repository.git("switch", "-q", "--detach", "HEAD~1")
    repository.git("cherry-pick", side, ok=False)
    repository.write("f", LINES.replace("8", "again"))
    repository.git("commit", "-qam", "picked on no branch")
    done = repository.store().column("SELECT operation FROM verdicts WHERE ref = 'refs/heads/main' ORDER BY verdict_id")
    assert done[-6:] == ["commit", "cherry-pick", "revert", "commit", "cherry-pick", "revert"]
    (noted,) = (line.split("\t") for line in (repository.top / ".git/coordgit/journal").read_text().splitlines())
    assert noted[3:5] == ["pick", side]
