"""Protects: the states of fast-paxos. A model written for Rumur, as plain as it can be, has as many, with recovery and without.

usage: fast_paxos_twin_test.py PROGRAM
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

TWIN = pathlib.Path(__file__).resolve().parent / "twins" / "fast_paxos.m"
PROGRAM = sys.argv[1]
# Acceptors, ballots, values, fast ballots, the sizes of classic and fast quorums, what the twin is told and we are, and how many states.
SPACES = [
    (3, 2, 2, 1, 2, 3, [], "none", 9_821),
    (3, 2, 2, 2, 2, 3, [], "none", 17_921),
    (4, 2, 2, 1, 3, 3, [], "none", 70_694),
    (3, 2, 2, 1, 2, 3, ["COORDINATED"], "coordinated", 14_237),
    (3, 2, 2, 2, 2, 3, ["UNCOORDINATED"], "uncoordinated", 35_081),
    (3, 2, 2, 2, 2, 3, ["COORDINATED", "UNCOORDINATED"], "both", 58_409),
    (3, 2, 2, 2, 2, 2, ["COORDINATED", "UNCOORDINATED"], "both", 47_393),
    (3, 2, 2, 0, 2, 3, [], "none", 3_921),
]


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def states_of_twin(space, directory):
    names = ["N", "B", "V", "F", "QC", "QF"]
    defines = [f"-D{name}={value}" for name, value in zip(names, space)] + [f"-D{name}" for name in space[6]]
    model, source, verifier = directory / "twin.m", directory / "twin.c", directory / "twin"
    model.write_text(output_of("gcc", "-E", "-P", "-x", "c", *defines, str(TWIN)))
    output_of("rumur", "--threads", "1", "--deadlock-detection", "off", "--symmetry-reduction", "off",
              "--output", str(source), str(model))
    output_of("gcc", "-std=c11", "-O1", "-mcx16", "-w", "-o", str(verifier), str(source), "-lpthread")
    return int(re.search(r"(\d+) states, \d+ rules fired", output_of(str(verifier))).group(1))


def states_of_ours(space):
    acceptors, ballots, values, fast, classic_quorum, fast_quorum, _, recovery, _ = space
    rules = [f"classic-quorum=size:{classic_quorum}", f"fast-quorum=size:{fast_quorum}", f"recovery={recovery}"]
    command = [PROGRAM, "check", "fast-paxos", "--acceptors", str(acceptors), "--ballots", str(ballots), "--values",
               str(values), "--fast-ballots", str(fast), "--reductions", "none", "--property", "validity", "--json", "-"]
    for rule in rules:
        command += ["--rule", rule]
    return json.loads(output_of(*command))["distinct"]


def main():
    with tempfile.TemporaryDirectory() as directory:
        for space in SPACES:
            twin = states_of_twin(space, pathlib.Path(directory))
            ours = states_of_ours(space)
            print(f"{space[:6]}, recovery {space[7]}: {twin} states in the twin, {ours} in ours")
            assert twin == ours == space[-1]


main()
