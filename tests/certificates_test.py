"""Protects: certificates are verified, whatever is wrong with one is noticed, and the verifier shares nothing with what it verifies.

usage: certificates_test.py PROGRAM VERIFIER LINK_MAP
       certificates_test.py PROGRAM VERIFIER --every-space     every space that is counted elsewhere, with speeds
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import certificates
from certificates import Synod, compress, records, sealed, written

PROGRAM, VERIFIER = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
REFUTED, MALFORMED, UNKNOWN, SYSTEM = 10, 150, 151, 153


def check(directory, options, certificate="it"):
    """Exit status, result, and what was said."""
    run = subprocess.run([PROGRAM, "check", *options.split(), "--certificate", certificate, "--json", "result.json"],
                         cwd=directory, capture_output=True, text=True, check=False)
    result = directory / "result.json"
    return run.returncode, json.loads(result.read_text()) if run.returncode in (0, 3, 10, 12) else None, run.stdout + run.stderr


def verify(path):
    run = subprocess.run([VERIFIER, path], capture_output=True, text=True, check=False)
    assert (run.returncode == 0) == run.stdout.endswith("\nverified\n"), run
    return run.returncode, run.stdout + run.stderr


def counts(told):
    return tuple(map(int, re.search(r"^(\d+) states, (\d+) transitions from them$", told, re.MULTILINE).groups()))


# ---- What holds is certified


# Options, and states.
SMALL = [
    ("synod", 443),
    ("synod --reductions none", 3921),
    ("synod --reductions symmetry", 857),
    ("synod --acceptors 1 --values 1", 25),
    ("synod --acceptors 4 --rule promise-quorum=size:2 --rule vote-quorum=all", 2954),
    ("synod --ballots 3 --values 3", 17559),
    ("paxos --proposers 1 --loss none --learners 0 --reductions none", 77),
    ("paxos --proposers 1 --learners 0 --reductions none", 356),
    ("paxos --proposers 1 --duplication any --learners 0 --reductions none", 7817),
    ("paxos --proposers 1 --reductions none", 1138),
    ("paxos --proposers 1 --loss 1 --duplication 1 --learners 0 --reductions none", 1387),
    ("paxos --loss none --learners 0 --reductions none", 16702),
    ("paxos --loss none --learners 0", 3134),
    ("paxos --acceptors 2 --proposers 1 --attempts 2 --values 1 --phase1-quorum 1 --assume-quorums --property stability", 11276),
]


def test_what_holds_is_verified(directory):
    for options, states in SMALL:
        status, result, told = check(directory, options)
        assert (status, result["distinct"]) == (0, states), f"{options}: {told}"
        status, told = verify(directory / "it")
        assert status == 0 and counts(told) == (states, result["generated"] - 1), f"{options}: {told}"
        for claim in result["properties"]:
            assert re.search(rf"^{claim['name']} +{claim['outcome']}$", told, re.MULTILINE), f"{options}: {told}"


def test_workers_change_nothing(directory):
    def by(workers):
        assert check(directory, f"paxos --proposers 1 --duplication any --workers {workers}")[0] == 0
        return (directory / "it").read_bytes()
    assert by(1) == by(2) == by(5)


def test_the_page_is_enough_to_write_one(directory):
    """The model of certificates.py was written from docs/synod.md and docs/certificates.md."""
    for bounds in [(3, 2, 2), (2, 3, 2), (2, 1, 3)]:
        names = zip(("acceptors", "values", "ballots"), bounds)
        assert check(directory, "synod --reductions none " + " ".join(f"--{n} {b}" for n, b in names))[0] == 0
        header, states = certificates.read(directory / "it")
        model = Synod(*bounds)
        mine = sorted(model.encoded(state) for level in model.levels() for state in level)
        assert mine == states and sealed(header, mine) == header, bounds


# ---- What is wrong is refused


def tampered(header, states, model):
    """Whole certificates of synod with 3 acceptors, 2 values, 2 ballots, what becomes of each, and the status and words that refuse it."""
    levels = [[model.encoded(state) for state in level] for level in model.levels()]
    deepest = levels[-1][0]

    def of(wrong, status, words, changes=None, **header_changes):
        wrong = sorted(wrong)
        return written({**sealed({**header, **(changes or {})}, wrong), **header_changes}, wrong), status, words

    def without(state):
        return [one for one in states if one != state]

    def with_header(status, words, **changes):
        return of(states, status, words, **changes)

    def claiming(claim, outcome, status, words):
        return with_header(status, words, properties={**header["properties"], claim: outcome})

    def about(status, words, **parameters):
        return with_header(status, words, parameters={**header["parameters"], **parameters})

    right = written(header, states)
    frame = right[right.index(b"\n", len(certificates.MAGIC)) + 1:]
    before_frame = right[:-len(frame)]
    # The shared part is 1a(1), 1a(2), 2a(1, v1), 2a(1, v2), 2a(2, v1), 2a(2, v2); an acceptor's maxBal in two bits, its vote in three, …
    empty, acceptor = model.encoded(model.initial), len(states[0]) // 3
    lead_out = "has a step, .* that leads to {}, which is missing"

    def changed(state, place, bits):
        return state[:place] + bytes([state[place] ^ bits]) + state[place + 1:]

    yield "the initial state removed", of(without(empty), REFUTED, "the initial state is missing")
    yield "an inner state removed", of(without(levels[7][5]), REFUTED, lead_out.format(levels[7][5].hex()))
    yield "a state of the last level removed", of(without(deepest), REFUTED, lead_out.format(deepest.hex()))
    yield "a whole level removed", of([s for s in states if s not in levels[4]], REFUTED, lead_out.format(".*"))
    yield "a state added that leads out", of([*states, changed(empty, 1, 0x40)], REFUTED, lead_out.format(".*"))
    ambiguous = bytes([deepest[0] | 0x30]) + deepest[1:]
    yield "a state added in which two values are proposed in a ballot", of(
        [*states, ambiguous], REFUTED, f"{ambiguous.hex()}. is not as it says of one-value-per-ballot")
    yield "a bit flipped", of([*without(deepest), changed(deepest, acceptor, 0x08)], REFUTED, "state .* (missing|is not as)")
    yield "a number that is out of range", of([*states, changed(empty, 1, 0xC0)], MALFORMED, "a number in it that is out of range")
    yield "a bit beyond the last one of a part", of([*states, changed(empty, 0, 0x01)], REFUTED, "is not written as the format says")
    yield "a state twice", of([*states, deepest], MALFORMED, "not in order")
    swapped = [states[1], states[0], *states[2:]]
    yield "two states swapped", (written(sealed(header, swapped), swapped), MALFORMED, "not in order")
    yield "a common beginning that is not told", (
        before_frame + compress(b"".join(b"\0" + state for state in states)), MALFORMED, "not written as the format says")
    yield "one state cut off within", (before_frame + compress(records(states)[:-1]), MALFORMED, "not written as the format says")
    yield "another number of acceptors", about(REFUTED, "the initial state is missing", acceptors=4)
    yield "another number of values", about(REFUTED, "the initial state is missing", values=4)
    yield "fewer ballots", about(REFUTED, "the initial state is missing", ballots=1)
    yield "smaller quorums of promises", with_header(
        REFUTED, lead_out.format(".*"), quorums={**header["quorums"], "promise-quorum": 1})
    yield "smaller quorums of votes", with_header(
        REFUTED, "has a step, Phase2b .* that is not as it says of stability", quorums={**header["quorums"], "vote-quorum": 1})
    yield "a witness said to be unreachable", claiming("value-chosen", "unreachable", REFUTED, "is not as it says of value-chosen")
    yield "a witness that no state shows", claiming("value-learned", "reached", REFUTED, "no state shows value-learned")
    yield "an invariant said to be reached", claiming("agreement", "reached", UNKNOWN, "a claim of agreement: .reached.")
    yield "a property that is not known", claiming("termination", "holds", UNKNOWN, "a claim of termination")
    yield "a symmetry that it was not made for", with_header(REFUTED, "is not written as the format says", symmetries=["symmetry"])
    yield "a symmetry that is not known", with_header(UNKNOWN, "a symmetry of synod called .ballots.", symmetries=["ballots"])
    yield "one state more counted", with_header(MALFORMED, "not as many as the header says", states=len(states) + 1)
    yield "one state fewer counted", with_header(MALFORMED, "not as many as the header says", states=len(states) - 1)
    for name in header:  # what is missing is told, whatever it is
        renamed = {("other" if each == name else each): value for each, value in header.items()}
        yield f"{name} by another name", (
            written(renamed, states), MALFORMED, f"the header does not parse: .*key '{name}' not found")
    yield "a state of another length", with_header(MALFORMED, "not written as the format says", state_bytes=header["state_bytes"] - 1)
    yield "another checksum", with_header(MALFORMED, "not those that the checksum is of", checksum="0" * 16)
    yield "a checksum that is none", with_header(MALFORMED, "not those that the checksum is of", checksum="none")
    yield "another protocol", with_header(UNKNOWN, "not known: something", protocol="fast-paxos")
    yield "more acceptors than there may be", about(UNKNOWN, "not known: acceptors 8", acceptors=8)
    yield "a parameter too many", about(UNKNOWN, "something in {", crashes=1)
    yield "something else in the header", with_header(UNKNOWN, "something in {", rules=["may-vote=always"])
    yield "a header without a checksum", (
        written({name: header[name] for name in header if name != "checksum"}, states), UNKNOWN, "something in {")
    yield "a number that is a word", about(UNKNOWN, "not known: acceptors .three.", acceptors="three")
    yield "a header that is no JSON", (right.replace(b"{", b"(", 1), MALFORMED, "the header does not parse")
    not_so = MALFORMED, "the header is not as the format says"
    yield "a protocol told twice", (right.replace(b'"protocol":', b'"protocol":"paxos","protocol":', 1), *not_so)
    yield "a number of acceptors told twice", (right.replace(b'"acceptors":', b'"acceptors":7,"acceptors":', 1), *not_so)
    yield "a blank in the header", (right.replace(b":", b": ", 1), *not_so)
    yield "a letter that is escaped", (right.replace(b'"synod"', b'"s\\u0079nod"', 1), *not_so)
    for nothing in ({}, [], None):
        yield f"nothing claimed, as {nothing}", with_header(MALFORMED, "it claims nothing", properties=nothing)
    for no_list in ({"x": "symmetry"}, "symmetry", None):
        yield f"symmetries that are no list, but {no_list}", with_header(MALFORMED, "must be array", symmetries=no_list)
    yield "a symmetry said twice", with_header(UNKNOWN, "said twice", symmetries=["symmetry", "symmetry"])
    for no_name in (None, {}, ["paxoscope"]):
        yield f"written by {no_name}", with_header(MALFORMED, "the header does not parse", program=no_name)
    yield "much said of what wrote it", with_header(MALFORMED, "too long a name", program="x" * 64)
    yield "another version", (right.replace(b"certificate 1", b"certificate 2", 1), MALFORMED, "no certificate of version 1")
    yield "an empty file", (b"", MALFORMED, "no certificate of version 1")
    yield "cut off in the header", (before_frame[:-1], MALFORMED, "no certificate of version 1")
    yield "cut off before the states", (before_frame, MALFORMED, "cut off")
    yield "cut off in the states", (right[:-1], MALFORMED, "cut off")
    yield "a byte at the end", (right + b"\0", MALFORMED, "not the last thing in the file")
    yield "another frame at the end", (right + compress(b""), MALFORMED, "not the last thing in the file")
    yield "states that are not compressed", (before_frame + records(states), MALFORMED, "cut off")
    yield "a claim with a line feed in its name", claiming("a\nb", "holds", UNKNOWN, "a claim of a.b")
    yield "a header with letters that are no UTF-8", (right.replace(b"{", b"{\xff", 1), MALFORMED, "the header does not parse")
    deep = b'{"program":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    yield "a header that is nested deeply", (certificates.MAGIC + deep + frame, MALFORMED, "a header too long")
    # Magic number, a length in eight bytes, and a last block with nothing in it.
    boast = b"\x28\xb5\x2f\xfd\xe0" + (1 << 40).to_bytes(8, "little") + b"\x01\0\0"
    many = json.dumps({**header, "states": 1 << 40}, separators=(",", ":")).encode() + b"\n"
    yield "a frame that says there is more in it than can be", (certificates.MAGIC + many + boast, MALFORMED, "too many")
    spoilt = bytearray(frame)
    spoilt[len(frame) // 2] ^= 0xFF
    yield "a byte of what is compressed changed", (before_frame + bytes(spoilt), MALFORMED, "(corruption|checksum|are not)")


def test_whatever_is_wrong_is_refused(directory):
    assert check(directory, "synod --reductions none")[0] == 0
    header, states = certificates.read(directory / "it")
    assert written(header, states) != b"" and records(states)
    (directory / "again").write_bytes(written(header, states))
    assert verify(directory / "again")[0] == 0, "what is only read and written again stays right"
    count = 0
    for what, (contents, wanted, words) in tampered(header, states, Synod(3, 2, 2)):
        (directory / "tampered").write_bytes(contents)
        status, told = verify(directory / "tampered")
        assert status == wanted and re.search(words, told) and told.count("\n") == 1, f"{what}: exit {status}, {told}"
        count += 1
    assert count == 73, count


def test_what_wrote_it_cannot_write_to_a_terminal(directory):
    assert check(directory, "synod")[0] == 0
    right = (directory / "it").read_bytes()
    name = re.search(rb'"program":"([^"]*)"', right).group(1)
    (directory / "it").write_bytes(right.replace(name, "\u009b8m\u202e".encode(), 1))
    status, told = verify(directory / "it")
    assert status == 0 and told.isascii() and '"\\u009b8m\\u202e"' in told, told


def test_representatives(directory):
    """Of an orbit there is one state, and it is the least; without symmetries representatives are not closed."""
    assert check(directory, "synod")[0] == 0
    header, states = certificates.read(directory / "it")
    block = (len(states[0]) - 1) // 3
    some = next(s for s in states if s[1:1 + block] != s[1 + 2 * block:])
    other = some[:1] + some[1 + 2 * block:] + some[1 + block:1 + 2 * block] + some[1:1 + block]
    for wrong in ([*states, other], [state if state != some else other for state in states]):
        (directory / "it").write_bytes(written(sealed(header, wrong := sorted(wrong)), wrong))
        status, told = verify(directory / "it")
        assert status == REFUTED and re.search("is not written as the format says|missing", told), told
    for symmetries in (["symmetry"], []):
        (directory / "it").write_bytes(written({**header, "symmetries": symmetries}, states))
        status, told = verify(directory / "it")
        assert status == REFUTED and "missing" in told, told


def test_another_header_does_not_make_paxos_of_it(directory):
    def changing(parameters, status, words, **changes):
        (directory / "it").write_bytes(written({**header, "parameters": {**header["parameters"], **parameters}, **changes}, states))
        got, told = verify(directory / "it")
        assert got == status and re.search(words, told), f"{parameters}: exit {got}, {told}"

    assert check(directory, "paxos --proposers 1 --learners 0 --values 1 --loss none --reductions none")[0] == 0
    header, states = certificates.read(directory / "it")
    changing({"loss": "any"}, REFUTED, "has a step, lose-prepare in ballot 1 of a1, that leads to .*, which is missing")
    changing({"duplication": "any"}, REFUTED, "has a step, duplicate-prepare")
    changing({"duplication": 256}, UNKNOWN, "not known: duplication 256")
    changing({"loss": 1}, REFUTED, "missing|written")
    changing({"attempts": 2}, REFUTED, "the initial state is missing")
    changing({"learners": 1}, REFUTED, "has a step, deliver-accepted in ballot 1 of a3, that leads to .*, which is missing")
    changing({}, UNKNOWN, "a symmetry of paxos called .value-symmetry.", symmetries=["value-symmetry"])
    changing({}, REFUTED, "no state shows value-learned", properties={"value-learned": "reached"})


def test_a_protocol_that_is_wrong_is_not_certified(directory):
    """An acceptor that votes without looking at its promise: two values are chosen. Its states are closed under the steps of the protocol as
    specified, which are among its own, so that only the properties are against it."""
    model = Synod(3, 2, 2, may_vote=lambda ballot, promised: True)
    states = sorted(model.encoded(state) for level in model.levels() for state in level)
    assert check(directory, "synod --reductions none")[0] == 0
    header, right = certificates.read(directory / "it")
    assert set(right) < set(states)
    for name in ("agreement", "p2b"):
        (directory / "it").write_bytes(written(sealed({**header, "properties": {name: "holds"}}, states), states))
        status, told = verify(directory / "it")
        assert status == REFUTED and f"is not as it says of {name}" in told, told
    # What they do prove is true of the protocol as specified, of which they are more than the reachable states.
    (directory / "it").write_bytes(written(sealed({**header, "properties": {"validity": "holds"}}, states), states))
    assert verify(directory / "it")[0] == 0
    # Quorums that need not meet, of which a search says that only values that were proposed are chosen.
    options = "synod --reductions none --phase1-quorum 1 --phase2-quorum 2 --assume-quorums"
    assert check(directory, options)[0] == 12
    assert check(directory, options + " --property validity")[0] == 0
    header, states = certificates.read(directory / "it")
    assert verify(directory / "it")[0] == 0
    for quorums in (header["quorums"], {"promise-quorum": 2, "vote-quorum": 2}):
        claims = {"properties": {"agreement": "holds"}, "quorums": quorums}
        (directory / "it").write_bytes(written({**header, **claims}, states))
        status, told = verify(directory / "it")
        assert status == REFUTED and "is not as it says of agreement" in told, told


# ---- Where there is none


def test_no_certificate(directory):
    former = b"a former one"
    (directory / "it").write_bytes(former)
    notes = [
        ("paxos --variant accept-ignores-promise", UNKNOWN, "knows the rules as specified, but for sizes of quorums, and not may-vote=always"),
        ("paxos --rule refusals=nack", UNKNOWN, "and not refusals=nack"),
        ("paxos --rule promise-quorum=rows:2x2 --acceptors 4", UNKNOWN, "quorums by their size only, and not promise-quorum=rows:2x2"),
        ("paxos --crashes 1", UNKNOWN, "'crashes' must be none"),
        ("synod --crashes any", UNKNOWN, "'crashes' must be none"),
        ("fast-paxos", UNKNOWN, "paxos and synod over an asynchronous network, not fast-paxos"),
        ("paxos --network fifo", UNKNOWN, "not paxos --network fifo"),
        ("paxos --property termination", UNKNOWN, "'termination' about runs without end"),
        ("paxos --reductions all", 64, "symmetries only, not on all"),
        ("paxos --reductions symmetry,dead-messages", 64, "symmetries only, not on dead-messages"),
        ("synod --store fingerprint", 64, "--store fingerprint keeps 64 bits"),
        ("synod --check-reductions", 64, "does not go with --certificate"),
        ("synod --phase1-quorum 1 --phase2-quorum 2 --assume-quorums", 12,
         "note: there is no certificate to write to it; of a violation the run is one: --trace-out json=FILE, which paxoscope replay checks"),
        ("paxos --max-states 10", 3, "note: there is no certificate to write to it\n"),
    ]
    for options, wanted, words in notes:
        run = subprocess.run([PROGRAM, "check", *options.split(), "--certificate", "it"],
                             cwd=directory, capture_output=True, text=True, check=False)
        assert run.returncode == wanted and words in run.stdout + run.stderr, f"{options}: exit {run.returncode}, {run.stderr}"
        assert sorted(path.name for path in directory.iterdir()) == ["it"], options
        assert (directory / "it").read_bytes() == former, options


def test_a_scenario_file_may_ask_for_one(directory):
    (directory / "s.toml").write_text('protocol = "synod"\ncertificate = "it"\n')
    assert subprocess.run([PROGRAM, "check", "s.toml"], cwd=directory, capture_output=True, check=False).returncode == 0
    assert verify(directory / "it")[0] == 0
    (directory / "it").unlink()
    for command in (["simulate"], ["graph", "--to", "dot"]):
        run = subprocess.run([PROGRAM, *command, "s.toml"], cwd=directory, capture_output=True, text=True, check=False)
        assert run.returncode == UNKNOWN and "only check visits every state" in run.stderr, run
    assert not (directory / "it").exists()


def test_files_that_cannot_be_written_or_read(directory):
    for certificate, words in (("/dev/full", "cannot be written"), ("missing/it", "cannot be written"), (".", "cannot be written")):
        status, _, told = check(directory, "synod", certificate)
        assert status == SYSTEM and words in told, told
    assert check(directory, "synod", "result.json")[2].count("two outputs go to result.json") == 1
    piped = subprocess.run([PROGRAM, "check", "synod", "--certificate", "-"], capture_output=True, check=True)
    assert check(directory, "synod")[0] == 0 and piped.stdout == (directory / "it").read_bytes()
    for path in (directory / "nowhere", directory):
        status, told = verify(path)
        assert status == SYSTEM and "cannot be read" in told, told
    assert subprocess.run([VERIFIER], capture_output=True, check=False).returncode == 64


# ---- What the verifier is made of


def test_it_shares_no_code(directory):
    """No object and no library of this project is linked into it, by what the linker says itself."""
    linked = set(re.findall(r"^(?:LOAD )?(\S+\.(?:o|a|so[.\d]*))\b", pathlib.Path(sys.argv[3]).read_text(), re.MULTILINE))
    inside = {path for path in linked if "/" in path and not path.startswith(("/usr/", "/lib"))}
    objects = {f"certify/CMakeFiles/paxoscope-certify.dir/{source}.cpp.o" for source in ("main", "paxos", "synod")}
    assert inside == objects, inside
    assert "libzstd.so.1" in linked, "the map is read as it should be"


def main():
    tests = [test for name, test in globals().items() if name.startswith("test_")]
    for test in tests:
        with tempfile.TemporaryDirectory() as directory:
            started = time.monotonic()
            test(pathlib.Path(directory))
            print(f"{test.__name__} passed in {time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
