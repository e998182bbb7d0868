"""Protects: what the program writes is what the published schemas say, and the schemas refuse what they should.

usage: schemas_test.py SCHEMAS_DIRECTORY PROGRAM
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema


def load(directory):
    schemas = [json.loads(path.read_text()) for path in sorted(directory.glob("*.schema.json"))]
    store = {schema["$id"]: schema for schema in schemas}
    for schema in schemas:
        jsonschema.Draft202012Validator.check_schema(schema)
    return {
        name.removesuffix(".schema.json"): jsonschema.Draft202012Validator(
            schema, resolver=jsonschema.RefResolver(name, schema, store=store)
        )
        for name, schema in store.items()
    }


def run(program, directory, arguments):
    (directory / "rule.cpp").write_text(RULE)
    subprocess.run(
        [program, "check", *arguments, "--json", "result.json", "--trace-out", "json=trace.json"],
        cwd=directory,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    result = json.loads((directory / "result.json").read_text())
    trace = directory / "trace.json"
    return result, json.loads(trace.read_text()) if trace.exists() else None


RULE = """#include <paxoscope/rule.hpp>
bool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { return true; }
"""

RUNS = [
    ["paxos"],
    ["paxos", "--variant", "accept-ignores-promise"],
    ["paxos", "--variant", "proposer-ignores-votes", "--learners", "2", "--duplication", "1", "--loss", "2"],
    ["paxos", "--rule", "vote-record=highest", "--rule", "promise-record=forgotten"],
    ["paxos", "--rule", "promise-quorum=sets:a1+a2/a3", "--rule", "vote-quorum=weights:2+1+1", "--assume-quorums"],
    ["paxos", "--rules", "rule.cpp", "--learners", "0"],
    ["paxos", "--property", "value-learned"],
    ["paxos", "--max-states", "10"],
    ["paxos", "--max-depth", "0"],
    ["paxos", "--memory", "1"],
    ["paxos", "--timeout", "1ms"],
    ["paxos", "--proposers", "1", "--expect-distinct", "1", "--expect-depth", "5", "--max-states", "3"],
    ["synod"],
    ["synod", "--variant", "accept-ignores-promise"],
    ["synod", "--store", "fingerprint", "--reductions", "symmetry"],
    ["synod", "--variant", "proposer-ignores-votes", "--max-errors", "4", "--store", "fingerprint"],
    ["sketch", "--loss", "1"],
    ["paxos", "--network", "fifo", "--acceptors", "2"],
    ["paxos", "--network", "synchronous"],
    ["paxos", "--network", "synchronous", "--property", "termination"],
    ["paxos", "--network", "partially-synchronous", "--attempts", "1", "--rule", "leader=omega"],
    ["paxos", "--property", "termination"],
    ["last-voting"],
    ["last-voting", "--variant", "vote-leaves-timestamp"],
    ["fast-paxos"],
    ["fast-paxos", "--variant", "proposes-any-reported-value"],
    ["multi-paxos", "--attempts", "1"],
    ["multi-paxos", "--variant", "executes-twice", "--attempts", "1"],
]


def check_variants(program, validator):
    written = subprocess.run([program, "variants", "--json", "-"], capture_output=True, check=True, text=True)
    table = json.loads(written.stdout)
    validator.validate(table)
    for place in (table, table["variants"][0]):
        for key in list(place):
            value = place.pop(key)
            assert not validator.is_valid(table), f"a table without {key} is accepted"
            place[key] = value
        assert not validator.is_valid({**table, "surprise": 1}), "an unknown key is accepted"


def check_atlas(program, validator):
    for arguments in (["synod", "--vary", "may-vote", "--vary", "promise-reports"], ["sketch", "--vary", "votes-needed"]):
        command = [program, "atlas", *arguments, "--json", "-"]
        written = subprocess.run(command, capture_output=True, check=True, text=True)
        atlas = json.loads(written.stdout)
        validator.validate(atlas)
        for place in (atlas, atlas["minimal_unsafe"][0], atlas["minimal_unsafe"][0]["smallest"]):
            for key in list(place):
                value = place.pop(key)
                assert not validator.is_valid(atlas), f"an atlas without {key} is accepted"
                place[key] = value
            assert not validator.is_valid({**atlas, "surprise": 1}), "an unknown key is accepted"


def check_simulation(program, validator):
    for arguments, status in (
        (["synod", "--variant", "accept-ignores-promise"], 12),
        (["paxos", "--property", "value-learned"], 0),
        (["sketch", "--variant", "counts-both", "--runs", "20"], 3),
    ):
        written = subprocess.run([program, "simulate", *arguments, "--json", "-"], capture_output=True, text=True)
        assert written.returncode == status, (arguments, written.returncode)
        simulation = json.loads(written.stdout)
        validator.validate(simulation)
        for key in list(simulation):
            value = simulation.pop(key)
            assert not validator.is_valid(simulation), f"a simulation without {key} is accepted"
            simulation[key] = value
        assert not validator.is_valid({**simulation, "surprise": 1}), "an unknown key is accepted"


def check_history(program, validator, directory):
    subprocess.run([program, "check", "paxos", "--learners", "0", "--history", "history"], cwd=directory, capture_output=True, check=True)
    lines = [json.loads(line) for line in (directory / "history").read_text().splitlines()]
    assert any(line["to_come"] for line in lines[:-1]) and not lines[0]["to_come"], "nothing, or everything, is forecast"
    for line in lines:
        validator.validate(line)
    for place in (lines[-1], lines[-1]["to_come"]):
        for key in list(place):
            value = place.pop(key)
            assert not validator.is_valid(lines[-1]), f"a line of history without {key} is accepted"
            place[key] = value
        assert not validator.is_valid({**lines[-1], "surprise": 1}), "an unknown key is accepted"


def check_graph(program, validator):
    for arguments in (["sketch"], ["last-voting", "--phases", "1", "--view", "decided"], ["paxos", "--proposers", "1", "--loss", "none", "--view", "chosen,phase"], ["paxos", "--network", "synchronous", "--proposers", "1", "--view", "patience"]):
        command = [program, "graph", *arguments, "--to", "json"]
        graph = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        validator.validate(graph)
        for place in (graph, graph["vertices"][0], graph["edges"][0]):
            for key in list(place):
                value = place.pop(key)
                assert not validator.is_valid(graph), f"a graph without {key} is accepted"
                place[key] = value
        assert not validator.is_valid({**graph, "surprise": 1}), "an unknown key is accepted"


CI_FILES = {
    "good.toml": 'protocol = "synod"\nballots = 1\nexpect-chosen = true\nexpect-outcome = "holds"\n',
    "mistake.toml": 'protocol = "paxos"\nlearners = 0\nloss = "none"\nvariant = "accept-ignores-promise"\n',
    "expected.toml": 'protocol = "synod"\nvariant = "accept-ignores-promise"\nexpect-violated = ["p2b"]\nexpect-length = 3\nexpect-digest = "0123456789abcdef"\n',
    "duel.toml": 'protocol = "paxos"\nnetwork = "synchronous"\nproperty = "termination"\n',
    "short.toml": 'protocol = "paxos"\nmax-states = 9\nexpect-length = 2\n',
    "bad.toml": "=",
}


def check_directory(program, validators):
    with tempfile.TemporaryDirectory() as directory:
        for name, text in CI_FILES.items():
            pathlib.Path(directory, name).write_text(text)
        command = [program, "check", "./", "--json", "r.json", "--sarif", "r.sarif"]
        assert subprocess.run(command, cwd=directory, stdout=subprocess.DEVNULL, check=False).returncode == 150
        result, sarif = (json.loads(pathlib.Path(directory, name).read_text()) for name in ("r.json", "r.sarif"))
        single = subprocess.run([program, "check", "good.toml", "--json", "-"], cwd=directory, capture_output=True, check=True)
    validators["directory"].validate(result)
    validators["sarif"].validate(sarif)
    assert len(result["scenarios"]) == len(CI_FILES)
    good = copy.deepcopy(next(s["result"] for s in result["scenarios"] if s["file"].endswith("good.toml")))
    for one in (good, alone := json.loads(single.stdout)):
        del one["seconds"], one["peak_bytes"]
    assert good == alone, "a scenario of a directory has another result than by itself"
    run = sarif["runs"][0]
    assert len(run["results"]) == 6, run["results"]
    flow = next(r for r in run["results"] if "codeFlows" in r)
    places = [(result, "directory", [result, result["scenarios"][0]])]
    places += [(sarif, "sarif", [sarif, run, run["invocations"][0], run["tool"]["driver"], run["tool"]["driver"]["rules"][0], flow, flow["codeFlows"][0]["threadFlows"][0]["locations"][0]])]
    for document, name, parts in places:
        for place in parts:
            for key in [k for k in place if k != "codeFlows"]:
                value = place.pop(key)
                assert not validators[name].is_valid(document), f"{name} without {key} is accepted"
                place[key] = value
            place["surprise"] = 1
            assert not validators[name].is_valid(document), f"{name}: an unknown key is accepted"
            del place["surprise"]
        validators[name].validate(document)


def main():
    validators = load(pathlib.Path(sys.argv[1]))
    assert sorted(validators) == ["atlas", "directory", "graph", "history", "result", "sarif", "simulation", "trace", "variants"], validators
    traces = 0
    for arguments in RUNS:
        with tempfile.TemporaryDirectory() as directory:
            result, trace = run(sys.argv[2], pathlib.Path(directory), arguments)
        validators["result"].validate(result)
        if trace is not None:
            validators["trace"].validate(trace)
            traces += 1
            for key in trace:
                if key == "loop":  # there need be none
                    continue
                broken = copy.deepcopy(trace)
                del broken[key]
                assert not validators["trace"].is_valid(broken), f"a trace without {key} is accepted"
            assert not validators["trace"].is_valid({**trace, "surprise": 1}), "an unknown key is accepted"
        for key in result:
            broken = copy.deepcopy(result)
            del broken[key]
            assert not validators["result"].is_valid(broken), f"a result without {key} is accepted"
    assert traces == 13, traces
    check_directory(sys.argv[2], validators)
    check_variants(sys.argv[2], validators["variants"])
    check_atlas(sys.argv[2], validators["atlas"])
    check_graph(sys.argv[2], validators["graph"])
    with tempfile.TemporaryDirectory() as name:
        check_history(sys.argv[2], validators["history"], pathlib.Path(name))
    check_simulation(sys.argv[2], validators["simulation"])
    print(f"{len(RUNS)} results and {traces} traces are as their schemas say")


main()
