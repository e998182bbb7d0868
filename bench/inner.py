"""Builds and runs inner_parts.cpp, and tabulates what it measured: the parts of a search, and what the machine allows."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "release" / "bench" / "inner_parts"
BUILD = ["cmake --preset bench", "cmake --build --preset bench --target inner_parts"]
OPTIONS = ["--benchmark_repetitions=5", "--benchmark_report_aggregates_only=true"]
QUICK_OPTIONS = ["--small", "--benchmark_min_time=0.001"]

# In the order of the report, under the names that inner_parts.cpp gives them.
INSERTIONS = {
    "limit/128_MiB/4_KiB_pages": "machine's limit: array of 2^24 slots, pages of 4 KiB",
    "limit/128_MiB/huge_pages": "the same, huge pages",
    "limit/1_GiB/4_KiB_pages": "array of 2^27 slots, pages of 4 KiB",
    "limit/1_GiB/huge_pages": "the same, huge pages",
    "store/insert": "StatePartition::insert, growing",
    "search/synod-3-2-4": "whole search: synod 3/2/4 (transitions)",
    "search/synod-3-2-3": "whole search: synod 3/2/3 (transitions)",
}
PARTS = {
    "part_table/intern_known": "PartTable::intern, of a value that is known",
    "codec/decode": "StateCodec::decode",
    "codec/encode_near": "StateCodec::encode_near, of a successor that differs in one part",
    **{f"successors/{protocol}/{way}": f"{protocol}: {title}" for protocol in ("synod", "paxos") for way, title in {
        "enabled_and_apply": "successors, for_each_enabled and apply",
        "fused": "successors, for_each_successor",
        "fused_and_encoded": "successors, for_each_successor, with hash and key",
        "looked_up_and_encoded": "successors, local steps looked up, with hash and key",
    }.items()},
}
SHARES = {
    "whole search, synod 3/2/4": "search/synod-3-2-4",
    "store alone": "store/insert",
}
LIMITS = ("limit/128_MiB/4_KiB_pages", "limit/128_MiB/huge_pages")


def build():
    for step in BUILD:
        done = subprocess.run(step, shell=True, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: failed: {step}\n{done.stdout}")


def run(options):
    """What Google Benchmark says of each part: {name: {"median": …, "cv": …}}; of a single run {name: {"once": …}}."""
    command = [str(PROGRAM), *options, "--benchmark_format=json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: exit status {done.returncode}: {' '.join(command)}\n{done.stderr}")
    results = {}
    for entry in json.loads(done.stdout)["benchmarks"]:
        if entry.get("error_occurred"):
            sys.exit(f"bench: {entry['run_name']}: {entry['error_message']}")
        results.setdefault(entry["run_name"], {})[entry.get("aggregate_name", "once")] = entry["items_per_second"]
    if set(results) != {*INSERTIONS, *PARTS}:
        sys.exit(f"bench: inner.py and inner_parts.cpp do not agree on {', '.join(set(results) ^ {*INSERTIONS, *PARTS})}")
    return results


def works():
    """Stops the program unless each part runs, with little to do, and finds what it must."""
    build()
    run(QUICK_OPTIONS)


def table(titles, each, results):
    lines = [f"| | {each}/s | ns each | coefficient of variation |", "|---|--:|--:|--:|"]
    for name, title in titles.items():
        rate, variation = results[name]["median"], results[name]["cv"]
        lines.append(f"| {title} | {rate / 1e6:.1f} M | {1e9 / rate:.1f} | {100 * variation:.1f} % |")
    return lines


def shares(results):
    lines = ["| share of the machine's limit | pages of 4 KiB | huge pages |", "|---|--:|--:|"]
    for title, name in SHARES.items():
        parts = [f"{100 * results[name]['median'] / results[limit]['median']:.0f} %" for limit in LIMITS]
        lines.append(f"| {title} | {' | '.join(parts)} |")
    return lines


def section():
    """The lines of the report, measured now."""
    build()
    results = run(OPTIONS)
    return ["### Insertions", "", *table(INSERTIONS, "insertions", results), "", *shares(results), "",
            "### Steps between them", "", *table(PARTS, "calls or successors", results), "",
            "### Command lines", "", "```sh", *BUILD, " ".join([str(PROGRAM.relative_to(ROOT)), *OPTIONS]), "```"]
