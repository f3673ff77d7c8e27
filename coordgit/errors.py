"""The one exception: coordgit cannot answer. A rejection is never an exception, it is a value.

Exit codes: 1 rejected, 2 wrong usage, 3 no answer, 130 interrupted; of ``cli.fast`` also 124 denied, 125 could not start.
"""


class CoordgitError(Exception):
    """What is wrong, and the command that helps; printed once, as two lines, with exit code ``code``.

    ``refused``: git itself refuses it too, so that a bypass lands nothing.

    The message may hold names and words of others: it is made one line, in which nothing takes effect.
    """

    def __init__(self, message: str, hint: str = "coordgit doctor", code: int = 3, *, refused: bool = False) -> None:
        if not message.isprintable():
            from coordgit.core.quoting import escaped

            message = escaped(message, keep="")
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.refused = refused

    def __str__(self) -> str:
        return f"coordgit: {self.message}\ntry: {self.hint}"


def look_at(path: str, error: OSError) -> str:
    """Return the command that shows why ``path`` cannot be used: how full its disk is, or whose it is."""
    import errno

    from coordgit.core.quoting import word

    return f"{'df -h' if error.errno in (errno.ENOSPC, errno.EDQUOT) else 'ls -ld'} {word(path)}"


def foreign_link(path: str, what: str = "") -> CoordgitError:
    """Return the error for a symbolic link in place of a file of coordgit's: writes would go elsewhere."""
    from coordgit.core.quoting import word

    return CoordgitError(f"{what}{path} is a symbolic link, so it is not coordgit's", f"rm {word(path)}")


class UsageError(CoordgitError):
    """The caller's words are off: exit code 2."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint, 2)
