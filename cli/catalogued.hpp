// The catalogue of variants as something to search.
#pragma once

#include <atomic>

#include "cli/protocol.hpp"
#include "cli/request.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::cli {

/// Asks for `variant` at the bounds of the catalogue.
CheckRequest catalogued_request(const Protocol& protocol, const model::Variant& variant);

/// Searches without a word, until it is done or `interrupted` becomes true. Throws SelfCheckError, and std::bad_alloc where the system has no more memory to give: nobody who
/// set no limit reckons with a search that was cut for that, or may take it for one that found nothing.
CheckResult search(const CheckRequest& request, const std::atomic<bool>& interrupted);
/// The same, until a signal arrives.
CheckResult search(const CheckRequest& request);

}  // namespace paxoscope::cli
