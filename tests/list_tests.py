"""Writes for CTest what there is to run of a GoogleTest program, named as GoogleTest names it: Suite.Test.

A test with parameters is one entry, or several that share its parameters: there are thousands of them, most done in no time, and to start the
program for each takes longer than what they do.

usage: list_tests.py PROGRAM FILE SHARE LABEL TIMEOUT ENVIRONMENT    SHARE: parameters that one entry takes at most; of 1, each has its name
"""

import pathlib
import re
import subprocess
import sys


def tests_of(program, one_by_one):
    """Each test and how many parameters it has, 0 if it takes none. One by one, each parameter makes a test of its own."""
    listed = subprocess.run([program, "--gtest_list_tests"], capture_output=True, text=True, check=True).stdout
    tests = {}
    for line in listed.splitlines():
        name = re.sub(" *#.*", "", line)  # what a parameter looks like
        if re.fullmatch(r"\S+[.]", name):
            suite = name
        elif name.startswith("  ") and "DISABLED_" not in suite + name:
            test, slash, _ = (name.strip(), "", "") if one_by_one else name.strip().partition("/")
            tests[suite + test] = tests.get(suite + test, 0) + len(slash)
    return tests


def entry(name, program, filtered, properties):
    told = " ".join(f"{key} [==[{value}]==]" for key, value in properties.items() if value)
    return f"add_test([==[{name}]==] [==[{program}]==] [==[--gtest_filter={filtered}]==])\nset_tests_properties([==[{name}]==] PROPERTIES {told})\n"


def main(program, file, share, label, timeout, environment):
    text = ""
    for test, parameters in tests_of(program, share == "1").items():
        shares = -(-parameters // int(share)) or 1
        for i in range(shares):
            split = [f"GTEST_TOTAL_SHARDS={shares}", f"GTEST_SHARD_INDEX={i}"] if shares > 1 else []
            text += entry(test + (f"/{i + 1}_of_{shares}" if shares > 1 else ""), program, f"{test}/*" if parameters else test,
                          {"LABELS": label, "TIMEOUT": timeout, "ENVIRONMENT": ";".join(filter(None, [environment, *split]))})
    pathlib.Path(file).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
