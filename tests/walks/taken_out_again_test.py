"""What a session takes out of its own commit is nobody else's change."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

OUT = "git rm -q --cached new.py"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"f.py": "1\n2\n3\n", "g.py": "g\n"})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    return Claude(ann.repository, "bob")


@pytest.mark.parametrize(
    ("who", "out"),
    [("her", OUT), ("her", "git reset -q HEAD~1 -- new.py"), ("her", f"git cherry-pick -n HEAD && {OUT}"), ("him", OUT)],
)
def test_who_takes_a_file_out_of_a_commit_may_commit_it_again(ann: Claude, bob: Claude, who: str, out: str) -> None:
    ann.repository.git("switch", "-qc", "private")
    ann.writes("new.py", "1\n")
    ann.edits("f.py", "2\n", "2 ann\n")
    assert ann.runs("git add -A && git commit -qm anns").ok
    if who == "him":
        bob.reads("f.py")
    assert (ann if who == "her" else bob).runs(f"{out} && git commit -q --amend --no-edit").ok
    again = ann.runs("git add new.py && git commit -qm again")
    assert again.rejected == (["CG201 new.py"] if who == "him" else []) and again.ok == (who == "her"), again.err
