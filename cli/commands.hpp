// What the subcommands do, once the command line has been read. Each returns the exit status.
#pragma once

#include <string>

#include "cli/request.hpp"

namespace paxoscope::cli {

/// Explores, reports, writes what was asked for. Throws SystemError, SelfCheckError.
int check_command(const CheckRequest& request);

/// Explores with the reductions asked for and without any, and compares. Throws SystemError, SelfCheckError.
int check_reductions_command(const CheckRequest& request);

/// Runs a saved trace again and tells it. Throws InputError, SystemError.
int replay_command(const std::string& path);

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kVariantsSchemaVersion = 1;

struct VariantsRequest {
  std::string protocol;       ///< only its variants; those of all if empty
  std::string json_path;      ///< docs/schemas/variants.schema.json; "-" is standard output, empty is nowhere
  std::string markdown_path;  ///< likewise
  bool has_matrix = false;    ///< also say which property catches which variant
};

/// Searches every variant of the catalogue at the bounds that show it, and compares. Exit status 10 if one is not as the catalogue says.
/// Throws InputError, SystemError, SelfCheckError.
int variants_command(const VariantsRequest& request);

/// What there is: everything, or one of "protocols", "rules", "variants", "properties" and "reductions". Throws InputError.
int list_command(const std::string& topic);

}  // namespace paxoscope::cli
