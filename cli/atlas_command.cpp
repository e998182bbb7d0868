#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "checker/worker_pool.hpp"
#include "cli/atlas/atlas.hpp"
#include "cli/atlas/findings.hpp"
#include "cli/atlas/journal.hpp"
#include "cli/atlas/plan.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/keys.hpp"
#include "cli/numbers.hpp"
#include "cli/progress.hpp"
#include "cli/protocol.hpp"
#include "cli/signals.hpp"

namespace paxoscope::cli {

namespace {

/// What a journal is a journal of.
std::string identity_of(const Atlas& atlas) {
  std::string identity =
      fmt::format("atlas {} of paxoscope {}: {}", kAtlasSchemaVersion, PAXOSCOPE_VERSION, command_of(atlas));
  // Which alternatives there are depends on the bounds.
  for (const VariedRule& rule : atlas.combinations().rules())
    identity += fmt::format(" --of {}={}", rule.rule->name, fmt::join(names_of(rule.alternatives), "|"));
  return identity;
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

/// Each combination is searched at the bounds of the atlas, so each must make sense there. Throws InputError.
void refuse_what_makes_no_sense(const Atlas& atlas) {
  for (std::size_t i = 0; i < atlas.combinations().size(); ++i) {
    const Scenario scenario = atlas.request(i, atlas.base().scenario.settings).scenario;
    for (const model::Choice& choice : scenario.protocol->choices(scenario)) {
      const std::string problem = scenario.protocol->problem_of(choice, scenario);
      if (problem.empty()) continue;
      throw InputError(kScenarioMakesNoSense,
                       fmt::format("atlas: among the combinations is rule {}: {}; --vary leaves rules out",
                                   text_of(choice), problem));
    }
  }
}

}  // namespace

int atlas_command(const AtlasRequest& request) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const AtlasPlan plan = atlas_plan(request);
  const Atlas atlas(request.base, Combinations(plan.varied));
  refuse_what_makes_no_sense(atlas);
  refuse_same_outputs({request.json_path, request.csv_path, request.html_path, request.journal_path},
                      {"atlas", true});
  // Opened before the searches, so that a path that cannot be written costs nothing.
  const auto opened = [](const std::string& path) {
    return path.empty() ? nullptr : std::make_unique<OutputFile>(path);
  };
  const auto json_file = opened(request.json_path);
  const auto csv_file = opened(request.csv_path);
  const auto html_file = opened(request.html_path);
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
  const AtlasFindings found = findings_of(atlas, plan, found_rows.rows());
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const bool stdout_is_taken =
      request.json_path == "-" || request.csv_path == "-" || request.html_path == "-";
  OutputAttempts attempts;
  if (!stdout_is_taken) attempts.attempt([&] { write_stdout(to_text(found)); });
  const auto write = [&](const std::unique_ptr<OutputFile>& file, const auto& contents) {
    if (file != nullptr) attempts.attempt([&] { file->write(contents()); });
  };
  write(json_file, [&] { return to_json(found, seconds).dump(2) + "\n"; });
  write(csv_file, [&] { return to_csv(found); });
  write(html_file, [&] { return to_html(found); });
  attempts.report();
  return kHolds;
}

}  // namespace paxoscope::cli
