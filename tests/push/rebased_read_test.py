"""A file that a rebase carries over others' changes of it, which they have taken back, is its session's as before."""

import pytest

from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones


@pytest.mark.parametrize("looks", [False, True], ids=["unread", "read"])
@pytest.mark.parametrize("path", ["new.py", "other.py"])
def test_what_was_rebased_over_changes_that_were_taken_back_and_pushed_is_stale_once_it_is_taken_out(
    clones: Clones, path: str, looks: bool
) -> None:
    ann, bob = clones.ann, clones.bob
    before = "OTHER = 1\n" if path == "other.py" else None

    def puts(text: str | None) -> None:
        bob.reads(path)
        if text is None:
            assert bob.git("rm", "-q", path).ok and bob.git("commit", "-qm", "Remove it").ok
        else:
            bob.lands(path, text)
        assert pushes(bob).ok

    ann.reads(path)
    ann.lands(path, "ann = 1\n")
    puts("bob = 1\n")
    puts(before)
    assert ann.git("pull", "-q", "--rebase").ok and pushes(ann).ok
    assert bob.git("pull", "-q", "--no-rebase").ok
    puts(before)
    ann.lands("caller.py", "ann = 2\n")
    assert ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    if looks:
        ann.reads(path)
    pushed = pushes(ann)
    assert pushed.rejected == ([] if looks else [f"CG101 {path}"]), pushed
