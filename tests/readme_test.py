"""Protects: every command of the README and of the pages with commands works as it says, and what they quote is what there is.

usage: readme_test.py SOURCE_DIRECTORY PROGRAM
       readme_test.py SOURCE_DIRECTORY --refresh    rewrite what they quote

A line of a ```sh block is a command, a comment behind it may say "exit N" (otherwise it must be 0). A block after
<!-- contents of: FILE --> is that file.
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
PAGES = {"README.md": (14, 2), "docs/rule-files.md": (5, 1), "docs/sketch.md": (5, 3), "docs/last_voting.md": (3, 2), "docs/atlas.md": (3, 1), "docs/traces.md": (9, 1)}


def run(command, directory):
    return subprocess.run(shlex.split(command), cwd=directory, capture_output=True, text=True, check=False)


def check_commands(page, directory):
    count = 0
    for block in re.findall(r"```sh\n(.*?)```", (SOURCE / page).read_text(), re.DOTALL):
        for line in block.splitlines():
            command, _, comment = line.partition("#")
            command = command.strip()
            if command == "./test":
                continue  # this is part of it
            expected = re.match(r" exit (\d+)", comment)
            finished = run(command, directory)
            wanted = int(expected.group(1)) if expected else 0
            assert finished.returncode == wanted, f"{command}: exit {finished.returncode}\n{finished.stderr}"
            states = re.search(r"holds on all ([\d,]+) states", comment)
            assert not states or f"{states.group(1)} states" in finished.stdout, command
            count += 1
    assert count >= PAGES[page][0], f"{page}: {count} commands"
    return count


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
        commands = sum(check_commands(page, directory) for page in PAGES)
    for page in PAGES:
        check_quotations(page)
    print(f"{commands} commands work")


refresh() if PROGRAM == "--refresh" else main()
