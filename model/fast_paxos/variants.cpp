// The catalogue of variants: docs/variants.md shows what it says.
#include <array>

#include "model/fast_paxos/rules.hpp"

namespace paxoscope::fast_paxos {

namespace {

using model::Effect;
using model::Variant;

constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", "", "L. Lamport, Fast Paxos, 2006", "", Effect::kSafe, "", 0,
            ""},
};

}  // namespace

std::span<const Variant> variants() { return kVariants; }

std::optional<Rules> rules_of_variant(std::string_view name) {
  const auto changes = model::changes_of(kVariants, name);
  if (!changes) return std::nullopt;
  return rules_with(*changes);
}

}  // namespace paxoscope::fast_paxos
