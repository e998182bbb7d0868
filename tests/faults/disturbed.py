"""Programs that are run with a call of the system that goes wrong (failing_calls.cpp), and what they may say then."""
import os
import pathlib
import random
import re
import shlex
import signal
import subprocess
import tempfile

SYSTEM_FAILED, MEMORY_RAN_OUT, INTERRUPTED = 153, 4, -signal.SIGKILL
PATIENCE = 60  # seconds; what is run here takes a twentieth of one

# What may happen to a call of each class. With a +, to all that follow as well.
FAULTS = {
    "print": ["EIO", "ENOSPC", "EINTR", "short", "kill", "+EIO"],
    "write": ["EIO", "ENOSPC", "EINTR", "short", "kill", "+ENOSPC"],
    "read": ["EIO", "EINTR", "short", "kill", "+EIO"],
    "fsync": ["EIO", "ENOSPC", "kill", "+EIO"],
    "rename": ["EACCES", "EIO", "ENOSPC", "kill", "+EROFS"],
    "open": ["EACCES", "EMFILE", "ENOSPC", "kill", "+EMFILE", "+EROFS"],
    "close": ["EIO", "ENOSPC", "kill"],
    "unlink": ["EACCES", "EIO", "kill", "+EROFS"],
    "mkdir": ["EACCES", "ENOSPC", "kill"],
    "chmod": ["EACCES", "EIO", "kill"],
    "ftruncate": ["EIO", "kill"],
    "fallocate": ["ENOSPC", "EIO", "EINTR", "kill", "+ENOSPC"],
    "mmap": ["ENOMEM", "kill", "+ENOMEM"],
    "madvise": ["ENOMEM", "EAGAIN", "kill", "+ENOMEM"],
    "flock": ["EAGAIN", "EIO", "kill"],
    "allocate": ["ENOMEM", "+ENOMEM"],
}


class Wrong(Exception):
    """What a program did is not what it may do."""


def require(condition, what):
    if not condition:
        raise Wrong(what)


def fault_of(name, number, what):
    """As PAXOSCOPE_FAULT has it."""
    return f"{name}:{number}{'+' if what.startswith('+') else ''}:{what.lstrip('+')}"


def without_measures(text):
    """What was written, but for time and the memory of the process."""
    text = re.sub(r'("seconds": |time=")[0-9.e-]+', r"\g<1>0", text)
    text = re.sub(r'("seconds": 0,\s+"peak_bytes": )[0-9]+', r"\g<1>0", text)  # that of the process, not of the store
    return re.sub(r"^  [0-9][^\n]* of memory in all$|^\(?[0-9.]+ s\)?$", "", text, flags=re.M)


class Programs:
    """What is run, by its name, and the library that makes calls fail."""

    def __init__(self, paxoscope, certify, library):
        self.paths = {"paxoscope": os.path.abspath(paxoscope), "paxoscope-certify": os.path.abspath(certify)}
        self.library = os.path.abspath(library)

    def words(self, command):
        name, *words = shlex.split(command)
        return [self.paths[name], *words]

    def environment(self, fault=None, counts=None):
        wanted = {"LD_PRELOAD": self.library, "PAXOSCOPE_FAULT": fault, "PAXOSCOPE_FAULT_COUNTS": counts}
        return {name: str(value) for name, value in wanted.items() if value}


class Place:
    """A folder of its own in which commands are run one after the other, and all that was run there."""

    def __init__(self, programs):
        self.programs = programs
        in_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # faster, and a disk that is slow is not the question
        self.folder = tempfile.TemporaryDirectory(prefix="paxoscope-faults-", dir=in_memory)
        self.path = pathlib.Path(self.folder.name)
        self.lines = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def write(self, name, text):
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_text(text)
        line = text.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n")
        folder = f"mkdir -p {shlex.quote(name.rpartition('/')[0])}; " if "/" in name else ""
        self.lines.append(f"{folder}printf {shlex.quote(line)} > {shlex.quote(name)}")

    def run(self, command, fault=None, counts=None):
        """In the folder; with the library in any case, for its clock."""
        environment = self.programs.environment(fault, counts)
        words = self.programs.words(command)
        self.lines.append(shlex.join(["env", *(f"{name}={value}" for name, value in environment.items()), *words]))
        try:
            return subprocess.run(words, cwd=self.path, env={**os.environ, **environment}, capture_output=True, text=True,
                                  errors="replace", timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired as expired:
            raise Wrong("it does not end") from expired

    def counts(self, command):
        """How many calls of each class there are."""
        with tempfile.NamedTemporaryFile() as file:
            self.run(command, counts=file.name)
            return {line.split()[0]: int(line.split()[1]) for line in pathlib.Path(file.name).read_text().splitlines()}

    def files(self):
        """All that is in the folder, as text without measures."""
        return {str(path.relative_to(self.path)): without_measures(path.read_text(errors="replace"))
                for path in sorted(self.path.rglob("*")) if path.is_file()}

    def replay(self):
        """One line for a shell."""
        return "cd $(mktemp -d); " + "; ".join(self.lines)


def end_of(finished, fault, *statuses):
    """The status of a program that was disturbed, which may be one of these, 153, or killed where that is the fault; what it says on standard error is made of whole
    lines, and there is one for what ended it, unless that was a scenario of several, of which the report tells."""
    status, said = finished.returncode, finished.stderr
    is_told = re.search("^ERROR +", finished.stdout, flags=re.M)
    if fault.endswith(":kill"):
        require(status in (INTERRUPTED, *statuses), f"status {status}: {said}")
        return status
    require(status in (SYSTEM_FAILED, *statuses), f"status {status}: {said}")
    lines = said.splitlines()
    for line in lines:
        require(re.match("(paxoscope|paxoscope-certify|note): ?.", line), f"it says {said!r}")
    require(said == "" or said.endswith("\n"), f"it says {said!r}")
    ends = [line for line in lines if not line.startswith(("note: ", "paxoscope: the search goes on without a new checkpoint: "))]
    require(len(ends) == (status == SYSTEM_FAILED and not (is_told and not ends)), f"status {status}, and it says {said!r}")
    return status


def in_turn(lists):
    """The first of each, then the second of each that has one, and so on."""
    return [one[i] for i in range(max(map(len, lists))) for one in lists if i < len(one)]


class Cases:
    """All that may go wrong in a command, or so much of it as is wanted, drawn by lot."""

    def __init__(self, seed, times):
        self.seed, self.times = seed, times
        self.ends, self.wrong = {}, 0

    def of(self, counts, classes):
        """Faults of all classes in turn, and of each class of all kinds in turn, so that few of them are of as many as possible."""
        dice = random.Random(f"{self.seed} {sorted(counts.items())} {classes}")
        by_class = []
        for name in classes:
            kinds = []
            for what in dice.sample(FAULTS[name], len(FAULTS[name])):
                numbers = dice.sample(range(1, counts[name] + 1), counts[name])
                kinds.append([fault_of(name, number, what) for number in numbers])
            by_class.append(in_turn(kinds))
        drawn = in_turn(by_class)
        return drawn[:self.times] if self.times else drawn

    def run(self, place, try_it):
        """Calls `try_it(place)`, which says how it ended, and keeps count."""
        with place:
            try:
                end = try_it(place)
                self.ends[end] = self.ends.get(end, 0) + 1
            except Wrong as wrong:
                self.wrong += 1
                print(f"WRONG: {wrong}\n  {place.replay()}", flush=True)

    def conclude(self, part):
        total = sum(self.ends.values()) + self.wrong
        ends = ", ".join(f"{number} {end}" for end, number in sorted(self.ends.items(), key=str))
        print(f"{part}: seed {self.seed}, {total} cases: {ends}; {self.wrong} wrong")
        if self.wrong or not self.ends:
            raise SystemExit(1)
