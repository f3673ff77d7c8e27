"""``<store>/log``: what could not be recorded and why; one line each, kept short."""

import os
import time

LIMIT = 1 << 20


def note(folder: str, text: str) -> None:
    """Append a line; never raises, whatever fails."""
    line = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {' '.join(text.split())[:2000]}\n"
    path = f"{folder}/log"
    if os.path.islink(folder) or os.path.islink(path):
        return
    try:
        if os.path.exists(path) and os.path.getsize(path) > LIMIT:
            os.replace(path, f"{path}.old")
        fresh = not os.path.exists(path)
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(line)
        if fresh:  # readable by whoever may read the folder
            os.chmod(path, os.stat(folder).st_mode & 0o666)
    except OSError:
        pass
