"""The reference model's own answer to what ties a stale read to a commit."""

import posixpath
import re
from fnmatch import fnmatchcase

from tests.anomalies.desk import Read
from tests.anomalies.trees import HEAD, Tree, changed_lines, changed_words, declared, names


def tied(read: Read, change: tuple[Tree, Tree], commit: tuple[Tree, Tree]) -> bool:
    """Whether what a commit does (the trees before and after it) has to do with what others changed since a read."""
    (then, now), (old, new) = change, commit
    paths = {*old, *new}
    if read.code != "CG102":
        if then.get(read.path) is None:
            return old.get(read.path) != new.get(read.path)
        gone = declared(changed_lines(then, now, read.path, "-"), changed_lines(then, now, read.path, "+"))
        added = {name for path in paths for name in names(changed_words(old, new, path, "+"))}
        lines = [line for path in paths - {read.path} for line in changed_lines(old, new, path, "-")]
        heads = {name for line in lines for name in HEAD.findall(line)}
        return bool(gone & added) or bool(heads & names(changed_words(then, now, read.path, "+")))
    if read.pattern:
        asked = set(re.findall(r"[^\W\d]\w*", re.sub(r"\\.", " ", read.pattern)))
        return bool(asked & {word for path in paths for word in changed_words(old, new, path)})
    moved = {posixpath.dirname(path) for path in then.keys() ^ now.keys() if fnmatchcase(path, read.path)}
    return bool(moved & {posixpath.dirname(path) for path in old.keys() ^ new.keys()})
