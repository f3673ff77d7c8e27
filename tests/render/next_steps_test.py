"""The way on, as text: names for people, words for a shell, and what takes back told from what leads on."""

import os
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordgit.core import advice_facts
from coordgit.core.advice_facts import Remedy, Step, StepFacts
from coordgit.core.quoting import quote, word
from coordgit.render.next_steps import Way, way
from coordgit.render.reader_folder import ReaderFolder

NAMES = [
    "my file",
    "-lead",
    "#h",
    'q"q',
    "it's",
    "new\nline",
    "$HOME",
    "back\\slash",
    "\udcff",
    "é",
    "~",
    "=ls",
    "a;b",
    "*",
    "\t'",
    "$(touch x)",
    "`touch x`",
    "a!b",
    "50%\x1b[2J\u202e",
]


KINDS = {
    "stale": advice_facts.READ,
    "lost": advice_facts.WRITE,
    "searches": advice_facts.SEARCH,
    "unasked": advice_facts.ACKNOWLEDGE,
    "others": advice_facts.READER,
    "absent": advice_facts.ANSWER,
    "folders": advice_facts.FOLDER,
    "locked": advice_facts.WAIT,
    "taken": advice_facts.LOCK,
    "swept": advice_facts.LEAVE_OUT,
    "mixed": advice_facts.PORTION,
    "owned": advice_facts.OWNER,
    "reverted": advice_facts.RESTORE,
    "emptied": advice_facts.REFILL,
    "dropped": advice_facts.KEEP,
}
HERE = "/home/ann/repo"
THERE = ReaderFolder("coordgit", HERE, HERE, True)
FACTS = Remedy("commit", HERE, "", False, (), "refs/heads/work", "f" * 40, "d" * 40, False, ())


def of(
    operation: str = "commit", /, elsewhere: str = "", reader: ReaderFolder = THERE, facts: Remedy = FACTS, **kinds: list[str]
) -> Way:
    """The way on where all that is stale, lost or searched is so on one branch."""
    return way_of(operation, [(kind, elsewhere, name) for kind, some in kinds.items() for name in some], reader, facts)


def way_of(
    operation: str, given: list[tuple[str, str, str]], reader: ReaderFolder = THERE, facts: Remedy = FACTS, staged: str = ""
) -> Way:
    """The way on through (kind, branch, path or what is searched)."""
    items = []
    for n, (kind, branch, name) in enumerate(given):
        search = name if kind == "searches" else ""
        items.append(
            StepFacts(
                KINDS[kind], n + 1, "hit.py" if kind == "searches" else name, branch, search, "claude 7f3e", owner="claude b0b"
            )
        )
    steps = tuple(Step(item.help, item.n, item.branch) for item in items)
    facts = facts._replace(operation=operation, steps=steps)
    return way(facts, items, reader, "v7", tuple(staged.split()))


def read_back(text: str, shell: str = "bash") -> list[bytes]:
    """The words that a shell makes of ``text``."""
    said = subprocess.run([shell, "-c", os.fsencode(f"printf '%s\\0' {text}")], capture_output=True, check=True, cwd="/")
    return said.stdout.split(b"\0")[:-1]


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_shell_reads_a_word_back_as_the_very_path(name: str, shell: str) -> None:
    assert read_back(word(name), shell) == [os.fsencode(f"./{name}" if name[0] == "-" else name)]


@given(st.binary(min_size=1, max_size=12).filter(lambda raw: b"\0" not in raw))
@settings(max_examples=25, deadline=None)
def test_any_name_is_a_word(raw: bytes) -> None:
    assert read_back(word(raw.decode("utf-8", "surrogateescape"))) == [b"./" * raw.startswith(b"-") + raw]


@pytest.mark.parametrize("name", ["src/api.py", "a_b-c.d", "x@2x.png", "1,2:3+4%"])
def test_a_plain_name_is_its_own_word(name: str) -> None:
    assert word(name) == quote(name) == name


@pytest.mark.parametrize("kind", ["stale", "lost", "taken"])
def test_a_command_and_the_text_name_a_word(kind: str) -> None:
    given_: dict[str, Any] = {kind: ["new\nline"]}
    found = of("commit", **given_)
    new_line = "\"$(printf 'new\\nline')\""
    assert new_line in found.sentence
    commands = [command for command in found.commands if command.startswith("coordgit ")]
    assert commands and all(command.endswith(f" {new_line}") for command in commands)


@pytest.mark.parametrize("kind", ["stale", "lost", "taken"])
def test_a_command_names_a_plain_path_as_it_is(kind: str) -> None:
    given_: dict[str, Any] = {kind: ["src/api.py"]}
    found = of("commit", **given_)
    assert [command.rsplit(" ", 1)[1] for command in found.commands if command[0] == "c"] == ["src/api.py"]


def test_a_branch_is_quoted_for_a_shell_too() -> None:
    assert of(stale=["a"], elsewhere="it's").commands[0] == "git merge --autostash 'it'\\''s'"
    assert of(stale=["a"], elsewhere="main").commands[0] == "git merge --autostash main"


def test_ranges_of_one_file_are_one_command() -> None:
    assert of(stale=["a", "a"]).commands == ("coordgit read a", "git commit")
    assert of(stale=["a", "b"]).commands == ("coordgit read a", "coordgit read b", "git commit")


def test_sentences_agree_with_one_path_and_with_several() -> None:
    assert "wait until a.txt and src/api.py are released" in of(locked=["a.txt", "src/api.py"]).sentence
    assert "wait until a.txt is released" in of(locked=["a.txt"]).sentence
    assert (
        "read a and b as they are at the tip (coordgit read --at HEAD a b), put your change into those"
        in of(lost=["a", "b"]).sentence
    )
    assert "look at a and b as they are now, lock them again (coordgit lock a b)" in of(taken=["a", "b"]).sentence


def test_very_many_paths_are_looked_at_by_one_command() -> None:
    found = of(stale=[f"p{n}" for n in range(21)])
    assert found.sentence.startswith("read p0, p1, p2 and 18 more again (coordgit read --of v7), adapt")
    assert found.commands[0] == "coordgit read --of v7"


def test_a_sentence_names_three_paths_and_counts_the_rest_but_its_command_names_all() -> None:
    found = of(lost=list("abcde"))
    assert "read a, b, c and 2 more as they are at the tip (coordgit read --at HEAD a b c d e)" in found.sentence
    assert sum(command.startswith("coordgit read") for command in found.commands) == 5


def test_a_lost_update_says_to_write_it_again() -> None:
    assert of(lost=["a b"]).commands == (
        "coordgit read --at HEAD 'a b'",
        "# put your change into that",
        "git commit",
    )
    assert of(stale=["a b"]).commands == ("coordgit read 'a b'", "git commit")


def test_a_revert_is_made_from_the_tips_version() -> None:
    found = of("revert", lost=["a"])
    assert found.commands == ("coordgit read --at HEAD a", "git commit --no-edit")
    assert found.sentence.startswith("read a as it is at the tip (coordgit read --at HEAD a), git commit --no-edit (undo: ")


def test_a_lost_update_in_commits_that_are_made_needs_another_commit() -> None:
    found = of("fast-forward", lost=["a"])
    assert "put your change into that in a new commit on ffffffffffff, merge again" in found.sentence
    assert "new commit" not in of("cherry-pick", lost=["a"]).sentence


@pytest.mark.parametrize(
    "operation", ["amend", "squash", "merge", "pull", "cherry-pick", "revert", "rebase", "am", "fast-forward", "update-ref"]
)
def test_what_is_half_done_or_names_a_commit_is_not_merged_into(operation: str) -> None:
    found = of(operation, stale=["api.py"], elsewhere="main")
    assert found.sentence.startswith("read api.py as it is on main (coordgit read --at main api.py), adapt your change")
    assert found.commands[0] == "coordgit read --at main api.py"
    assert not any(command.endswith(" main") for command in found.commands)


def test_a_commit_leaves_nothing_half_done_and_brings_the_target_in() -> None:
    found, merge = of("commit", stale=["api.py"], elsewhere="main"), "git merge --autostash main"
    assert found.sentence.startswith(f"bring main in ({merge}), read api.py again")
    assert found.commands[:2] == (merge, "coordgit read api.py")
    assert "stage it and commit again" in found.sentence
    assert "stage" not in of("commit", stale=["api.py"]).sentence


def test_a_search_is_not_repeated_here_for_a_line_that_is_elsewhere() -> None:
    there = of("merge", searches=["--grep x"], elsewhere="main")
    assert there.sentence.startswith(
        'look at what main has (coordgit explain v7), acknowledge it (coordgit ack v7 --why "..."), '
    )
    here = of("merge", searches=["--grep x"])
    assert here.sentence.startswith("look or search again (coordgit read --grep x), adapt your change")
    assert here.commands[0] == "coordgit read --grep x"


def test_all_that_was_searched_is_searched_again() -> None:
    found = of(searches=["--glob '*.py'", "--grep x"])
    assert "look or search again (coordgit read --glob '*.py' && coordgit read --grep x)" in found.sentence
    assert "&& coordgit read --grep d)" in of(searches=[f"--grep {letter}" for letter in "abcd"]).sentence


def test_what_only_a_client_can_search_again_is_not_a_command() -> None:
    found = of(searches=["", "--glob '*.py'", ""])
    assert found.commands == ("coordgit read --glob '*.py'", "# search again as you did", "git commit")
    assert of(searches=[""]).sentence == "look or search again as you did, adapt your change if it needs it, commit again"
    away = of(searches=[""], reader=THERE._replace(top="/other", folder="/other"))
    assert away.commands[0] == f"# search again as you did in {HERE}"
    assert away.sentence.startswith(f"look or search again as you did in {HERE}, ")


def test_each_line_is_looked_at_by_itself_where_none_can_be_brought_in() -> None:
    found = way_of("amend", [("stale", "", "x"), ("stale", "main", "x"), ("stale", "main", "y")])
    assert found.sentence == (
        "read x again, read x and y as they are on main (coordgit read --at main x y),"
        " adapt your change if it needs it, amend again"
    )
    assert found.commands[:3] == ("coordgit read x", "coordgit read --at main x", "coordgit read --at main y")
    merged = way_of("commit", [("stale", "", "x"), ("stale", "main", "x"), ("stale", "main", "y"), ("lost", "main", "z")])
    assert merged.commands[:4] == (
        "git merge --autostash main",
        "coordgit read --at HEAD z",
        "# put your change into that",
        "coordgit read x",
    )


def test_what_others_read_is_not_read_again_here() -> None:
    found = of("merge", others=["a", "a"])
    assert found.sentence.startswith("have a read again, as it is on work, by claude 7f3e, which read it, git commit --no-edit")
    assert not any("read" in command for command in found.commands)
    both = of("merge", others=["a"], stale=["b"]).sentence
    assert both.startswith("read b again, adapt your change if it needs it, have a read again, as it is on work, by claude 7f3e")


def test_for_a_reader_that_is_not_at_work_whoever_lands_it_answers() -> None:
    found = of("merge", absent=["a"], stale=["b"])
    look = "look at what changed in a (coordgit explain v7#1)"
    assert f'{look}, answer for claude 7f3e, which read it (coordgit ack v7#1 --why "...")' in found.sentence
    assert found.commands[1:3] == ("coordgit explain v7#1", 'coordgit ack v7#1 --why "..."')


@pytest.mark.parametrize("operation", ["fast-forward", "pull --ff", "reset"])
def test_what_leaves_others_work_staged_warns(operation: str) -> None:
    found = of(operation, stale=["a"])
    assert "; do not commit here: the incoming files are staged (undo: git read-tree -m -u ffffffffffff HEAD)" in found.sentence
    assert not any("git commit" in command for command in found.commands)


@pytest.mark.parametrize("operation", ["commit", "amend", "update-ref", "push"])
def test_what_leaves_nothing_staged_does_not_warn(operation: str) -> None:
    found = of(operation, stale=["a"])
    assert "do not commit" not in found.sentence and "undo" not in found.sentence
    assert not found.undo


@pytest.mark.parametrize("operation", ["merge", "pull", "cherry-pick", "revert", "rebase", "am", "fast-forward"])
def test_to_take_it_back_is_not_a_step_of_the_way_on(operation: str) -> None:
    *steps, last = of(operation, stale=["a"]).lines[1:]
    assert last.startswith("# or undo: git ")
    assert not any("undo" in step for step in steps)


def test_a_push_is_put_right_where_it_came_from() -> None:
    at_hub = FACTS._replace(worktree="/srv/my repo.git")
    found = of("push", stale=["api.py"], elsewhere="main", facts=at_hub)
    assert found.sentence == (
        "bring main in where you push from, read api.py again (coordgit -C '/srv/my repo.git' read --at main api.py),"
        " adapt your change if it needs it, push again"
    )
    assert found.commands[-1] == "git push"
    waiting = of("push", locked=["api.py"], facts=FACTS._replace(worktree="/srv/r.git"))
    assert waiting.sentence == "wait until api.py is released (coordgit -C /srv/r.git locks), push again"


def test_whoever_stands_elsewhere_is_told_where() -> None:
    for reader in (ReaderFolder("coordgit", "/other", "/other", True), ReaderFolder("coordgit", "", "", True)):
        found = of("commit", stale=["a b"], reader=reader)
        assert found.sentence == (
            f"read 'a b' again (coordgit -C {HERE} read 'a b'), adapt your change if it needs it,"
            f" commit again (git -C {HERE} commit)"
        )
        merge = of("merge", stale=["a"], elsewhere="main", reader=reader)
        assert merge.commands == (f"coordgit -C {HERE} read --at main a", f"git -C {HERE} commit --no-edit")
        assert merge.undo == f"git -C {HERE} merge --abort"


def test_whoever_stands_below_the_top_names_paths_from_there() -> None:
    below = ReaderFolder("coordgit", HERE, f"{HERE}/src", True)
    assert of("commit", stale=["a"], reader=below).commands == ("coordgit read :/a", "git commit")


def test_a_session_without_a_client_is_given_a_command_to_read_with() -> None:
    bare = THERE._replace(client=False)
    assert of("commit", stale=["a"], reader=bare).sentence.startswith("read a again (coordgit read a), adapt")
    assert of("commit", stale=["a"]).sentence == "read a again, adapt your change if it needs it, commit again"


def test_the_program_is_named_by_a_way_that_runs() -> None:
    shim = THERE._replace(program="/r/.git/coordgit/shim")
    found = of("merge", locked=["l"], stale=["a"], folders=["d"], reader=shim)
    assert not any("coordgit " in text.replace("coordgit/shim ", "") for text in found.lines)


def test_the_very_command_is_run_again_where_it_is_known() -> None:
    facts = FACTS._replace(command=("commit", "-qm", "it's", "--", "a b"))
    assert of("commit", stale=["a"], facts=facts).commands[-1] == "git commit -qm 'it'\\''s' -- 'a b'"
    inside = facts._replace(prefix="src/")
    assert of("commit", stale=["a"], facts=inside).commands[-1].startswith(f"git -C {HERE}/src commit -qm ")
    below = ReaderFolder("coordgit", HERE, f"{HERE}/src", True)
    assert of("commit", stale=["a"], facts=inside, reader=below).commands[-1].startswith("git commit -qm ")


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        (("commit", "-qam", "all"), "git commit -qm all -- mine"),
        (("commit", "-a", "-m", "all"), "git commit -m all -- mine"),
        (("commit", "--all", "--message", "all", "--no-verify"), "git commit --message all --no-verify -- mine"),
        (("commit", "-m", "all", "."), "git commit -m all -- mine"),
        (("commit", "-m", "all", "--", "a", "mine"), "git commit -m all -- mine"),
        (("commit", "-mall", "-q"), "git commit -mall -q"),
        (("commit", "-F", "-"), "git commit -F -"),
        (("commit", "--pathspec-from-file=x", "-m", "all"), "# commit again, naming your own paths"),
    ],
)
def test_what_is_left_out_is_not_taken_along_by_the_command_that_is_run_again(typed: tuple[str, ...], again: str) -> None:
    found = way_of("commit", [("swept", "", "a")], facts=FACTS._replace(command=typed), staged="a mine")
    assert found.commands[-1].startswith(again)
    assert again in found.sentence or again[0] == "#"


def test_many_paths_of_ones_own_are_named_by_whoever_commits() -> None:
    staged = "a " + " ".join(f"own{n}" for n in range(30))
    found = way_of("commit", [("swept", "", "a")], facts=FACTS._replace(command=("commit", "-am", "all")), staged=staged)
    assert found.commands[-1].startswith("# commit again, naming your own paths")


def test_what_was_merged_under_a_commit_is_staged_again() -> None:
    found = way_of("commit", [("stale", "main", "a")], staged="a new.py")
    assert found.commands[-2:] == ("git add -- a new.py", "git commit")
    assert "# stage your change" in way_of("commit", [("stale", "main", "a")], staged="x " * 30).commands[-2]


def test_a_rebase_of_patches_is_finished_by_hand() -> None:
    found = of("rebase --apply", stale=["a"])
    assert found.commands[1:] == ("git rebase --quit && git checkout -B work",)
    assert found.undo == "git rebase --quit && git checkout work"


def test_a_search_that_cannot_be_asked_is_acknowledged() -> None:
    found = of("commit", unasked=["hit.py"])
    assert found.commands == ("coordgit explain v7", 'coordgit ack v7 --why "..."', "git commit")


def test_what_no_look_helps_with_says_what_does() -> None:
    assert of("commit", swept=["a"]).commands == (
        "git restore --staged -- a",
        '# or, if it is handed over to you: coordgit ack v7 --why "..."',
        "git commit",
    )
    mixed = of("commit", mixed=["a"])
    assert mixed.sentence == (
        'commit only what this session has edited (coordgit commit -m "..."); or, once claude b0b has committed a,'
        ' or you have acknowledged that it is handed over to you (coordgit ack v7 --why "..."), commit again'
    )
    assert mixed.commands[0] == 'coordgit commit -m "..."' and mixed.commands[1].startswith("# or, once claude b0b")
    assert of("commit", owned=["a"]).sentence == (
        "have a committed by claude b0b first, or, if it is handed over to you, acknowledge it"
        ' (coordgit ack v7 --why "..."), commit again'
    )
    assert of("commit", reverted=["a"]).sentence.startswith("take a as the branch has it (git restore --staged -- a), ")
    assert of("commit", emptied=["a", "b"]).commands[0] == "git reset -q"
    assert of("reset", dropped=["main"]).commands[0] == "git branch kept-ddddddd dddddddddddd"
