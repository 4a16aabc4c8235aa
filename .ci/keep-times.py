#!/usr/bin/env python3
"""Gives the files of a fresh checkout that are as they were at the last run the times that they had then, and all others the time of now.

Cargo looks at times alone: so it builds what changed and what stands on it, and not everything again. What is as it was is told by its content. A
checkout at another path begins anew, because paths are built into programs.

    .ci/keep-times.py MEMORY
"""

import hashlib
import json
import os
import subprocess
import sys


def main(memory):
    here = os.getcwd()
    try:
        with open(memory) as file:
            last = json.load(file)
    except (OSError, ValueError):
        last = {}
    known = last.get("files", {}) if last.get("path") == here else {}
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, stdout=subprocess.PIPE).stdout
    now = {}
    for name in filter(None, listed.decode().split("\0")):
        if os.path.islink(name) or not os.path.isfile(name):
            continue
        with open(name, "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
        was, at = known.get(name, (None, None))
        if was == content:
            os.utime(name, ns=(at, at))
        else:
            os.utime(name)
        now[name] = (content, os.stat(name).st_mtime_ns)
    # Before anything is built: what a run that fails did not build is older than its sources, and is built by the next.
    os.makedirs(os.path.dirname(memory), exist_ok=True)
    with open(memory + ".next", "w") as file:
        json.dump({"path": here, "files": now}, file)
    os.replace(memory + ".next", memory)


main(sys.argv[1])
