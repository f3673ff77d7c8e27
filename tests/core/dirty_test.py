"""Dirty reads by a table: what became of the uncommitted edit that was read. No git, no store."""

import pytest

from coordgit.core.model import DROPPED, EDITED, MUTUAL, REPLACED
from coordgit.core.rules.dirty_read import DirtyItem, became


@pytest.mark.parametrize(
    ("tip", "new", "file", "mutual", "cause", "case"),
    [
        ("old", "old", "seen", False, "", "it stands as it was read"),
        ("old", "old", "seen", True, MUTUAL, "it stands, and its session has read what is committed"),
        ("old", "old", "own", False, "", "it stands, with the reader's own edit in it"),
        ("seen", "seen", "seen", True, "", "it was committed as it was read"),
        ("seen", "seen", "later", False, "", "it was committed as it was read, and edited again"),
        ("old", "seen", "seen", True, "", "the commit itself has it"),
        ("shown", "shown", "shown", False, "", "the reader has seen what became of it"),
        ("old", "old", "old", False, DROPPED, "it is gone from the work tree"),
        ("old", "mine", "mine", False, DROPPED, "the commit has the path without it"),
        ("old", "old", "later", False, EDITED, "it goes on"),
        ("old", "old", None, False, EDITED, "the file was removed, which is not committed"),
        (None, None, None, False, REPLACED, "the file was removed, which was committed"),
        ("other", "other", "other", False, REPLACED, "other content was committed"),
        ("other", "other", "later", False, REPLACED, "other content was committed, and it goes on"),
    ],
)
def test_what_became_of_an_edit_that_was_read(
    tip: str | None, new: str | None, file: str | None, mutual: bool, cause: str, case: str
) -> None:
    item = DirtyItem(known={"seen", "own", "shown"}, base="old", tip=tip, new=new, file=file, mutual=mutual)
    assert became(item) == cause, case
