"""Certificates read and written again, by whoever wants to spoil one; and a model of synod of its own. docs/certificates.md is all it goes by."""

import ctypes
import itertools
import json

MAGIC = b"paxoscope certificate 1\n"
ZSTD = ctypes.CDLL("libzstd.so.1")
XXHASH = ctypes.CDLL("libxxhash.so.0")
for function in (ZSTD.ZSTD_compress, ZSTD.ZSTD_decompress, ZSTD.ZSTD_compressBound):
    function.restype = ctypes.c_size_t
ZSTD.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
XXHASH.XXH3_64bits.restype = ctypes.c_uint64


def compress(data):
    bound = ZSTD.ZSTD_compressBound(ctypes.c_size_t(len(data)))
    buffer = ctypes.create_string_buffer(bound)
    size = ZSTD.ZSTD_compress(buffer, ctypes.c_size_t(bound), data, ctypes.c_size_t(len(data)), 3)
    return buffer.raw[:size]


def decompress(frame):
    size = ZSTD.ZSTD_getFrameContentSize(frame, ctypes.c_size_t(len(frame)))
    buffer = ctypes.create_string_buffer(size)
    assert ZSTD.ZSTD_decompress(buffer, ctypes.c_size_t(size), frame, ctypes.c_size_t(len(frame))) == size
    return buffer.raw


def checksum(states):
    data = b"".join(states)
    return f"{XXHASH.XXH3_64bits(data, ctypes.c_size_t(len(data))):016x}"


def records(states):
    before, out = b"", bytearray()
    for state in states:
        common = 0
        while common < min(len(before), 255) and before[common] == state[common]:
            common += 1
        out.append(common)
        out += state[common:]
        before = state
    return bytes(out)


def read(path):
    """The header of a certificate, and its states."""
    contents = path.read_bytes()
    assert contents.startswith(MAGIC)
    end = contents.index(b"\n", len(MAGIC))
    header = json.loads(contents[len(MAGIC):end])
    data, states, before, at = decompress(contents[end + 1:]), [], b"", 0
    while at < len(data):
        own = header["state_bytes"] - data[at]
        before = before[:data[at]] + data[at + 1:at + 1 + own]
        states.append(before)
        at += 1 + own
    assert len(states) == header["states"] and checksum(states) == header["checksum"]
    return header, states


def sealed(header, states):
    """The header with the number and the checksum of these states."""
    return {**header, "states": len(states), "checksum": checksum(states)}


def written(header, states):
    """A certificate, whether it is a right one or not."""
    return MAGIC + json.dumps(header, separators=(",", ":")).encode() + b"\n" + compress(records(states))


# ---- synod, from docs/synod.md


class Synod:
    """Its states are those messages and variables of Paxos.tla: what was sent as 1a and 2a, and of each acceptor ⟨maxBal, vote, 1b, 2b⟩.

    `may_vote(ballot, promised)` is the rule to spoil.
    """

    def __init__(self, acceptors, values, ballots, may_vote=lambda ballot, promised: ballot >= promised):
        self.acceptors, self.values, self.ballots, self.may_vote = acceptors, values, ballots, may_vote
        self.initial = (frozenset(), frozenset(), ((-1, None, frozenset(), frozenset()),) * acceptors)

    def may_propose(self, state, ballot, value):
        if any(b == ballot for b, _ in state[1]):
            return False
        for members in itertools.combinations(state[2], self.acceptors // 2 + 1):
            reports = [[vote for b, vote in sent_1b if b == ballot] for _, _, sent_1b, _ in members]
            votes = [vote for of_one in reports for vote in of_one if vote is not None]
            if all(reports) and (not votes or max(votes)[1] == value):
                return True
        return False

    def steps(self, state):
        sent_1a, sent_2a, acceptors = state
        for ballot in range(self.ballots):
            if ballot not in sent_1a:
                yield sent_1a | {ballot}, sent_2a, acceptors
            for value in range(self.values):
                if self.may_propose(state, ballot, value):
                    yield sent_1a, sent_2a | {(ballot, value)}, acceptors
        for i, (promised, vote, sent_1b, sent_2b) in enumerate(acceptors):
            after = [(b, vote, sent_1b | {(b, vote)}, sent_2b) for b in sent_1a if b > promised]
            after += [(b, (b, v), sent_1b, sent_2b | {(b, v)}) for b, v in sent_2a if self.may_vote(b, promised)]
            for acceptor in after:
                if acceptor != acceptors[i]:
                    yield sent_1a, sent_2a, (*acceptors[:i], acceptor, *acceptors[i + 1:])

    def levels(self):
        """All reachable states, by depth."""
        seen, level = {self.initial}, [self.initial]
        while level:
            yield level
            level = list(dict.fromkeys(after for state in level for after in self.steps(state) if after not in seen))
            seen.update(level)

    def encoded(self, state):
        votes = [(b, v) for b in range(self.ballots) for v in range(self.values)]
        reports = [None, *votes]

        def number(value, most):
            return f"{value:0{most.bit_length()}b}"

        def some(universe, members):
            return "".join("1" if one in members else "0" for one in universe)

        def part(bits):
            bits += "0" * (-len(bits) % 8)
            return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))

        bits = [some(range(self.ballots), state[0]) + some(votes, state[1])]
        for promised, vote, sent_1b, sent_2b in state[2]:
            bits.append(number(promised + 1, self.ballots) + number(reports.index(vote), len(votes))
                        + some(itertools.product(range(self.ballots), reports), sent_1b) + some(votes, sent_2b))
        return b"".join(map(part, bits))
