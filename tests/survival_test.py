"""Runs of check survive what befalls them: survival_test.py PROGRAM PART [TIMES]

kills   kill -9 at random moments, TIMES in all (20 if left out): whenever it is resumed, a run ends as it would have without
signals SIGINT and SIGTERM: a report, a checkpoint, the documented exit status; then it goes on
disk    a real file system that is full (needs the right to mount one: exit status 77 without)
memory  a real limit on memory: of addresses and, where there may be one, of a control group (else that much is passed over, and said)
soak    for TIMES minutes: larger runs, each part of them with other numbers of workers, limits and periods, killed, interrupted or ended by a limit; by hand
spill   states that take four times the memory allowed, also where a control group leaves little more for the file's pages: the same result
"""
import contextlib
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
SKIPPED = 77

# Each takes some tenths of a second or more, and ends in its own way: a space visited whole, with and without reductions; a violation, which is shown by a second
# search; fingerprints; another protocol, another network.
RUNS = [
    (0, "paxos --acceptors 4 --loss none --reductions none"),
    (0, "paxos --reductions symmetry --acceptors 4 --learners 0"),
    (12, "paxos --proposers 3 --loss none --learners 0 --variant vote-is-no-promise"),
    (0, "synod --ballots 4 --reductions none --store fingerprint"),
    (12, "multi-paxos --variant commits-older-ballots --slots 3 --reductions none"),
    (0, "paxos --network fifo --reductions symmetry"),
]


def finished(words, **more):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, **more)


def require(condition, what):
    if not condition:
        raise SystemExit(f"survival_test.py: {what}")


def results(folder):
    """What a run has written, but for what is measured."""
    result = json.loads((folder / "result.json").read_text())
    for measured in ("seconds", "peak_bytes"):
        require(result.pop(measured, None) is not None, f"no {measured} in the result")
    trace = folder / "trace.json"
    return json.dumps(result, indent=1), trace.read_bytes() if trace.exists() else b""


def outputs(folder):
    return ["--json", str(folder / "result.json"), "--trace-out", f"json={folder / 'trace.json'}"]


class Reference:
    """How a run ends if nothing befalls it."""

    def __init__(self, status, words):
        self.status, self.words = status, words.split()
        with tempfile.TemporaryDirectory() as name:
            started = time.monotonic()
            run = finished(["check", *self.words, *outputs(pathlib.Path(name))])
            self.seconds = time.monotonic() - started
            require(run.returncode == status, f"{words}: status {run.returncode}\n{run.stderr}")
            self.results = results(pathlib.Path(name))
            self.peak_bytes = json.loads((pathlib.Path(name) / "result.json").read_text())["peak_bytes"]

    def command(self, folder, *more):
        """What comes next, given what is in the folder: a run that begins, or goes on."""
        kept = str(folder / "kept")
        if self.is_kept(folder):
            return ["resume", kept, *outputs(folder), *more]
        return ["check", *self.words, "--checkpoint", kept, *outputs(folder), *more]

    @staticmethod
    def is_kept(folder):
        """Whether there is a run that can go on."""
        kept = folder / "kept"
        return kept.exists() and any(entry.name.startswith("search-") and not entry.name.endswith(".part") for entry in kept.iterdir())

    def require_end(self, folder, *more):
        run = finished(self.command(folder, *more))
        require(run.returncode == self.status, f"{self.words}: status {run.returncode} in place of {self.status}: {run.stderr}")
        require(results(folder) == self.results, f"{self.words}: it does not end as it does otherwise")
        left = list((folder / "kept").iterdir()) if (folder / "kept").exists() else []
        require(not left, f"{self.words}: {left} is left")


def kills(times):
    dice = random.Random(20261127)
    references = [Reference(*run) for run in RUNS]
    killed = resumed = ended = 0
    while killed < times:
        reference = references[ended % len(references)]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for _ in range(dice.randint(1, 4)):
                command = reference.command(folder, "--every", dice.choice(["1ms", "20ms", "100ms"]), "--workers", str(dice.randint(1, 3)))
                resumed += command[0] == "resume"
                process = subprocess.Popen([PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                time.sleep(dice.uniform(0, min(reference.seconds, 2)))  # it may have been measured while the machine was busy
                process.kill()
                said = process.communicate()[1]
                if process.returncode != -signal.SIGKILL:
                    require(process.returncode == reference.status, f"{command}: status {process.returncode}: {said}")
                    break
                killed += 1
            if process.returncode == -signal.SIGKILL:
                resumed += reference.command(folder)[0] == "resume"
                reference.require_end(folder, "--workers", str(dice.randint(1, 3)))
            else:
                require(results(folder) == reference.results, f"{reference.words}: it does not end as it does otherwise")
        ended += 1
    print(f"{killed} kills, {resumed} times resumed, {ended} runs: all ended as they do otherwise")
    require(resumed > times / 3, "too few were resumed for this to mean anything")


def wait_until(is_so, process):
    """Looks again and again, while the process runs."""
    while not is_so():
        require(process.poll() is None, "it ended too early")
        time.sleep(0.001)


def signals():
    reference = Reference(*RUNS[0])
    for number in (signal.SIGINT, signal.SIGTERM):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            process = subprocess.Popen([PROGRAM, *reference.command(folder, "--every", "1h")], stdout=subprocess.PIPE, text=True)
            # Once the first checkpoint is there, which is as soon as it searches.
            wait_until(lambda: reference.is_kept(folder), process)
            process.send_signal(number)
            process.send_signal(number)  # as from timeout(1), which sends two
            report = process.communicate()[0]
            require(process.returncode == 128 + number, f"status {process.returncode}")
            kept = folder / "kept"
            require(f"INCONCLUSIVE: interrupted by {number.name}" in report, report)
            require(f"note: 'paxoscope resume {kept}' goes on from here" in report, report)
            again = finished(["check", *reference.words, "--checkpoint", str(kept)])
            require(again.returncode == 64 and again.stderr.count("\n") == 1 and "remove that folder" in again.stderr, again.stderr)
            reference.require_end(folder)
            nothing = finished(["resume", str(kept)])
            require(nothing.returncode == 151 and nothing.stderr == f"paxoscope: {kept}: no run is kept there that could go on\n", nothing.stderr)
    # While the run to show is chosen, which is a search of its own where reductions leave out some of the shortest.
    reference = Reference(*RUNS[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        history = folder / "history"
        words = reference.command(folder, "--every", "1h", "--history", str(history))
        process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.PIPE, text=True)
        wait_until(lambda: history.exists() and '"search":2' in history.read_text(), process)
        process.send_signal(signal.SIGINT)
        report = process.communicate()[0]
        require(process.returncode == reference.status, f"status {process.returncode}")
        require("WARNING: interrupted by SIGINT before the run to show could be chosen" in report, report)
        require(f"note: 'paxoscope resume {folder / 'kept'}' goes on from here" in report, report)
        reference.require_end(folder)
    # While a certificate is made or written, of a space that was visited whole by then.
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        words = ["check", *"paxos --acceptors 2 --attempts 2 --learners 0".split()]
        began = time.monotonic()
        whole = finished([*words, "--certificate", str(folder / "whole")])
        seconds = time.monotonic() - began
        require(whole.returncode == 0, f"status {whole.returncode}: {whole.stderr}")
        for part in (0, 0.3):
            kept, certificate, junit = folder / "kept", folder / "certificate", folder / "junit.xml"
            process = subprocess.Popen([PROGRAM, *words, "--certificate", str(certificate), "--checkpoint", str(kept), "--every", "1h", "--junit", str(junit)],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait_until(lambda: (kept / "search-2").exists(), process)
            time.sleep(seconds * part)
            process.send_signal(signal.SIGTERM)
            report, said = process.communicate()
            require(process.returncode == 128 + signal.SIGTERM, f"status {process.returncode}: {said}")
            require("HOLDS on the whole bounded space" in report, report)
            require(f"note: there is no certificate in {certificate} yet, as a signal came first\nnote: 'paxoscope resume {kept}' goes on from here\n"
                    in report + said, report + said)
            require('"outcome" value="holds"' in junit.read_text(), junit.read_text())
            if 'errors="0"' not in junit.read_text():  # it was being made, and not written yet
                require("; a signal came before there was a certificate" in junit.read_text(), junit.read_text())
            require(not certificate.exists() and not list(folder.glob("*.tmp")), "something is left")
            require(finished(["resume", str(kept), "--certificate", str(certificate)]).returncode == 0, "it does not go on")
            require(certificate.read_bytes() == (folder / "whole").read_bytes(), "another certificate")
            certificate.unlink()
    # What is ignored stays ignored, as under nohup.
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        process = subprocess.Popen([PROGRAM, *reference.command(folder, "--every", "1h")], stdout=subprocess.DEVNULL,
                                   preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        wait_until(lambda: reference.is_kept(folder), process)
        process.send_signal(signal.SIGHUP)
        require(process.wait() == reference.status, f"status {process.returncode}")
    print("both are reported, and the runs go on")


@contextlib.contextmanager
def small_disk(kibibytes):
    """A file system of its own."""
    with tempfile.TemporaryDirectory() as name:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", name], capture_output=True)
        if mounted.returncode != 0:
            print("no file system can be mounted here")
            raise SystemExit(SKIPPED)
        try:
            yield pathlib.Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def disk():
    reference = Reference(*RUNS[0])
    with small_disk(256) as folder:
        # It goes on to its end, and says what does not work.
        with tempfile.TemporaryDirectory() as elsewhere:
            run = finished(["check", *reference.words, "--checkpoint", str(folder / "kept"), "--every", "10ms", *outputs(pathlib.Path(elsewhere))])
            require(run.returncode == 0, run.stderr)
            require("paxoscope: the search goes on without a new checkpoint: " in run.stderr and "No space left on device" in run.stderr, run.stderr)
            require(results(pathlib.Path(elsewhere)) == reference.results, "it does not end as it does otherwise")
    with small_disk(256) as folder:
        # Where it is stopped there is no room for what it has found since; but what was kept before is whole.
        kept = folder / "kept"
        run = finished(["check", *reference.words, "--checkpoint", str(kept), "--every", "10ms", "--max-states", "400000"])
        require(run.returncode == 153, f"status {run.returncode}: {run.stderr}")
        last = run.stderr.splitlines()[-1]
        require(last.startswith(f"paxoscope: {kept}/s") and
                last.endswith("cannot be written: No space left on device; the checkpoint before is whole"), run.stderr)
        require("INCONCLUSIVE: the limit on distinct states" in run.stdout, run.stdout)
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        resumed = finished(["resume", str(kept), "--max-states", "100000000", *outputs(folder)])
        require(resumed.returncode == 0, resumed.stderr)
        ended = json.loads((folder / "result.json").read_text())
        require(ended["digest"] == json.loads(reference.results[0])["digest"], "another digest")
    print("what is full delays checkpoints, and no more")


def memory():
    reference = Reference(*RUNS[0])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def limit():  # less than it had, and more than it takes to begin
            resource.setrlimit(resource.RLIMIT_AS, (reference.peak_bytes * 4 // 5, reference.peak_bytes * 4 // 5))

        run = subprocess.run([PROGRAM, *reference.command(folder, "--workers", "1")], capture_output=True, text=True, preexec_fn=limit)
        require(run.returncode == 4 and "the system had no more memory to give" in run.stdout, f"status {run.returncode}: {run.stdout}{run.stderr}")
        require("goes on from here" in run.stdout, run.stdout)
        reference.require_end(folder)
    print("what has no more memory goes on where there is more")
    with control_group(reference.peak_bytes * 3 // 4) as enter:
        if enter is None:
            return
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            run = subprocess.run([PROGRAM, *reference.command(folder, "--workers", "1")], capture_output=True, text=True, preexec_fn=enter)
            require(run.returncode == 4 and "the system had no more memory to give" in run.stdout, f"status {run.returncode}: {run.stdout}{run.stderr}")
            reference.require_end(folder)
    print("and so does what a control group allows no more")
    # What is not the search watches as well: what was kept is taken up, and a certificate made, as far as there is room for that.
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        kept = folder / "kept"
        words = "synod --ballots 4 --reductions none".split()
        require(finished(["check", *words, "--checkpoint", str(kept), "--max-depth", "24"]).returncode == 3, "it is not stopped")
        with control_group(48 << 20) as enter:
            run = finished(["resume", str(kept), "--max-depth", "40"], preexec_fn=enter)
            require(run.returncode == 153 and run.stderr == "paxoscope: out of memory\n", f"status {run.returncode}: {run.stdout}{run.stderr}")
        certificate = folder / "certificate"
        with control_group(200 << 20) as enter:
            run = finished(["resume", str(kept), "--max-depth", "40", "--certificate", str(certificate)], preexec_fn=enter)
            require(run.returncode == 153 and "HOLDS on the whole bounded space" in run.stdout, f"status {run.returncode}: {run.stdout}{run.stderr}")
            require(run.stderr == f"paxoscope: {certificate}: cannot be written: there is not enough memory for a certificate; "
                    f"'paxoscope resume {kept}' goes on from the last checkpoint\n", run.stderr)
        require(finished(["resume", str(kept), "--certificate", str(certificate)]).returncode == 0 and certificate.exists(), "it does not go on")
    print("and what is not the search")


@contextlib.contextmanager
def control_group(limit_bytes):
    """What is to be called in a new process, so that all it has in memory is limited; None where that may not be done."""
    is_first_version = pathlib.Path("/sys/fs/cgroup/memory").is_dir()
    group = pathlib.Path("/sys/fs/cgroup", *(["memory"] if is_first_version else []), f"survival-{os.getpid()}")
    try:
        group.mkdir()
        (group / ("memory.limit_in_bytes" if is_first_version else "memory.max")).write_text(str(limit_bytes))
    except OSError as error:
        print(f"no control group of our own: {error}")
        with contextlib.suppress(OSError):
            group.rmdir()
        yield None
        return
    try:
        yield lambda: (group / "cgroup.procs").write_text(str(os.getpid()))
    finally:
        group.rmdir()


def spill():
    words = "synod --ballots 4 --reductions none --property agreement".split()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def searched(*more, **how):
            started = time.monotonic()
            run = finished(["check", *words, "--json", str(folder / "result.json"), *more], **how)
            require(run.returncode == 0, f"status {run.returncode}: {run.stdout}{run.stderr}")
            result = json.loads((folder / "result.json").read_text())
            store = result["store"]
            for measured in ("seconds", "peak_bytes", "command", "store", "limits"):
                result.pop(measured, None)
            return result, store, time.monotonic() - started

        expected, store, seconds = searched()
        budget = store["peak_bytes"] // 4
        little = ["--memory", str(budget), "--spill", str(folder)]
        result, spilled, seconds_spilled = searched(*little)
        require(result == expected, "another result")
        require(spilled["peak_bytes"] <= budget and spilled["spilled_bytes"] >= 4 * budget, f"{spilled}")
        print(f"{store['peak_bytes']} bytes of states in {budget}: the same in {seconds_spilled:.1f} s in place of {seconds:.1f}")
        with control_group(budget + (48 << 20)) as enter:
            if enter is None:
                return
            result, _, seconds_spilled = searched(*little, preexec_fn=enter)
            require(result == expected, "another result")
            print(f"and in {seconds_spilled:.1f} s where there is memory for part of the file only")


# Each takes seconds.
LARGE_RUNS = [
    (0, "synod --ballots 4 --reductions none --property agreement"),
    (0, "paxos --acceptors 3 --reductions none"),
    (0, "multi-paxos --slots 2 --property agreement --reductions none"),
    (0, "paxos --network fifo --acceptors 4"),
    (12, "paxos --proposers 3 --learners 0 --loss none --variant vote-is-no-promise --reductions none"),
    (12, "paxos --proposers 3 --learners 0 --loss none --variant vote-is-no-promise"),
]


def soak(minutes):
    dice = random.Random()
    ends_at = time.monotonic() + 60 * minutes
    references = {}
    stops = dict.fromkeys(("killed", "interrupted", "limited"), 0)
    ended = 0

    def without_store(results):
        result = json.loads(results[0])
        return {key: value for key, value in result.items() if key not in ("store", "command", "limits")}, results[1]

    while time.monotonic() < ends_at:
        run = dice.choice(LARGE_RUNS)
        if run not in references:
            references[run] = Reference(*run)
        reference = references[run]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)

            def some():
                """How a part of a run is searched: this changes nothing."""
                words = ["--workers", str(dice.randint(1, 3)), "--every", dice.choice(["20ms", "300ms", "2s"])]
                return words + dice.choice([[], ["--memory", f"{dice.randint(24, 200)}M", "--spill", name]])

            for _ in range(dice.randint(1, 6)):
                how = dice.choice(list(stops))
                more = some() + (["--timeout", f"{dice.randint(100, 3000)}ms"] if how == "limited" else [])
                process = subprocess.Popen([PROGRAM, *reference.command(folder, *more)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                if how != "limited":
                    time.sleep(dice.uniform(0, 3))
                    process.send_signal(signal.SIGKILL if how == "killed" else signal.SIGINT)
                said = process.communicate()[1]
                status = process.returncode
                # Where it was cut when a violation was known already, it can go on to the run that is shown otherwise.
                if status == reference.status:
                    if not reference.is_kept(folder):
                        break
                    continue
                expected = {"killed": (-signal.SIGKILL,), "interrupted": (130, -signal.SIGINT), "limited": ()}[how]
                # Limits that the first part was given hold for all.
                require(status in (3, 4, *expected), f"{process.args}: status {status}: {said}")
                stops[how] += 1
            if status != reference.status or reference.is_kept(folder):
                # What there is to keep to is nobody's but this part's.
                last = finished(reference.command(folder, "--workers", "2", "--timeout", "1h", "--memory", "8G"))
                require(last.returncode == reference.status, f"{last.args}: status {last.returncode}: {last.stderr}")
            require(without_store(results(folder)) == without_store(reference.results), f"{reference.words}: it does not end as it does otherwise")
        ended += 1
    print(f"{ended} runs, {stops}: all ended as they do otherwise")


if __name__ == "__main__":
    part = sys.argv[2]
    if part in ("kills", "soak"):
        {"kills": kills, "soak": soak}[part](int(sys.argv[3]) if len(sys.argv) > 3 else 20)
    else:
        {"signals": signals, "disk": disk, "memory": memory, "spill": spill}[part]()
