#include "cli/fixed_keys.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "checker/property.hpp"
#include "cli/one_line.hpp"
#include "cli/protocol.hpp"
#include "cli/suggestion.hpp"
#include "cli/text.hpp"
#include "cli/trace_formats.hpp"
#include "model/phrases.hpp"

namespace paxoscope::cli {

namespace {

TraceOutput read_trace_output(const std::string& text, const Source& source) {
  const auto equals = text.find('=');
  const std::string format = text.substr(0, equals);
  if (equals == std::string::npos || equals + 1 == text.size()) {
    throw source.misspelt(fmt::format("'{}' is not FORMAT=FILE, such as text=trace.txt", text));
  }
  const std::string path = text.substr(equals + 1);
  if (const TraceFormat* const known = find_trace_format(format)) return {known, path};
  throw source.misspelt(unknown("trace format", format, trace_format_names()));
}

/// What to throw where `name` is none of the reductions of `protocol`.
InputError unknown_reduction(const std::string& name, const Protocol& protocol, const Source& source) {
  if (name.empty()) return source.misspelt("names no reduction before or after a comma; 'none' is none");
  for (const Protocol* other : protocols()) {
    if (!contains(names_of(other->reductions()), name)) continue;
    return source.misspelt(
        fmt::format("{} is a reduction of {}, not of {}", name, other->name(), words_of(protocol)));
  }
  std::vector<std::string> known = names_of(protocol.reductions());
  known.insert(known.begin(), {"auto", "all", "none"});
  return source.misspelt(unknown("reduction", name, known));
}

/// "auto", "all", "none", or names: with commas between them, or several.
ReductionChoice read_reductions(const RawValue& raw, const Protocol& protocol, const Source& source) {
  using Kind = ReductionChoice::Kind;
  std::vector<std::string> asked_for;
  for (const std::string& text : read_strings(raw, "the name of a reduction", source)) {
    const std::vector<std::string> words = words_of(text);
    asked_for.insert(asked_for.end(), words.begin(), words.end());
  }
  if (asked_for == std::vector<std::string>{"auto"}) return {Kind::kAuto, {}};
  if (asked_for == std::vector<std::string>{"all"}) return {Kind::kAll, {}};
  if (asked_for == std::vector<std::string>{"none"}) return {Kind::kNone, {}};
  if (asked_for.empty()) throw source.senseless("names no reduction; 'none' is none");
  const std::vector<std::string> known = names_of(protocol.reductions());
  for (const std::string& name : asked_for) {
    if (name == "auto" || name == "all" || name == "none") {
      throw source.misspelt(fmt::format("'{}' stands alone, without other names", name));
    }
    if (!contains(known, name)) throw unknown_reduction(name, protocol, source);
  }
  ReductionChoice choice{Kind::kNamed, {}};
  for (const std::string& name : known) {
    if (contains(asked_for, name)) choice.names.push_back(name);
  }
  return choice;
}
constexpr std::int64_t kWorkersMax = 1024;

}  // namespace

const std::vector<FixedKey>& fixed_keys() {
  static const std::vector<FixedKey> fixed{
      {{"reductions", "auto|all|none|NAME,…", "Search",
        "visit fewer states where that changes no answer; see 'list reductions' (default auto: all that are "
        "sound here)",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.reductions = read_reductions(v, *r.scenario.protocol, s);
       }},
      {{"store", "exact|fingerprint", "Search",
        "what to keep of each state; fingerprint keeps 64 bits and may miss a state (default exact)", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.store = static_cast<checker::StoreKind>(read_choice(v, "store", {"exact", "fingerprint"}, s));
       }},
      {{"workers", "N|auto", "Search",
        "threads that search; the result is the same for any number (default auto: one for each processor)",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.workers.reset();
         if (const auto* text = std::get_if<std::string>(&v.value)) {
           if (*text == "auto") return;
           if (v.is_typed || !parse_integer(*text)) {
             throw s.misspelt(fmt::format("'{}' is neither 'auto' nor a number{}", *text,
                                          v.is_typed ? " (a number has no quotes)" : ""));
           }
         }
         r.workers = static_cast<std::size_t>(read_integer(v, 1, kWorkersMax, s));
       }},
      {{"max-errors", "N", "Search",
        "go on until N properties are violated, and show a run for each (default 1)", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.errors_max = static_cast<std::size_t>(
             read_integer(v, 1, static_cast<std::int64_t>(checker::kPropertiesMax), s));
       }},
      {{"max-states", "N", "Limits", "stop, inconclusive, at this many distinct states", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.states_max = read_count(v, 1, s); }},
      {{"max-depth", "N", "Limits", "stop, inconclusive, at this many transitions from the initial state",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.depth_max = read_count(v, 0, s); }},
      {{"timeout", "T", "Limits", "stop, inconclusive, after this time: 90s, 5m, 1h, 500ms", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.timeout = read_duration(v, s); }},
      {{"memory", "SIZE", "Limits", "stop, inconclusive, before the stored states need more: 512M, 4G",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.memory_bytes_max = read_size(v, s); }},
      {{"spill", "DIR", "Limits",
        "at the limit on memory, go on with most of the stored states in a file without a name in this "
        "folder",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.spill_folder = read_folder_name(v, s);
         // Reports and checkpoints say what was asked for, in UTF-8.
         if (one_line(r.spill_folder) != r.spill_folder)
           throw s.misspelt(fmt::format("'{}' has letters that cannot be shown", r.spill_folder));
       }},
      {{"disk", "SIZE", "Limits", "stop, inconclusive, before that file is larger: 4G, 1T", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.disk_bytes_max = read_size(v, s); }},
      {{"checkpoint", "DIR", "Checkpoints",
        "keep in this folder how far the search has come: 'resume DIR' goes on with it", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.checkpoint_path = read_folder_name(v, s);
       }},
      {{"every", "T", "Checkpoints", "how often: 30s, 10m; also where the search is stopped (default 5m)",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.checkpoint_period = read_duration(v, s);
       }},
      {{"assume-quorums", "", "Expectations",
        "search though quorums that must have an acceptor in common need not, which else is exit 10 before "
        "anything is searched",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.assumes_quorums = read_truth(v, s); }},
      {{"expect-outcome", "holds|violated|inconclusive", "Expectations",
        "exit 0 if this is the outcome, and all else is as expected; otherwise 10", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.expectations.outcome = static_cast<checker::Outcome>(
             read_choice(v, "outcome", {"holds", "violated", "inconclusive"}, s));
       }},
      {{"expect-violated", "NAME", "Expectations",
        "likewise, and this property is what is violated; repeatable: these and no others", true},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.expectations.violated = read_properties(v, s);
       }},
      {{"expect-length", "N", "Expectations",
        "likewise, and the shortest run that violates anything has N steps", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.expectations.length = read_count(v, 0, s);
       }},
      {{"expect-distinct", "N", "Expectations", "fail (exit 10) unless there are N distinct states in all",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.expectations.distinct = read_count(v, 0, s);
       }},
      {{"expect-generated", "N", "Expectations",
        "fail (exit 10) unless N initial states and transitions are gone through", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.expectations.generated = read_count(v, 0, s);
       }},
      {{"expect-depth", "N", "Expectations", "fail (exit 10) unless the deepest state has depth N", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.expectations.depth = read_count(v, 0, s);
       }},
      {{"expect-digest", "HEX", "Expectations",
        "fail (exit 10) unless this is the digest of the states: 16 hexadecimal digits", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.expectations.digest = read_digest(v, s);
       }},
      {{"expect-chosen", "", "Expectations", "fail (exit 10) unless a value can be chosen", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.expectations.chosen = read_truth(v, s); }},
      {{"json", "FILE|-", "Output", "write the result as JSON; - is standard output, in place of the report",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.json_path = read_file_name(v, s); }},
      {{"junit", "FILE|-", "Output", "write the result as JUnit XML, for CI systems; see docs/ci.md", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.junit_path = read_file_name(v, s); }},
      {{"sarif", "FILE|-", "Output", "write what is not as expected as SARIF 2.1.0; see docs/ci.md", false},
       [](CheckRequest& r, const RawValue& v, const Source& s) { r.sarif_path = read_file_name(v, s); }},
      {{"trace-out", "FORMAT=FILE", "Output",
        "write the counterexample; FORMAT is " + model::enumerate(trace_format_names()), true},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.trace_outputs.clear();
         for (const std::string& text : read_strings(v, "FORMAT=FILE", s)) {
           r.trace_outputs.push_back(read_trace_output(text, s));
         }
       }},
      {{"certificate", "FILE", "Output",
        "where everything holds, write every state, for paxoscope-certify to verify: docs/certificates.md "
        "(of paxos and synod)",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.certificate_path = read_file_name(v, s);
       }},
      {{"history", "FILE", "Output",
        "write a line of JSON whenever a level is complete, and each second: states, rate, memory, disk, "
        "what may be to come",
        false},
       [](CheckRequest& r, const RawValue& v, const Source& s) {
         r.history_path = read_file_name(v, s);
         if (*r.history_path == "-")
           throw s.misspelt("'-' is not the name of a file: standard output is for the result");
       }},
  };
  return fixed;
}

}  // namespace paxoscope::cli
