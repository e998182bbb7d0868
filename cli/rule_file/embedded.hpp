// The texts of rule.hpp and driver.cpp, which CMake puts into the program: what a file of rules is compiled with is always what this
// program understands.
#pragma once

namespace paxoscope::cli {

extern const char* const kRuleHeader;
extern const char* const kRuleDriver;

}  // namespace paxoscope::cli
