"""Mutants of versions that a session has replaced, of work that has landed since it was taken over, and of resolved conflicts."""

from tests.mutants.mutant import part

KNOWN = "coordgit/check/integrity/known_versions.py"
LANDED = "coordgit/check/provenance/landed_work.py"
HITS = "coordgit/check/stale/changed_by_others.py"
UNASKED = "tests/walks/replaced_unasked_test.py"
MEANWHILE = "tests/walks/landed_meanwhile_test.py"
OWN_HITS = "tests/walks/own_hits_test.py"
IN_CONFLICT = "tests/walks/stopped_answers_test.py"
ANEW = "tests/walks/made_anew_test.py"
COMES_BACK = "tests/walks/reverted_then_merged_test.py"
COPIED = "tests/walks/copied_by_another_test.py"

lost_update = part("lost update")
reads = part("whose reads")
stale_content = part("stale content")

OF_REPLACED = (
    lost_update(
        "who reads its own text has seen what it replaced",
        KNOWN,
        " and not _replaced_unasked(store, git, update.ref, tip, read)\n",
        "\n",
        UNASKED,
    ),
    lost_update(
        "who reads what a strategy made of a conflict has seen the other side",
        "coordgit/check/integrity/taken_sides.py",
        "code == 0 or (merge.origin != OUTSIDE and not merge.contributors)",
        "code == 0",
        UNASKED,
    ),
    lost_update(
        "who reads a conflict that was resolved elsewhere is asked about the other side",
        "coordgit/check/integrity/taken_sides.py",
        "(merge.origin != OUTSIDE and not merge.contributors)",
        "(not merge.contributors)",
        UNASKED,
    ),
    lost_update(
        "what was shown of the other side is forgotten with a look at one's own commit",
        "coordgit/record/replaced_versions.py",
        "    return any((one.maker, one.after) == (session, blob) for one in landings.versions(plan.store, read.path))\n",
        "    return False\n",
        UNASKED,
    ),
    lost_update(
        "what the gate has let a session replace is asked again where its branch lands",
        "coordgit/check/integrity/lost_updates.py",
        " or known_versions.has_replaced(store, text, update.ref))",
        ")",
        UNASKED,
    ),
    lost_update(
        "what was replaced once is known where it comes back to the target",
        KNOWN,
        " or _came_to(ref, versions, text.tip) > own.landing_id:",
        ":",
        UNASKED,
    ),
    lost_update(
        "who was only told of what it replaced has seen it",
        "coordgit/store/verdicts.py",
        """ AND COALESCE(v.level, '') <> 'record'""",
        "",
        UNASKED,
    ),
    lost_update(
        "who has bypassed the gate has seen what it replaced",
        "coordgit/store/verdicts.py",
        """ AND COALESCE(v.outcome, 'passed') = 'passed'""",
        "",
        UNASKED,
    ),
    lost_update(
        "a look at one's own text hides what was read before it where nobody asks",
        "coordgit/record/replaced_versions.py",
        ", *_read_before(plan, batch, read, older, shown)]",
        "]",
        UNASKED,
    ),
    lost_update(
        "what was read before one's own text stays known once that has landed",
        "coordgit/check/landing/reads_after_landing.py",
        "        refreshes.forget_replaced(store, epoch, update.written)\n",
        "        pass\n",
        UNASKED,
    ),
    reads(
        "those of whose work has landed since it was taken over",
        "coordgit/check/gather_move.py",
        "            work = contributor_facts.without_landed(store, git, work, asked.targets)\n",
        "",
        MEANWHILE,
    ),
    reads(
        "not those of whose work a target had before it was taken",
        LANDED,
        "for work in was.keys() - had if",
        "for work in was if",
        MEANWHILE,
    ),
    reads(
        "not those of whose work a target has no more",
        LANDED,
        " if all((work, path) in there for path in shares[work])}",
        "}",
        MEANWHILE,
    ),
    reads(
        "those of whose work the target that is updated has already",
        "coordgit/check/stale/interleaved.py",
        "if commit.oid not in update.standing else (update.epoch,)",
        "if True else (update.epoch,)",
        MEANWHILE,
    ),
    stale_content(
        "what a session has made of a merge is others' change of an answer",
        HITS,
        "own = [one for one in merges if mergers.get(one.oid) == {session}]",
        "own: list[commits.Touching] = []",
        OWN_HITS,
    ),
    stale_content(
        "what a merge has brought of an answer is whoever's who made the merge",
        HITS,
        "        theirs += brought\n",
        "",
        OWN_HITS,
    ),
    stale_content(
        "a listed name is known only where it was listed",
        "coordgit/check/stale/staleness.py",
        " if (there[one.path] is None) == (one.after is None)}\n",
        " if False}\n",
        "tests/walks/own_names_test.py",
    ),
    stale_content(
        "a hit that was read in a conflict is asked for once it is replaced",
        "coordgit/check/stale/already_seen.py",
        "    return kept if met else stale\n",
        "    return stale\n",
        IN_CONFLICT,
    ),
    lost_update(
        "whose own text it is may not give it up as it resolves a conflict",
        "coordgit/check/integrity/lost_updates.py",
        "if not any(is_own(one.makers, session) for session in side.chosen_by)]",
        "if True]",
        "tests/walks/taken_side_test.py",
    ),
    stale_content(
        "who had git put a conflict back has not read it",
        "coordgit/core/knowledge.py",
        "if theirs and all(item.has_seen(side, edit.head.commit) for side in theirs)",
        "if theirs and all(item.knows(side) for side in theirs)",
        "tests/walks/resolved_test.py",
    ),
    lost_update(
        "what was replaced where a rebase had stopped is forgotten once that has ended",
        "coordgit/record/replaced_versions.py",
        "changed, left = _before_a_stop(plan, read, changed), {}",
        "return []",
        UNASKED,
    ),
    lost_update(
        "the end of a rebase has asked about what stays as the branch had it",
        KNOWN,
        "if landing in about or replaced[oid] in texts}",
        "}",
        UNASKED,
    ),
    lost_update(
        "who keeps its own text in a conflict of a rebase has not been asked",
        KNOWN,
        "if landing in about or replaced[oid] in texts}",
        "if landing in about}",
        UNASKED,
    ),
    lost_update(
        "a remote has only the versions that landed here under its name",
        KNOWN,
        "return [one._replace(ref=ref) if news.get(one) in there else one for one in versions]",
        "return versions",
        "tests/push/replaced_after_pull_test.py",
    ),
    stale_content(
        "a file made anew does not show that it had been removed",
        "coordgit/check/stale/staleness.py",
        " or not _was_gone(store, git, one)]",
        " or True]",
        ANEW,
    ),
    stale_content(
        "a file made anew shows what has become of it",
        "coordgit/check/stale/staleness.py",
        "return len(its) == 1 and any(",
        "return any(",
        ANEW,
    ),
    stale_content(
        "a file that a session once made shows that it was removed since",
        "coordgit/check/stale/staleness.py",
        " and any(trees.has(git, commit.oid, path, None) for commit in made_from)",
        "",
        ANEW,
    ),
    stale_content(
        "what was written in place of an unread file and left is known",
        "coordgit/record/reads_of_commits.py",
        "kept = [read for read in same if read not in given_up]",
        "kept = same",
        "tests/walks/left_stop_test.py",
    ),
    stale_content(
        "a commit says nothing of the conflict that a stashed edit has met",
        "coordgit/store/reads.py",
        "sides=not settled",
        "sides=False",
        "tests/walks/unstashed_conflict_test.py",
    ),
    stale_content(
        "an older look at one's own side shows the version that it was made from",
        "coordgit/check/stale/shown_before.py",
        "    if commits.is_ancestor(git, again.tip, suspect.asked.base):\n        return False\n",
        "",
        COMES_BACK,
    ),
    stale_content(
        "an older look on another way shows what has come back since",
        "coordgit/check/stale/already_seen.py",
        "some = [one for one in some if id(one) not in back]",
        "",
        COMES_BACK,
    ),
    stale_content(
        "a look before a merge says nothing of what is seen to come from there",
        "coordgit/check/stale/already_seen.py",
        "apart = [one for one in some if before[one.read.path] != one.changes[0].before]",
        "apart = some",
        COMES_BACK,
    ),
    reads(
        "of who has landed a part of a commit that also has another's",
        "coordgit/check/provenance/contributor_facts.py",
        "else landed_work.standing(store, git, update)",
        "else update",
        MEANWHILE,
    ),
    reads(
        "not of who has taken back a part that has landed",
        LANDED,
        "if all((work, path) in there for path in its)}",
        "}",
        MEANWHILE,
    ),
    reads(
        "of who has made a change that git applies between others' lines",
        "coordgit/check/provenance/recognised_texts.py",
        "return copies | _applied(store, git, rest, session)",
        "return copies",
        COPIED,
    ),
    reads(
        "not of who has added to such a change",
        "coordgit/check/provenance/recognised_texts.py",
        "if texts.get(work.path) == work.after)",
        "if texts)",
        COPIED,
    ),
)
