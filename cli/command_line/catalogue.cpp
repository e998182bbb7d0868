// The commands that tell what there is.
#include <memory>
#include <string>

#include "cli/command_line/command_line.hpp"
#include "cli/command_line/validators.hpp"
#include "cli/commands.hpp"

namespace paxoscope::cli {

Command add_list(CLI::App& app) {
  const auto topic = std::make_shared<std::string>();
  CLI::App* const list =
      app.add_subcommand("list", "List protocols, their rules and variants, properties and reductions");
  list->add_option("topic", *topic, "protocols, rules, variants, properties or reductions; all if left out")
      ->type_name("TOPIC");
  return {list, [topic] { return list_command(*topic); }};
}

Command add_variants(CLI::App& app) {
  const auto request = std::make_shared<VariantsRequest>();
  CLI::App* const variants = app.add_subcommand(
      "variants", "Search every variant of the catalogue at the bounds that show it, and print the table");
  variants->footer("Exit status 10 if something is not as the catalogue says.");
  variants->add_option("protocol", request->protocol, "only the variants of this protocol")
      ->type_name("PROTOCOL");
  variants->add_option("--json", request->json_path, "write the table as JSON; - is standard output")
      ->type_name("FILE|-");
  variants
      ->add_option("--markdown", request->markdown_path, "write the table as Markdown; - is standard output")
      ->type_name("FILE|-");
  variants->add_option("--junit", request->junit_path, "write it as JUnit XML; - is standard output")
      ->type_name("FILE|-")
      ->check(file_name());
  variants
      ->add_option("--sarif", request->sarif_path,
                   "write what is not as the catalogue says as SARIF 2.1.0; - is standard output")
      ->type_name("FILE|-")
      ->check(file_name());
  variants
      ->add_flag("--matrix", request->has_matrix,
                 "also search for every property, and say which catches which variant")
      ->disable_flag_override();
  return {variants, [request] { return variants_command(*request); }};
}

}  // namespace paxoscope::cli
