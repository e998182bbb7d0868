// Rules of a protocol as functions in a C++ file of the user's.
//
// The file is compiled with the machine's compiler, linked to cli/rule_file/driver.cpp, and run once in a process of its own: what comes
// back are tables (model/answers.hpp).
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "cli/keys.hpp"
#include "model/answers.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::cli {

/// What the file at `path` says in place of `rules`, in their order; at least one. `patience` is for all its answers. Throws InputError, by
/// `source`, and SystemError.
std::vector<model::Choice> read_rule_file(const std::string& path, std::span<const model::Rule> rules,
                                          const model::Questions& questions, std::chrono::seconds patience,
                                          const Source& source);

}  // namespace paxoscope::cli
