"""Protects: every counterexample of the catalogue, and some runs without end, can be written in every format, and those who read these formats read them.

usage: formats_test.py PROGRAM [FOLDER]

Writes to FOLDER, if one is given, for whoever has more readers. Graphviz and PlantUML must be installed.
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

FORMATS = {
    "text": "txt", "html": "html", "svg": "svg", "json": "json", "itf": "itf.json", "tla": "tla", "mermaid": "mmd",
    "plantuml": "puml", "dot": "dot", "shiviz": "log",
}


# Runs that go on for ever, and one that ends where nothing can happen any more.
WITHOUT_END = {
    "paxos-duel": "check paxos --network synchronous --property termination",
    "paxos-crashed-for-good": "check paxos --network synchronous --proposers 1 --crashes 1 --recoveries none --property termination",
}


def write(program, folder, name, words, status):
    for format, ending in FORMATS.items():
        words = [*words, "--trace-out", f"{format}={folder / name}.{ending}"]
    done = subprocess.run([program, *words], capture_output=True, text=True)
    assert done.returncode == status, (name, done.returncode, done.stderr)
    return json.loads((folder / f"{name}.json").read_text())


def write_all(program, folder):
    """The counterexamples, by file name without its ending."""
    table = json.loads(subprocess.run([program, "variants", "--json", "-"], capture_output=True, check=True).stdout)
    runs = {}
    for variant in table["variants"]:
        if variant["length"] is None:
            continue
        name = f"{variant['protocol']}-{variant['name']}"
        assert name not in runs, name
        runs[name] = write(program, folder, name, shlex.split(variant["command"])[1:], 12)
        assert runs[name]["length"] == variant["length"], name
    for name, command in WITHOUT_END.items():
        runs[name] = write(program, folder, name, shlex.split(command), 13)
        assert "loop" in runs[name], name
    return runs


def check_itf(program, folder, name, trace):
    document = json.loads((folder / f"{name}.itf.json").read_text())
    assert len(document["states"]) == trace["length"] + 1
    assert document.get("loop") == (trace["loop"]["from"] if "loop" in trace else None), name
    for state in document["states"]:
        assert sorted(state) == sorted([*document["vars"], "#meta"]), name

    def well_formed(value):
        if isinstance(value, dict):
            assert not any(key.startswith("#") for key in value) or len(value) == 1, value
            if "#bigint" in value:
                assert re.fullmatch(r"-?\d+", value["#bigint"]), value
            if "#set" in value:
                items = [json.dumps(item) for item in value["#set"]]
                assert len(set(items)) == len(items), value
            for item in value.values():
                well_formed(item)
        elif isinstance(value, list):
            for item in value:
                well_formed(item)
        else:
            assert isinstance(value, str), f"{value} is neither text nor a #bigint"

    for state in document["states"]:
        well_formed({key: value for key, value in state.items() if key != "#meta"})
    # And back: what we read is the run that we wrote.
    again = subprocess.run(
        [program, "trace", folder / f"{name}.itf.json", "--to", "json"], capture_output=True, check=True, text=True
    )
    assert json.loads(again.stdout) == trace, name


def check_shiviz(folder, name, trace):
    """The expression that the log gives reads all of it, and clocks tick as vector clocks do."""
    expression, empty, *lines = (folder / f"{name}.log").read_text().splitlines()
    assert empty == ""
    pattern = re.compile(expression.replace("(?<", "(?P<"))
    events = list(pattern.finditer("\n".join(lines)))
    assert len(events) == len(lines) // 2 >= trace["length"], name
    last = {}
    for event in events:
        host, clock = event["host"], json.loads(event["clock"])
        assert clock[host] == last.get(host, {}).get(host, 0) + 1, (name, event[0])
        for other, time in last.get(host, {}).items():
            assert clock[other] >= time, (name, event[0])
        for other, time in clock.items():
            assert other == host or time <= last[other][other], f"{name}: {host} knows what {other} has not done yet"
        last[host] = clock


def check_svg(folder, name, trace):
    root = ElementTree.parse(folder / f"{name}.svg").getroot()
    tag = "{http://www.w3.org/2000/svg}"
    assert root.tag == tag + "svg"
    _, _, width, height = map(float, root.get("viewBox").split())
    steps = [g.get("data-step") for g in root.iter(tag + "g") if (g.get("class") or "").startswith("step")]
    assert steps == [str(i + 1) for i in range(trace["length"])], name
    for circle in root.iter(tag + "circle"):
        assert 0 < float(circle.get("cx")) < width and 0 < float(circle.get("cy")) < height, name
    lanes = [g for g in root.iter(tag + "g") if g.get("class") == "lane"]
    assert len(lanes) == len(trace["processes"]), name
    loops = [g for g in root.iter(tag + "g") if g.get("class") == "loop"]
    assert len(loops) == ("loop" in trace), name
    arrows = [g for g in root.iter(tag + "g") if (g.get("class") or "").startswith("message")]
    # What a process sends itself in a round goes nowhere, and is no arrow.
    sent = [m for m in trace["messages"] if m["from"] != m["to"]]
    receipts = sum(len(m["received"]) for m in sent)
    lost = sum(m["lost"] is not None for m in sent)
    in_flight = sum(not m["received"] and m["lost"] is None for m in sent)
    assert len(arrows) == receipts + lost + in_flight, name


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data = None
        self.open = []

    def handle_starttag(self, tag, attributes):
        self.open.append((tag, dict(attributes)))
        for key, value in attributes:
            assert key not in ("src", "href") or not value or value.startswith(("#", "data:")), (tag, key, value)

    def handle_data(self, data):
        if self.open and self.open[-1][0] == "script" and self.open[-1][1].get("id") == "run":
            self.data = (self.data or "") + data

    def handle_endtag(self, tag):
        pass


def check_html(folder, name, trace):
    page = Page()
    page.feed((folder / f"{name}.html").read_text())
    data = json.loads(page.data)
    assert data["length"] == trace["length"] and len(data["states"]) == trace["length"] + 1, name


def check_tla(folder, name, trace):
    states = (folder / f"{name}.tla").read_text().strip().split("\n\n")
    if "loop" in trace:
        assert re.fullmatch(r"Back to state \d+: <.+>|State \d+: Stuttering", states.pop()), name
    assert len(states) == trace["length"] + 1, name
    variables = None
    for i, state in enumerate(states):
        head, *conjuncts = state.splitlines()
        assert re.fullmatch(rf"State {i + 1}: <.+>", head), head
        names = [re.fullmatch(r"/\\ (\w+) = (.+)", conjunct)[1] for conjunct in conjuncts]
        assert variables in (None, names), name
        variables = names


def check_text(program, folder, name, trace):
    for style in ("diff", "full", "table", "diagram"):
        words = ["trace", folder / f"{name}.json", "--to", "text", "--style", style, "--width", "90", "--explain"]
        told = subprocess.run([program, *words], capture_output=True, check=True, text=True).stdout
        extent = f"(: | in ){trace['length']} steps?, " if "loop" in trace else f" in {trace['length']} steps\n"
        assert re.match(f"Counterexample to {trace['property']}{extent}", told), name
        if style == "diagram":
            begin, end = told.index("\n\n", told.index("\n\n") + 2), told.rindex("\n\n  " + trace["why"][0])
            assert max(map(len, told[begin:end].splitlines())) <= 90, (name, told[begin:end])


def check_all_dot(folder, runs):
    files = [folder / f"{name}.dot" for name in runs]
    subprocess.run(["dot", "-Tcanon", *files], stdout=subprocess.DEVNULL, check=True)
    for name, trace in runs.items():
        plain = subprocess.run(["dot", "-Tplain", folder / f"{name}.dot"], capture_output=True, check=True, text=True)
        nodes = [line for line in plain.stdout.splitlines() if line.startswith("node ")]
        assert len(nodes) == trace["length"], name


def check_graphs(program):
    """State graphs are read by Graphviz and as XML, and have as many nodes as there are vertices."""
    words = [program, "graph", "synod", "--variant", "accept-ignores-promise", "--view", "chosen,promised"]
    in_format = lambda format: subprocess.run([*words, "--to", format], capture_output=True, check=True, text=True).stdout
    vertices = len(json.loads(in_format("json"))["vertices"])
    plain = subprocess.run(["dot", "-Tplain"], input=in_format("dot"), capture_output=True, check=True, text=True)
    assert sum(line.startswith("node ") for line in plain.stdout.splitlines()) == vertices > 20
    tag = "{http://graphml.graphdrawing.org/xmlns}"
    root = ElementTree.fromstring(in_format("graphml"))
    keys = {key.get("id") for key in root.iter(tag + "key")}
    assert len(list(root.iter(tag + "node"))) == vertices
    assert all(data.get("key") in keys for data in root.iter(tag + "data"))


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        runs = write_all(program, folder)
        assert len(runs) > 30, len(runs)
        for name, trace in runs.items():
            check_itf(program, folder, name, trace)
            check_shiviz(folder, name, trace)
            check_svg(folder, name, trace)
            check_html(folder, name, trace)
            check_tla(folder, name, trace)
            check_text(program, folder, name, trace)
        check_all_dot(folder, runs)
        check_graphs(program)
        # One virtual machine for all of them; it says which file is wrong.
        subprocess.run(["plantuml", "-checkonly", "-failfast2", *[folder / f"{name}.puml" for name in runs]], check=True)


if __name__ == "__main__":
    main()
