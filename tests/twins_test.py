"""Protects: crashes of synod. A model written for Rumur, as plain as it can be, has as many states as ours, for each storage.

usage: twins_test.py PROGRAM
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

TWIN = pathlib.Path(__file__).resolve().parent / "twins" / "synod_with_crashes.m"
PROGRAM = sys.argv[1]
BOUNDS = {"N": ("acceptors", 3), "V": ("values", 2), "B": ("ballots", 2)}
# What the twin is told, what we are told, and how many states there are.
STORAGES = [
    (1, [], [], 3_921),
    (1, ["FORGETS_PROMISE"], ["promise-storage=volatile"], 75_686),
    (1, ["FORGETS_VOTE"], ["vote-storage=volatile"], 19_073),
    (1, ["KEEPS_BALLOT_OF_VOTE"], ["promise-storage=with-vote"], 23_366),
    (1, ["FORGETS_PROMISE", "FORGETS_VOTE"], ["promise-storage=volatile", "vote-storage=volatile"], 50_870),
    (2, ["FORGETS_VOTE", "KEEPS_BALLOT_OF_VOTE"], ["vote-storage=volatile", "promise-storage=with-vote"], 285_991),
]


def output_of(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def states_of_twin(crashes, storage, directory):
    defines = [f"-D{name}={value}" for name, (_, value) in BOUNDS.items()]
    defines += [f"-DK={crashes}"] + [f"-D{name}" for name in storage]
    model, source, verifier = directory / "twin.m", directory / "twin.c", directory / "twin"
    model.write_text(output_of("gcc", "-E", "-P", "-x", "c", *defines, str(TWIN)))
    output_of("rumur", "--threads", "1", "--deadlock-detection", "off", "--symmetry-reduction", "off",
              "--output", str(source), str(model))
    output_of("gcc", "-std=c11", "-O1", "-mcx16", "-w", "-o", str(verifier), str(source), "-lpthread")
    return int(re.search(r"(\d+) states, \d+ rules fired", output_of(str(verifier))).group(1))


def states_of_ours(crashes, storage):
    command = [PROGRAM, "check", "synod", "--crashes", str(crashes), "--reductions", "none", "--property", "validity",
               "--json", "-"]
    for _, (name, value) in BOUNDS.items():
        command += [f"--{name}", str(value)]
    for rule in storage:
        command += ["--rule", rule]
    return json.loads(output_of(*command))["distinct"]


def main():
    with tempfile.TemporaryDirectory() as directory:
        for crashes, of_twin, of_ours, expected in STORAGES:
            twin = states_of_twin(crashes, of_twin, pathlib.Path(directory))
            ours = states_of_ours(crashes, of_ours)
            print(f"{' '.join(of_ours) or 'as specified'}, crashes {crashes}: {twin} states in the twin, {ours} in ours")
            assert twin == ours == expected


main()
