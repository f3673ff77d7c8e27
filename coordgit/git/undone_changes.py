"""Contents for lost updates: hunks and texts of all the versions in question at once."""

from coordgit.core.hunks import Replaced
from coordgit.core.landed_steps import LandedStep
from coordgit.core.model import Oid
from coordgit.core.rules.lost_update import Versions, changed_there, lacks, puts_back, undone
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Callable, Iterable, Mapping, Sequence, T

NO_TEXTS: Mapping[Oid, bytes] = {}


def which(
    git: Git, asked: list[Versions], made: Mapping[Oid, bytes] = NO_TEXTS, is_so: Callable[..., bool] = undone
) -> list[bool]:
    """Return for each change whether the update undoes it, or what else ``is_so`` asks. ``made``: texts that git does not have,
    under the names they have in ``asked``."""
    if not asked:
        return []
    pairs = [pair for versions in asked for pair in versions.pairs]
    hunks = trees.hunks(git, (pair for pair in pairs if made.keys().isdisjoint(pair)))
    texts = {**trees.blobs(git, (oid for versions in asked for oid in versions if oid not in made)), **made}
    if made:
        from coordgit.core import line_differences

        for pair in set(pairs) - hunks.keys():
            sides = [line_differences.split(text) for oid in pair if (text := texts[oid]) is not None]
            hunks[pair] = line_differences.hunks(*sides) if len(sides) == 2 else None
    return [is_so(versions, hunks, texts) for versions in asked]


def lacking(git: Git, asked: Iterable[tuple[Oid | None, Oid | None, Oid | None]]) -> list[bool]:
    """Return for each (before, after, text) whether the text lacks something that the change from before to after has made."""
    return which(git, [Versions(known=before, theirs=after, tip=after, ours=text) for before, after, text in asked], is_so=lacks)


def holding(git: Git, asked: Iterable[tuple[T, tuple[Oid | None, Oid | None, Oid | None]]]) -> list[T]:
    """Each is (something, (before, after, text)): return the somethings whose text has all that the change from before to after
    has made."""
    every = list(asked)
    lacks = lacking(git, [versions for _, versions in every])
    return [one for (one, _), lacks_some in zip(every, lacks, strict=True) if not lacks_some]


def standing(git: Git, asked: Iterable[tuple[T, tuple[Oid | None, Oid | None, Oid | None]]]) -> list[T]:
    """As ``holding``, but at the place of the change alone: others may have added the same line elsewhere."""
    every = list(asked)
    held = [each for each, lacks in zip(every, lacking(git, [versions for _, versions in every]), strict=True) if not lacks]
    pairs = {(old, new) for _, (old, *others) in held for new in others if old and new and old != new}
    hunks = trees.hunks(git, pairs)

    def is_there(before: Oid | None, after: Oid | None, text: Oid | None) -> bool:
        if before in (None, after) or text == after:
            return True
        change, since = hunks.get((before, after or "")), hunks.get((before, text or ""), [])
        return change is not None and since is not None and changed_there(change, since)

    return [one for one, versions in held if is_there(*versions)]


def of_steps(
    git: Git, asked: Sequence[tuple[LandedStep, Oid | None, Oid | None]], made: Mapping[Oid, bytes] = NO_TEXTS
) -> list[bool]:
    """Return for each (change, tip, the update's text) whether the update undoes what its session has not seen of the change."""
    seen = {f"seen {n}": step.seen for n, (step, _, _) in enumerate(asked) if step.seen is not None}
    names = [name if (name := f"seen {n}") in seen else step.before for n, (step, _, _) in enumerate(asked)]
    versions = [
        Versions(known=name, theirs=step.after, tip=tip, ours=ours) for name, (step, tip, ours) in zip(names, asked, strict=True)
    ]
    return which(git, versions, {**made, **seen})


def put_back(git: Git, asked: list[tuple[LandedStep, Oid | None, Oid | None]]) -> list[bool]:
    """Return for each (change, tip, the update's text) whether the update restores lines exactly as they were before the change.
    Of the change, only what the update's session has not seen counts."""
    replaced = _replaced(git, [Versions(known=step.before, theirs=step.after, tip=tip, ours=ours) for step, tip, ours in asked])
    since = _replaced(git, [Versions(known=step.before, theirs=tip, tip=step.before, ours=ours) for step, tip, ours in asked])
    answers = []
    for (step, _, _), (change, edit), (theirs, own) in zip(asked, replaced, since, strict=True):
        if step.seen is not None and step.after:
            from coordgit.core import line_differences

            after = trees.blobs(git, [step.after])[step.after] or b""
            change = line_differences.replaced(line_differences.split(step.seen), line_differences.split(after))
        answers.append(puts_back(change, edit, is_older=theirs.isdisjoint(own)))
    return answers


def alone(git: Git, asked: list[Versions]) -> list[bool]:
    """Return for each change whether all that the update does is to take it back, or some of it."""
    replaced = _replaced(git, asked)
    whole = [(versions.theirs, versions.known) == (versions.tip, versions.ours) for versions in asked]
    parts = [bool(edit) and edit <= {(added, removed) for removed, added in change} for change, edit in replaced]
    return [each or some for each, some in zip(whole, parts, strict=True)]


def _replaced(git: Git, asked: list[Versions]) -> list[tuple[set[Replaced], set[Replaced]]]:
    """Return for each change the lines that it replaced, and those that the update did."""
    pairs = [((versions.known, versions.theirs), (versions.tip, versions.ours)) for versions in asked]
    replaced = trees.replaced(git, ((old, new) for both in pairs for old, new in both if old and new and old != new))
    return [(replaced.get(change, set()), replaced.get(edit, set())) for change, edit in pairs]
