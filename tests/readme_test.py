"""Protects: every command of the README works as it says, and what the README quotes is what there is.

usage: readme_test.py SOURCE_DIRECTORY PROGRAM
       readme_test.py SOURCE_DIRECTORY --refresh    rewrite what the README quotes

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
README = (SOURCE / "README.md").read_text()


def run(command, directory):
    return subprocess.run(shlex.split(command), cwd=directory, capture_output=True, text=True, check=False)


def check_commands(directory):
    count = 0
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL):
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
    assert count >= 14, count
    return count


QUOTATION = re.compile(r"(<!-- contents of: (.*?) -->\n```\w+\n)(.*?)(```)", re.DOTALL)


def check_quotations():
    quotations = QUOTATION.findall(README)
    assert len(quotations) == 2, quotations
    for _, name, text, _ in quotations:
        assert text == (SOURCE / name).read_text(), f"the README quotes {name} wrongly; ./test refresh mends it"


def refresh():
    def quoted(match):
        return match.group(1) + (SOURCE / match.group(2)).read_text() + match.group(4)

    (SOURCE / "README.md").write_text(QUOTATION.sub(quoted, README))


def main():
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        os.symlink(SOURCE / "docs", directory / "docs")
        os.symlink(PROGRAM, directory / "run")
        commands = check_commands(directory)
    check_quotations()
    print(f"{commands} commands work")


refresh() if PROGRAM == "--refresh" else main()
