"""Protects: how many states protocols have. Models written for Rumur, as plain as they can be, have as many as ours.

Those of synod without crashes and of paxos are under bench/, where they are measured too.

Those with more than 32,000 states take Rumur most of the time (it tries each rule in each state): they are compared where PAXOSCOPE_THOROUGH is set.

usage: twins_test.py PROGRAM [PROTOCOL…]
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

STATES_MOST = float("inf") if "PAXOSCOPE_THOROUGH" in os.environ else 32_000
TWINS = pathlib.Path(__file__).resolve().parent / "twins"


def synod(crashes, storage, rules, states):
    return ("synod", "synod_with_crashes.m", {"N": 3, "V": 2, "B": 2, "K": crashes}, storage,
            f"--acceptors 3 --values 2 --ballots 2 --crashes {crashes}", rules, states)


def fast_paxos(acceptors, ballots, values, fast, classic_quorum, fast_quorum, recovery, states):
    ways = {"none": [], "coordinated": ["COORDINATED"], "uncoordinated": ["UNCOORDINATED"],
            "both": ["COORDINATED", "UNCOORDINATED"]}
    return ("fast-paxos", "fast_paxos.m",
            {"N": acceptors, "B": ballots, "V": values, "F": fast, "QC": classic_quorum, "QF": fast_quorum}, ways[recovery],
            f"--acceptors {acceptors} --ballots {ballots} --values {values} --fast-ballots {fast} --assume-quorums",
            [f"classic-quorum=size:{classic_quorum}", f"fast-quorum=size:{fast_quorum}", f"recovery={recovery}"], states)


def last_voting(processes, values, phases, heard, states):
    return ("last-voting", "last_voting.m",
            {"N": processes, "V": values, "K": phases, "VN": values**processes, "H": heard}, [],
            f"--processes {processes} --values {values} --phases {phases} --heard {heard}", [], states)


def sketch(acceptors, proposers, attempts, values, loss, repairs, states):
    ways = {"COUNTS_PROMISES": "promises-needed=majority", "COUNTS_VOTES": "votes-needed=majority",
            "FRESH_NUMBERS": "run-number=fresh", "VOTE_PROMISES": "vote-promises=yes"}
    return ("sketch", "sketch.m",
            {"N": acceptors, "P": proposers, "M": attempts, "V": values, "L": -1 if loss == "any" else loss}, repairs,
            f"--acceptors {acceptors} --proposers {proposers} --attempts {attempts} --values {values} --loss {loss}",
            [ways[repair] for repair in repairs], states)


def multi_paxos(acceptors, proposers, attempts, slots, values, learners, states, reads=0, crashes=0, rules=(), window=0,
                memberships=()):
    ways = {"LEASES": "read=lease", "ANY_FIRST": "lease-ends=any-first", "FORGETS_LEASE": "lease-storage=volatile",
            "FORGETS_PROMISE": "promise-storage=volatile", "KEEPS_BALLOT_OF_VOTE": "promise-storage=with-vote",
            "FORGETS_VOTE": "vote-storage=volatile", "AT_ONCE": "change-takes-effect=at-once",
            "WHEN_PROPOSED": "change-takes-effect=when-proposed", "IGNORES_WINDOW": "window=ignored"}
    members = memberships or (range(1, acceptors + 1),)
    # A twin without learners has one that never executes.
    return ("multi-paxos", "multi_paxos.m",
            {"N": acceptors, "P": proposers, "T": attempts, "S": slots, "V": values, "L": max(learners, 1), "R": reads,
             "K": crashes, "W": window, "M": len(members),
             "MEMBERS": sum(1 << acceptors * k + a - 1 for k, some in enumerate(members) for a in some)},
            [*rules, *(["EXECUTING"] if learners > 0 else [])],
            f"--acceptors {acceptors} --proposers {proposers} --attempts {attempts} --slots {slots} --values {values} "
            f"--learners {learners} --reads {reads} --crashes {crashes} --window {window}",
            [*(["membership=changes:" + "/".join("+".join(f"a{a}" for a in some) for some in members)] if memberships else []),
             *(ways[rule] for rule in rules)], states)


# The protocol, its twin, what that is told of bounds and of rules, what we are told of bounds and of rules, how many states there are.
SPACES = [
    synod(1, [], [], 3_921),
    synod(1, ["FORGETS_PROMISE"], ["promise-storage=volatile"], 75_686),
    synod(1, ["FORGETS_VOTE"], ["vote-storage=volatile"], 19_073),
    synod(1, ["KEEPS_BALLOT_OF_VOTE"], ["promise-storage=with-vote"], 23_366),
    synod(1, ["FORGETS_PROMISE", "FORGETS_VOTE"], ["promise-storage=volatile", "vote-storage=volatile"], 50_870),
    synod(2, ["FORGETS_VOTE", "KEEPS_BALLOT_OF_VOTE"], ["vote-storage=volatile", "promise-storage=with-vote"], 285_991),
    fast_paxos(3, 2, 2, 1, 2, 3, "none", 9_821),
    fast_paxos(3, 2, 2, 2, 2, 3, "none", 17_921),
    fast_paxos(4, 2, 2, 1, 3, 3, "none", 70_694),
    fast_paxos(3, 2, 2, 1, 2, 3, "coordinated", 14_237),
    fast_paxos(3, 2, 2, 2, 2, 3, "uncoordinated", 35_081),
    fast_paxos(3, 2, 2, 2, 2, 3, "both", 58_409),
    fast_paxos(3, 2, 2, 2, 2, 2, "both", 47_393),
    fast_paxos(3, 2, 2, 0, 2, 3, "none", 3_921),
    last_voting(3, 2, 1, 0, 322),
    last_voting(3, 2, 2, 0, 5_550),
    last_voting(3, 2, 3, 0, 70_114),
    last_voting(3, 2, 2, 2, 4_522),
    last_voting(3, 2, 2, 3, 36),
    last_voting(4, 2, 1, 0, 878),
    sketch(3, 2, 1, 2, 0, [], 226),
    sketch(3, 2, 2, 2, 0, ["COUNTS_VOTES"], 1_069),
    sketch(3, 2, 2, 2, 1, ["COUNTS_PROMISES", "COUNTS_VOTES", "FRESH_NUMBERS"], 95_611),
    sketch(3, 2, 2, 2, 1, ["COUNTS_PROMISES", "COUNTS_VOTES", "FRESH_NUMBERS", "VOTE_PROMISES"], 83_968),
    sketch(3, 3, 1, 2, "any", ["COUNTS_PROMISES", "COUNTS_VOTES", "VOTE_PROMISES"], 821_826),
    multi_paxos(3, 2, 1, 1, 2, 1, 6_905),
    multi_paxos(2, 2, 2, 1, 2, 0, 15_729),
    multi_paxos(3, 1, 2, 2, 1, 2, 497_069),
    multi_paxos(3, 2, 1, 2, 2, 1, 1_056_217),
    multi_paxos(3, 2, 1, 1, 1, 1, 130_641, reads=1),
    multi_paxos(2, 2, 1, 1, 1, 2, 27_204, reads=2),
    multi_paxos(2, 1, 2, 2, 2, 1, 93_082, reads=1),
    multi_paxos(2, 2, 1, 2, 2, 1, 97_788, reads=1),
    multi_paxos(2, 2, 1, 1, 1, 1, 3_202, reads=2, rules=["LEASES"]),
    multi_paxos(3, 2, 1, 1, 1, 1, 88_020, reads=1, rules=["LEASES"]),
    multi_paxos(2, 2, 1, 2, 1, 1, 52_649, reads=1, rules=["LEASES", "ANY_FIRST"]),
    multi_paxos(3, 2, 1, 1, 1, 1, 223_278, reads=1, crashes=1, rules=["LEASES", "FORGETS_LEASE"]),
    multi_paxos(2, 2, 1, 2, 1, 1, 7_228, crashes=1, rules=["FORGETS_PROMISE"]),
    multi_paxos(2, 2, 1, 2, 1, 1, 3_970, crashes=1, rules=["KEEPS_BALLOT_OF_VOTE"]),
    multi_paxos(2, 2, 1, 2, 1, 1, 5_427, crashes=1, rules=["FORGETS_VOTE"]),
    multi_paxos(2, 2, 1, 1, 2, 1, 2_862, crashes=2, rules=["FORGETS_PROMISE", "FORGETS_VOTE"]),
    multi_paxos(2, 2, 1, 3, 1, 1, 8_560, window=2),
    multi_paxos(3, 2, 1, 2, 1, 0, 56_641, window=1),
    multi_paxos(3, 2, 1, 2, 1, 0, 99_873, window=2),
    multi_paxos(2, 2, 1, 2, 1, 1, 982, window=1, rules=["IGNORES_WINDOW"]),
    multi_paxos(2, 2, 1, 2, 1, 1, 16_169, window=1, memberships=[[1], [2]]),
    multi_paxos(2, 2, 1, 2, 1, 1, 29_641, window=2, memberships=[[1], [2]]),
    multi_paxos(2, 2, 1, 3, 1, 0, 37_353, window=2, memberships=[[1, 2], [2]]),
    multi_paxos(2, 2, 1, 2, 1, 1, 40_399, window=1, memberships=[[1], [2], [1, 2]]),
    multi_paxos(3, 1, 1, 2, 1, 1, 1_897, window=2, memberships=[[1, 2, 3], [3]]),
    multi_paxos(2, 2, 1, 2, 1, 1, 4_935, window=2, memberships=[[1, 2], [2]], rules=["AT_ONCE"]),
    multi_paxos(2, 2, 1, 2, 1, 1, 4_983, window=2, memberships=[[1, 2], [2]], rules=["WHEN_PROPOSED"]),
    multi_paxos(2, 2, 1, 2, 1, 1, 31_921, window=1, memberships=[[1], [2]], rules=["IGNORES_WINDOW"]),
]


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def states_of_twin(twin, bounds, rules, directory):
    defines = [f"-D{name}={value}" for name, value in bounds.items()] + [f"-D{name}" for name in rules]
    model, source, verifier = directory / "twin.m", directory / "twin.c", directory / "twin"
    model.write_text(output_of("gcc", "-E", "-P", "-x", "c", *defines, str(TWINS / twin)))
    output_of("rumur", "--threads", "1", "--deadlock-detection", "off", "--symmetry-reduction", "off",
              "--output", str(source), str(model))
    output_of("gcc", "-std=c11", "-O1", "-mcx16", "-w", "-o", str(verifier), str(source), "-lpthread")
    return int(re.search(r"(\d+) states, \d+ rules fired", output_of(str(verifier))).group(1))


def states_of_ours(program, protocol, bounds, rules):
    command = [program, "check", protocol, *bounds.split(), "--reductions", "none", "--property", "validity", "--json", "-"]
    for rule in rules:
        command += ["--rule", rule]
    return json.loads(output_of(*command))["distinct"]


def compare(program, protocol, twin, bounds, rules, our_bounds, our_rules, expected):
    with tempfile.TemporaryDirectory() as directory:
        of_twin = states_of_twin(twin, bounds, rules, pathlib.Path(directory))
    of_ours = states_of_ours(program, protocol, our_bounds, our_rules)
    print(f"{protocol} {our_bounds} {' '.join(our_rules)}: {of_twin} states in the twin, {of_ours} in ours", flush=True)
    return of_twin == of_ours == expected


def main():
    program, protocols = sys.argv[1], sys.argv[2:]
    spaces = [space for space in SPACES if space[-1] <= STATES_MOST and (not protocols or space[0] in protocols)]
    assert spaces
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        assert all(workers.map(lambda space: compare(program, *space), spaces))


main()
