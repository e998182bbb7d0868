"""Protects: on a terminal a search shows how far it is, in one line that is not longer than the terminal is wide, and leaves nothing of it behind; on one that cannot clear a line it
shows nothing.

usage: terminal_test.py PROGRAM
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

RUN = "check synod --ballots 4 --reductions none --property agreement".split()


def shown(columns, TERM="xterm", **environment):
    """All that is written to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([sys.argv[1], *RUN], stdout=subprocess.DEVNULL, stderr=theirs, env=os.environ | {"TERM": TERM} | environment)
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            piece = b""
        if not piece:
            break
        written += piece
    os.close(ours)
    assert process.wait() == 0, process.returncode
    return written.decode()


def lines_of(written):
    cleared = "\r\x1b[K"
    assert written.startswith(cleared) and written.endswith(cleared), written
    return written.split(cleared)[1:-1]


for columns, locale, pattern in [
    (200, "C.UTF-8", r"[\d,]+ states, [\d,]+/s, frontier [\d,]+, level \d+, [\d.]+ [KM]iB(, about [\d,]+ to come, in .* \(.*\))?( [▁-█]{8,40})?"),
    (200, "C", r"[\d,]+ states, [\d,]+/s, frontier [\d,]+, level \d+, [\d.]+ [KM]iB(, about [\d,]+ to come, in .* \(.*\))?"),
    (80, "C", r"[\d,]+ states, [\d,]+/s(, frontier [\d,]+)?, level \d+, [\d.]+ [KM]iB(, \d+ s to \d+ s to go)?"),
    (20, "C", r"[\d,]+ states"),
]:
    lines = lines_of(shown(columns, LC_ALL=locale))
    for line in lines:
        assert re.fullmatch(pattern, line), (columns, line)
        assert len(line) < columns, line
    print(f"{columns} columns, {locale}: {len(lines)} lines; the last is '{lines[-1]}'")

for kind in ("dumb", ""):
    assert shown(80, TERM=kind) == "", kind
