// The style sheets, the script and the frame of pages, which CMake puts into the program.
#pragma once

namespace paxoscope::traces {

extern const char* const kSpaceTimeStyle;
extern const char* const kPageFrame;
extern const char* const kPageStyle;
extern const char* const kPageParts;  ///< what makes elements of data; goes before a script that uses it
extern const char* const kPageScript;
extern const char* const
    kExplorerFrame;  ///< of the page that `explore` serves; the rest is at /explorer.css and /explorer.js
extern const char* const kExplorerStyle;   ///< goes after that of pages
extern const char* const kExplorerScript;  ///< goes after kPageParts

}  // namespace paxoscope::traces
