"""Certificates of every space that is counted elsewhere (docs/synod.md, bench/, tests/naive_paxos_test.cpp): each is verified, and has as many states and
transitions as it must.

usage: certified_spaces.py PROGRAM VERIFIER            a line for each
       certified_spaces.py PROGRAM VERIFIER --write    and the table of docs/certificates.md

Times are of one run of each program: of the search by the clock, of the verifier, which has one thread, of its processor.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PROGRAM, VERIFIER = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "certificates.md"
BEGIN, END = "<!-- measured by: bench/certificates -->\n", "\n<!-- end of what was measured -->"


def synod(acceptors, values, ballots, states, orbits):
    bounds = f"synod --acceptors {acceptors} --values {values} --ballots {ballots}"
    title = f"`synod`: {acceptors} acceptors, {values} values, {ballots} ballots"
    yield from [(title, f"{bounds} --reductions none", states)] if states else []
    yield title + ", up to symmetries", bounds, orbits


def paxos(acceptors, proposers, attempts, values, learners, loss, duplication, states):
    bounds = (f"paxos --acceptors {acceptors} --proposers {proposers} --attempts {attempts} --values {values} --learners {learners} "
              f"--loss {loss} --duplication {duplication}")
    title = (f"`paxos`: {acceptors} acceptors, {proposers} × {attempts} ballots, {values} values, {learners} learners, "
             f"loss {loss}, duplication {duplication}")
    yield title, f"{bounds} --reductions none", states


SPACES = [
    *paxos(3, 1, 1, 1, 0, "none", "none", 77),
    *paxos(3, 1, 1, 1, 0, "any", "none", 356),
    *paxos(3, 1, 1, 1, 1, "any", "none", 1138),
    *paxos(3, 1, 1, 1, 0, "1", "1", 1387),
    *paxos(3, 1, 1, 1, 0, "any", "any", 7817),
    *paxos(3, 2, 1, 2, 0, "none", "none", 16702),
    *paxos(3, 2, 1, 2, 0, "any", "none", 97808),
    *paxos(3, 2, 1, 2, 1, "none", "none", 103676),
    *paxos(3, 2, 1, 2, 0, "2", "none", 116316),
    *paxos(2, 2, 2, 2, 0, "any", "none", 331963),
    *paxos(3, 2, 1, 2, 1, "any", "none", 1119156),
    *paxos(3, 3, 1, 3, 0, "none", "none", 4188956),
    *synod(3, 2, 2, 3921, 443),
    *synod(3, 2, 3, 185369, 17153),
    *synod(3, 3, 3, 362361, 17559),  # fewer than twice as many orbits as with 2 values: most of them have no third one
    *synod(5, 2, 2, 701505, 5811),
    *synod(4, 2, 3, 2135473, 57436),
    *synod(3, 2, 4, 8220065, 710709),
    *synod(5, 2, 3, None, 2088565),
]


def timed(command, directory):
    """Standard output, seconds, seconds of its processors, and the most bytes that the process had."""
    started = time.monotonic()
    with open(directory / "out", "w+") as out:
        process = subprocess.Popen(command, cwd=directory, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, command
        out.seek(0)
        return out.read(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def row(title, options, states, directory):
    result, search, _, _ = timed([PROGRAM, "check", *options.split(), "--certificate", "it", "--json", "-"], directory)
    result = json.loads(result)
    assert result["distinct"] == states, f"{options}: {result['distinct']} states, not {states}"
    told, _, seconds, memory = timed([VERIFIER, "it"], directory)
    wanted = f"\n{states} states, {result['generated'] - 1} transitions from them\n"
    assert wanted in told and told.endswith("\nverified\n"), f"{options}:\n{told}"
    size = (directory / "it").stat().st_size
    header = json.loads((directory / "it").read_bytes().split(b"\n", 2)[1])
    return (f"| {title} | {states:,} | {result['generated'] - 1:,} | {header['state_bytes']} | {size:,} | {size / states:.3f} | {search:.1f} s | "
            f"{seconds:.1f} s | {states / seconds:,.0f} | {memory / 2**20:,.0f} MiB |")


def main():
    table = [
        "| space | states | transitions | bytes of a state | bytes of the file | per state | search and writing | verification | states per second "
        "| memory of the verifier |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as directory:
        for title, options, states in SPACES:
            table.append(row(title, options, states, pathlib.Path(directory)))
            print(table[-1], flush=True)
    if "--write" in sys.argv:
        page = PAGE.read_text()
        begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
        PAGE.write_text(page[:begin] + "\n".join(table) + page[end:])


if __name__ == "__main__":
    main()
