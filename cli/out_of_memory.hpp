// Where memory has run out so far that there is none left to say so.
//
// JSON that is built member by member begins as ordered_json::object(), and a list as array(): one that first becomes an object by being asked for a member is left
// broken where there is no memory for that, and fails an assertion when it is destroyed.
#pragma once

namespace paxoscope::cli {

/// Says on standard error, in one line, that there is no memory left, and returns the exit status for that. Takes no memory itself.
int fail_without_memory() noexcept;

/// From now on a destructor that finds no memory ends the process as fail_without_memory() does (that of nlohmann's JSON allocates, as it does not recurse), and no
/// std::bad_alloc aborts it. What else ends in std::terminate still does.
void end_without_memory_in_one_line();

}  // namespace paxoscope::cli
