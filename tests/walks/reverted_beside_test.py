"""A commit that concludes ``revert -n`` and has another file as well: its session answers for what it has typed there."""

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository

OLD = "".join(f"line {n}\n" for n in range(1, 41))
NEW = OLD.replace("line 20\n", "bob's\n") + "# too long for a notice\n" * 900
OWN = ("line 30\n", "ann's\n")


def reverting(repository: Repository) -> Claude:
    """Ann, whose revert of Bob's changes of two other files is not committed yet."""
    ann, bob = begun(repository, dict.fromkeys(("f.py", "g.py", "h.py"), OLD)), repository.session("bob")
    bob.lands("f.py", OLD.replace("line 5\n", "a mistake\n"))
    bob.lands("h.py", OLD.replace("line 5\n", "another\n"))
    bob.lands("g.py", NEW)
    assert ann.runs("git revert -n HEAD~1 HEAD~2").ok
    return ann


def test_a_file_that_is_written_over_anothers_change_beside_a_revert_is_asked_about(repository: Repository) -> None:
    ann = reverting(repository)
    ann.writes("g.py", OLD.replace(*OWN))
    assert ann.runs("git commit -qam 'taken back'").rejected == ["CG201 g.py"]
    ann.runs("git show HEAD:g.py")
    ann.writes("g.py", NEW.replace(*OWN))
    assert ann.runs("git commit -qam 'taken back'").ok


def test_what_is_edited_beside_a_revert_with_anothers_change_in_it_is_not(repository: Repository) -> None:
    ann = reverting(repository)
    ann.edits("g.py", *OWN)
    assert ann.runs("git commit -qam 'taken back'").ok


@pytest.mark.parametrize("how", ["git commit -qam 'taken back'", "git revert --continue"])
def test_what_reverts_of_several_commits_take_back_is_not_asked_about(repository: Repository, how: str) -> None:
    ann = reverting(repository)
    assert ann.runs(f"{how} || git commit -qam 'taken back'").ok
