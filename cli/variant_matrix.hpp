// Mutation of the protocol as a test of the properties: which of them catch which variants.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/protocol.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::cli {

/// What a property makes of a variant.
struct MatrixCell {
  const invariants::Property* property = nullptr;
  PropertyOutcome outcome = PropertyOutcome::kInconclusive;
  std::optional<std::uint64_t> length;  ///< of the shortest run that violates it
};

struct MatrixRow {
  const Protocol* protocol = nullptr;
  const model::Variant* variant = nullptr;
  Scenario
      scenario;  ///< that of the catalogue, with at least two values to tell apart, and a learner where there can be one
  std::vector<MatrixCell> cells;  ///< by property, those that must hold
};

/// States after which a row is given up: what has not been caught by then is inconclusive.
inline constexpr std::uint64_t kMatrixStatesMax = 200'000;

/// Searches every variant for every property, also beyond the first that fails. Stops short when a signal arrives.
std::vector<MatrixRow> variant_matrix(std::span<const Protocol* const> protocols);

std::string to_text(std::span<const MatrixRow> matrix);
/// `matrix` of docs/schemas/variants.schema.json.
nlohmann::ordered_json to_json(std::span<const MatrixRow> matrix);

}  // namespace paxoscope::cli
