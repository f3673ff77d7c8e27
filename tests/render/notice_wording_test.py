"""How a notice says what was done to a file."""

import pytest

from coordgit.core.model import Change
from coordgit.core.own_changes import UNKNOWN
from coordgit.notify import wording


@pytest.mark.parametrize(("where", "said"), [("moved.py", "renamed to moved.py"), ("api.py", "removed")])
def test_a_file_whose_text_has_come_to_another_branch_under_its_own_name_is_removed(where: str, said: str) -> None:
    assert wording.done(Change("api.py", "1" * 40, None, UNKNOWN), {"1" * 40: where}) == said
