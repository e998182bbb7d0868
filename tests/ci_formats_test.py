"""Protects: what is written for CI systems is well-formed, valid, and as it says: JUnit XML against docs/schemas/junit.xsd (xmllint), and the
command of docs/examples/github-workflow.yml with the scenarios beside it. SARIF has its schema in schemas_test.py.

usage: ci_formats_test.py SOURCE_DIRECTORY PROGRAM
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

SOURCE = pathlib.Path(sys.argv[1]).resolve()
PROGRAM = pathlib.Path(sys.argv[2]).resolve()
XSD = SOURCE / "docs/schemas/junit.xsd"

MISTAKE = 'protocol = "paxos"\nlearners = 0\nloss = "none"\nvariant = "accept-ignores-promise"\n'
HOSTILE = 'a"<&>]]>\x1b\x7f\n\r\té\u2028.toml'
FILES = {
    "good.toml": 'protocol = "synod"\nballots = 1\n',
    "mistake.toml": MISTAKE,
    "sub/expected.toml": MISTAKE + "expect-length = 12\n",
    "short.toml": 'protocol = "paxos"\nmax-states = 9\n',
    "bad.toml": "=",
    HOSTILE: MISTAKE,
}


def is_valid(path):
    return subprocess.run(["xmllint", "--noout", "--nonet", "--schema", XSD, path], capture_output=True, check=False).returncode == 0


def check(command, directory, status):
    """The document that `command` writes to r.xml, and that its numbers are those of what is in it."""
    finished = subprocess.run([PROGRAM, *command, "--junit", "r.xml"], cwd=directory, capture_output=True, text=True, check=False)
    assert finished.returncode == status, (command, finished.returncode, finished.stderr)
    path = directory / "r.xml"
    assert is_valid(path), f"{command}: not valid"
    root = xml.etree.ElementTree.parse(path).getroot()
    for element in [root, *root.iter("testsuite")]:
        cases = list(element.iter("testcase"))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if attribute in element.attrib:
                assert int(element.get(attribute)) == sum(case.find(tag) is not None for case in cases), (command, attribute)
        assert int(element.get("tests")) == len(cases), command
    return root


def check_hostile_names(directory):
    for name, text in FILES.items():
        (directory / "d" / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / "d" / name).write_text(text)
    root = check(["check", "d"], directory, 150)
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["44", "7", "1"], root.attrib
    shown = HOSTILE.replace("\x1b", "\u241b").replace("\x7f", "\u2421")
    assert [suite.get("name") for suite in root] == ["d/" + shown, *("d/" + n for n in ("bad.toml", "good.toml", "mistake.toml", "short.toml", "sub/expected.toml"))]


def check_that_the_schema_refuses(directory):
    path = directory / "r.xml"
    text = path.read_text()
    for good, bad in (("<testcase name=", "<testcase nom="), ("time=", "when="), ("</testsuites>", ""), ("<failure ", "<failed "), ('tests="', 'tests="x')):
        assert good in text, good
        path.write_text(text.replace(good, bad))
        assert not is_valid(path), f"{bad} is accepted"


def check_workflow(directory):
    """What the workflow runs works as it is written there, with the example scenarios in the place of one's own."""
    workflow = (SOURCE / "docs/examples/github-workflow.yml").read_text()
    (command,) = re.findall(r"run: paxoscope/run (check .*)", workflow)
    (directory / "scenarios").symlink_to(SOURCE / "docs/examples/scenarios")
    subprocess.run([PROGRAM, *shlex.split(command)], cwd=directory, check=True, stdout=subprocess.DEVNULL)
    written = {word for word in command.split() if "." in word}
    assert written == {"paxoscope.xml", "paxoscope.sarif"}, written
    for name in written:
        assert (directory / name).stat().st_size > 0 and workflow.count(name) == 3, name
    assert is_valid(directory / "paxoscope.xml")


def main():
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        check(["check", "synod", "--ballots", "1"], directory, 0)
        check(["variants", "synod"], directory, 0)
        check_hostile_names(directory)
        check_that_the_schema_refuses(directory)
        check_workflow(directory)
    print("what is written for CI systems is as it should be")


main()
