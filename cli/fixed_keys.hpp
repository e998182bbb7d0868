// The keys that do not depend on a protocol: how to search, how far, what is expected, what is written where.
#pragma once

#include <vector>

#include "cli/keys.hpp"

namespace paxoscope::cli {

struct FixedKey {
  Key key;
  /// Throws InputError.
  void (*set)(CheckRequest&, const RawValue&, const Source&);
};

/// In the order of the help.
const std::vector<FixedKey>& fixed_keys();

}  // namespace paxoscope::cli
