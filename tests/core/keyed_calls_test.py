"""A call that looks something up by a key has other arguments now, and the commit adds it."""

import pytest

from coordgit.core.relevance import ties
from tests.core.relevance_test import of_commit, side

BEFORE = "def show():\n    x = reg.get('box', None)\n    log('a sentence', x)\n"


@pytest.mark.parametrize(
    ("old", "new", "added", "tied"),
    [
        ("'box', None", "'box', window=1", "reg.get('box')", True),
        ("'box', None", "'box', window=1", "self.reg.get('box', 2)", True),
        ("'box', None", '\n        "box", window=1', "reg.get('box')", True),
        ("'box', None", "'box', window=1", "reg.get('lid')", False),
        ("'box', None", "'box', window=1", "row.get('box')", False),
        ("'box', None)", "'box', None) or 1", "reg.get('box')", False),
        ("'box', None", '\n        "box",\n        None,\n    ', "reg.get('box')", False),
        ("sentence', x", "sentence', 1", "log('a sentence', x)", False),
    ],
)
def test_a_call_by_a_key_is_tied_if_it_has_other_arguments_now(old: str, new: str, added: str, tied: bool) -> None:
    found = ties(side("api.py", BEFORE, BEFORE.replace(old, new)), of_commit({"caller.py": added}))
    assert bool(found.why) == tied
    if tied:
        assert found.why == 'reg.get("box"), which it changed, is used by caller.py:2'
        assert found.line.startswith("- \"x = reg.get('box', None)\"  + ")
