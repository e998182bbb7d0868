// What certificates say of every state or step, each from its definition.
#pragma once

#include <bit>

#include "certify/state.hpp"

namespace certify {

constexpr int kNobody = -1;  // who has heard of every vote cast

/// The votes ⟨b, v⟩ that a quorum has cast, of those that `learner` has heard of: v is chosen in b.
inline Set decisions(const Scenario& s, const State& state, int learner) {
  Set decisions;
  for (int i = 0; i < s.votes(); ++i) {
    int voters = 0;
    for (const Acceptor& a : state.acceptors) voters += (learner == kNobody ? a.cast : a.heard[learner])[i] ? 1 : 0;
    decisions[i] = voters >= s.vote_quorum;
  }
  return decisions;
}

/// Their values: what is chosen, or what that learner has learned.
inline Set decided(const Scenario& s, const State& state, int learner) {
  const Set all = decisions(s, state, learner);
  Set values;
  for (int i = 0; i < s.votes(); ++i) {
    if (all[i]) values.set(i % s.values);
  }
  return values;
}

inline Set learned(const Scenario& s, const State& state) {
  Set values;
  for (int l = 0; l < s.learners; ++l) values |= decided(s, state, l);
  return values;
}

/// "Once a value is chosen, every proposal in a higher ballot carries it."
inline bool is_carried_on(const Scenario& s, const State& state) {
  const Set chosen = decisions(s, state, kNobody);
  for (int i = 0; i < s.votes(); ++i) {
    for (int j = s.vote(i / s.values + 1, 0); j < s.votes(); ++j) {
      if (chosen[i] && state.proposed[j] && i % s.values != j % s.values) return false;
    }
  }
  return true;
}

/// "For every proposal there is a quorum that has cast no vote in a lower ballot, or whose highest such vote carries its value."
inline bool is_justified(const Scenario& s, const State& state, int proposal) {
  for (unsigned quorum = 0; quorum < 1U << s.acceptors; ++quorum) {
    const int members = std::popcount(quorum);
    int highest = -1;  // ballot
    Set votes;
    for (int a = 0; a < s.acceptors; ++a) {
      if ((quorum >> a & 1U) != 0) votes |= state.acceptors[a].cast;
    }
    for (int i = 0; i < s.vote(proposal / s.values, 0); ++i) {
      if (votes[i]) highest = i / s.values;
    }
    if (members >= s.promise_quorum && (highest < 0 || votes[s.vote(highest, proposal % s.values)])) return true;
  }
  return false;
}

inline bool are_justified(const Scenario& s, const State& state) {
  for (int i = 0; i < s.votes(); ++i) {
    if (state.proposed[i] && !is_justified(s, state, i)) return false;
  }
  return true;
}

/// "No step changes what is already chosen, or what a learner has already learned."
inline bool is_stable(const Scenario& s, const State& before, const State& after) {
  for (int l = kNobody; l < s.learners; ++l) {
    const Set was = decided(s, before, l);
    if (was.any() && was != decided(s, after, l)) return false;
  }
  return true;
}

/// "No two proposals of one ballot differ."
inline bool are_unambiguous(const Scenario& s, const State& state) {
  for (int b = 0; b < s.ballots; ++b) {
    int values = 0;
    for (int v = 0; v < s.values; ++v) values += state.proposed[s.vote(b, v)] ? 1 : 0;
    if (values > 1) return false;
  }
  return true;
}

struct Property {
  std::string name;
  bool is_witness;  // some state is as it says; else every state or every step
  bool (*in_state)(const Scenario&, const State&);
  bool (*in_step)(const Scenario&, const State& before, const State& after) = nullptr;
};

inline const std::vector<Property> kProperties{
    // "At most one value is chosen."
    {"agreement", false, [](auto& s, auto& t) { return decided(s, t, kNobody).count() <= 1; }},
    {"one-value-per-ballot", false, are_unambiguous},
    {"p2b", false, is_carried_on},
    {"p2c", false, are_justified},
    // "Only a value that was proposed, in that ballot, is chosen."
    {"validity", false, [](auto& s, auto& t) { return (decisions(s, t, kNobody) & ~t.proposed).none(); }},
    // "A learner learns only a value that is chosen", "at most one value is learned, whoever learns it".
    {"learned-is-chosen", false, [](auto& s, auto& t) { return (learned(s, t) & ~decided(s, t, kNobody)).none(); }},
    {"learners-agree", false, [](auto& s, auto& t) { return learned(s, t).count() <= 1; }},
    {"stability", false, nullptr, is_stable},
    {"value-chosen", true, [](auto& s, auto& t) { return decided(s, t, kNobody).any(); }},
    {"value-learned", true, [](auto& s, auto& t) { return learned(s, t).any(); }},
};

}  // namespace certify
