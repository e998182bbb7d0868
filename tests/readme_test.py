"""Protects: every command of the README works as it says, and what the README quotes is what there is.

usage: readme_test.py SOURCE_DIRECTORY PROGRAM

A line of a ```sh block is a command, a comment behind it may say "exit N" (otherwise it must be 0). A ```text block after
<!-- output of: COMMAND --> must be part of what the command prints; a block after <!-- contents of: FILE --> is the file.
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


def check_quotations(directory):
    outputs = re.findall(r"<!-- output of: (.*?) -->\n```text\n(.*?)```", README, re.DOTALL)
    assert outputs
    for command, text in outputs:
        assert text in run(command, directory).stdout, f"{command} does not print what the README says"
    files = re.findall(r"<!-- contents of: (.*?) -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert files
    for name, text in files:
        assert text == (SOURCE / name).read_text(), f"the README quotes {name} wrongly"


def main():
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        os.symlink(SOURCE / "docs", directory / "docs")
        os.symlink(PROGRAM, directory / "run")
        commands = check_commands(directory)
        check_quotations(directory)
    print(f"{commands} commands work")


main()
