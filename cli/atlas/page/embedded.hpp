// The page of an atlas, which CMake puts into the program.
#pragma once

namespace paxoscope::cli {

extern const char* const kAtlasFrame;
extern const char* const kAtlasStyle;   ///< goes after that of the page of a run
extern const char* const kAtlasScript;  ///< goes after the parts of pages

}  // namespace paxoscope::cli
