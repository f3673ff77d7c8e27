"""Mutants of whose reads a landing is asked."""

from tests.mutants.mutant import part

PROVENANCE = "coordgit/core/contributors.py"
JOURNAL = "coordgit/check/provenance/detached_heads.py"
CARRIED = "coordgit/check/provenance/carried_work.py"
LINKED = ("tests/walks/linked_test.py",)
APART = ("tests/walks/branches_test.py",)
REWRITTEN = ("tests/walks/provenance_rewrite_test.py",)
DETACHED = ("tests/walks/provenance_detached_test.py",)
OUTSIDE = ("tests/walks/provenance_outside_test.py",)
TEXTS = ("tests/walks/provenance_text_test.py",)

FOREIGN = "tests/walks/provenance_outside_test.py::test_what_a_pick_a_squash_or_a_patch_took_from_elsewhere_is_foreign"
KEPT = "tests/walks/provenance_outside_test.py::test_a_version_from_before_the_set_up_is_foreign_only_if_put_back_elsewhere"
STANDS = (
    "tests/walks/provenance_detached_test.py::test_who_renames_on_a_detached_head_what_that_stands_on_has_made_that_change_alone"
)
LANDED = "tests/walks/landed_by_its_author_test.py::test_he_is_asked_only_of_what_the_branch_lacks"
TAKEN = "tests/walks/taken_by_command_test.py"
PICKED = "tests/walks/picked_merge_test.py"
HAD = "tests/walks/provenance_taken_test.py::test_what_the_branch_has_had_is_no_edit_of_who_has_the_same_elsewhere"
EMPTIED = "tests/walks/provenance_outside_test.py::test_what_a_rebase_drops_as_empty_makes_nobody_the_maker_of_what_is_there"

reads = part("whose reads")

OF_CONTRIBUTORS = (
    reads(
        "the pick of a merge is nobody's work",
        "coordgit/check/provenance/contributor_facts.py",
        "    return list(dict.fromkeys([*oids, *brought]))\n",
        "    return list(oids)\n",
        f"{PICKED}::test_whoever_made_what_a_picked_merge_had_brought_is_asked",
    ),
    reads(
        "the pick of a merge is the work of both its sides",
        "coordgit/check/provenance/contributor_facts.py",
        " if written <= trees.diff(git, parent, oid).keys()] or sides",
        "]",
        f"{PICKED}::test_whoever_made_what_a_picked_merge_had_brought_is_asked",
    ),
    reads(
        "whoever committed in the second of a merge is asked where that is picked",
        "coordgit/check/provenance/contributor_facts.py",
        "        if not (copied and oid == move.new)",
        "        if not (any(copied.values()) and oid == move.new)",
        f"{PICKED}::test_who_has_committed_in_the_second_of_a_merge_of_foreign_work_is_not_asked",
    ),
    reads(
        "who has landed what another had picked is asked again where the pick lands",
        "coordgit/check/update.py",
        " if one == epoch or commit.oid not in there",
        "",
        f"{LANDED}[True-changed elsewhere]",
    ),
    reads(
        "what was picked counts as landed wherever the branch has another text by now",
        "coordgit/check/update.py",
        "    standing = {*undone_changes.standing(git, versions)}\n",
        "    standing = {key for key, _ in versions}\n",
        f"{LANDED}[False-changed elsewhere]",
    ),
    reads(
        "who picks a commit from elsewhere has made its change",
        "coordgit/store/known_commits.py",
        "part == PART_BROUGHT or (part == PART_MERGED and not merges[oid])",
        "part == PART_BROUGHT",
        f"{FOREIGN}[api.py-pick after another fetch]",
    ),
    reads(
        "who commits a text that a fetch brought has made it",
        CARRIED,
        " if oid == versions[path] != before",
        " if not oid != before",
        f"{FOREIGN}[api.py-squash]",
    ),
    reads(
        "a version that the branch has had counts as what a fetch brought",
        CARRIED,
        " if oid == versions[path] != before.get(path)",
        " if oid == versions[path]",
        KEPT,
    ),
    reads(
        "who rebases an own commit that becomes empty has made what is there",
        "coordgit/check/provenance/contributor_facts.py",
        " and commit.oid != there}",
        "}",
        EMPTIED,
    ),
    reads(
        "who applies a patch of somebody unknown has made its change",
        PROVENANCE,
        "(facts.patched and not sources)",
        "False",
        f"{FOREIGN}[api.py-patch]",
    ),
    reads(
        "work that a rebase has landed and a revert has taken out is nobody's",
        CARRIED,
        "        and trees.items(git, ref, [work.path])[work.path] != work.before\n",
        "",
        "tests/walks/provenance_outside_test.py::test_work_that_was_landed_and_reverted_elsewhere_is_its_author_s_when_it_is_put_back",
    ),
    reads(
        "what a branch had once counts as landed though it was undone there",
        "coordgit/store/landings.py",
        " AND COALESCE(e.before, '') = COALESCE(c.after, '') AND COALESCE(e.after, '') = COALESCE(c.before, '')))",
        " AND 0))",
        "tests/walks/provenance_outside_test.py::test_work_that_was_landed_and_reverted_elsewhere_is_its_author_s_when_it_is_put_back",
    ),
    reads(
        "a text that the branch never had is a reverted one that comes back",
        "coordgit/check/judge.py",
        "version.before == known for",
        "True for",
        "tests/cli/verify_test.py::test_a_lost_update_keeps_its_code",
    ),
    reads(
        "a squash carries the reads of what has landed already",
        "coordgit/check/provenance/contributor_facts.py",
        "_unlanded(git, copied, targets)",
        "copied",
        "tests/walks/linked_test.py::test_a_squash_carries_no_reads_of_what_has_landed_already",
    ),
    reads(
        "a reverted text that comes back is stale for who wrote it",
        "coordgit/check/judge.py",
        "            if here and epoch != update.epoch:\n",
        "            if not here and epoch != update.epoch:\n",
        "tests/walks/taken_back_test.py",
    ),
    reads(
        "who takes a revert back itself need not have seen it",
        "coordgit/check/judge.py",
        "            if here and epoch != update.epoch:\n",
        "            if here:\n",
        "tests/walks/taken_back_test.py",
    ),
    reads(
        "not those of who made the commits",
        PROVENANCE,
        "            whose_work = [*facts.known[commit.oid], *_of_sources(commit.oid, facts, whose)]\n",
        "            whose_work = []\n",
        *LINKED,
    ),
    reads(
        "a merge that a tool has made is git's whatever is in it",
        "coordgit/git/commits.py",
        """ and tree == git.text("rev-parse", f"{commit.oid}^{{tree}}")""",
        "",
        "tests/walks/merge_text_test.py::test_a_merge_that_a_tool_has_made_as_git_would_is_nobodys_text",
    ),
    reads(
        "git has made the merge that its session has resolved and continued",
        "coordgit/git/operation.py",
        """"commit" if name == "merge" and any(word.startswith("--cont") for word in rest) else name""",
        "name",
        "tests/walks/concluded_test.py::test_what_its_session_has_read_is_asked",
    ),
    reads(
        "not those of whose work is carried",
        "coordgit/check/gather_move.py",
        "    commits = joined(update.commits, theirs.epochs)\n",
        "",
        *TEXTS,
    ),
    reads(
        "what one work tree keeps may be in every commit of the path",
        CARRIED,
        'if kept and work.worktree in ("", worktree)]',
        "if kept]",
        *TEXTS,
    ),
    reads(
        "what one work tree keeps is nowhere else",
        CARRIED,
        "for work, _ in gone if work not in here], refs),",
        "for work, kept in gone if not kept], refs),",
        *TEXTS,
    ),
    reads(
        "what a target has is its maker's again where a branch had taken it back",
        CARRIED,
        "    return [work for work in works if work not in standing]\n",
        "    return works\n",
        "tests/walks/undone_test.py::test_what_a_revert_took_back_is_its_makers_work_again_unless_a_target_has_it[feat-removed]",
    ),
    reads(
        "what a target has beside other changes is its maker's again where a branch had taken it back",
        CARRIED,
        "    standing = {*undone_changes.standing(git, asked)}\n",
        "    standing = {work for work, (_, after, there) in asked if after == there}\n",
        "tests/walks/reverted_on_branch_test.py",
    ),
    reads(
        "what a session without a client writes as a target has it is taken from there",
        CARRIED,
        "targets if sessions.has_client(store, epoch.session) else ()",
        "targets",
        "tests/walks/relevant_test.py::test_the_same_change_on_both_sides_ties_nothing[-holds the same text]",
    ),
    reads("not those from before its session was cleared", CARRIED, "(*others, *self.earlier)", "(*others,)", *TEXTS),
    reads(
        "not those of whose file is taken under another name",
        CARRIED,
        "    theirs += renamed\n",
        "",
        "tests/walks/provenance_taken_test.py",
    ),
    reads(
        "a command makes known what a branch has gone back to",
        "coordgit/record/edits.py",
        "    if blob in now.values() or any(",
        "    if any(",
        f"{TAKEN}::test_a_version_to_which_a_branch_has_gone_back_is_not_known_by_taking_it[False-True]",
    ),
    reads(
        "a command makes known what came after all that its session knows, once it was replaced",
        "coordgit/record/edits.py",
        "any(commits.is_ancestor(git, commit, base) for commit in (*replaced, *named) if commit)\n",
        "any((*replaced, *named))\n",
        f"{TAKEN}::test_a_version_that_came_after_what_one_knows_is_not_known_though_it_was_replaced",
    ),
    reads(
        "what a commit takes of a target as it stands is its session's own",
        CARRIED,
        ", *targets]\n",
        "]\n",
        f"{TAKEN}::test_what_a_commit_takes_of_a_target_is_nobodys_own_and_is_asked_where_it_lands",
    ),
    reads(
        "a command makes known what it takes from a commit that it names",
        "coordgit/record/edits.py",
        ", *_named(moments, located))\n",
        ")\n",
        f"{TAKEN}::test_a_version_of_a_commit_that_was_fetched_is_not_known_by_taking_it",
    ),
    reads(
        "what the branch has had is an edit of who has the same elsewhere",
        CARRIED,
        " or not _repeats(store, work, refs)]",
        " or True]",
        f"{HAD}[brought in-reverted]",
    ),
    reads(
        "an older version that another has put back elsewhere is nobody's edit",
        CARRIED,
        "in versions[later:])",
        "in versions)",
        "tests/walks/provenance_taken_test.py::test_an_older_version_that_another_has_put_back_elsewhere_is_its_edit",
    ),
    reads(
        "not those of whose text a client's shell has taken",
        "coordgit/check/provenance/recognised_texts.py",
        " not in made or taken:",
        " not in made:",
        "tests/walks/provenance_taken_test.py::test_an_empty_file_that_another_branch_has_too_is_nobodys[the same text]",
    ),
    reads(
        "not those of whose commit is picked, once it had to be adapted",
        PROVENANCE,
        "            whose_work += sources\n",
        "",
        "tests/core/contributors_test.py",
    ),
    reads(
        "not those of who made a commit that a squash is amended into",
        "coordgit/check/provenance/contributor_facts.py",
        "    if sources:  # to amend a commit with what a squash has staged",
        "    if False:  # to amend a commit with what a squash has staged",
        "tests/walks/provenance_rewrite_test.py::test_a_squash_that_is_amended_into_a_commit_keeps_the_reads_behind_that",
    ),
    reads(
        "not those of whose file a session has added to a merge",
        "coordgit/check/gather_move.py",
        "if len(commit.parents) < 2 or _is_concluded(commit, update.epoch):",
        "if len(commit.parents) < 2:",
        "tests/walks/provenance_merged_test.py::test_a_file_that_is_added_to_a_merge_asks_the_reads_of_who_made_it",
    ),
    reads(
        "not those of whose file was added where a target was brought in",
        "coordgit/check/gather_move.py",
        "        if not brings or any(_is_concluded(commit, epoch) for commit in commits):\n",
        "        if not brings:\n",
        "tests/walks/provenance_merged_test.py::test_a_file_that_is_added_where_a_branch_brings_main_in_asks_them_where_that_lands",
    ),
    reads(
        "what a merge brings is its other makers' too",
        "coordgit/check/provenance/recognised_texts.py",
        "(before, *merged.get(work.path, ()))",
        "(before,)",
        "tests/walks/provenance_merged_test.py::test_of_a_file_that_git_merges_only_what_was_added_asks_who_has_written_it",
    ),
    reads(
        "not those of whose commit is amended",
        PROVENANCE,
        "                sources += [epoch for oid in facts.replaced for epoch in facts.known.get(oid, ())]\n",
        "                pass\n",
        *REWRITTEN,
    ),
    reads("not those behind commits on a detached HEAD", JOURNAL, "        if move in made:\n", "        if False:\n", *DETACHED),
    reads(
        "what is amended on a detached HEAD stays unknown to its session",
        JOURNAL,
        "move.new, made.amended)\n",
        "move.new, {})\n",
        "tests/walks/rebase_stop_test.py::test_what_a_session_has_amended_into_anothers_commit_is_its_own_change",
    ),
    reads(
        "those of who brings commits in from outside",
        "coordgit/core/origins.py",
        "    return OUTSIDE if oid in facts.outside else UNCLEAR\n",
        "    return MADE if oid in facts.outside else UNCLEAR\n",
        *OUTSIDE,
    ),
    reads(
        "not those of whose text was on the stash",
        "coordgit/uncommitted/stash_entries.py",
        "            dropped.put(store, (dropped.Dropped(one, False) for one in work))\n",
        "",
        "tests/walks/stash_test.py",
    ),
    reads(
        "not those of what a git before 2.42 refuses to tell",
        "coordgit/check/provenance/contributor_facts.py",
        '    code, listing = git.start("rev-list", "--ignore-missing", "--stdin", *options, stdin=lines).outcome()\n',
        '    lines += "".join(f"{one}\\n" for one in options).encode()\n'
        '    code, listing = git.start("rev-list", "--ignore-missing", "--stdin", stdin=lines).outcome()\n'
        "    oids = set() if code else oids\n",
        "tests/walks/provenance_older_git_test.py",
    ),
    reads(
        "not those of whose text a new branch holds",
        "coordgit/check/gather_move.py",
        "    if not commits:\n        return update\n",
        "    return update._replace(commits=tuple(commits))\n",
        *DETACHED + TEXTS,
    ),
    reads(
        "not those of what fast-import rewrites",
        "coordgit/check/provenance/contributor_facts.py",
        "    if move.command == ARRIVING:\n",
        '    if move.command in (ARRIVING, "fast-import"):\n',
        *TEXTS,
    ),
    reads(
        "what a detached HEAD stands on counts as brought by its next commit",
        JOURNAL,
        "refs=[move.old, *landed]",
        "refs=landed",
        STANDS,
    ),
    reads(
        "what main has counts as brought by a commit on a detached HEAD that takes it",
        JOURNAL,
        "refs=[move.old, *landed]",
        "refs=[move.old]",
        "tests/walks/provenance_detached_test.py::test_a_file_taken_on_a_detached_head_asks_the_reads_of_who_made_it_only_if_that_had_not_landed",
    ),
    reads(
        "what a detached commit stands on counts as brought by it where it lands",
        "coordgit/check/gather_move.py",
        "for branch in targets), *sorted(below)]",
        "for branch in targets)]",
        STANDS,
    ),
    reads(
        "who made a change before is forgotten where commits of several sessions land",
        "coordgit/check/landing/publish_landing.py",
        "{before} if before else authors[path]",
        "authors[path]",
        "tests/walks/squashed_with_own_test.py"
        "::test_ones_own_text_in_anothers_pick_of_several_commits_is_no_change_to_who_has_taken_it_back",
    ),
    reads(
        "a text that a target has taken back is still its maker's own",
        "coordgit/core/own_changes.py",
        " and not taken_back",
        "",
        "tests/core/own_changes_test.py::test_who_alone_has_made_a_change[taken back on a target]",
    ),
)
