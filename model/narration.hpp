// How a protocol tells a run: the form of it. The words live with each protocol.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace paxoscope::model {

/// A name and what it stands for, as it goes into a file.
struct Field {
  using Value = std::variant<std::int64_t, std::string, std::vector<std::string>>;

  std::string name;
  Value value;

  friend bool operator==(const Field&, const Field&) = default;
};

using Record = std::vector<Field>;

/// Something about a process that a step changed.
struct Change {
  std::string process;
  std::string field;
  std::string before;
  std::string after;

  friend bool operator==(const Change&, const Change&) = default;
};

}  // namespace paxoscope::model
