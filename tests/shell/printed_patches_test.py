"""Patches out of any output: what git's own diff makes of a text is what the parser makes of it; a cut one leads nowhere."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordgit.shell import printed_patches

LINES = st.lists(st.sampled_from(["a", "b", "", "-x", "+y", "@@ -1 +1 @@", "--- a/f", "\\ n", "c d", "\tt"]), max_size=12)
TEXTS = st.builds(lambda lines, end: "\n".join(lines) + end, LINES, st.sampled_from(["", "\n"]))
ENV = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | {"GIT_CONFIG_NOSYSTEM": "1", "HOME": "/"}


def git_diff(old: str | None, new: str | None, *options: str, name: str = "f") -> str:
    """What git prints between two texts."""
    with TemporaryDirectory() as folder:
        for side, text in (("a", old), ("b", new)):
            Path(folder, side).mkdir()
            if text is not None:
                Path(folder, side, name).write_bytes(text.encode())
        argv = ["git", "diff", "--no-index", "--no-prefix", *options, "a", "b"]
        return subprocess.run(argv, cwd=folder, env=ENV, capture_output=True).stdout.decode()


@given(TEXTS, TEXTS, st.sampled_from(["-U3", "-U0", "-U9", "--function-context"]))
@settings(max_examples=60, deadline=None)
def test_a_diff_of_git_leads_from_the_old_text_to_the_new(old: str, new: str, context: str) -> None:
    patches = printed_patches.parse(f"commit 1\n\n    subject\n\n{git_diff(old, new, context)}")
    assert printed_patches.leads(patches, old, new) is (old != new)
    assert not printed_patches.leads([], old, new)


@pytest.mark.parametrize("colours", [["--color"], ["--color", "--color-moved"], ["--color", "--ws-error-highlight=all"]])
def test_a_diff_in_colours_leads_where_the_plain_one_does(colours: list[str]) -> None:
    old, new = "a\n\nb \n\x1b[31mc\n", "a\n\nB\n\x1b[31mc\n\td\n"
    shown = git_diff(old, new, *colours)
    assert "\x1b[" in shown and printed_patches.leads(printed_patches.parse(shown), "a\n\nb \nc\n", "a\n\nB\nc\n\td\n")
    assert not printed_patches.leads(printed_patches.parse(shown), old, new)
    assert printed_patches.leads(printed_patches.parse(git_diff(old, new)), old, new)


@given(TEXTS, TEXTS, st.data())
@settings(max_examples=60, deadline=None)
def test_a_diff_that_lost_a_line_leads_nowhere(old: str, new: str, data: st.DataObject) -> None:
    lines = git_diff(old, new).split("\n")[:-1]
    body = [n for n, line in enumerate(lines) if n > 4 and line[:1] in ("+", "-")]
    if old == new or not body:
        return
    gone = data.draw(st.sampled_from(body))
    assert not printed_patches.leads(printed_patches.parse("\n".join(lines[:gone] + lines[gone + 1 :]) + "\n"), old, new)


@pytest.mark.parametrize(("old", "new"), [(None, "1\n"), ("1\n2", None), (None, ""), ("", None)])
def test_a_file_comes_and_goes(old: str | None, new: str | None) -> None:
    patches = printed_patches.parse(git_diff(old, new))
    assert printed_patches.leads(patches, old, new)
    assert not printed_patches.leads(patches, new, old)


def test_several_diffs_lead_on_from_each_other_in_any_order() -> None:
    texts = ["1\n2\n3\n", "1\n2\n3\n4\n", "0\n1\n2\n3\n4\n"]
    steps = [git_diff(texts[n], texts[n + 1]) for n in range(2)]
    assert printed_patches.leads(printed_patches.parse(steps[1] + "\n" + steps[0]), texts[0], texts[2])
    assert not printed_patches.leads(printed_patches.parse(steps[1]), texts[0], texts[2])


def test_what_leads_away_from_a_text_leads_back_only_by_a_diff_of_its_own() -> None:
    away, back = git_diff("1\n", "2\n"), git_diff("2\n", "1\n")
    assert not printed_patches.leads(printed_patches.parse(away), "1\n", "1\n")
    assert printed_patches.leads(printed_patches.parse(away + back), "1\n", "1\n")


def test_the_other_way_round_is_another_diff() -> None:
    assert not printed_patches.leads(printed_patches.parse(git_diff("2\n", "1\n")), "1\n", "2\n")


def test_blank_context_that_lost_its_space_at_the_end_is_context() -> None:
    old, new = "1\n2\n\n\n\n", "1\n3\n\n\n\n"
    assert printed_patches.leads(printed_patches.parse(git_diff(old, new).rstrip()), old, new)


@pytest.mark.parametrize("name", ["my file", "é", 'q"q', "new\nline", "src api"])
def test_a_patch_is_about_the_path_that_git_names(name: str) -> None:
    (patch,) = printed_patches.parse(git_diff("1\n", "2\n", name=name))
    assert printed_patches.about(patch, f"a/{name}") or printed_patches.about(patch, name)
    assert not printed_patches.about(patch, f"{name}x")


@pytest.mark.parametrize("shown", ["a/src/api.py", "src/api.py", "i/src/api.py", "api.py"])
def test_whatever_is_put_before_a_path_it_is_that_path(shown: str) -> None:
    patch = printed_patches.Patch(shown, shown, ())
    assert printed_patches.about(patch, "src/api.py")
    assert not printed_patches.about(patch, "src/other.py")


def test_a_renamed_file_is_gone_from_its_old_name() -> None:
    head = "diff --git a/x/f b/y/f\nsimilarity index {}%\nrename from x/f\nrename to y/f\n"
    hunk = "index 1..2 100644\n--- a/x/f\n+++ b/y/f\n@@ -1 +1,2 @@\n 1\n+2\n"
    for text, known in ((head.format(100), "1\n"), (head.format(60) + hunk, "1\n"), (head.format(100) * 2 + hunk[:9], "3\n")):
        patches = printed_patches.parse(text)
        assert printed_patches.leads(patches, known, None) and printed_patches.by_path(patches, ["x/f", "y/f", "f"]).keys() == {
            "x/f"
        }
    for text in (head.format(60), head.format(60) + hunk[:-4], head.format(60) + hunk.replace(" 1\n", " 2\n")):
        assert not printed_patches.leads(printed_patches.parse(text), "1\n", None)
    assert not printed_patches.leads(printed_patches.parse(head.format(60).replace("rename", "copy") + hunk), "1\n", None)


def test_other_text_is_not_taken_for_a_patch() -> None:
    assert printed_patches.parse("--- a\n+++ b\nnothing\n@@ -1 +1 @@\n-x\n") == []
    assert printed_patches.parse("--- a\n+++ b\n@@ -x +y @@\n") == []
    assert printed_patches.parse("diff --cc f\nindex 1,2..3\n--- a/f\n+++ b/f\n@@@ -1,1 -1,1 +1,2 @@@\n") == []
