// What packed states have in common that have the variables of Paxos.tla: synod and Fast Paxos.
#pragma once

#include <cstddef>

#include "checker/value_symmetry.hpp"
#include "model/bits.hpp"
#include "model/ids.hpp"

namespace paxoscope::model {

/// The same word with values renamed in all of the sets of so many values in it at once; `of_first_value` has the bit of the first value of each.
constexpr Word rename_in_sets(Word word, Word of_first_value, int values,
                              const checker::ValueRenaming& renaming) {
  const auto count = static_cast<unsigned>(values);
  const Word of_values = of_first_value * ((1U << count) - 1);  // each bit, and those of the others above it
  Word renamed = word & ~of_values;
  for (unsigned v = 0; v < count; ++v) renamed |= (word >> v & of_first_value) << renaming[v];
  return renamed;
}

/// A state with its values renamed. The messages of the shared part are in its first word.
template <typename Layout, typename State>
State rename_values(const Layout& layout, const State& state, const checker::ValueRenaming& renaming) {
  const int values = layout.bounds().values;
  State renamed = state;
  renamed.data()[0] = rename_in_sets(state.data()[0], layout.first_value_in_shared(), values, renaming);
  for (int a = 0; a < layout.bounds().acceptors; ++a) {
    Word* const block = renamed.data() + layout.block(AcceptorId(a));
    for (std::size_t w = 0; w < layout.block_words(); ++w) {
      block[w] = rename_in_sets(block[w], layout.first_value_in_block(w), values, renaming);
    }
    const Vote latest = layout.report_at(layout.latest_vote().in(block));
    if (!latest.exists()) continue;
    const Value value(renaming.at(static_cast<std::size_t>(latest.value.index())));
    layout.latest_vote().set(block, layout.report_index({latest.ballot, value}));
  }
  return renamed;
}

/// Whether the same messages were sent in both, whatever acceptors remember.
template <typename Editor, typename Layout, typename State>
bool have_same_messages(const Layout& layout, State one, State two) {
  for (State* state : {&one, &two}) {
    Editor editor(layout, *state);
    for (int a = 0; a < layout.bounds().acceptors; ++a) {
      editor.set_max_bal(AcceptorId(a), Ballot());
      editor.set_latest_vote(AcceptorId(a), Vote{});
    }
  }
  return one == two;
}

}  // namespace paxoscope::model
