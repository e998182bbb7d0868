// The catalogue of variants as something to search.
#pragma once

#include "cli/protocol.hpp"
#include "cli/request.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::cli {

/// Asks for `variant` at the bounds of the catalogue.
CheckRequest catalogued_request(const Protocol& protocol, const model::Variant& variant);

/// Searches without a word, until it is done or a signal arrives. Throws SelfCheckError, std::bad_alloc.
CheckResult search(const CheckRequest& request);

}  // namespace paxoscope::cli
