"""Protects: every command of the README and of the pages with commands works as it says, and what they quote is what there is.

usage: readme_test.py SOURCE_DIRECTORY PROGRAM VERIFIER
       readme_test.py SOURCE_DIRECTORY --refresh    rewrite what they quote

A line of a ```sh block is a command, a comment behind it may say "exit N" (otherwise it must be 0). So is a cell of a table, and the cell
behind it says what comes of it: "holds" or, with exit 12 (13 of termination), "PROPERTY in N steps". A block after <!-- contents of: FILE --> is that file.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(sys.argv[1])
PROGRAM = sys.argv[2]
# Each with the fewest commands, and the number of quotations, that it has.
PAGES = {
    "README.md": (14, 2),
    "docs/faults.md": (17, 1),
    "docs/rule-files.md": (5, 1),
    "docs/sketch.md": (5, 3),
    "docs/last_voting.md": (3, 2),
    "docs/fast_paxos.md": (6, 1),
    "docs/multi_paxos.md": (11, 3),
    "docs/rounds.md": (40, 1),
    "docs/fifo.md": (12, 0),
    "docs/atlas.md": (3, 1),
    "docs/traces.md": (9, 1),
    "docs/ci.md": (6, 1),
    "docs/certificates.md": (6, 0),
}


def run(command, directory):
    return subprocess.run(shlex.split(command), cwd=directory, capture_output=True, text=True, check=False)


def commands_of(page):
    """Each command, the exit status that it says, and what it says of the result."""
    text = (SOURCE / page).read_text()
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            command, _, comment = line.partition("#")
            expected = re.match(r" exit (\d+)", comment)
            yield command.strip(), int(expected.group(1)) if expected else 0, comment
    for command, comment in re.findall(r"\| `(\./run [^`]*)` \| ([^|\n]*) \|", text):
        violated = LENGTH.search(comment)
        yield command, (13 if violated.group(1) == "termination" else 12) if violated else 0, comment


def check_commands(page, directory):
    count = 0
    for command, wanted, comment in commands_of(page):
        if command == "./test":
            continue  # this is part of it
        finished = run(command, directory)
        assert finished.returncode == wanted, f"{command}: exit {finished.returncode}\n{finished.stderr}"
        states = re.search(r"holds on all ([\d,]+) states", comment)
        assert not states or f"{states.group(1)} states" in finished.stdout, command
        loop = re.search(r"in (\d+) steps, the last (\d+) for ever", comment)
        repeated = f"a run of {loop.group(1)} steps, of which the last {loop.group(2)} repeat for ever" if loop else ""
        assert repeated in finished.stdout, command
        for prop, length in LENGTH.findall(comment):
            assert re.search(rf"^ +{prop} +violated in {length} steps?$", finished.stdout, re.MULTILINE), command
        count += 1
    assert count >= PAGES[page][0], f"{page}: {count} commands"
    return count


LENGTH = re.compile(r"([a-z0-9-]+) in (\d+) steps?")
QUOTATION = re.compile(r"(<!-- contents of: (.*?) -->\n```\w+\n)(.*?)(```)", re.DOTALL)


def check_quotations(page):
    quotations = QUOTATION.findall((SOURCE / page).read_text())
    assert len(quotations) == PAGES[page][1], f"{page}: {len(quotations)} quotations"
    for _, name, text, _ in quotations:
        assert text == (SOURCE / name).read_text(), f"{page} quotes {name} wrongly; ./test refresh mends it"


def refresh():
    def quoted(match):
        return match.group(1) + (SOURCE / match.group(2)).read_text() + match.group(4)

    for page in PAGES:
        path = SOURCE / page
        path.write_text(QUOTATION.sub(quoted, path.read_text()))


def main():
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        os.symlink(SOURCE / "docs", directory / "docs")
        os.symlink(PROGRAM, directory / "run")
        os.symlink(sys.argv[3], directory / "verify")
        commands = sum(check_commands(page, directory) for page in PAGES)
    for page in PAGES:
        check_quotations(page)
    print(f"{commands} commands work")


refresh() if PROGRAM == "--refresh" else main()
