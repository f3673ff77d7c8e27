"""Files that a command has made as HEAD has them, where the work tree was behind it: that is nobody's edit."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

BEHIND, AHEAD, ANNS = (f"first line\n{line} line of the file\n" for line in ("an old", "a newer", "another"))


@pytest.mark.parametrize("mine", [False, True])
def test_what_a_session_took_from_head_is_no_edit_of_its_own_once_it_edits_the_file(repository: Repository, mine: bool) -> None:
    repository.begin(f__py=BEHIND)
    repository.git("checkout", "-qb", "side")
    repository.commit_files({"f.py": AHEAD})
    repository.git("checkout", "-q", "main")
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    assert bob.runs("git reset -q --soft side").ok
    assert bob.runs("git reset -q && git checkout -q HEAD -- f.py").ok
    ann.writes("f.py", ANNS)
    assert ann.runs("git commit -qam anns").ok
    bob.reads("f.py")
    bob.writes("f.py", f"# of bob\n{AHEAD if mine else ANNS}")
    repository.git("checkout", "-q", "--", "f.py")  # by nobody who is heard
    assert ann.runs("git revert --no-edit HEAD").rejected == (["CG202 f.py"] if mine else [])
