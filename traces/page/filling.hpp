// Frames of pages, and what goes into them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paxoscope::traces {

/// JSON that may stand in a script element: nothing in it ends one.
std::string in_script(const nlohmann::ordered_json& data);

/// Puts texts, which are markup, in the places of the frame that are named "<!--name-->"; a place that none is for stays empty.
std::string filled(std::string_view frame,
                   const std::vector<std::pair<std::string_view, std::string>>& places);

}  // namespace paxoscope::traces
