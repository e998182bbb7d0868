// What a search tells of a protocol, as text to be compared.
#pragma once

#include <cstddef>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "invariants/selection.hpp"

namespace paxoscope::tests {

using Encoding = std::vector<std::byte>;

template <typename M>
Encoding encoding_of(const M& model, const typename M::State& state) {
  Encoding encoding(model.encoded_bytes());
  model.encode(state, encoding);
  return encoding;
}

/// The whole space, with nothing asked of it.
template <typename M>
checker::Exploration explore(const M& model, std::size_t workers = 1,
                             checker::StoreKind store = checker::StoreKind::kExact) {
  checker::SearchOptions options;
  options.workers = workers;
  options.store = store;
  return checker::breadth_first_search(model, checker::NoProperties<typename M::State>{}, options);
}

/// What a search notices, and the run that is shown for each property, with its states. It is taken again from the model, and
/// must end in what was noticed.
template <typename M, typename Searched>
std::string told(const M& model, const Searched& searched, std::size_t workers) {
  const invariants::Selection<M> selection(model, invariants::all_properties());
  checker::SearchOptions options;
  options.workers = workers;
  options.violations_max = selection.size() + 1;
  const auto e = checker::breadth_first_search(searched, selection, options);
  std::string text;
  for (const checker::Finding& finding : e.findings) {
    text += std::string(selection[finding.property].name) + " " + std::to_string(finding.length) + ":";
    const auto path = checker::shortest_path(searched, selection, e, checker::property_bit(finding.property),
                                             finding.length);
    EXPECT_TRUE(path);
    if (!path) continue;
    typename M::State state = model.initial_states().at(path->initial_state);
    checker::PropertyMask noticed = selection.noticed_in(state);
    for (const auto& action : path->actions) {
      bool enabled = false;
      model.for_each_enabled(state, [&](const auto& candidate) { enabled = enabled || candidate == action; });
      EXPECT_TRUE(enabled);
      const typename M::State before = state;
      state = model.apply(before, action);
      noticed = selection.noticed_in(state) | selection.noticed_by(before, state);
      text += " " + std::to_string(model.actor(action)) + "/" + std::to_string(model.action_kind(action));
      for (const std::byte byte : encoding_of(model, state))
        text += static_cast<char>('a' + (std::to_integer<int>(byte) & 15));
    }
    EXPECT_NE(noticed & checker::property_bit(finding.property), 0U);
    text += "\n";
  }
  return text;
}

}  // namespace paxoscope::tests
