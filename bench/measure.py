"""Runs the same searches with Paxoscope, Spin and Rumur in turn, checks what each of them counted, and tabulates what it took."""

import argparse
import datetime
import hashlib
import json
import os
import re
import resource
import shlex
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import inner

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
DOCUMENT = ROOT / "docs" / "benchmarks.md"
ROWS_MEASURED, INNER_MEASURED = "measured by bench/run", "measured by bench/run, inner parts"  # each between markers of its own

CPP = "gcc -E -P -x c"
RUMUR = ("rumur --threads 1 --symmetry-reduction {symmetry} --deadlock-detection off --counterexample-trace off "
         "--scalarset-schedules off --value-type int32_t --set-capacity {capacity}")
# Of its struct state: Rumur asks how large its table is to be in bytes of states.
RUMUR_STATE_BYTES = {"synod": 8, "paxos": 16}
RUMUR_CC = "clang -std=c11 -O3 -march=native -mcx16 -w"
SPIN_CC = "clang -O3 -march=native -w -DSAFETY -DNOREDUCE -DNOFAIR -DNOCOMP -DNOBOUNDCHECK -DMEMLIM=64000"


# ---- What is compared -------------------------------------------------------------------------------------------------------------

@dataclass
class Row:
    name: str
    title: str
    model: str        # of the twins: spin/MODEL.pml, rumur/MODEL.m
    defines: str      # the twins' bounds
    check: str        # the same bounds, after `paxoscope check`
    distinct: int     # states that each checker must find
    checkers: tuple   # in the order they run; the first is the one that the others are compared with
    compare: str = "cpu"
    groups: tuple = ()
    repeat: int = 1   # runs per round; the round counts as their median


EVERYONE = ("paxoscope", "spin-dfs", "spin-bfs", "rumur")


def synod(acceptors, values, ballots, distinct, suffix="", checkers=EVERYONE, **more):
    return Row(f"synod-{acceptors}-{values}-{ballots}{suffix}",
               f"Paxos.tla: {acceptors} acceptors, {values} values, {ballots} ballots", "synod",
               f"-DN={acceptors} -DV={values} -DB={ballots}",
               f"synod --acceptors {acceptors} --values {values} --ballots {ballots}", distinct, checkers, **more)


def paxos(acceptors, proposers, attempts, values, loss, distinct, suffix="", checkers=EVERYONE, defines="", check="", name=None, **more):
    return Row(name or f"paxos-{acceptors}-{proposers}-{attempts}-{values}{'-loss' if loss else ''}{suffix}",
               f"paxos: {acceptors} acceptors, {proposers} proposers, {attempts} attempt{'s' if attempts > 1 else ''}, "
               f"{values} values, {'any' if loss else 'no'} loss{', up to symmetry' if check else ''}", "paxos",
               f"-DN={acceptors} -DP={proposers} -DA={attempts} -DV={values}{' -DLOSS' if loss else ''}{defines}",
               f"paxos --acceptors {acceptors} --proposers {proposers} --attempts {attempts} --values {values} --learners 0 "
               f"--loss {'any' if loss else 'none'}{check}", distinct, checkers, **more)


def symmetric(*bounds, **more):
    return paxos(*bounds, defines=" -DSYMMETRIC", check=" --reductions symmetry", suffix="-symmetric",
                 checkers=("paxoscope", "rumur-symmetric"), **more)


ROWS = [
    synod(3, 2, 2, 3_921, groups=("default",), repeat=100),
    synod(3, 2, 3, 185_369, groups=("quick",)),
    synod(3, 3, 3, 362_361),
    synod(5, 2, 2, 701_505, groups=("default",)),
    synod(4, 2, 3, 2_135_473, groups=("default",)),
    synod(3, 2, 4, 8_220_065, groups=("default",)),
    synod(3, 2, 4, 8_220_065, suffix="-workers", checkers=("paxoscope", "paxoscope-2"), compare="wall", groups=("default",)),
    paxos(3, 2, 1, 2, False, 16_702, groups=("quick",)),
    paxos(3, 2, 1, 2, True, 97_808, groups=("quick",)),
    paxos(3, 3, 1, 3, False, 4_188_956, groups=("default",)),
    symmetric(3, 2, 1, 2, True, 17_547),
    symmetric(3, 2, 2, 2, False, 135_482_352, name="paxos-symmetric"),  # large: only when named
]


# ---- The checkers: how each is built for a row, run, and understood ---------------------------------------------------------------

@dataclass
class Search:
    """A program ready to run, and what it says."""
    checker: str
    command: list
    build: list = field(default_factory=list)


def compiled(name, steps, source):
    """Runs the shell commands `steps` in a directory of their own, unless the same were run on the same source before."""
    directory = BUILD / name
    directory.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256("\n".join([*steps, source.read_text(), *versions()]).encode()).hexdigest()
    stamp = directory / "stamp"
    if not stamp.exists() or stamp.read_text() != digest:
        stamp.unlink(missing_ok=True)
        for step in steps:
            done = subprocess.run(step, shell=True, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                sys.exit(f"bench: failed in {directory}: {step}\n{done.stdout}")
        stamp.write_text(digest)
    return directory


def slots(row):
    """Of a hash table: 2 to 4 for each state, a power of two. More is no faster, fewer is slower or makes the table grow."""
    return 2 << (row.distinct - 1).bit_length()


def spin(row, checker, defines=""):
    source = ROOT / "bench" / "spin" / f"{row.model}.pml"
    bfs = checker == "spin-bfs"
    steps = [f"spin -a {row.defines}{defines} {shlex.quote(str(source))}", f"{SPIN_CC}{' -DBFS' if bfs else ''} -o pan pan.c"]
    return Search(checker, [str(compiled(f"{row.name}-{checker}{defines.strip()}", steps, source) / "pan"),
                            *([] if bfs else ["-m100"]), f"-w{slots(row).bit_length() - 1}"], steps)


def rumur(row, checker, defines=""):
    source = ROOT / "bench" / "rumur" / f"{row.model}.m"
    options = RUMUR.format(symmetry="heuristic" if checker == "rumur-symmetric" else "off",
                           capacity=slots(row) * 8 * RUMUR_STATE_BYTES[row.model])
    steps = [f"{CPP} {row.defines}{defines} {shlex.quote(str(source))} -o model.m",
             f"{options} --output verifier.c model.m", f"{RUMUR_CC} -o verifier verifier.c -lpthread"]
    return Search(checker, [str(compiled(f"{row.name}-{checker}{defines.strip()}", steps, source) / "verifier")], steps)


def paxoscope(row, checker):
    program = ARGUMENTS.program
    words = [str(program), "check", *row.check.split(), "--property", "agreement"]
    if "--reductions" not in words and offers(program, "--reductions"):
        words += ["--reductions", "none"]
    if offers(program, "--workers"):
        words += ["--workers", "2" if checker == "paxoscope-2" else "1"]
    return Search(checker, [*words, "--json", "-"])


def offers(program, option):
    return option in subprocess.run([program, "check", "--help"], capture_output=True, text=True).stdout


def missing(row, checker):
    """Why this build of Paxoscope cannot run the row; None if it can."""
    protocols = subprocess.run([ARGUMENTS.program, "list", "protocols"], capture_output=True, text=True).stdout
    needed = {"--reductions"} & set(row.check.split()) | ({"--workers"} if checker == "paxoscope-2" else set())
    if not re.search(rf"^ *{row.check.split()[0]}$", protocols, re.MULTILINE):
        return f"no protocol {row.check.split()[0]}"
    return next((f"no option {option}" for option in needed if not offers(ARGUMENTS.program, option)), None)


TITLES = {"paxoscope": "Paxoscope", "paxoscope-2": "Paxoscope, 2 workers", "spin-dfs": "Spin, depth first",
          "spin-bfs": "Spin, breadth first", "rumur": "Rumur", "rumur-symmetric": "Rumur, symmetric"}


def prepared(row, checker):
    return (paxoscope if checker.startswith("paxoscope") else spin if checker.startswith("spin") else rumur)(row, checker)


@dataclass
class Run:
    cpu: float   # seconds, user and system
    wall: float  # seconds
    peak: int    # bytes resident
    distinct: int
    transitions: int
    outcome: str  # holds, violated, or unclear


def understood(checker, status, output):
    """What a checker says: distinct states, transitions taken, outcome. Each in its own words."""
    if checker.startswith("paxoscope"):
        result = json.loads(output)
        return result["distinct"], result["generated"] - 1, result["outcome"]
    if checker.startswith("spin"):
        number = lambda what: int(re.search(rf"^ *(\d+) {what}", output, re.MULTILINE)[1])
        holds = "errors: 0" in output and "too small" not in output and "not completed" not in output
        outcome = "holds" if holds else "violated" if "assertion violated" in output else "unclear"
        return number("states, stored"), number("transitions") - 1, outcome
    found = re.findall(r"^\s*(\d+) states, (\d+) rules fired", output, re.MULTILINE)[-1]
    outcome = "holds" if "No error found." in output else "violated" if "ssertion failed" in output else "unclear"
    return int(found[0]), int(found[1]), outcome


def run(search):
    with open(BUILD / "output", "w+") as output, open(BUILD / "errors", "w+") as errors:
        started = time.monotonic()
        child = subprocess.Popen(search.command, stdout=output, stderr=errors, cwd=BUILD)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        text, complaints = output.read(), errors.read()
    try:
        said = understood(search.checker, child.returncode, text)
    except (ValueError, KeyError, TypeError, IndexError):
        sys.exit(f"bench: exit status {child.returncode} and no result: {shlex.join(search.command)}\n{text[-2000:]}{complaints[-2000:]}")
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024, *said)


# ---- Rounds -----------------------------------------------------------------------------------------------------------------------

def median_run(runs):
    middle = lambda of: statistics.median(getattr(one, of) for one in runs)
    return Run(middle("cpu"), middle("wall"), int(middle("peak")), runs[0].distinct, runs[0].transitions, runs[0].outcome)


def measured(row, rounds):
    """{checker: [Run of each round]}, the checkers taking turns. Stops the program if one does not find what it must."""
    searches = []
    for checker in row.checkers:
        reason = missing(row, checker) if checker.startswith("paxoscope") else None
        if reason:
            print(f"bench: {row.name}: left out {TITLES[checker]}: this build has {reason}", file=sys.stderr)
        else:
            searches.append(prepared(row, checker))
    runs = {search.checker: [] for search in searches}
    for _ in range(rounds):
        turns = {search.checker: [] for search in searches}
        for _ in range(1 if ARGUMENTS.quick else row.repeat):
            for search in searches:
                one = run(search)
                if (one.distinct, one.outcome) != (row.distinct, "holds"):
                    sys.exit(f"bench: {row.name}: {TITLES[search.checker]} found {one.distinct} states where there are {row.distinct}; "
                             f"agreement: {one.outcome}: {shlex.join(search.command)}")
                turns[search.checker].append(one)
        for checker, ones in turns.items():
            runs[checker].append(median_run(ones))
    return searches, runs


def broken_twins_are_caught():
    """A count says that the states are the same, not that the invariant is looked at: break the protocol, and each must notice."""
    for row in (synod(3, 2, 2, 3_921), paxos(3, 2, 1, 2, False, 16_702)):
        for checker in ("spin-dfs", "spin-bfs", "rumur"):
            if run((spin if checker.startswith("spin") else rumur)(row, checker, " -DBROKEN")).outcome != "violated":
                sys.exit(f"bench: {row.name}: {TITLES[checker]} does not see that the broken protocol is broken")


# ---- The report -------------------------------------------------------------------------------------------------------------------

def spread(values):
    return f"{min(values):.2f} – **{statistics.median(values):.2f}** – {max(values):.2f}"


def rate(count, seconds):
    return f"{count / seconds / 1e6:.2f} M"


def table(row, runs):
    """Ratios are taken within a round, where the machine was much the same for both."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    lines = [f"### {row.name}", "", f"{row.title}; {row.distinct:,} states.", "",
             "| checker | CPU | wall | states/s | transitions | transitions/s | peak bytes per state | "
             f"{'wall time' if row.compare == 'wall' else 'CPU'}, as a multiple of {TITLES[row.checkers[0]]}'s |",
             "|---|--:|--:|--:|--:|--:|--:|---|"]
    base = runs.get(row.checkers[0])
    for checker, rounds in runs.items():
        middle = median_run(rounds)
        seconds = middle.wall if row.compare == "wall" else middle.cpu
        # A child starts as a copy of this process, so less than that is not seen.
        bytes_per_state = f"{middle.peak / row.distinct:.1f}" if middle.peak > 2 * own else "–"
        ratio = "–" if not base or rounds is base else spread(
            [getattr(theirs, row.compare) / getattr(ours, row.compare) for theirs, ours in zip(rounds, base)])
        time_of = lambda seconds: f"{seconds:.2f} s" if middle.wall >= 0.1 else f"{seconds * 1000:.2f} ms"
        lines.append(f"| {TITLES[checker]} | {time_of(middle.cpu)} | {time_of(middle.wall)} | {rate(row.distinct, seconds)} | "
                     f"{middle.transitions:,} | {rate(middle.transitions, seconds)} | {bytes_per_state} | {ratio} |")
    return lines


def first_line(command):
    said = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    return said.splitlines()[0] if said else "unknown"


def versions():
    if not VERSIONS:
        VERSIONS.extend(first_line(f"{tool}") for tool in ("spin -V", "rumur --version", "g++ --version", "clang --version"))
    return VERSIONS


VERSIONS = []


def circumstances(load_before, of):
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    revision = first_line("git describe --always --dirty")
    command = shlex.join(["bench/run", *sys.argv[1:]])
    return [f"Measured on {datetime.date.today()} by `{command}`: {of}.", "",
            f"- {cpu[1] if cpu else 'unknown CPU'}, {os.cpu_count()} cores; load {load_before:.1f} before, {os.getloadavg()[0]:.1f} after",
            f"- {first_line(f'{ARGUMENTS.program} --version')} ({revision}), built by {versions()[2]}"]


def twins_circumstances():
    return [f"- {versions()[0]}; {versions()[1]}; their verifiers built by {versions()[3]}"]


def commands(measurements):
    lines = ["### Command lines", "", "As run from `build/bench/ROW-CHECKER/`:", "", "```sh"]
    for row, searches, _ in measurements:
        for search in searches:
            lines.append(f"# {row.name}, {TITLES[search.checker]}")
            lines += [*search.build, shlex.join([f"./{Path(search.command[0]).name}" if search.build else search.command[0],
                                                 *search.command[1:]])]
    return [line.replace(str(ROOT), "../../..") for line in lines] + ["```"]


def write(marker, lines):
    begin, end = f"<!-- {marker}: begin -->", f"<!-- {marker}: end -->"
    text = DOCUMENT.read_text() if DOCUMENT.exists() else "# Benchmarks\n"
    if begin not in text:
        text += f"\n{begin}\n{end}\n"
    before, rest = text.split(begin)
    DOCUMENT.write_text(f"{before}{begin}\n\n" + "\n".join(lines) + f"\n\n{end}{rest.split(end)[1]}")


def chosen_rows():
    if ARGUMENTS.rows:
        named = {row.name: row for row in ROWS}
        unknown = [name for name in ARGUMENTS.rows if name not in named and name != "default"]
        if unknown:
            sys.exit(f"bench: no row {unknown[0]}; bench/run --list names them")
        return [row for row in ROWS if row.name in ARGUMENTS.rows or "default" in ARGUMENTS.rows and "default" in row.groups]
    return [row for row in ROWS if ("quick" if ARGUMENTS.quick else "default") in row.groups]


def inner_parts():
    """What the parts of a search take: the second section of the document."""
    load_before = os.getloadavg()[0]
    measured_now = inner.section()
    print("\n".join(measured_now))
    if not ARGUMENTS.print:
        write(INNER_MEASURED, ["## Inner parts", "", *circumstances(load_before, "medians of 5 repetitions, of CPU time"), "", *measured_now])


def main():
    if ARGUMENTS.list:
        for row in ROWS:
            print(f"{row.name:30} {row.distinct:11,} states  {', '.join(row.groups)}")
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    if ARGUMENTS.inner:
        return inner_parts()
    load_before = os.getloadavg()[0]
    if ARGUMENTS.quick:
        inner.works()
        broken_twins_are_caught()
    measurements, tables = [], []
    for row in chosen_rows():
        searches, runs = measured(row, ARGUMENTS.rounds)
        measurements.append((row, searches, runs))
        tables += [*table(row, runs), ""]
        print("\n".join(table(row, runs)), "\n", flush=True)
    if not ARGUMENTS.quick and not ARGUMENTS.print:
        of = f"medians of {ARGUMENTS.rounds} rounds"
        write(ROWS_MEASURED, [*circumstances(load_before, of), *twins_circumstances(), "", *tables, *commands(measurements)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to run; `default` stands for those that run when none is named")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one round of small rows, and that broken models are caught; writes nothing")
    parser.add_argument("--inner", action="store_true", help="the parts of a search, one by one, instead of rows")
    parser.add_argument("--print", action="store_true", help="print the tables, but do not write docs/benchmarks.md")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "cli" / "paxoscope", help="the Paxoscope to measure")
    ARGUMENTS = parser.parse_args()
    ARGUMENTS.rounds = 1 if ARGUMENTS.quick else max(1, ARGUMENTS.rounds)
    main()
