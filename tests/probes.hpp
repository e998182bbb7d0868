// Many small questions about the past of a state, to tell searches apart that agree on the properties.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/property.hpp"
#include "model/history.hpp"

namespace paxoscope::tests {

struct Probe {
  std::string name;
  std::function<bool(const model::History&)> is_so;
};

/// What a set of reductions may not hide.
struct ProbedFor {
  bool votes = true;      ///< single votes; otherwise the lowest ballots that choose a value
  bool proposals = true;  ///< single proposals; otherwise none
};

inline std::optional<int> lowest_choosing(const model::History& history, model::Value v) {
  for (int b = 0; b < history.ballots; ++b) {
    if (history.is_chosen(model::Ballot(b), v)) return b;
  }
  return std::nullopt;
}

inline std::vector<Probe> probes(int acceptors, int ballots, int values, int learners,
                                 const ProbedFor& what) {
  using model::Ballot;
  using model::History;
  using model::Value;
  std::vector<Probe> all;
  for (int v = 0; v < values; ++v) {
    for (int b = 0; b < ballots; ++b) {
      const std::string vote = "v" + std::to_string(v + 1) + " in ballot " + std::to_string(b + 1);
      all.push_back({"lowest choice of " + vote,
                     [=](const History& h) { return lowest_choosing(h, Value(v)) == std::optional(b); }});
      if (what.proposals) {
        all.push_back({"proposal of " + vote,
                       [=](const History& h) { return h.proposed_in(Ballot(b)).contains(Value(v)); }});
      }
      for (int count = 1; what.votes && count <= acceptors; ++count) {
        all.push_back({std::to_string(count) + " votes for " + vote,
                       [=](const History& h) { return h.cast.voters(Ballot(b), Value(v)).size() == count; }});
      }
      // What P2b asks: another value chosen below a proposal.
      all.push_back({"another value chosen below a proposal of " + vote, [=](const History& h) {
                       if (!h.proposed_in(Ballot(b)).contains(Value(v))) return false;
                       for (int other = 0; other < values; ++other) {
                         const auto low = lowest_choosing(h, Value(other));
                         if (other != v && low && *low < b) return true;
                       }
                       return false;
                     }});
    }
    for (int l = 0; l < learners; ++l) {
      all.push_back({"l" + std::to_string(l + 1) + " learned v" + std::to_string(v + 1),
                     [=](const History& h) { return h.learned(model::LearnerId(l)).contains(Value(v)); }});
    }
  }
  all.push_back({"two values chosen", [](const History& h) { return h.chosen().size() > 1; }});
  return all;
}

/// Some probes over the states of a model, as properties. Keeps references.
template <typename M>
class Probing {
 public:
  Probing(const M& model, const std::vector<Probe>& probes, std::size_t first, std::size_t count)
      : model_(model), probes_(probes), first_(first), count_(count) {}

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] static checker::PropertyMask witnesses() { return 0; }
  [[nodiscard]] checker::PropertyMask noticed_in(const typename M::State& state) const {
    const model::History history = model_.history(state);
    checker::PropertyMask noticed = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (probes_[first_ + i].is_so(history)) noticed |= checker::property_bit(i);
    }
    return noticed;
  }
  [[nodiscard]] static checker::PropertyMask noticed_by(const typename M::State& /*before*/,
                                                        const typename M::State& /*after*/) {
    return 0;
  }

 private:
  const M& model_;
  const std::vector<Probe>& probes_;
  std::size_t first_;
  std::size_t count_;
};

using Lengths = std::vector<std::optional<std::uint64_t>>;

/// By probe: steps of the shortest run to a state in which it is so. `searched` is `model`, or that under reductions.
template <typename M, typename Searched>
Lengths lengths_to(const M& model, const Searched& searched, const std::vector<Probe>& probes) {
  Lengths lengths(probes.size());
  for (std::size_t first = 0; first < probes.size(); first += checker::kPropertiesMax) {
    const std::size_t count = std::min(checker::kPropertiesMax, probes.size() - first);
    const Probing<M> probing(model, probes, first, count);
    checker::SearchOptions options;
    options.violations_max = count + 1;  // all of the space
    const auto exploration = checker::breadth_first_search(searched, probing, options);
    for (const checker::Finding& finding : exploration.findings) {
      lengths[first + finding.property] = finding.length;
    }
  }
  return lengths;
}

}  // namespace paxoscope::tests
