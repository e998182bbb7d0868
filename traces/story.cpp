#include "traces/story.hpp"

namespace paxoscope::traces {

std::vector<std::string> story_of(const Trace& /*trace*/) { return {}; }

}  // namespace paxoscope::traces
