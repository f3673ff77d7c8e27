"""Walk 2: is what an update's sessions have read still true on the branches it is checked against?

update → gathered → judged → verdict stored: ``validate`` has the walk. git's hook, ``coordgit check``, ``verify`` and pushes all
ask it with a ``Request``.

* ``ref_transaction``: git's hook asks about all branches that one transaction moves, also when a push is received.
* Gather: ``update`` is the value that the rest works on, ``gather_move`` makes it for the move of a branch, ``provenance`` says
  whose work is in each commit. ``reconcile`` brings what the store knows of a branch up to what git says; ``branch_changes``
  (with ``renames``) says what the branch has changed since a commit, ``lacked_commits`` whether it had that commit and has it
  no more, or never had it; ``find_bases`` finds the newest commit with the version that was read, where the file differed from
  HEAD. ``git.checked_branches`` says on which branches an update is checked.
* Judge: ``stale`` says which reads are stale (``staleness``), by the rules in ``core.validation``, ``core.stale_ranges`` and
  ``core.stale_searches`` (``interleaved``: on commits that land below their session's own; ``shown_before``: not what was shown
  on another branch; ``already_seen``: not what is in a text that was seen; ``own_versions``: not one's own work in others'
  commits; ``changed_by_others``: not one's own part of an answer; ``reads_elsewhere``: whether what was read on another branch
  informs or rejects; ``branch_switches``: who has switched the work tree), ``on_siblings`` what has changed on other branches;
  ``integrity`` which work of others would be lost. ``findings`` puts them together, ``weigh_findings`` (with ``tie_texts``)
  weighs each, ``judge`` drops those that do not count for this update, ``bypasses`` decides whether it counts as bypassed.
* Publish: ``landing`` publishes an update that passes (``publish_landing``), in the transaction in which ``validate`` makes sure
  that nothing has landed meanwhile; ``reads_after_landing``, ``carried_reads``, ``reads_behind`` say what becomes of its reads.
* Reject: ``conflict_facts`` and ``conflict_diffs`` describe the conflicts, ``advice`` gathers what helps: for the denied command
  (``gather_advice``, ``mergeable``), for each conflict (``steps``; ``where_to_look`` for what the work tree does not show,
  ``unseen_parts`` for what one look does not), for others' edits (``left_out``). Facts, stored for ``explain``; the advice itself
  is chosen and worded in ``render.next_steps``.
* Beside an update: ``incoming_changes`` says at once what a pull makes stale, ``fetched_changes`` what a fetch does. ``remote``
  checks work before it goes to a remote, ``verify`` existing commits, ``ready`` (with ``trial_merges``) all checked-out branches.
"""

from coordgit.core.model import Oid
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping, NamedTuple


class Request(NamedTuple):
    """Who asks for a validation (the session of process ``pid``), where, by which settings, and when. ``cwd``: the folder that
    the asking command runs in, for advice; "" where advice is not printed."""

    worktree: Worktree
    environ: Mapping[str, str]
    settings: Config
    pid: int
    now: float
    cwd: str = ""


class RefMove(NamedTuple):
    """One move of a branch by one command of git."""

    worktree: Worktree
    ref: str
    old: Oid | None
    new: Oid
    command: str
    environ: Mapping[str, str]
