#include "model/synod/synod.hpp"

#include <cstring>

namespace paxoscope::synod {

State Synod::apply(const State& before, const Action& action) const {
  State after = before;
  Editor state(layout_, after);
  const auto& [type, a, b, v] = action;
  switch (type) {
    case ActionType::kPhase1a:
      phase1a(state, b);
      break;
    case ActionType::kPhase1b:
      phase1b(state, a, b);
      break;
    case ActionType::kPhase2a:
      phase2a(state, b, v);
      break;
    case ActionType::kPhase2b:
      phase2b(state, a, b, v);
      break;
  }
  return after;
}

void Synod::encode(const State& state, std::span<std::byte> encoding) const {
  std::memcpy(encoding.data(), state.data(), encoded_bytes());
}

std::vector<checker::Part> Synod::parts() const {
  std::vector<checker::Part> parts{{layout_.shared_words() * sizeof(model::Word), kSharedPart}};
  for (int a = 0; a < bounds().acceptors; ++a) {
    parts.push_back({layout_.block_words() * sizeof(model::Word), kBlock});
  }
  return parts;
}

std::string_view Synod::action_kind_name(std::size_t kind) {
  static constexpr std::array<std::string_view, kActionTypes> kNames{"phase-1a", "phase-1b", "phase-2a",
                                                                     "phase-2b"};
  return kNames.at(kind);
}

std::vector<model::Word> Synod::history_bits(bool with_proposals) const {
  std::vector<model::Word> bits(layout_.words());
  if (with_proposals) layout_.sent_2a().set(bits.data(), layout_.sent_2a().mask);
  for (int a = 0; a < bounds().acceptors; ++a) {
    layout_.sent_2b().set(bits.data() + layout_.block(AcceptorId(a)), layout_.sent_2b().mask);
  }
  return bits;
}

model::History Synod::history(const State& state) const {
  const View view(layout_, state);
  model::History history;
  history.acceptors = bounds().acceptors;
  history.ballots = bounds().ballots;
  history.values = bounds().values;
  for (int b = 0; b < bounds().ballots; ++b) {
    history.proposed[static_cast<std::size_t>(b)] = view.sent_2a(Ballot(b));
  }
  for (int i = 0; i < bounds().acceptors; ++i) {
    const AcceptorId a(i);
    view.for_each_2b(a, [&](Ballot b, Value v) { history.cast.cast(a, b, v); });
  }
  return history;
}

}  // namespace paxoscope::synod
