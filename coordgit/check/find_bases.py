"""Find the base of a read whose bytes were in no known commit when it was read.

A file can be older than HEAD (``update-ref``, ``reset --soft`` or a push moved the branch under the work tree), or hold text
that is committed only later. The base is the newest commit with these bytes among those in the branch's reflog and the known
landings.
"""

from coordgit.core.model import Epoch, Oid
from coordgit.git.plumbing import Git, decode
from coordgit.git.trees import MOST_COMMITS, having
from coordgit.startup.typing import Iterable
from coordgit.store import landings, reads
from coordgit.store.database import Store
from coordgit.store.tips import newest_landing

MOST_READS = 100


def settle(store: Store, git: Git, refs: Iterable[str], epochs: Iterable[Epoch]) -> None:
    """Settle the reads of ``epochs`` by the commits that the branches ``refs`` named. Not to be called in a transaction.

    Reads without a match are afterwards only searched for in later landings.
    """
    newest = newest_landing(store)
    branches = list(dict.fromkeys(refs))
    for epoch in epochs:
        for after, unsettled in reads.unsettled(store, epoch, newest).items():
            asked = unsettled[:MOST_READS]
            wanted = list(dict.fromkeys((read.path, read.observed) for read in asked))
            at = having(git, _named(store, git, branches, after), wanted)
            if at:
                from coordgit.store import acknowledgements
            with store.writing():
                for read in asked:
                    if (commit := at.get((read.path, read.observed))) is not None:
                        reads.settle(store, read, commit)
                        acknowledgements.forget_dirty(store, read.read_id)
                reads.sought(store, asked, newest)


def _named(store: Store, git: Git, refs: list[str], after: int) -> list[Oid]:
    """Return the commits that branches named since a landing, newest first; if it is -1, from the reflogs too."""
    commits = landings.named_by(store, refs, after, MOST_COMMITS)
    for ref in refs if after < 0 else ():
        out = git.run("log", "--no-show-signature", "--walk-reflogs", f"-n{MOST_COMMITS}", "--format=%H", ref, "--", ok=(0, 128))
        commits += decode(out).split()
    return list(dict.fromkeys(commits))[:MOST_COMMITS]
