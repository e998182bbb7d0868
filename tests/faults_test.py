"""Protects: whichever call of the system fails, is short or is the last before a kill, a run ends with the right result or with a documented status and a line that
says why, and what was there before, checkpoints above all, is still whole: faults_test.py PROGRAM CERTIFY LIBRARY PART [SEED] [TIMES]

checkpoint  of a run that keeps checkpoints: afterwards it goes on, or begins again, and ends with the same bytes
resume      of one that goes on: its checkpoint is still there, until all is written
spill       of one that has more states than memory
outputs     of one that writes files: each is as before, or written whole
allocation  of every command: where memory ends it says so
shorts      every write and read is short, or interrupted: nothing else changes

LIBRARY is that of faults/failing_calls.cpp. SEED draws TIMES faults of each command (or all, if TIMES is 0 or left out).
"""
import json
import os
import re
import shutil
import sys

from faults.disturbed import INTERRUPTED, MEMORY_RAN_OUT, SYSTEM_FAILED, Cases, Place, Programs, end_of, require, without_measures

FILES = ["write", "fsync", "rename", "open", "close", "unlink", "mkdir", "chmod", "flock", "print"]
OUTPUTS = "--json result.json --trace-out json=trace.json"
SPACE = "paxos --acceptors 2 --learners 0 --loss none --reductions none"  # 273 states
MISTAKE = "paxos --learners 0 --loss none --variant accept-ignores-promise"  # 787 states
ALWAYS = "--workers 1 --checkpoint kept --every 10ms"  # at each look at the clock of the library
# Where memory ends in the level in which a violation was found: of all shortest runs it may be another that is shown.
CUT_LATE = re.compile("before the (run to show could be chosen|level of the violation was complete)")
NOTHING_KEPT = "paxoscope: kept: no run is kept there that could go on\n"


class Reference:
    """How commands end if nothing befalls them."""

    def __init__(self, programs, *commands):
        with Place(programs) as place:
            for command in commands:
                finished = place.run(command)
            require(finished.stderr == "", f"{commands}: {finished.stderr}")
            self.status, self.report, self.files = finished.returncode, without_measures(finished.stdout), place.files()

    def require_same(self, place, finished):
        require(finished.returncode == self.status, f"status {finished.returncode} in place of {self.status}: {finished.stderr}")
        require(without_measures(finished.stdout) == self.report, f"another report: {finished.stdout}")
        self.require_files(place)

    def require_files(self, place):
        there = place.files()
        require(there == self.files, "other files: " + ", ".join(n for n in {**there, **self.files} if there.get(n) != self.files.get(n)))


def ends_as_ever(place, fault, reference, begin):
    """What was disturbed goes on, or begins again if nothing was kept."""
    finished = place.run(f"paxoscope resume kept --workers 1 {OUTPUTS}") if (place.path / "kept").exists() else None
    begins = finished is None or (finished.returncode == 151 and finished.stderr == NOTHING_KEPT)
    if begins:
        finished = place.run(begin)
    remove_unfinished(place, fault)
    reference.require_same(place, finished)
    return "begun again" if begins else "resumed"


def remove_unfinished(place, fault):
    """What is left of outputs by a process that was killed, that could not remove it, or that had no memory to."""
    for path in place.path.glob("*.tmp") if fault.endswith(":kill") or fault.startswith(("unlink", "allocate")) else []:
        path.unlink()


def checkpoint(programs, cases):
    for scenario in (SPACE, SPACE + " --store fingerprint", MISTAKE):
        begin = f"paxoscope check {scenario} {ALWAYS} {OUTPUTS}"
        reference = Reference(programs, begin)
        with Place(programs) as place:
            counts = place.counts(begin)

        def try_it(place, fault):
            finished = place.run(begin, fault)
            if end_of(finished, fault, reference.status) == reference.status:
                remove_unfinished(place, fault)
                reference.require_same(place, finished)
                return "ended"
            return ends_as_ever(place, fault, reference, begin)

        for fault in cases.of(counts, FILES):
            cases.run(Place(programs), lambda place: try_it(place, fault))


def resume(programs, cases):
    for scenario, stop in ((SPACE, 150), (MISTAKE, 300)):
        begin = f"paxoscope check {scenario} {ALWAYS} --max-depth 9"
        go_on = f"paxoscope resume kept --workers 1 --every 10ms --max-depth 100 {OUTPUTS}"
        reference = Reference(programs, begin, go_on)
        with Place(programs) as prepared:
            require(prepared.run(begin).returncode == 3, "it is not stopped")
            shutil.copytree(prepared.path, prepared.path.with_suffix(".kept"))
            lines, kept = list(prepared.lines), prepared.path.with_suffix(".kept")
            counts = prepared.counts(go_on)

        def try_it(place, fault):
            shutil.copytree(kept, place.path, dirs_exist_ok=True)
            place.lines = list(lines)
            finished = place.run(go_on, fault)
            if end_of(finished, fault, reference.status, MEMORY_RAN_OUT) == reference.status:
                if CUT_LATE.search(finished.stdout):
                    return "ended with another run"
                remove_unfinished(place, fault)
                reference.require_same(place, finished)
                return "ended"
            again = place.run(go_on)
            remove_unfinished(place, fault)
            if again.stderr == NOTHING_KEPT:  # all was written, and it was about to remove what it had kept
                for path in place.path.glob("kept/states-*"):
                    path.unlink()
                reference.require_files(place)
                return "ended but for what was kept"
            reference.require_same(place, again)
            return "resumed"

        for fault in cases.of(counts, [*FILES, "read", "allocate"]):
            cases.run(Place(programs), lambda place: try_it(place, fault))
        shutil.rmtree(kept)


def spill(programs, cases):
    scenario = "paxos --learners 0 --loss none --reductions none --memory 700K --spill ."  # 16,702 states
    begin = f"paxoscope check {scenario} --workers 1 --checkpoint kept --json result.json"
    reference = Reference(programs, begin)
    with Place(programs) as place:
        counts = place.counts(begin)

    def facts(place):
        result = json.loads((place.path / "result.json").read_text())
        return {name: result[name] for name in ("outcome", "distinct", "generated", "depth", "digest", "actions", "properties")}

    with Place(programs) as place:
        place.run(begin)
        expected = facts(place)

    def has_nothing_to_keep(finished):
        return re.search("^  [01] distinct, [01] generated, depth 0, ", finished.stdout, flags=re.M)  # it ended among the initial states

    def try_it(place, fault):
        finished = place.run(begin, fault)
        status = end_of(finished, fault, reference.status, MEMORY_RAN_OUT)
        if status == reference.status:
            reference.require_same(place, finished)
            return "ended"
        if status == MEMORY_RAN_OUT:
            why = ("the system had no more memory to give", "there was no more room on the disk for what is spilled")
            require(any(f"INCONCLUSIVE: {w}" in finished.stdout for w in why), f"it says {finished.stdout}")
            require(has_nothing_to_keep(finished) or "'paxoscope resume kept' goes on from here" in finished.stdout, "nothing is kept")
        again = place.run("paxoscope resume kept --workers 1 --memory 2M --json result.json") if (place.path / "kept").exists() else None
        if again is None or again.stderr == NOTHING_KEPT:
            require(status in (INTERRUPTED, SYSTEM_FAILED) or has_nothing_to_keep(finished), "nothing is kept")
            again = place.run(begin)
        require(again.returncode == reference.status and facts(place) == expected, f"{again.returncode}: {again.stderr}")
        return "stopped for want of memory" if status == MEMORY_RAN_OUT else "resumed, or begun again"

    for fault in cases.of(counts, ["fallocate", "mmap", "madvise", "open", "close", "allocate"]):
        cases.run(Place(programs), lambda place: try_it(place, fault))


SHOWN = f"paxoscope check {MISTAKE} --json r.json --trace-out json=t.json"
CERTIFIED = "paxoscope check synod --ballots 1 --certificate c --json r.json"
DIRECTORY = {"d/a.toml": 'protocol = "synod"\nballots = 1\n',
             "d/b.toml": 'protocol = "paxos"\nlearners = 0\nloss = "none"\nvariant = "accept-ignores-promise"\nexpect-length = 12\n'}
# What comes before, the command, and the files that it writes.
WRITERS = [
    ([], f"{SHOWN} --junit r.xml --sarif r.sarif --trace-out html=t.html --trace-out svg=t.svg", "r.json r.xml r.sarif t.json t.html t.svg"),
    ([], CERTIFIED, "c r.json"),
    ([], "paxoscope check d --json d.json --junit d.xml --sarif d.sarif", "d.json d.xml d.sarif"),
    ([SHOWN], "paxoscope trace t.json --to html --out t.html", "t.html"),
    ([], "paxoscope graph synod --ballots 1 --to json --out g.json", "g.json"),
    ([], "paxoscope variants synod --json v.json --markdown v.md --junit v.xml --sarif v.sarif", "v.json v.md v.xml v.sarif"),
    ([], "paxoscope atlas synod --ballots 1 --vary may-vote --json a.json --csv a.csv --html a.html --resume found", "a.json a.csv a.html"),
    ([], "paxoscope simulate paxos --acceptors 2 --runs 20 --json m.json", "m.json"),
]
READERS = [([SHOWN], "paxoscope replay t.json", ""), ([CERTIFIED], "paxoscope-certify c", ""), ([], "paxoscope list", "")]


def prepare(place, setup):
    for name, text in DIRECTORY.items():
        place.write(name, text)
    for command in setup:
        place.run(command)


def outputs(programs, cases):
    for setup, command, names in WRITERS:
        with Place(programs) as place:
            prepare(place, setup)
            finished = place.run(command)
            status, report, right = finished.returncode, without_measures(finished.stdout), place.files()

        def try_it(place, fault, before):
            prepare(place, setup)
            for name in names.split() if before else []:
                place.write(name, before)
            finished = place.run(command, fault)
            ended = end_of(finished, fault, status)
            if ended == SYSTEM_FAILED and finished.stderr == "":  # one scenario of several could not be read, and all that is written says so
                require("cannot be read" in finished.stdout and all("cannot be read" in place.files()[n] for n in names.split()), "it does not say so")
                return "told of"
            remove_unfinished(place, fault)
            require(not list(place.path.glob("*.tmp")), "something unfinished is left")
            there = place.files()
            for name in names.split():
                require(there.get(name) in (right[name], before) or (ended == status and there.get(name) == right[name]), f"{name} is not whole")
                require(ended != status or there.get(name) == right[name], f"{name} is not written")
            said = without_measures(finished.stdout)
            may_be_cut = fault.startswith("print") or (ended == INTERRUPTED and report.startswith(said))
            require(said in ("", report) or may_be_cut, f"half a report: {said}")
            if ended == status:
                return "ended"
            again = place.run(command)
            require(again.returncode == status and place.files() == right, f"again: {again.returncode}: {again.stderr}")
            return "killed" if ended == INTERRUPTED else "refused"

        for before in (None, "before\n"):
            with Place(programs) as place:
                prepare(place, setup)
                for name in names.split() if before else []:
                    place.write(name, before)
                counts = place.counts(command)
            for fault in cases.of(counts, [*FILES, "read"]):
                cases.run(Place(programs), lambda place: try_it(place, fault, before))


def allocation(programs, cases):
    for setup, command, _ in WRITERS + READERS:
        with Place(programs) as place:
            prepare(place, setup)
            before = place.files()
            finished = place.run(command)
            status, report, right = finished.returncode, without_measures(finished.stdout), place.files()
        with Place(programs) as place:
            prepare(place, setup)
            counts = place.counts(command)

        # Of one scenario of several it may be said that there was no memory for it: then it is not as expected.
        others = [10] if command.startswith("paxoscope check d") else [MEMORY_RAN_OUT]

        def try_it(place, fault):
            prepare(place, setup)
            finished = place.run(command, fault)
            ended = end_of(finished, fault, status, *others)
            there = place.files()
            if ended == status and CUT_LATE.search(finished.stdout):
                return "ended with another run"
            if ended == status:
                require(without_measures(finished.stdout) == report and there == right, f"it says something else: {finished.stdout}")
                return "ended"
            goes_on = ended != SYSTEM_FAILED or finished.stderr == ""  # it says so in all that it writes
            require(not goes_on or re.search("no more memory|out of memory|inconclusive", finished.stdout), f"it says {finished.stdout}")
            for name, text in there.items():
                is_unfinished = name.endswith(".tmp") and not goes_on and finished.stderr == "paxoscope: out of memory\n"
                if goes_on and name.endswith(".json"):
                    require(json.loads(text)["kind"], "no result")
                elif name == "found":  # as far as the atlas has come
                    require(right[name].startswith(text), "another journal")
                else:
                    require(goes_on or is_unfinished or text in (right.get(name), before.get(name)), f"{name} is not whole")
            return f"of status {ended}"

        for fault in cases.of(counts, ["allocate"]):
            cases.run(Place(programs), lambda place: try_it(place, fault))


def shorts(programs, cases):
    more = [([], f"paxoscope check {SPACE} {ALWAYS} {OUTPUTS}", ""),
            ([f"paxoscope check {SPACE} {ALWAYS} --max-depth 9"], f"paxoscope resume kept --max-depth 100 --every 10ms {OUTPUTS}", "")]
    for setup, command, _ in WRITERS + READERS + more:
        with Place(programs) as place:
            prepare(place, setup)
            finished = place.run(command)
            expected = finished.returncode, without_measures(finished.stdout), place.files()

        def try_it(place, fault):
            prepare(place, setup)
            finished = place.run(command, fault)
            require((finished.returncode, without_measures(finished.stdout), place.files()) == expected, f"status {finished.returncode}: {finished.stderr}")
            return "the same"

        for name in ("write", "read", "print"):
            for what in ("short", "EINTR"):
                cases.run(Place(programs), lambda place: try_it(place, f"{name}:1+:{what}"))


if __name__ == "__main__":
    part = sys.argv[4]
    all_cases = Cases(int(sys.argv[5]) if len(sys.argv) > 5 else 20261127, int(sys.argv[6]) if len(sys.argv) > 6 else 0)
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, [processors[os.getpid() % len(processors)]])  # so one worker, and a fault has its place
    globals()[part](Programs(*sys.argv[1:4]), all_cases)
    all_cases.conclude(part)
