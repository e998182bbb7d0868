// What an atlas varies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/atlas/combinations.hpp"
#include "cli/commands.hpp"

namespace paxoscope::cli {

/// Why a rule is not varied that nobody asked for.
inline constexpr const char* kNotAskedFor = "not asked for";

/// The rules that are varied, and those that are not with the reason.
struct AtlasPlan {
  struct Omitted {
    std::string_view rule;
    std::string reason;
  };

  std::vector<VariedRule> varied;
  std::vector<Omitted> omitted;
  std::vector<std::string> warnings;  ///< of the bounds, and of the rules that are kept
};

/// Throws InputError.
AtlasPlan atlas_plan(const AtlasRequest& request);

}  // namespace paxoscope::cli
