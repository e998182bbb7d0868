#include "cli/run_checkpoint.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "checker/digest.hpp"
#include "cli/files.hpp"
#include "cli/reductions.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::json;

constexpr std::chrono::minutes kPeriod{5};

/// What a file of rules is recognized by.
std::string digest_of_rules(const std::string& path) {
  const std::string rules = read_file(path);
  return fmt::format("{:016x}", checker::digest_of(std::as_bytes(std::span(rules))));
}

std::string text_of_run(const CheckRequest& request) {
  json options = json::object();
  for (const Argument& argument : arguments_of(request)) {
    json& values = options[argument.key];
    if (values.is_null()) values = json::array();
    values.push_back(argument.value.empty() ? "true" : argument.value);
  }
  if (request.checkpoint_period) options["every"] = {fmt::format("{}ms", request.checkpoint_period->count())};
  json run{{"paxoscope", PAXOSCOPE_VERSION},
           {"protocol", request.scenario.protocol->name()},
           {"options", std::move(options)},
           {"reductions-at-work", names_at_work(plan_reductions(request))}};
  const std::string& rules = request.scenario.rules_path;
  if (!rules.empty()) run["digest-of-rules"] = digest_of_rules(rules);
  return run.dump();
}

/// A path as it can be given to a command.
std::string as_argument(const std::string& path) {
  return shell_word(path.starts_with('-') ? "./" + path : path);
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw InputError(kScenarioMakesNoSense, fmt::format("{}: {}", path, what));
}

}  // namespace

RunCheckpoint::RunCheckpoint(std::string path, checker::Folder::Use use)
    : path_(std::move(path)), folder_(path_, use), checkpoint_(folder_) {}

std::unique_ptr<RunCheckpoint> RunCheckpoint::begin(const std::string& path) {
  return with_files([&] {
    std::unique_ptr<RunCheckpoint> run(new RunCheckpoint(path, checker::Folder::Use::kNew));
    if (run->checkpoint_.saved_run()) {
      throw InputError(
          kUsage,
          fmt::format(
              "--checkpoint: a run was stopped that is kept in {0}; go on with 'paxoscope resume {0}', or "
              "remove that folder",
              as_argument(path)));
    }
    return run;
  });
}

std::unique_ptr<RunCheckpoint> RunCheckpoint::go_on(const std::string& path) {
  return with_files([&] {
    std::unique_ptr<RunCheckpoint> run(new RunCheckpoint(path, checker::Folder::Use::kExisting));
    if (!run->checkpoint_.saved_run()) fail(path, "no run is kept there that could go on");
    return run;
  });
}

SavedCheck RunCheckpoint::saved() const {
  const json run = json::parse(*checkpoint_.saved_run(), nullptr, false);
  SavedCheck saved;
  try {
    const std::string version = run.at("paxoscope");
    if (version != PAXOSCOPE_VERSION) {
      fail(path_, fmt::format("the run that is kept there is of paxoscope {}, and this is {}", version,
                              PAXOSCOPE_VERSION));
    }
    run.at("protocol").get_to(saved.protocol);
    run.at("options").get_to(saved.options);
    run.at("reductions-at-work").get_to(saved.reductions_at_work);
    saved.digest_of_rules = run.value("digest-of-rules", "");
  } catch (const json::exception&) {
    fail(path_, "what is kept there is no run of this program");
  }
  return saved;
}

void RunCheckpoint::require_same_search(const SavedCheck& saved, const CheckRequest& request) const {
  const std::string& rules = request.scenario.rules_path;
  if (!rules.empty() && saved.digest_of_rules != digest_of_rules(rules))
    fail(path_, fmt::format("the rules in {} are not as they were when the run was stopped", rules));
  const std::string now = names_at_work(plan_reductions(request));
  if (saved.reductions_at_work != now) {
    fail(path_,
         fmt::format("with these options the reductions at work are {}, and in the run that was stopped {}",
                     now, saved.reductions_at_work));
  }
}

checker::Checkpoint* RunCheckpoint::of(const CheckRequest& request) {
  // What a run is given besides when it goes on is for that part of it.
  checkpoint_.use(
      checkpoint_.saved_run() ? *checkpoint_.saved_run() : text_of_run(request),
      request.checkpoint_period.value_or(kPeriod), [](const std::string& why) {
        std::fputs(
            ("paxoscope: the search goes on without a new checkpoint: " + one_line(why) + "\n").c_str(),
            stderr);
      });
  return &checkpoint_;
}

std::string RunCheckpoint::note(const Report& report) const { return was_cut_short(report) ? note() : ""; }

std::string RunCheckpoint::note() const {
  if (!checkpoint_.is_there() || !checkpoint_.failure().empty()) return {};
  return fmt::format("note: 'paxoscope resume {}' goes on from here\n", as_argument(path_));
}

std::string RunCheckpoint::hint() const {
  if (!checkpoint_.is_there()) return {};
  return fmt::format("; 'paxoscope resume {}' goes on from the last checkpoint", as_argument(path_));
}

void RunCheckpoint::finish(const Report& report) {
  if (!was_cut_short(report)) return with_files([&] { checkpoint_.discard(); });
  if (checkpoint_.failure().empty()) return;
  const char* const before = checkpoint_.is_there()    ? "the checkpoint before is whole"
                             : checkpoint_.saved_run() ? "and the checkpoint before is not there any more"
                                                       : "no checkpoint was ever written";
  throw SystemError(fmt::format("{}; {}", checkpoint_.failure(), before));
}

}  // namespace paxoscope::cli
