// What an atlas found, and the ways to tell it.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/atlas/atlas.hpp"
#include "cli/atlas/plan.hpp"

namespace paxoscope::cli {

struct AtlasFindings {
  const Atlas& atlas;
  const AtlasPlan& plan;
  const std::vector<AtlasRow>& rows;  ///< of all combinations, in their order
  std::vector<std::size_t> minimal_unsafe;
  std::vector<std::size_t> maximal_safe;
  std::vector<std::size_t> repairs;  ///< minimal safe ones, if not to change anything is unsafe

  [[nodiscard]] std::size_t count(Verdict verdict) const;
  /// "rule=alternative" of each change.
  [[nodiscard]] std::vector<std::string> changes(std::size_t combination) const;
  [[nodiscard]] Scenario smallest_scenario(std::size_t combination) const;
};

/// The findings of an atlas of which all rows are known. Keeps references to what it is given.
AtlasFindings findings_of(const Atlas& atlas, const AtlasPlan& plan, const std::vector<AtlasRow>& rows);

std::vector<std::string_view> names_of(const std::vector<const model::Alternative*>& alternatives);

/// How many combinations there are of each verdict.
std::string tally_text(const AtlasFindings& found);

std::string to_text(const AtlasFindings& found);
/// docs/schemas/atlas.schema.json.
nlohmann::ordered_json to_json(const AtlasFindings& found, double seconds);
/// A line for each combination: what it changes, what becomes of it, and where that shows first.
std::string to_csv(const AtlasFindings& found);
/// A page of its own, in which combinations are looked up.
std::string to_html(const AtlasFindings& found);

}  // namespace paxoscope::cli
