"""How two versions of a text differ, line by line."""

from hypothesis import given, settings
from hypothesis import strategies as st

from coordgit.core.line_differences import differences
from tests.support.thorough import examples


@settings(max_examples=examples(100, 1000), deadline=None)
@given(st.lists(st.sampled_from([b"a", b"b", b"c"]), max_size=30), st.lists(st.sampled_from([b"a", b"b", b"c"]), max_size=30))
def test_the_differences_lead_from_one_version_to_the_other(old: list[bytes], new: list[bytes]) -> None:
    made = list(old)
    for a0, a1, b0, b1 in reversed(differences(old, new)):
        made[a0:a1] = new[b0:b1]
    assert made == new
