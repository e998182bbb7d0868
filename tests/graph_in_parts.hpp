// A graph as a model whose encoding has parts: the same states and steps, another way through the engine.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "checker/part.hpp"
#include "tests/graph_model.hpp"

namespace paxoscope::tests {

/// A vertex is encoded as two parts, a number divided by `kBase` and the remainder, and as many more as are wanted, which
/// follow from it: together they need keys of several words.
class GraphInParts : public GraphModel {
 public:
  static constexpr int kBase = 64;

  /// At least 2 parts; of one kind, so that they share their values, or each of its own.
  GraphInParts(GraphModel graph, std::size_t parts, bool are_alike)
      : GraphModel(std::move(graph)), parts_(parts), are_alike_(are_alike) {}

  [[nodiscard]] std::size_t encoded_bytes() const { return parts_ * sizeof(std::uint64_t); }
  void encode(int state, std::span<std::byte> out) const {
    for (std::size_t i = 0; i < parts_; ++i) {
      const std::uint64_t value = value_of(static_cast<std::uint64_t>(state), i);
      std::memcpy(out.data() + i * sizeof value, &value, sizeof value);
    }
  }
  [[nodiscard]] static int decode(std::span<const std::byte> in) {
    std::uint64_t values[2] = {};
    std::memcpy(values, in.data(), sizeof values);
    return static_cast<int>(values[0]) * kBase + static_cast<int>(values[1]);
  }
  [[nodiscard]] std::vector<checker::Part> parts() const {
    std::vector<checker::Part> parts;
    for (std::size_t i = 0; i < parts_; ++i) parts.push_back({sizeof(std::uint64_t), are_alike_ ? 0 : i});
    return parts;
  }

 private:
  static std::uint64_t value_of(std::uint64_t state, std::size_t i) {
    if (i == 0) return state / kBase;
    if (i == 1) return state % kBase;
    // Some have few values, some nearly as many as there are vertices.
    return (state * (2 * i + 1) * 40503U) % (std::uint64_t{1} << std::min<std::size_t>(i + 1, 14));
  }

  std::size_t parts_;
  bool are_alike_;
};

static_assert(checker::HasParts<GraphInParts>);

}  // namespace paxoscope::tests
