#include <array>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <utility>

#include "checker/worker_pool.hpp"
#include "cli/command_line/command_line.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/command_line/validators.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"
#include "cli/suggestion.hpp"

namespace paxoscope::cli {

namespace {

/// What is so of a scenario where nothing else is said, and not as `check` has it: faults and learners show nothing in an atlas that is not
/// seen without.
constexpr std::array<std::pair<const char*, const char*>, 3> kOtherDefaults{
    {{"loss", "none"}, {"duplication", "none"}, {"learners", "0"}}};

struct AtlasArguments {
  std::string protocol;
  KeyValues options;
  AtlasRequest request;
};

AtlasRequest atlas_request_of(const AtlasArguments& arguments) {
  if (find_protocol(arguments.protocol) == nullptr) {
    throw InputError(kUsage, unknown("protocol", arguments.protocol, protocol_names()));
  }
  if (arguments.request.journal_path == "-")
    throw InputError(kUsage, "--resume: '-' is not the name of a file");
  RequestBuilder builder;
  builder.set_protocol(arguments.protocol, {"atlas", true});
  const std::optional<GivenNetwork> network = network_of(arguments.options, {});
  if (network) builder.set_network(network->value, network->source);
  const auto reads = arguments.options.find("reads");
  const bool may_read = reads != arguments.options.end() && !reads->second.empty();
  for (const model::Parameter& parameter : builder.protocol().parameters()) {
    for (const auto& [name, standard] : kOtherDefaults) {
      // What reads show is that they go behind what a learner has executed.
      if (may_read && parameter.name == "learners") continue;
      if (parameter.name == name) builder.set(name, {std::string(standard), false}, {"atlas", true});
    }
  }
  for (const auto& [key, values] : arguments.options) {
    if (!values.empty() && key != kNetworkKey) set_key(builder, key, values, {"--" + key, true});
  }
  AtlasRequest request = arguments.request;
  request.base = builder.finish({"atlas", true});
  refuse_liveness(request.base.scenario, "atlas");
  request.workers = request.base.workers.value_or(checker::processors());
  return request;
}

}  // namespace

Command add_atlas(CLI::App& app) {
  const auto arguments = std::make_shared<AtlasArguments>();
  CLI::App* const atlas =
      app.add_subcommand("atlas", "Search every combination of rule alternatives: which are safe?");
  atlas->footer(
      "Where nothing else is said nothing fails (in paxos a message that is never received is as good as "
      "lost) and nobody\n"
      "learns. Rules that can make no difference within the bounds are not varied, nor alternatives that "
      "take an argument.\n" +
      std::string("Exit status 0 whatever is found.\n\n") + kStatuses);
  atlas->add_option("protocol", arguments->protocol, "a protocol (see 'list protocols')")
      ->type_name("PROTOCOL")
      ->required();
  add_repeatable(*atlas, "--vary", arguments->request.varied,
                 "vary only this rule; repeatable; see 'list rules' (default all that can make a difference)")
      ->type_name("RULE")
      ->group("Protocol");
  add_keys(*atlas, arguments->options, [](const Key& key) {
    return (is_of_scenario(key) && key.name != "rules") || key.name == "workers" ||
           key.name == "reductions" || key.name == "max-states";
  });
  for (const auto& [parameter, standard] : kOtherDefaults) {
    CLI::Option* const option = atlas->get_option(std::string("--") + parameter);
    option->description(
        fmt::format("{}; in an atlas the default is {}", option->get_description(), standard));
  }
  const auto add_file = [&](const char* name, std::string& path, const char* placeholder,
                            const char* meaning) {
    atlas->add_option(name, path, meaning)->type_name(placeholder)->check(file_name())->group("Output");
  };
  AtlasRequest& request = arguments->request;
  add_file("--json", request.json_path, "FILE|-", "write the summary as JSON; - is standard output");
  add_file("--csv", request.csv_path, "FILE|-", "write a line for each combination; - is standard output");
  add_file("--html", request.html_path, "FILE|-",
           "write a page in which combinations are looked up; - is standard output");
  add_file("--resume", request.journal_path, "FILE",
           "keep what is found in this file, and go on from what is there");
  return {atlas, [arguments] { return atlas_command(atlas_request_of(*arguments)); }};
}

}  // namespace paxoscope::cli
