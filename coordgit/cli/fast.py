"""The script that hooks start with -I -S. Python compiles a script at each start, so all the rest is in modules, which it caches.

Exit code 125: a part of the installation is gone or was cut; standard input has not been read then, and another can take over.
"""

try:
    import gc
    import os
    import sys

    gc.disable()  # nothing lives long enough to be worth collecting
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))  # -I and -S leave it out
    from coordgit.cli.gate import start

    start(sys.argv[1:])
except Exception as error:
    sys.stderr.write(f"coordgit: this installation is incomplete: {' '.join(str(error).split())}\n")
    os._exit(125)
