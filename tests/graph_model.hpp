// A directed graph as a model: the smallest thing that can be explored, with nothing to hide behind.
#pragma once

#include <compare>
#include <cstddef>
#include <cstring>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "checker/model.hpp"
#include "checker/property.hpp"

namespace paxoscope::tests {

/// States are vertices; an action is the choice of the i-th edge that leaves a vertex. An edge is taken by
/// process 0 or, if it says so, another.
class GraphModel {
 public:
  using State = int;
  struct Action {
    int edge = 0;
    int actor = 0;
    friend auto operator<=>(const Action&, const Action&) = default;
  };
  struct Edge {
    int target = 0;
    int actor = 0;
  };

  explicit GraphModel(std::vector<std::vector<Edge>> edges, std::vector<int> initial = {0})
      : edges_(std::move(edges)), initial_(std::move(initial)) {}

  /// A graph whose edges are all taken by one process.
  static GraphModel of(const std::vector<std::vector<int>>& targets, std::vector<int> initial = {0}) {
    std::vector<std::vector<Edge>> edges;
    for (const auto& row : targets) {
      auto& out = edges.emplace_back();
      for (const int target : row) out.push_back({target, 0});
    }
    return GraphModel(std::move(edges), std::move(initial));
  }

  [[nodiscard]] std::vector<int> initial_states() const { return initial_; }
  template <typename Visit>
  void for_each_enabled(int state, Visit&& visit) const {
    const auto& out = edges_.at(static_cast<std::size_t>(state));
    for (std::size_t i = 0; i < out.size(); ++i) visit(Action{static_cast<int>(i), out[i].actor});
  }
  [[nodiscard]] int apply(int state, const Action& action) const {
    return edges_.at(static_cast<std::size_t>(state)).at(static_cast<std::size_t>(action.edge)).target;
  }
  [[nodiscard]] static std::size_t encoded_bytes() { return sizeof(int); }
  static void encode(int state, std::span<std::byte> out) { std::memcpy(out.data(), &state, sizeof state); }
  [[nodiscard]] static int decode(std::span<const std::byte> in) {
    int state = 0;
    std::memcpy(&state, in.data(), sizeof state);
    return state;
  }
  [[nodiscard]] static std::size_t action_kinds() { return 1; }
  [[nodiscard]] static std::size_t action_kind(const Action& /*action*/) { return 0; }
  [[nodiscard]] static std::size_t actors() { return 4; }
  [[nodiscard]] static std::size_t actor(const Action& action) {
    return static_cast<std::size_t>(action.actor);
  }

  [[nodiscard]] const std::vector<std::vector<Edge>>& edges() const { return edges_; }

 private:
  std::vector<std::vector<Edge>> edges_;
  std::vector<int> initial_;
};

static_assert(checker::Model<GraphModel>);

/// A random graph, always the same for a seed. Each vertex has fewer than `targets` targets; the first has the next `first_targets` - 1 besides, so that there are several
/// shares from the start.
inline GraphModel random_graph(unsigned seed, unsigned vertices, unsigned targets = 6,
                               int first_targets = 40) {
  std::mt19937 random(seed);
  std::vector<std::vector<int>> edges(vertices);
  for (std::vector<int>& row : edges) {
    for (auto i = random() % targets; i > 0; --i) row.push_back(static_cast<int>(random() % vertices));
  }
  for (int i = 1; i < first_targets; ++i) edges[0].push_back(i);
  return GraphModel::of(edges);
}

/// Property 0: never in one of `bad`. Property 1: never takes a transition in `bad_steps`. Property 2, a
/// witness: in one of `wanted`. Those without elements are still there and never noticed.
struct GraphProperties {
  std::vector<int> bad;
  std::vector<std::pair<int, int>> bad_steps;
  std::vector<int> wanted;

  [[nodiscard]] static std::size_t size() { return 3; }
  [[nodiscard]] static checker::PropertyMask witnesses() { return 0b100; }
  [[nodiscard]] checker::PropertyMask noticed_in(int state) const {
    return (contains(bad, state) ? 0b001U : 0U) | (contains(wanted, state) ? 0b100U : 0U);
  }
  [[nodiscard]] checker::PropertyMask noticed_by(int before, int after) const {
    return contains(bad_steps, std::pair(before, after)) ? 0b010U : 0U;
  }

 private:
  template <typename T>
  static bool contains(const std::vector<T>& all, const T& one) {
    for (const T& each : all) {
      if (each == one) return true;
    }
    return false;
  }
};

}  // namespace paxoscope::tests
