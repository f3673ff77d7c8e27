"""Which attribute ``coordgit`` a file has by its name, where no .gitattributes says one."""

LOCK_FILES = frozenset(
    (
        "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "Cargo.lock", "poetry.lock",
        "uv.lock", "pdm.lock", "Pipfile.lock", "Gemfile.lock", "composer.lock", "go.sum", "mix.lock", "pubspec.lock",
        "go.work.sum", "bun.lockb", "deno.lock", "flake.lock", "Podfile.lock", "Package.resolved", "packages.lock.json",
        "gradle.lockfile",
    )
)  # fmt: skip
CHANGELOGS = frozenset(("changelog", "changes", "news", "history"))
"""Names of changelogs, in capitals or not, with an ending of ``RUNNING_TEXT``."""
RUNNING_TEXT = frozenset(("", "md", "rst", "txt", "adoc", "markdown"))

BY_DEFAULT = "the lock file of a package manager: it informs unless .gitattributes says another value of coordgit for it"


def default_attribute(path: str) -> str:
    """Return ``inform`` for lock files, which a package manager writes anew; ``append`` for changelogs, of which two entries do
    not conflict; else ""."""
    if is_lock_file(path):
        return "inform"
    stem, _, ending = path.rsplit("/", 1)[-1].lower().partition(".")
    return "append" if stem in CHANGELOGS and ending in RUNNING_TEXT else ""


def is_lock_file(path: str) -> bool:
    return path.rsplit("/", 1)[-1] in LOCK_FILES
