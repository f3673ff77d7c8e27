"""Find the version of a branch that a text was made from if its session has read none of them; also under the name that the file
had before a landing renamed it."""

from __future__ import annotations

from coordgit.check.integrity import known_versions
from coordgit.check.integrity.known_versions import AuthorText, KnownVersions
from coordgit.check.update import Update
from coordgit.core.landed_steps import LandedStep, history, since_own
from coordgit.core.model import Oid
from coordgit.core.recognised_work import EMPTY
from coordgit.errors import CoordgitError
from coordgit.git import commits, operation, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Collection
from coordgit.store import known_commits, landings, refreshes, sessions, writes
from coordgit.store.database import Store
from coordgit.store.landings import Version


def since(
    store: Store,
    git: Git,
    update: Update,
    text: AuthorText,
    *,
    known: KnownVersions,
    steps: list[LandedStep],
    landed: list[Version],
) -> tuple[set[Oid | None], list[LandedStep]]:
    """Return (the versions since which the author has to have known others' changes; ``steps``, continued under the file's older
    name if the text comes from there). ``steps``: the history of the tip's version, newest first. ``landed``: every version of
    the path."""
    author, path, tip, ours, mine, _ = text
    order = [tip, *(step.before for step in steps)]
    versions = known.since(order)
    if known.read.isdisjoint(order) if mine else ours:
        versions_read = {ours, *(read.observed for read in mine)} - {None}
        stepped = with_detached(store, git, text, landed)
        ways = [history(stepped, version, "", author.session) for version in versions_read]
        taken = _taken_from(store, update, text, steps, [step for way in ways for step in way])
        if taken == {None}:  # both begin where the path was added: perhaps each only gave this name to a file that both had
            named = _followed(store, git, path, steps, author.session, on=update)
            elsewhere = [step for way in ways for step in _followed(store, git, path, way, author.session)]
            before = _taken_from(store, update, text, named, elsewhere)
            if before:
                taken, steps = before, named
        versions = taken or versions
    elif ours is None and not any(len(commit.parents) > 1 for commit in update.commits):  # a merge had asked
        versions = versions | {one.before for one in landed if one.after is None and one.maker == author.session}
    return versions, steps


def with_detached(store: Store, git: Git, text: AuthorText, landed: list[Version]) -> list[Version]:
    """Return the landed versions together with those that the author committed where a rebase had stopped, once its branch has
    joined them with what the rebase brought.

    Left out is a version where git may have stopped at a conflict with an earlier change of the author's own: what it did not
    read of that change is not known to be in its text.
    """
    session = text.author.session
    own = landings.detached_versions(store, text.path, session)
    if not own:
        return landed
    every = sorted((*landed, *own), key=lambda one: -one.landing_id)
    mine = [one for one in landed if one.maker == session]
    repeated = {(one.before, one.after) for one in mine}  # a change of its session's, made of the same text: in no conflict
    apart = {one: _not_in(one, mine, every, session) for one in own if (one.before, one.after) not in repeated}
    left = {one for one, older in apart.items() if older and not _applies(store, git, text.path, one, older)}
    return [one for one in every if one not in left]


def replaced_at_stop(store: Store, git: Git, update: Update, text: AuthorText) -> Oid | None:
    """Return the version that the author replaced where a rebase had stopped, if the branch has never had it; else the tip's."""
    path, session = text.path, text.author.session
    made = landings.detached_versions(store, path, session)
    if not made:
        return text.tip
    landed = landings.versions(store, path)
    own = [one for one in with_detached(store, git, text, landed) if one in made]
    replaced = [step.before for step in history(own, text.ours, landings.DETACHED, session)]
    had = {step.before for step in history(landed, text.tip, update.ref, session)}
    return replaced[-1] if replaced and replaced[-1] not in had else text.tip


def knew_at_stop(store: Store, text: AuthorText) -> bool:
    """True if the author knew the tip's version when it put its own in its place where a rebase had stopped."""
    made = [one.landing_id for one in landings.detached_versions(store, text.path, text.author.session) if one.after == text.ours]
    return any(write.origin == text.tip and not write.lost for write in writes.landed_at(store, text.path, made))


def _not_in(made: Version, mine: list[Version], every: list[Version], session: str) -> list[Version]:
    """Return the changes of ``mine`` older than ``made`` that did not begin with the text that ``made`` has changed, and are not
    in its history. A rebase may have applied them on top of it."""
    older = [one for one in mine if one.landing_id < made.landing_id and made.before not in (one.before, one.after)]
    if not older:
        return []
    way = history([one for one in every if one.landing_id < made.landing_id], made.before, "", session)
    held = {step.before for step in way}
    return [one for one in older if one.after not in held]


def _applies(store: Store, git: Git, path: str, made: Version, older: list[Version]) -> bool:
    """True if git can apply each commit of these changes where ``made`` was made: then git stopped there at no conflict with one
    of them. False if their commits are not known, as it may have stopped at one."""
    landing = landings.get(store, made.landing_id)
    head = landing.old if landing else None
    found = commits.of(git, known_commits.first_named_by(store, [one.landing_id for one in older]))
    theirs = [found[oid] for oid, changed in trees.own_changes(git, found).items() if path in changed]
    return bool(theirs) and all(commits.merge_tree(git, head or "", commit.oid, *commit.parents[:1])[0] == 0 for commit in theirs)


def put_back_unasked(
    store: Store, git: Git, text: AuthorText, steps: list[LandedStep], *, landed: list[Version]
) -> list[LandedStep]:
    """Return others' changes of which the author put lines back exactly on a detached HEAD, having read nothing of the path. It
    was not asked about them there, since no branch moved. ``steps``: the history of the tip's version, newest first."""
    author, path, tip, ours, _, _ = text
    asked = {(one.before, one.after) for one in landed if not one.begins}  # nobody is asked about a new branch
    versions = with_detached(store, git, text, landed)
    way = history(versions, ours, "", author.session)
    made = next((step.after for step in way if step.before == tip and (tip, step.after) not in asked), None)
    newer = since_own(steps, author.session) if made else []
    if not newer:
        return []
    from coordgit.git import undone_changes

    back = undone_changes.put_back(git, [(step, tip, made) for step in newer])
    found = [step for step, is_back in zip(newer, back, strict=True) if is_back]
    made_there = [one.landing_id for one in versions if (one.before, one.after) == (tip, made)]
    return [] if found and any(_reverts(store, git, path, number) for number in made_there) else found


def _reverts(store: Store, git: Git, path: str, number: int) -> bool:
    """True if the commit of a landing is a revert of one that had changed the path: whoever makes it names what it takes back."""
    landing = landings.get(store, number)
    message = git.text("show", "-s", "--format=%B", landing.new, ok=(0, 128)) if landing and landing.new else ""
    oid, parent = operation.taken_back(message.split("\n")) or ("", "")
    undone = git.commit(oid) if oid else None
    before = git.commit(parent or f"{undone}^") if undone else None
    return undone is not None and before is not None and path in trees.diff(git, before, undone)


def without_answered(
    store: Store, git: Git, text: AuthorText, missed: list[LandedStep], *, landed: list[Version]
) -> list[LandedStep]:
    """Drop the changes that the author has answered for: those that a merge of its own made, if it has seen the whole text of
    each other side, and those made where a rebase had stopped, if it has seen the whole text that it replaced there. (If it had
    not looked at that conflict, it has been asked about these changes since.)"""
    moves = {step: [one.landing_id for one in landed if (one.before, one.after) == (step.before, step.after)] for step in missed}
    found = {number: landings.get(store, number) for numbers in moves.values() for number in numbers}
    news = {number: move.new for number, move in found.items() if move is not None and move.new}
    made, makers = commits.of(git, [*news.values()]), known_commits.makers(store, [*news.values()])
    whole = known_versions.of(store, text.mine, text.write).whole if made else set()

    def is_answered(step: LandedStep, number: int) -> bool:
        oid = news.get(number, "")
        others = made[oid].parents[1:] if oid in made and text.author in makers.get(oid, ()) else ()
        if others:
            return all(trees.items(git, side, [text.path])[text.path] in whole for side in others)
        return oid in made and _has_seen_replaced(store, git, text, oid, step.after, whole=whole)

    return [step for step, numbers in moves.items() if not any(is_answered(step, number) for number in numbers)]


def _has_seen_replaced(
    store: Store, git: Git, text: AuthorText, tip: Oid, version: Oid | None, *, whole: Collection[Oid | None]
) -> bool:
    """True if the author alone, on a detached HEAD and in one step or several, made ``version`` of the commit ``tip`` from a
    version that it was shown whole as it stands there. ``whole``: the versions that it knows. A text that has come back since it
    was shown is another change."""
    again = refreshes.of_reads(store, [read.read_id for read in text.mine if read.whole])
    shown = [one for by_ref in again.values() for each in by_ref.values() for one in ((each.tip, each.oid), *each.earlier)]
    for one in landings.detached_versions(store, text.path, text.author.session) if shown else ():
        move = landings.get(store, one.landing_id)
        if one.after != version or move is None or not (move.old and move.new and _is_as_at(git, text.path, move.new, tip)):
            continue
        tip, version = move.old, one.before
        if version in whole and any(oid == version and _is_as_at(git, text.path, commit, tip) for commit, oid in shown):
            return True
    return False


def _is_as_at(git: Git, path: str, one: Oid, other: Oid) -> bool:
    """True if no commit that only one of two commits contains has changed the path."""
    if one == other:
        return True
    if not (commits.is_here(git, one) and commits.is_here(git, other)):
        return False
    return not any(commits.touching(git, since, tip, [path], full=True) for since, tip in ((one, other), (other, one)))


def _taken_from(
    store: Store, update: Update, text: AuthorText, steps: list[LandedStep], elsewhere: list[LandedStep]
) -> set[Oid | None]:
    """Return the branch's versions from which a text may come if its session has read no version of the branch; none if that is
    unknown.

    The first of these counts: the tip's version, if another branch continued from it; an older version from which an edit made
    the text; an older version that equals the text; the tip's version, if an edit made the text from it; the older versions from
    which another branch led to the text. Of a person's text only the first two count: what a person looks at is not recorded.
    """
    author, path, tip, ours, _, _ = text
    older = [step.before for step in steps]
    before = [step for step in elsewhere if step.before == tip]
    if tip is None and update.operation in (operation.COMMIT, operation.AMEND):  # else git has asked whether the file is to stay
        from coordgit.store import edit_steps

        typed = edit_steps.is_typed(store, author.session, path, ours)
        before = [step for step in before if typed or step.after not in older]  # not where the file itself begins
        if ours in EMPTY or (ours, None) in update.written.values():  # anybody's, and renamed from where the branch has it
            return {tip}
    if before:
        return {tip}  # its branch had the tip's version, and continued from there
    if update.operation == operation.REVERT and path not in update.beside:
        return set()
    origins = writes.origins(store, path, ours)
    for origin in origins:
        if origin in older and origin != tip:
            return {origin}
    if sessions.is_person(store, author.session):
        return set()
    if ours and ours in older:
        return {ours}
    own = all(step.after != ours or step.makers & {author.session, ""} for step in elsewhere)  # "": it is a merge's
    if tip and tip in origins and own:  # else it has put there what another had made
        return {tip}
    return {step.before for step in elsewhere if step.before in older} - {tip}


def _followed(
    store: Store, git: Git, path: str, steps: list[LandedStep], session: str, *, on: Update | None = None
) -> list[LandedStep]:
    """Return ``steps``, the history of a path, newest first, continued under the older name if a landing only renamed the file.
    ``on``: the update on whose branch that is; ``None``: on any branch."""
    added = next((n for n, step in enumerate(steps) if step.before is None), None)
    if added is None:
        return steps
    step = steps[added]
    versions = [version for version in landings.versions(store, path) if (version.before, version.after) == (None, step.after)]
    for version in on.landed_here(versions) if on else versions:
        older = _before(store, git, path, version)
        if older is not None:
            name, text = older
            changed = [step._replace(before=text)] if text != step.after else []
            rest = [one for one in landings.versions(store, name) if one.landing_id < version.landing_id]
            rest = on.landed_here(rest) if on else rest
            return [*steps[:added], *changed, *history(rest, text, on.ref if on else "", session)]
    return steps


def _before(store: Store, git: Git, path: str, version: Version) -> tuple[str, Oid | None] | None:
    """Return the name that the file had before a landing, and its text then; ``None`` if it had no other."""
    landing = landings.get(store, version.landing_id)
    if landing is None or not (landing.old and landing.new):
        return None
    try:
        old = next((old for old, new in trees.renames(git, landing.old, landing.new).items() if new == path), None)
        return (old, trees.items(git, landing.old, [old])[old]) if old else None
    except CoordgitError:  # a commit that git has pruned
        return None
