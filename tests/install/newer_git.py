"""A git that knows config hooks (2.54): the one named by COORDGIT_TEST_GIT, the system's, or a newer Debian package.

The package is unpacked into a cache folder, nothing is installed. The mirror is the one that this machine's apt uses.
"""

import fcntl
import glob
import os
import re
import shutil
import subprocess
from functools import cache

WANTED = (2, 54)
_APT_QUIET = ("-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::Languages=none")


def version(git: str) -> tuple[int, int]:
    """Major and minor version of the executable ``git``; (0, 0) when it does not run."""
    try:
        said = subprocess.run([git, "version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return (0, 0)
    found = re.search(r"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


@cache
def newer_git() -> tuple[str, str]:
    """(folder for PATH that holds it, "") or ("", why there is none)."""
    named = os.environ.get("COORDGIT_TEST_GIT", "")
    if named:
        return (os.path.dirname(named), "") if version(named) >= WANTED else ("", f"{named} is older than git 2.54")
    system = shutil.which("git") or ""
    if system and version(system) >= WANTED:
        return os.path.dirname(system), ""
    folder = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "coordgit-tests")
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if version(f"{folder}/bin/git") >= WANTED:
            return f"{folder}/bin", ""
        return _unpack(folder)


def _unpack(folder: str) -> tuple[str, str]:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return "", "git 2.54 is not here, and no apt-get to fetch one (COORDGIT_TEST_GIT may name one)"
    mirror = _mirror()
    if not mirror:
        return "", "git 2.54 is not here, and apt's sources name no Debian mirror"
    apt = f"{folder}/apt"
    shutil.rmtree(apt, ignore_errors=True)
    os.makedirs(f"{apt}/lists/partial")
    os.makedirs(f"{apt}/cache/archives/partial")
    with open(f"{apt}/newer.sources", "w") as file:
        file.write(f"Types: deb\nSuites: sid\nComponents: main\n{mirror}")
    options = [f"Dir::Etc::sourcelist={apt}/newer.sources", "Dir::Etc::sourceparts=-", f"Dir::State::lists={apt}/lists"]
    options += [f"Dir::Cache={apt}/cache", "APT::Sandbox::User="]
    command = ["apt-get", *_APT_QUIET, *(word for option in options for word in ("-o", option))]
    try:
        for words in (["update"], ["download", "git"]):
            subprocess.run([*command, *words], cwd=apt, check=True, capture_output=True, text=True, timeout=300)
        package = glob.glob(f"{apt}/git_*.deb")[0]
        subprocess.run(["dpkg-deb", "-x", package, f"{folder}/root"], check=True, capture_output=True, text=True)
    except (subprocess.SubprocessError, IndexError) as error:
        return "", f"git 2.54 is not here, and could not be fetched: {getattr(error, 'stderr', '') or error}"
    finally:
        shutil.rmtree(apt, ignore_errors=True)
    os.makedirs(f"{folder}/bin", exist_ok=True)
    with open(f"{folder}/bin/git", "w") as file:
        file.write(
            f"#!/bin/sh\nGIT_EXEC_PATH='{folder}/root/usr/lib/git-core'\n"
            f"GIT_TEMPLATE_DIR='{folder}/root/usr/share/git-core/templates'\nexport GIT_EXEC_PATH GIT_TEMPLATE_DIR\n"
            f"exec '{folder}/root/usr/bin/git' \"$@\"\n"
        )
    os.chmod(f"{folder}/bin/git", 0o755)
    if version(f"{folder}/bin/git") < WANTED:
        return "", "the newest git package that apt offers does not run here, or is older than 2.54"
    return f"{folder}/bin", ""


def _mirror() -> str:
    """The ``URIs:`` and ``Signed-By:`` fields of the Debian archive in apt's own sources, "" without one."""
    for path in sorted(glob.glob("/etc/apt/sources.list.d/*.sources")):
        with open(path, encoding="utf-8") as file:
            for stanza in re.split(r"\n\s*\n", file.read()):
                fields = dict(re.findall(r"(?m)^([\w-]+):[ \t]*(.*)$", stanza))
                uri = next((u for u in fields.get("URIs", "").split() if re.search(r"^https?://.*/debian/?$", u)), "")
                if uri:
                    signed = f"Signed-By: {fields['Signed-By']}\n" if fields.get("Signed-By", "").startswith("/") else ""
                    return f"URIs: {uri}\n{signed}"
    for path in ["/etc/apt/sources.list", *sorted(glob.glob("/etc/apt/sources.list.d/*.list"))]:
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                found = re.search(r"(?m)^deb\s+(\[.*?\]\s+)?(https?://\S*/debian/?)\s", file.read())
            if found:
                key = re.search(r"signed-by=(/\S+?)[\s\],]", found[1] or "")
                return f"URIs: {found[2]}\n" + (f"Signed-By: {key[1]}\n" if key else "")
    return ""
