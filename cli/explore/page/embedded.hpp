// The page that `explore` serves, which CMake puts into the program.
#pragma once

namespace paxoscope::cli {

extern const char* const kExplorerFrame;   ///< asks for /explorer.css and /explorer.js
extern const char* const kExplorerStyle;   ///< goes after that of the page of a run
extern const char* const kExplorerScript;  ///< goes after the parts of pages

}  // namespace paxoscope::cli
