#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

#include "cli/certificate/certificate.hpp"
#include "cli/command_line/command_line.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/run_checkpoint.hpp"

namespace paxoscope::cli {

namespace {

/// What may differ from the run that was stopped: how far it may go, and what is written where.
bool may_differ(const Key& key) {
  return key.group == "Limits" || key.group == "Output" || key.name == "workers" || key.name == "every";
}

int resume(const ScenarioArguments& given) {
  const std::string& path = given.target;
  if (path.empty()) throw InputError(kUsage, "resume: '' is not the name of a folder");
  const std::unique_ptr<RunCheckpoint> checkpoint = RunCheckpoint::go_on(path);
  ScenarioArguments arguments = given;
  const SavedCheck saved = checkpoint->saved();
  arguments.target = saved.protocol;
  for (const auto& [key, values] : saved.options) {
    std::vector<std::string>& own = arguments.options[key];
    if (own.empty()) own = values;
  }
  arguments.options["checkpoint"] = {path};
  CheckRequest request = request_of(arguments, "resume");
  prepare_for_certificate(request);
  checkpoint->require_same_search(saved, request);
  return check_command(request, "", checkpoint.get());
}

}  // namespace

Command add_resume(CLI::App& app) {
  const auto arguments = std::make_shared<ScenarioArguments>();
  CLI::App* const command = app.add_subcommand("resume", "Go on with a run of check that was stopped");
  command->footer(
      "The run is the one that 'check --checkpoint DIR' began; it ends as it would have without a stop. Its "
      "limits and --every\nhold unless others are given (limits of time are for this part of it); where it "
      "is to write something is said anew.\n\n" +
      std::string(kStatuses));
  command->add_option("dir", arguments->target, "what --checkpoint was given")->type_name("DIR")->required();
  add_keys(*command, arguments->options, may_differ);
  add_telling(*command, arguments->telling);
  return {command, [arguments] { return resume(*arguments); }};
}

}  // namespace paxoscope::cli
