#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <list>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "checker/worker_pool.hpp"
#include "cli/atlas/atlas.hpp"
#include "cli/atlas/journal.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/keys.hpp"
#include "cli/numbers.hpp"
#include "cli/progress.hpp"
#include "cli/protocol.hpp"
#include "cli/signals.hpp"
#include "cli/suggestion.hpp"
#include "traces/json.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t kCombinationsMax = 800'000;  // a journal of so many can be read again

struct Omitted {
  std::string_view rule;
  std::string reason;
};

constexpr const char* kNotAskedFor = "not asked for";

/// The rules that are varied, and those that are not with the reason.
struct Plan {
  std::vector<VariedRule> varied;
  std::vector<Omitted> omitted;
  std::vector<std::string> warnings;  ///< of the bounds, and of the rules that are kept
};

bool contains(const std::vector<std::string>& all, std::string_view name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

Plan plan_of(const AtlasRequest& request) {
  const Scenario& scenario = request.base.scenario;
  const Protocol& protocol = *scenario.protocol;
  std::vector<std::string> names;
  for (const model::Rule& rule : protocol.rules()) names.emplace_back(rule.name);
  for (const std::string& name : request.varied) {
    if (!contains(names, name)) throw InputError(kUsage, "--vary: " + unknown("rule", name, names));
    if (std::count(request.varied.begin(), request.varied.end(), name) > 1) {
      throw InputError(kUsage, fmt::format("--vary: {} is given twice", name));
    }
  }
  Plan plan;
  plan.warnings = protocol.warnings(scenario);
  if (request.base.states_max) {
    plan.warnings.emplace_back(
        "--max-states may cut searches short: what is smallest, minimal or maximal is so of what was "
        "searched to the end");
  }
  for (const model::Choice& choice : protocol.choices(scenario)) {
    const model::Rule& rule = *choice.rule;
    const bool is_asked_for = contains(request.varied, rule.name);
    if (!choice.alternative->specified) {
      if (is_asked_for) {
        throw InputError(kScenarioMakesNoSense, fmt::format("--vary: {} is the same in all combinations: {}",
                                                            rule.name, text_of(choice)));
      }
      plan.omitted.push_back({rule.name, "kept as " + name(choice)});
      continue;
    }
    if (!request.varied.empty() && !is_asked_for) {
      plan.omitted.push_back({rule.name, kNotAskedFor});
      continue;
    }
    VariedRule varied{&rule, {&rule.alternatives.front()}};
    std::string idle;
    for (const model::Alternative& alternative : rule.alternatives.subspan(1)) {
      if (!alternative.argument.empty()) continue;
      const std::string reason = protocol.why_idle({&rule, &alternative, {}}, scenario);
      if (reason.empty()) {
        varied.alternatives.push_back(&alternative);
      } else {
        idle = reason;
      }
    }
    if (varied.alternatives.size() == 1) {
      if (is_asked_for) {
        throw InputError(kScenarioMakesNoSense,
                         fmt::format("--vary: {} makes no difference: {}", rule.name, idle));
      }
      plan.omitted.push_back({rule.name, idle});
      continue;
    }
    plan.varied.push_back(std::move(varied));
  }
  if (Combinations::count(plan.varied, kCombinationsMax) > kCombinationsMax) {
    throw InputError(
        kScenarioMakesNoSense,
        fmt::format("there are more than {} combinations: --vary fewer rules", grouped(kCombinationsMax)));
  }
  return plan;
}

std::vector<std::string_view> names_of(const std::vector<const model::Alternative*>& alternatives) {
  std::vector<std::string_view> names;
  names.reserve(alternatives.size());
  for (const model::Alternative* alternative : alternatives) names.push_back(alternative->name);
  return names;
}

/// What a journal is a journal of.
std::string identity_of(const Atlas& atlas) {
  std::vector<std::string> rules;
  for (const VariedRule& rule : atlas.combinations().rules()) {
    rules.push_back(fmt::format("{}={}", rule.rule->name, fmt::join(names_of(rule.alternatives), "|")));
  }
  return fmt::format("paxoscope atlas {}: {}, varying {}", kAtlasSchemaVersion, command_of(atlas.base()),
                     fmt::join(rules, " "));
}

/// Takes rows from many threads, in any order, and keeps them in theirs: in the journal as soon as all before them are there.
class Rows {
 public:
  /// `known` are the first.
  Rows(std::vector<AtlasRow> known, std::size_t size, Journal* journal)
      : rows_(std::move(known)), journal_(journal), done_(rows_.size()), kept_(rows_.size()) {
    rows_.resize(size);
    is_there_.resize(size);
  }

  void put(std::size_t combination, const AtlasRow& row) {
    const std::lock_guard lock(mutex_);
    rows_[combination] = row;
    is_there_[combination] = true;
    while (done_ < rows_.size() && is_there_[done_]) ++done_;
    constexpr std::size_t kAtOnce = 100;
    constexpr std::chrono::seconds kAtLatest{1};
    if (done_ - kept_ >= kAtOnce || Clock::now() - kept_at_ >= kAtLatest) keep();
    live_line_.update(done_, rows_.size());
  }

  /// What is there without a gap goes to the journal.
  void keep() {
    if (journal_ != nullptr && done_ > kept_)
      journal_->append(std::span(rows_).subspan(kept_, done_ - kept_));
    kept_ = done_;
    kept_at_ = Clock::now();
  }

  /// How many there are without a gap.
  [[nodiscard]] std::size_t done() const { return done_; }
  [[nodiscard]] const std::vector<AtlasRow>& rows() const { return rows_; }

 private:
  using Clock = std::chrono::steady_clock;

  std::vector<AtlasRow> rows_;
  std::vector<bool> is_there_;
  Journal* journal_;
  std::size_t done_;
  std::size_t kept_;
  Clock::time_point kept_at_ = Clock::now();
  LiveLine live_line_;
  std::mutex mutex_;
};

/// Searches what is not there. False if a signal came first.
bool search_all(const Atlas& atlas, std::size_t workers, Rows& rows) {
  const std::atomic<bool>& interrupted = catch_signals();
  checker::WorkerPool pool(workers);
  const std::size_t first = rows.done();
  pool.for_each(atlas.combinations().size() - first, [&](std::size_t i, std::size_t /*worker*/) {
    if (interrupted) return;
    const AtlasRow row = atlas.search(first + i, interrupted);
    if (!interrupted) rows.put(first + i, row);
  });
  rows.keep();
  return rows.done() == atlas.combinations().size();
}

/// All that is known of the combinations, for those who write it.
struct Found {
  const Atlas& atlas;
  const Plan& plan;
  const std::vector<AtlasRow>& rows;
  std::vector<std::size_t> minimal_unsafe;
  std::vector<std::size_t> maximal_safe;
  std::vector<std::size_t> repairs;  ///< minimal safe ones, if not to change anything is unsafe

  [[nodiscard]] std::size_t count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](const AtlasRow& row) { return row.verdict == verdict; }));
  }
  [[nodiscard]] std::vector<std::string> changes(std::size_t combination) const {
    std::vector<std::string> texts;
    for (const model::Choice& change : atlas.combinations().changes(combination))
      texts.push_back(text_of(change));
    return texts;
  }
  [[nodiscard]] Scenario smallest_scenario(std::size_t combination) const {
    return atlas.request(combination, atlas.scenarios()[rows[combination].smallest]).scenario;
  }
};

std::vector<bool> are(const std::vector<AtlasRow>& rows, Verdict verdict) {
  std::vector<bool> is(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) is[i] = rows[i].verdict == verdict;
  return is;
}

std::string failure_text(const Failure& failure) {
  return fmt::format("{} in {}", failure.property->name, counted(failure.length, "step"));
}

std::string to_text(const Found& found) {
  const Scenario& scenario = found.atlas.base().scenario;
  std::string text = fmt::format("atlas of {}: {}\n", scenario.protocol->name(), bounds_text(scenario));
  for (const VariedRule& rule : found.atlas.combinations().rules()) {
    text += fmt::format("  {}: {}\n", rule.rule->name, fmt::join(names_of(rule.alternatives), ", "));
  }
  std::vector<std::string> omitted;
  for (const Omitted& o : found.plan.omitted) {
    if (o.reason != kNotAskedFor) omitted.push_back(fmt::format("{} ({})", o.rule, o.reason));
  }
  if (!omitted.empty()) text += fmt::format("  not varied: {}\n", fmt::join(omitted, ", "));
  for (const std::string& warning : found.plan.warnings) text += fmt::format("WARNING: {}\n", warning);
  const std::size_t unknown = found.count(Verdict::kUnknown);
  text += fmt::format("\n{} combinations: {} safe, {} unsafe, {} vacuous{}\n", grouped(found.rows.size()),
                      grouped(found.count(Verdict::kSafe)), grouped(found.count(Verdict::kUnsafe)),
                      grouped(found.count(Verdict::kVacuous)),
                      unknown == 0 ? "" : fmt::format(", {} not searched to the end", grouped(unknown)));
  const auto changes_text = [&](std::size_t combination) {
    const std::vector<std::string> changes = found.changes(combination);
    return changes.empty() ? std::string("nothing changed") : fmt::format("{}", fmt::join(changes, ", "));
  };
  text += fmt::format("\nminimal unsafe sets of changes ({}): no part of one is unsafe\n",
                      found.minimal_unsafe.size());
  for (const std::size_t c : found.minimal_unsafe) {
    const AtlasRow& row = found.rows[c];
    text += fmt::format("  {}\n      {}; smallest: {}, {}\n", changes_text(c), failure_text(row.failure),
                        bounds_text(found.smallest_scenario(c)), failure_text(row.at_smallest));
  }
  if (found.rows.front().verdict == Verdict::kUnsafe) {
    text += fmt::format("\nsmallest repairs ({}): safe, and no part of one is\n", found.repairs.size());
    for (const std::size_t c : found.repairs) text += fmt::format("  {}\n", changes_text(c));
  }
  text += fmt::format("\nmaximal safe relaxations ({}): nothing can be changed besides\n",
                      found.maximal_safe.size());
  for (const std::size_t c : found.maximal_safe) text += fmt::format("  {}\n", changes_text(c));
  return text;
}

ordered_json to_json(const Failure& failure) {
  return {{"property", failure.property->name}, {"length", failure.length}};
}

ordered_json to_json(const Found& found, double seconds) {
  ordered_json json;
  json["schema_version"] = kAtlasSchemaVersion;
  json["kind"] = "atlas";
  json["scenario"] = traces::to_json(record_of(found.atlas.base().scenario));
  json["varied"] = ordered_json::array();
  for (const VariedRule& rule : found.atlas.combinations().rules()) {
    json["varied"].push_back({{"rule", rule.rule->name}, {"alternatives", names_of(rule.alternatives)}});
  }
  json["not_varied"] = ordered_json::array();
  for (const Omitted& o : found.plan.omitted)
    json["not_varied"].push_back({{"rule", o.rule}, {"reason", o.reason}});
  json["warnings"] = found.plan.warnings;
  json["combinations"] = found.rows.size();
  json["safe"] = found.count(Verdict::kSafe);
  json["unsafe"] = found.count(Verdict::kUnsafe);
  json["vacuous"] = found.count(Verdict::kVacuous);
  json["unknown"] = found.count(Verdict::kUnknown);
  json["minimal_unsafe"] = ordered_json::array();
  for (const std::size_t c : found.minimal_unsafe) {
    ordered_json item{{"changes", found.changes(c)}};
    item.update(to_json(found.rows[c].failure));
    item["smallest"] = {{"scenario", traces::to_json(record_of(found.smallest_scenario(c)))}};
    item["smallest"].update(to_json(found.rows[c].at_smallest));
    json["minimal_unsafe"].push_back(std::move(item));
  }
  const auto sets = [&](const std::vector<std::size_t>& combinations) {
    ordered_json all = ordered_json::array();
    for (const std::size_t c : combinations) all.push_back({{"changes", found.changes(c)}});
    return all;
  };
  json["maximal_safe"] = sets(found.maximal_safe);
  json["smallest_repairs"] = sets(found.repairs);
  json["seconds"] = to_milliseconds(seconds);
  return json;
}

/// A line for each combination: what it changes, what becomes of it, and where that shows first.
std::string to_csv(const Found& found) {
  const Combinations& combinations = found.atlas.combinations();
  const auto parameters = found.atlas.base().scenario.protocol->parameters();
  std::string csv;
  for (const VariedRule& rule : combinations.rules()) csv += fmt::format("{},", rule.rule->name);
  csv += "changes,verdict,property,length,is_minimal_unsafe,is_maximal_safe";
  for (const model::Parameter& parameter : parameters) csv += fmt::format(",smallest_{}", parameter.name);
  csv += ",smallest_property,smallest_length\n";
  const auto is_in = [](const std::vector<std::size_t>& sorted, std::size_t c) {
    return std::binary_search(sorted.begin(), sorted.end(), c) ? "yes" : "no";
  };
  for (std::size_t c = 0; c < found.rows.size(); ++c) {
    const AtlasRow& row = found.rows[c];
    std::size_t changes = 0;
    for (std::size_t i = 0; i < combinations.rules().size(); ++i) {
      const std::size_t which = combinations.alternative(c, i);
      changes += which == 0 ? 0 : 1;
      csv += fmt::format("{},", combinations.rules()[i].alternatives[which]->name);
    }
    const bool is_unsafe = row.verdict == Verdict::kUnsafe;
    csv += fmt::format("{},{},{},{},{},{}", changes, name(row.verdict),
                       is_unsafe ? row.failure.property->name : "",
                       is_unsafe ? std::to_string(row.failure.length) : "", is_in(found.minimal_unsafe, c),
                       is_in(found.maximal_safe, c));
    Scenario smallest = found.atlas.base().scenario;
    smallest.settings = found.atlas.scenarios()[row.smallest];
    for (std::size_t i = 0; i < parameters.size(); ++i)
      csv += is_unsafe ? "," + setting_text(smallest, i) : ",";
    csv += fmt::format(",{},{}\n", is_unsafe ? row.at_smallest.property->name : "",
                       is_unsafe ? std::to_string(row.at_smallest.length) : "");
  }
  return csv;
}

}  // namespace

int atlas_command(const AtlasRequest& request) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const Plan plan = plan_of(request);
  const Atlas atlas(request.base, Combinations(plan.varied));
  refuse_same_outputs({request.json_path, request.csv_path, request.journal_path}, {"atlas", true});
  // Opened before the searches, so that a path that cannot be written costs nothing.
  std::list<OutputFile> files;
  for (const std::string* path : {&request.json_path, &request.csv_path}) {
    if (!path->empty()) files.emplace_back(*path);
  }
  std::unique_ptr<Journal> journal;
  if (!request.journal_path.empty()) {
    journal = std::make_unique<Journal>(request.journal_path, identity_of(atlas), atlas);
  }
  Rows found_rows(journal == nullptr ? std::vector<AtlasRow>() : journal->rows(), atlas.combinations().size(),
                  journal.get());
  if (!search_all(atlas, request.workers, found_rows)) {
    const std::string done = fmt::format("paxoscope: stopped after {} of {} combinations; {}\n",
                                         grouped(found_rows.done()), grouped(found_rows.rows().size()),
                                         journal == nullptr ? "with --resume FILE it could go on from there"
                                                            : "the same command goes on from there");
    std::fputs(done.c_str(), stderr);
    return kInterruptedBase + caught_signal();
  }
  const std::vector<AtlasRow>& rows = found_rows.rows();

  const bool is_specified_unsafe = rows.front().verdict == Verdict::kUnsafe;
  const Found found{atlas,
                    plan,
                    rows,
                    minimal(atlas.combinations(), are(rows, Verdict::kUnsafe)),
                    maximal(atlas.combinations(), are(rows, Verdict::kSafe)),
                    is_specified_unsafe ? minimal(atlas.combinations(), are(rows, Verdict::kSafe))
                                        : std::vector<std::size_t>()};
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  OutputAttempts attempts;
  if (request.json_path != "-" && request.csv_path != "-")
    attempts.attempt([&] { write_stdout(to_text(found)); });
  auto file = files.begin();
  if (!request.json_path.empty()) {
    attempts.attempt([&] { file->write(to_json(found, seconds).dump(2) + "\n"); });
    ++file;
  }
  if (!request.csv_path.empty()) attempts.attempt([&] { file->write(to_csv(found)); });
  attempts.report();
  return kHolds;
}

}  // namespace paxoscope::cli
