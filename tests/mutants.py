#!/usr/bin/env python3
"""Applies each plausible mistake in our own reductions to a copy of the sources; each must turn a test red.

  tests/mutants.py [NAME…]     all mutants, or only these; run it from anywhere

A mutant is one replacement in one file. The tests that are built and run are those named beside the list; the first of them that
fails is printed. Exit status 1 if a mutant survives, or no longer applies.
"""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPY = ROOT / "build" / "mutants"
TESTS = ["reduction_tests", "checker_tests"]

NORMAL = "model/paxos/normal_form.cpp"
STATE = "model/paxos/state.cpp"
STEPS = "model/paxos/needed_steps.cpp"
RULES = "model/paxos/rules.cpp"
ACCEPTORS = "model/acceptor_rules.hpp"
SYMMETRY = "checker/symmetry.hpp"

# name, file, what stands there, what the mutant writes
MUTANTS = [
    ("a live prepare is dead", NORMAL,
     "return !form_.model_.may_promise(m.ballot, outlook_.promised(m.acceptor));", "return true;"),
    ("a prepare for the next ballot is dead", NORMAL,
     "return !form_.model_.may_promise(m.ballot, outlook_.promised(m.acceptor));",
     "return m.ballot.index() <= outlook_.promised(m.acceptor).index() + 1;"),
    ("a promise for a ballot that collects is dead", NORMAL,
     "outlook_.prospect(m.ballot) != Prospect::kCollecting || is_recorded(m)",
     "outlook_.prospect(m.ballot) == Prospect::kCollecting || is_recorded(m)"),
    ("a promise is dead once its acceptor is recorded for any report", NORMAL,
     "(a == promise.acceptor && reported == promise.reported)", "(a.exists() && reported == promise.reported)"),
    ("an accept at the promise is dead", NORMAL,
     "!form_.model_.may_vote(m.ballot, outlook_.promised(m.acceptor)) || is_voted_for(m)",
     "m.ballot <= outlook_.promised(m.acceptor)"),
    ("a vote heard in the ballot below is heard", STATE,
     "layout_.heard(l).bit + layout_.vote_index(b, v)", "layout_.heard(l).bit + layout_.vote_index(Ballot(b.index() / 2), v)"),
    ("a ballot is hopeless with half of the acceptors", NORMAL,
     "if (form_.model_.promise_quorums().contains(reachable)) return;",
     "if (reachable.size() > 1 + bounds_.acceptors / 2) return;"),
    ("promises given do not count for hope", NORMAL,
     "if (prospect == Prospect::kCollecting) reachable.merge(promisers_of(b));", ""),
    ("promises in flight do not count for hope", NORMAL,
     "if (m.ballot == b) set.insert(m.acceptor);", "static_cast<void>(m);"),
    ("a proposer gives up although it may go on", NORMAL,
     "if (outlook_.prospect(bounds_.ballot(p, attempt)) != Prospect::kHopeless) return;", ""),
    ("a proposer that collects gives up", NORMAL,
     "if (started == bounds_.attempts || state_.phase(p) == Phase::kPrepare) return;",
     "if (started == bounds_.attempts) return;"),
    ("votes in flight are forgotten before they are cast", NORMAL,
     "possible.merge(asked_(b.index(), v.index()));\n    return outlook_.may_propose(b)",
     "return outlook_.may_propose(b)"),
    ("a ballot is hopeless without a quorum of votes", NORMAL,
     "form_.model_.promise_quorums().contains(reachable)", "form_.model_.vote_quorums().contains(reachable)"),
    ("promises choose", NORMAL,
     "return form_.model_.vote_quorums().contains(voters);", "return form_.model_.promise_quorums().contains(voters);"),
    ("promises are collected up to a quorum of votes", STEPS,
     "const model::Quorums& quorums = steps_.model_.promise_quorums();", "const model::Quorums& quorums = steps_.model_.vote_quorums();"),
    ("proposers that share ballots are declared to own them", RULES,
     "kSpecified.without({Assumption::kBallotsHaveOneOwner, Assumption::kBallotsProposeOnce})", "kSpecified"),
    ("a ballot that may still propose can choose nothing", NORMAL,
     "return outlook_.may_propose(b) || is_chosen_by(possible);",
     "return is_chosen_by(possible);"),
    ("ballots are gone through from the highest", NORMAL,
     "for (int b = 0; b < bounds_.ballots(); ++b) visit(Ballot(b));",
     "for (int b = bounds_.ballots(); b-- > 0;) visit(Ballot(b));"),
    ("a value is chosen by any vote", NORMAL,
     "} else if (is_chosen_by(voters)) {", "} else if (!voters.empty()) {"),
    ("a proposal matters for its own value only", NORMAL,
     "(other != v.index() && may_be_chosen_below", "(other == v.index() && may_be_chosen_below"),
    ("a proposal matters only above what is chosen, not what may be", NORMAL,
     "if (may_be_chosen(b, v)) may_be_chosen_below",
     "if (is_chosen_by(voters_(b.index(), v.index()))) may_be_chosen_below"),
    ("learners learn from any vote", NORMAL,
     "has_learned = has_learned || is_chosen_by(state_.heard(l, b, v));",
     "has_learned = has_learned || !state_.heard(l, b, v).empty();"),
    ("votes in flight teach nothing", NORMAL, "possible.merge(will_tell);", ""),
    ("what a learner heard is forgotten before it can learn", NORMAL,
     "(outlook_.may_propose(b) || is_chosen_by(possible));\n      if (may_learn)",
     "is_chosen_by(has_told);\n      if (may_learn)"),
    ("promises are lowered past open ballots", NORMAL,
     "while (b.index() > 0 && !is_open(Ballot(b.index() - 1))) b = Ballot(b.index() - 1);",
     "while (b.index() > 0) b = Ballot(b.index() - 1);"),
    ("a promise of an open ballot is lowered", NORMAL,
     "if (!b.exists() || is_open(b)) return;", "if (!b.exists()) return;"),
    ("ballots with accepts in flight are not open", NORMAL,
     "is_open = is_open || !asked_(b.index(), v.index()).empty();", "static_cast<void>(v);"),
    ("ballots with prepares in flight are not open", NORMAL,
     "!= Prospect::kOver || asked_to_promise_.contains(b);", "!= Prospect::kOver;"),
    ("hopeless ballots are not open", NORMAL,
     "bool is_open = outlook_.prospect(b) != Prospect::kOver", "bool is_open = outlook_.may_propose(b)"),
    ("a vote that may be reported is forgotten", NORMAL,
     "return outlook_.may_propose(b) || asked_to_promise_.contains(b);", "return asked_to_promise_.contains(b);"),
    ("a vote that may be reported in vain is forgotten", NORMAL,
     "return outlook_.may_propose(b) || asked_to_promise_.contains(b);", "return outlook_.may_propose(b);"),
    ("votes for different values are joined", NORMAL,
     "const bool joins = here.size() == 1 && here == last_values;",
     "const bool joins = here.size() == 1 && !last_values.empty();"),
    ("votes are joined across an open ballot", NORMAL,
     "last = b.index();\n        last_values = {};", "last = b.index();"),
    ("votes are renumbered, reports are not", NORMAL,
     "m.reported = renumbered(m.reported);", ""),
    ("recorded reports are not renumbered", NORMAL,
     "recorded.emplace_back(a, renumbered(reported));", "recorded.emplace_back(a, reported);"),
    ("losses are absorbed and deliveries too", STEPS,
     "return !is_kept_copy_better(action.message);", "return action.message.type != MessageType::kAccept;"),
    ("a counted copy costs nothing", STEPS,
     "is_copy_needed(message) && model_.bounds().duplication.is_any();",
     "is_copy_needed(message) && !model_.bounds().duplication.is_none();"),
    ("a ballot that was started goes on with any message", STEPS,
     "return m.type == MessageType::kPrepare && m.ballot == view_.ballot(proposer_);",
     "return m.type == MessageType::kPrepare && m.ballot < view_.ballot(proposer_);"),
    ("a proposer does not start twice", STEPS,
     "if (action.type == ActionType::kPrepare) return action.proposer == proposer_;",
     "if (action.type == ActionType::kPrepare) return false;"),
    ("a ballot is not promised while the promise is in flight", STEPS,
     "is_promised = is_promised || m.ballot == ballot;", "is_promised = is_promised || m.ballot < ballot;"),
    ("promises are collected by whoever is first", STEPS,
     "view_.bounds().owner(m.ballot) == proposer_ && is_chosen(m);", "false;"),
    ("hearing is never begun again", STEPS,
     "if (quorums_of_votes().contains(view_.heard(learner, b, v))) return;", "if (v.index() > 0) return;"),
    ("what one learner knows all know", STEPS,
     "m.learner == hearing_.learner;", "m.learner != hearing_.learner;"),
    ("falling promises are declared to rise", ACCEPTORS,
     "specified.without({Assumption::kPromisesRise})", "specified"),
    ("a ballot promised again is declared to be promised once", ACCEPTORS,
     "specified.without({Assumption::kPromisesGoUp})", "specified"),
    ("promises for any ballot are declared to serve theirs", RULES,
     "kSpecified.without({Assumption::kPromisesServeTheirBallot})", "kSpecified"),
    ("learning from all ballots is declared to want quorums", RULES,
     "kSpecified.without({Assumption::kLearnersWantQuorums})", "kSpecified"),
    ("parts are not sorted by all of their words", SYMMETRY,
     "for (std::size_t w = 0; w < part_words_; ++w) {\n      const auto order",
     "for (std::size_t w = 0; w + 1 < part_words_ + (part_words_ == 1 ? 1 : 0); ++w) {\n      const auto order"),
    ("the last part is not sorted", SYMMETRY,
     "for (std::size_t i = 1; i < alike_.count; ++i) {\n      for (std::size_t k = i;",
     "for (std::size_t i = 1; i + 1 < alike_.count; ++i) {\n      for (std::size_t k = i;"),
    ("equal parts are counted as different", SYMMETRY,
     "run = (twins >> i & 1U) != 0 ? run + 1 : 1;", "run = 1;"),
]


def sources():
    for name in ["checker", "model", "invariants", "traces", "cli", "tests", "docs", "cmake"]:
        yield from (path for path in sorted((ROOT / name).rglob("*")) if path.is_file())
    yield ROOT / "CMakeLists.txt"
    yield ROOT / "CMakePresets.json"


def prepare():
    """A copy of the sources, with a build of it that each mutant changes a little of. What has not changed keeps its time."""
    for path in sources():
        copy = COPY / "source" / path.relative_to(ROOT)
        if copy.exists() and copy.read_bytes() == path.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    subprocess.run(
        ["cmake", "-G", "Ninja", "-S", COPY / "source", "-B", COPY / "build", "-DCMAKE_BUILD_TYPE=Release"],
        check=True, stdout=subprocess.DEVNULL)


def failure():
    """The first test that fails, "it does not compile", or None."""
    build = subprocess.run(["cmake", "--build", COPY / "build", "--target", *TESTS], capture_output=True, text=True)
    if build.returncode != 0:
        return "it does not compile"
    for program in TESTS:
        try:
            run = subprocess.run(
                [COPY / "build" / "tests" / program, "--gtest_brief=1", "--gtest_fail_fast"],
                capture_output=True, text=True, timeout=900)
        except subprocess.TimeoutExpired:
            return f"{program} does not end"
        if run.returncode != 0:
            failed = [line for line in run.stdout.splitlines() if line.startswith("[  FAILED  ]")]
            return failed[0].split("]", 1)[1].split(",")[0].split("(")[0].strip() if failed else f"{program} crashes"
    return None


def main():
    wanted = set(sys.argv[1:])
    unknown = wanted - {name for name, *_ in MUTANTS}
    if unknown:
        sys.exit(f"mutants.py: no mutant is called {sorted(unknown)[0]!r}")
    prepare()
    found = failure()
    if found:
        sys.exit(f"mutants.py: without any mutant: {found}")
    bad = 0
    for name, file, before, after in MUTANTS:
        if wanted and name not in wanted:
            continue
        path = COPY / "source" / file
        text = path.read_text()
        if text.count(before) < 1:
            verdict = "DOES NOT APPLY"
            bad += 1
        else:
            path.write_text(text.replace(before, after, 1))
            found = failure()
            path.write_text(text)
            if found == "it does not compile":
                verdict = "DOES NOT COMPILE"
                bad += 1
            else:
                verdict = found or "SURVIVES"
                bad += found is None
        print(f"{name:<70} {verdict}", flush=True)
    print(f"{len(wanted) or len(MUTANTS)} mutants, {bad} not caught")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
