// States as certificates have them: docs/certificates.md says what stands where.
//
// Not how they are packed for the search: a format that others read must not hang on what is fast here, and says as little as it can
// about how anything was found.
#pragma once

#include "cli/certificate/certified_states.hpp"
#include "model/paxos/paxos.hpp"
#include "model/synod/synod.hpp"

namespace paxoscope::cli {

EncodedState encoded(const paxos::Paxos& model, const paxos::State& state);
EncodedState encoded(const synod::Synod& model, const synod::State& state);

/// Models whose states certificates have.
template <typename M>
concept CanBeCertified = requires(const M& model, const typename M::State& state) {
  encoded(model, state);
};

}  // namespace paxoscope::cli
