// The style sheets, the script and the frame of pages, which CMake puts into the program.
#pragma once

namespace paxoscope::traces {

extern const char* const kSpaceTimeStyle;
extern const char* const kLoopStyle;  ///< of what is drawn only where a run goes on for ever
extern const char* const kPageFrame;
extern const char* const kPageStyle;
extern const char* const kPageParts;  ///< what makes elements of data; goes before a script that uses it
extern const char* const kPageScript;

}  // namespace paxoscope::traces
