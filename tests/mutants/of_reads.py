"""Mutants of which reads are stale."""

from tests.mutants.mutant import part

VALIDATION = "coordgit/core/validation.py"
STALE_RANGES = "coordgit/core/stale_ranges.py"
STALE_SEARCHES = "coordgit/core/stale_searches.py"
PREDICATES = "coordgit/core/predicates.py"
TIES = "coordgit/core/ties.py"
HUNKS = "coordgit/core/hunks.py"
SEEN = "coordgit/check/stale/already_seen.py"
STALENESS = "coordgit/check/stale/staleness.py"
RULES = "coordgit/core/rules/weights.py"
RECORD = "coordgit/record/planned_reads.py"

OWN_OLDER = ("tests/walks/provenance_outside_test.py::test_an_older_version_of_its_own_is_stale_where_the_newer_one_is_not",)
OUTSIDE = (
    "tests/walks/provenance_outside_test.py::test_an_older_version_of_its_own_from_outside_is_stale_only_where_it_has_undone_that",
)
UNDONE = ("tests/walks/undone_test.py::test_what_was_read_on_another_branch_and_landed_from_it_squashed",)
INFORMED = ("tests/walks/informed_test.py",)
SHARED = ("tests/walks/one_worktree_test.py",)
KINDS = ("tests/walks/reads_test.py",)
CLIENT = ("tests/walks/client_test.py",)
KNOWS = ("tests/walks/knowledge_test.py",)

stale_content = part("stale content")
refresh = part("refresh")
ranges = part("ranges")
absent = part("absent")
listings = part("listings")
searches = part("searches")
ties_them = part("what ties them")

OF_READS = (
    stale_content(
        "a range of a conflict shows both sides of it",
        "coordgit/record/planned_reads.py",
        "    if read.kind != LINES or len(sides) != 2:\n",
        "    if True:\n",
        "tests/walks/resolved_test.py::test_a_range_of_a_conflict_shows_the_sides_that_it_has_lines_of",
    ),
    searches(
        "what its session took out of an answer may come back where another target has it still",
        VALIDATION,
        "checked.known if checked.read.query is None else change.before",
        "checked.known",
        "tests/walks/carried_forward_test.py"
        "::test_what_it_took_out_of_an_answer_is_news_when_it_comes_back_though_another_target_has_it_still",
    ),
    refresh(
        "who changes what it was shown on main knows that version as main's newest ever after",
        "coordgit/store/refreshes.py",
        "        if path in changed and changed[path][0] == oid:\n",
        "        if False:\n",
        "tests/walks/undone_test.py::test_a_sessions_own_change_landed_over_what_it_was_shown_is_missed_only_where_it_is_undone",
    ),
    stale_content(
        "what has come to one's own branch and was read there is unseen where it lands",
        "coordgit/check/judge.py",
        "                some = without_on_another_way(git, some, update.new or update.old)\n",
        "",
        "tests/walks/undone_test.py::test_what_a_squash_has_brought_into_ones_own_text_is_seen_with_it",
    ),
    stale_content(
        "who has not read what a squash brought has seen it",
        SEEN,
        "    return {*undone_changes.standing(git, asked)}\n",
        "    return {one for one, _ in asked}\n",
        "tests/walks/undone_test.py::test_what_a_squash_has_brought_into_ones_own_text_is_seen_with_it",
    ),
    stale_content(
        "a line that stands elsewhere in what one knows is seen where another adds it",
        SEEN,
        "undone_changes.standing(git, asked)",
        "undone_changes.holding(git, asked)",
        "tests/walks/same_line_elsewhere_test.py::test_who_has_added_a_line_has_not_seen_it_elsewhere[True-elsewhere]",
    ),
    stale_content(
        "an older version of its own is true where the newer one is not",
        SEEN,
        "middle != asked.base and commits.is_ancestor(git, asked.base, new)",
        "middle != asked.base",
        *OWN_OLDER,
    ),
    stale_content(
        "an older version of its own from outside takes back what it has undone",
        SEEN,
        "    return [suspect for suspect in stale if id(suspect) not in had]\n",
        "    return [suspect for suspect in stale if not any(suspect is one for one, _ in seen)]\n",
        *OUTSIDE,
    ),
    stale_content(
        "the files that a glob names are not read",
        "coordgit/record/gather.py",
        "        for name in names if len(names) <= most else []:\n",
        "        for name in ():\n",
        "tests/walks/client_more_test.py::test_the_files_that_a_glob_names_are_read",
    ),
    refresh(
        "a file that a glob names is seen whatever was printed of it",
        RECORD,
        " and moments.prints(path, blob, plan.observer.output):",
        ":",
        "tests/walks/matched_look_test.py::test_a_look_that_does_not_print_all_of_it_is_none",
    ),
    refresh(
        "a file that find did not name is seen where another one has its text",
        "coordgit/shell/naming_commands.py",
        "made if touch.exact else blurred(made)",
        "made",
        "tests/walks/matched_look_test.py::test_a_look_at_some_of_the_files_is_none_at_another_with_the_same_text",
    ),
    refresh(
        "a file that came by a rename is shown as it went",
        "coordgit/check/conflict_diffs.py",
        "            came = findings[n].changes[0].before is None\n",
        "            came = findings[numbers[0]].changes[0].before is None\n",
        "tests/walks/many_stale_test.py::test_a_few_stale_reads_have_all_their_diffs",
    ),
    refresh(
        "no look is enough after an edit over what another committed",
        "coordgit/core/own_text.py",
        "    return write is None or not all(",
        "    return write is None or write.lost or not all(",
        "tests/portion/commit_test.py::test_one_look_is_enough_after_an_edit_over_what_another_committed",
    ),
    refresh(
        "what it made of a version that it was shown has the base of its older read",
        "coordgit/core/knowledge.py",
        "any(shown.oid == write.origin for shown in newest.shown)",
        "False",
        "tests/core/knowledge_test.py::test_a_base_has_what_was_seen",
    ),
    refresh(
        "its own later lines count as what others changed since it looked",
        RECORD,
        "if is_own(step.makers, session)][:1]",
        "if False][:1]",
        "tests/portion/looks_test.py::test_a_look_at_ones_own_edit_shows_what_has_landed_since_ones_own_commit",
    ),
    refresh(
        "what another session has made equal to one's own text is one's own",
        RECORD,
        "        own = known._replace(write=None)",
        "        pass",
        "tests/portion/looks_test.py::test_what_another_session_has_taken_out_again_since_it_landed_is_seen_so",
    ),
    refresh(
        "what others put there is known after an edit of it",
        "coordgit/core/knowledge.py",
        "        mine = write is not None and write.after != tip and not edit.foreign()\n",
        "        mine = True\n",
        "tests/core/knowledge_test.py::test_an_edit_of_what_others_put_there_and_have_not_committed_makes_nothing_known",
    ),
    refresh(
        "what a command takes from another's commit is known",
        "coordgit/core/knowledge.py",
        "(follows or knows_tip) and edit.taken():",
        "False:",
        "tests/walks/provenance_taken_test.py",
    ),
    refresh(
        "what a pull brings under an uncommitted edit is known",
        "coordgit/core/knowledge.py",
        "    if edit.merged and not knows_tip:\n",
        "    if False:\n",
        "tests/core/knowledge_test.py::test_an_edit_that_git_carried_over_to_another_version_is_known_only_if_that_version_is",
    ),
    refresh(
        "who reads a conflict has not seen its sides",
        "coordgit/git/files.py",
        '        if stage in "23":\n',
        "        if False:\n",
        "tests/walks/told_once_test.py::test_who_reads_the_conflict_of_a_stashed_edit_with_a_pull_may_resolve_it",
    ),
    refresh(
        "what the session sees again leaves what its sub-agents saw",
        "coordgit/core/knowledge.py",
        "    return not agent or read.agent == agent or",
        "    return read.agent == agent or",
        "tests/walks/sub_agents_test.py",
    ),
    stale_content(
        "what landed as another commit and was reverted was never there",
        VALIDATION,
        "if undone is not None and foreign(",
        "if False and foreign(",
        *UNDONE,
    ),
    stale_content(
        "a file may have another content",
        VALIDATION,
        "        same = change.after == checked.known or",
        '        same = checked.read.kind == "content" or change.after == checked.known or',
        *SHARED,
    ),
    stale_content(
        "what it knows of the tip's version does not count",
        VALIDATION,
        "        same = change.after == checked.known or change.after in checked.also or change.before == change.after\n",
        "        same = change.after in checked.also or change.before == change.after\n",
        "tests/core/validation_test.py",
        *INFORMED,
    ),
    stale_content(
        "what was taken back counts as true where another branch never had it",
        VALIDATION,
        "delta.changes.get(change.path) or delta.undone.get(change.path, {}).get(known) for",
        "delta.changes.get(change.path) for",
        "tests/walks/sibling_diff_test.py::"
        "test_who_knows_what_its_branch_had_misses_it_though_another_branch_never_had_that[True]",
    ),
    stale_content(
        "what it was shown of the tip's version elsewhere does not count",
        "coordgit/check/stale/shown_before.py",
        "    newest = [again.tip] if again.oid == change.after and versions is again.earlier else []\n",
        "    newest: list[Oid] = []\n",
        *INFORMED,
    ),
    ranges("lines may change", STALENESS, "if range_touched(suspect, between):", "if False:", *KINDS),
    ranges("lines are the whole file", STALENESS, "if range_touched(suspect, between):", "if True:", *KINDS),
    ranges(
        "lines that main passes by are known as main has them",
        "coordgit/check/judge.py",
        "            if here:\n                fresh",
        "            if True:\n                fresh",
        "tests/walks/carried_forward_test.py",
    ),
    ranges(
        "the lines beside do not count",
        HUNKS,
        "elif hunk.first <= last + 1 and hunk.first + hunk.length - 1 >= first - 1:",
        "elif hunk.first <= last and hunk.first + hunk.length - 1 >= first:",
        *KINDS,
    ),
    ranges(
        "lines stay where they are when others come in above",
        STALE_RANGES,
        "return touches(change, *moved_range(way, first, last))",
        "return touches(change, first, last)",
        *KINDS,
    ),
    absent(
        "what was not there may come",
        VALIDATION,
        "    change = changes.get(checked.read.path)\n",
        "    change = changes.get(checked.read.path) if checked.read.kind != ABSENT else None\n",
        *KINDS,
    ),
    absent(
        "a folder may come where nothing was",
        VALIDATION,
        "    if checked.read.kind == ABSENT and checked.known is None:  # a folder",
        "    if False:  # a folder",
        *KINDS,
    ),
    listings(
        "names may come and go",
        PREDICATES,
        "    return not query.pattern or glob_match(query.pattern, inside)\n",
        "    return False\n",
        *KINDS,
    ),
    listings(
        "a new content is a new name",
        VALIDATION,
        "        return (change.before is None) != (change.after is None) and lists(",
        "        return lists(",
        *KINDS,
    ),
    listings(
        "a name anywhere is one of the folder",
        PREDICATES,
        "    return not query.pattern or glob_match(query.pattern, inside)\n",
        "    return True\n",
        *KINDS,
    ),
    searches(
        "lines may begin or cease to match",
        STALE_SEARCHES,
        "if sides[0] is None or sides[1] is None or answers_differ(query, sides[0], sides[1]):",
        "if False:",
        *KINDS,
    ),
    searches(
        "any change is another answer",
        STALE_SEARCHES,
        "if sides[0] is None or sides[1] is None or answers_differ(query, sides[0], sides[1]):",
        "if True:",
        *KINDS,
    ),
    searches("the answer is of all files", PREDICATES, "    if not query.pathspecs:\n", "    if True:\n", *KINDS),
    ties_them(
        "a new name in the same folder does not",
        TIES,
        "if share_a_folder([changed], added_or_removed):",
        "if False:",
        *CLIENT,
    ),
    ties_them(
        "a name in the commit's lines does not",
        TIES,
        "    shared = sorted(wanted & names)\n",
        "    shared: list[str] = []\n",
        *KNOWS,
    ),
    ties_them("nothing has to", RULES, "        if not reason.tie:\n", "        if False:\n", *CLIENT),
    ties_them(
        "what was declared has to be tied too",
        RULES,
        "    if not reason.is_predicate or reason.declared:",
        "    if not reason.is_predicate:",
        *KINDS,
    ),
    absent(
        "what test and [ ask for is not read",
        "coordgit/record/gather.py",
        "if os.path.lexists(name):  # the access says nothing",
        "if True:  # the access says nothing",
        "tests/walks/client_more_test.py::test_a_command_that_asks_whether_a_path_is_there_reads_that_it_is_not",
    ),
    stale_content(
        "an edit that no hook saw was made over HEAD's version",
        "coordgit/record/planned_reads.py",
        "base=moments.made_over(path, blob)",
        "base=batch.head",
        "tests/walks/observation_test.py::test_an_edit_that_no_hook_saw_is_a_read_of_the_version_it_was_made_over",
    ),
    stale_content(
        "an edit that no hook saw was made over the version that HEAD has left behind",
        "coordgit/record/seen_versions.py",
        "strict=True) if lost), head)",
        "strict=True)), head)",
        "tests/walks/observation_test.py::test_an_edit_that_no_hook_saw_is_a_read_of_the_version_it_was_made_over",
    ),
    stale_content(
        "files that HEAD has left behind are a person's edits",
        "coordgit/client_events/session_start.py",
        "if not files_now or not reflogs",
        "if files_now or not reflogs",
        "tests/walks/one_look_test.py::test_a_file_that_head_has_left_behind_is_read_at_the_tip",
    ),
    stale_content(
        "a file that HEAD has left behind is to be read again where it is",
        "coordgit/check/advice/where_to_look.py",
        "WRITE for n, hidden in zip(texts, hides, strict=True) if hidden}",
        "WRITE for n, hidden in zip(texts, hides, strict=True) if False}",
        "tests/walks/one_look_test.py::test_a_file_that_head_has_left_behind_is_read_at_the_tip",
    ),
    listings(
        "an answer over an edit of an older version is HEAD's once something is committed",
        "coordgit/record/planned_answers.py",
        "    if replaced:\n",
        "    if False:\n",
        "tests/walks/hidden_answers_test.py"
        "::test_an_answer_over_an_edit_of_an_older_version_is_the_older_one_whatever_was_committed_since[older]",
    ),
    listings(
        "every edit of what has since landed anew hides that from an answer",
        "coordgit/record/hidden_answers.py",
        "return next((oid for change, oid in older if _hides(plan, moments, read, change, files[change.path])), read.base)",
        "return next((oid for change, oid in older), read.base)",
        "tests/walks/hidden_answers_test.py"
        "::test_an_answer_over_an_edit_of_an_older_version_is_the_older_one_whatever_was_committed_since[holds it]",
    ),
    refresh(
        "what a command has put there unseen is its session's own text",
        "coordgit/core/knowledge.py",
        " and not knowledge.knows(write.after):\n        write = None",
        " and False:\n        write = None",
        "tests/core/knowledge_test.py"
        "::test_who_undoes_what_its_command_has_put_there_and_puts_it_back_knows_it_only_if_it_saw_it[False]",
        "tests/walks/left_behind_test.py",
    ),
    refresh(
        "what a merge lands of one's own over what one had read of main is not known",
        "coordgit/check/landing/reads_after_landing.py",
        "            if update.operation not in OWN:  #",
        "            if False:  #",
        "tests/walks/undone_test.py::test_a_sessions_own_change_merged_over_what_it_read_of_main_is_missed_only_where_it_is_undone[undone]",
    ),
    absent(
        "a file that has appeared under one's own edit is read here again",
        "coordgit/check/advice/where_to_look.py",
        "in (STALE, APPEARED)))",
        "in (STALE,)))",
        "tests/walks/renamed_by_reader_test.py"
        "::test_a_file_that_has_appeared_under_its_own_edit_is_read_at_the_tip[an edit beside it]",
    ),
)
