// Whoever asks what the register holds is told of no time before the question.
#include <fmt/format.h>
#include <vector>

#include "invariants/property.hpp"
#include "model/phrases.hpp"

namespace paxoscope::invariants {

namespace linearizable_reads {
namespace {

using model::Read;
using model::ReadId;

/// What the register holds after each beginning of a log, the empty one first.
using Contents = std::vector<Value>;

/// Whether all answers fit one chosen log, of which these are the contents. It is best to take each read to be as early as it may be: that
/// leaves the most room to those that come after it.
bool fit(const std::vector<Read>& reads, const Contents& contents) {
  std::vector<std::size_t> places(reads.size());
  for (std::size_t r = 0; r < reads.size(); ++r) {
    if (!reads[r].is_answered) continue;
    auto place = static_cast<std::size_t>(reads[r].acknowledged);
    reads[r].after.for_each(
        [&](ReadId before) { place = std::max(place, places[static_cast<std::size_t>(before.index())]); });
    while (place < contents.size() && contents[place] != reads[r].answer) ++place;
    if (place >= contents.size()) return false;
    places[r] = place;
  }
  return true;
}

/// Calls `visit(contents)` for each log that may be taken for the chosen one, until that is true: where agreement is broken there are several.
/// A log ends below the lowest slot in which nothing is chosen.
template <typename Visit>
bool any_log(const LogHistory& state, const model::Register& so_far, const Contents& contents,
             const Visit& visit) {
  const std::size_t next = contents.size() - 1;
  const ValueSet chosen = next < state.slots.size() ? state.slots[next].chosen() : ValueSet();
  if (chosen.empty()) return visit(contents);
  bool is_found = false;
  chosen.for_each([&](Value value) {
    if (is_found) return;
    model::Register holds = so_far;
    holds.write(value);
    Contents longer = contents;
    longer.push_back(holds.value());
    is_found = any_log(state, holds, longer, visit);
  });
  return is_found;
}

bool holds(const LogHistory& state) {
  if (state.reads.empty()) return true;
  return any_log(state, model::Register(), {Value()},
                 [&](const Contents& contents) { return fit(state.reads, contents); });
}

Explanation explain(const LogHistory& state) {
  Explanation why;
  for (std::size_t i = 0; i < state.reads.size(); ++i) {
    const Read& read = state.reads[i];
    if (!read.is_answered) continue;
    const ReadId r(static_cast<int>(i));
    std::vector<std::string> known{
        fmt::format("{} had been executed", model::lowest_slots_name(read.acknowledged))};
    read.after.for_each([&](ReadId before) {
      known.push_back(
          fmt::format("{} had been answered {}", model::name(before),
                      model::register_name(state.reads[static_cast<std::size_t>(before.index())].answer)));
    });
    why.push_back(fmt::format("Read {} is answered {}; when it was asked {}.", model::name(r),
                              model::register_name(read.answer), model::enumerate(known)));
  }
  any_log(state, model::Register(), {Value()}, [&](const Contents& contents) {
    std::vector<std::string> after;
    for (std::size_t n = 0; n < contents.size(); ++n) {
      after.push_back(fmt::format("{} after {}", model::register_name(contents[n]),
                                  model::lowest_slots_name(static_cast<int>(n))));
    }
    why.push_back(fmt::format("By what is chosen the register holds {}.", model::enumerate(after)));
    return false;
  });
  return why;
}

}  // namespace
}  // namespace linearizable_reads

const Property kLinearizableReads{
    .name = "linearizable-reads",
    .statement =
        "a read is answered with what the register holds after some beginning of the chosen log, not before "
        "what was executed or read when it was asked",
    .source = "M. P. Herlihy and J. M. Wing, Linearizability, 1990, section 2",
    .kind = Kind::kInvariant,
    .about_learners = false,
    .about_reads = true,
    .sees_learners = true,
    .sees_votes = true,
    .about_proposals = false,
    .keeps = kKeptByPropertiesOfLogs,
    .holds_in = nullptr,
    .holds_of = nullptr,
    .explain = nullptr,
    .holds_in_log = linearizable_reads::holds,
    .explain_in_log = linearizable_reads::explain,
};

}  // namespace paxoscope::invariants
