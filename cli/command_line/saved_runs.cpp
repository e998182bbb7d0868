// The commands that work on a run that was written before.
#include <fmt/format.h>
#include <memory>
#include <string>

#include "cli/command_line/command_line.hpp"
#include "cli/command_line/telling.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/suggestion.hpp"
#include "cli/trace_formats.hpp"

namespace paxoscope::cli {

namespace {

struct SavedRunArguments {
  TraceRequest request;
  TellingArguments telling;
  std::string format{trace_formats().front().name};
};

void add_saved_run(CLI::App& command, std::string& path) {
  command
      .add_option(
          "file", path,
          "a trace or a result, as written by --trace-out json=FILE, --trace-out itf=FILE or --json FILE")
      ->type_name("FILE")
      ->required();
}

std::string formats_text() {
  std::string text;
  for (const TraceFormat& format : trace_formats())
    text += fmt::format("  {:<9} {}\n", format.name, format.meaning);
  return text;
}

}  // namespace

Command add_replay(CLI::App& app) {
  const auto arguments = std::make_shared<SavedRunArguments>();
  CLI::App* const replay = app.add_subcommand("replay", "Run a saved trace again and tell it");
  replay->footer(
      "Exit status 12 where the run ends in a violation again, 0 for a witness, 151 where it does not fit.");
  add_saved_run(*replay, arguments->request.path);
  add_telling(*replay, arguments->telling);
  return {replay, [arguments] {
            TraceRequest request = arguments->request;
            request.text = text_options_of(arguments->telling);
            return replay_command(request);
          }};
}

Command add_trace(CLI::App& app) {
  const auto arguments = std::make_shared<SavedRunArguments>();
  CLI::App* const trace =
      app.add_subcommand("trace", "Run a saved trace again and write it in another format");
  trace->footer("Formats:\n" + formats_text() +
                "\nExit status 0 where it was written, 151 where it does not fit.");
  add_saved_run(*trace, arguments->request.path);
  trace->add_option("--to", arguments->format, "the format; text if left out")
      ->type_name("FORMAT")
      ->group("Output");
  trace->add_option("--out", arguments->request.out_path, "where to write it; standard output if left out")
      ->type_name("FILE|-")
      ->group("Output");
  add_telling(*trace, arguments->telling);
  return {trace, [arguments] {
            TraceRequest request = arguments->request;
            request.text = text_options_of(arguments->telling);
            request.format = find_trace_format(arguments->format);
            if (request.format == nullptr) {
              throw InputError(kUsage,
                               "--to: " + unknown("trace format", arguments->format, trace_format_names()));
            }
            refuse_to_overwrite("--out", request.out_path, request.path);
            return trace_command(request);
          }};
}

}  // namespace paxoscope::cli
