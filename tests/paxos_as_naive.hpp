// What the packed model of Paxos says, in the words of the naive one: how the two are compared.
#pragma once

#include "model/paxos/paxos.hpp"
#include "tests/naive_paxos.hpp"

namespace paxoscope::tests {

naive::VoteBy naive_vote_by(model::AcceptorId acceptor, const model::Vote& vote);
naive::Message naive_message(const paxos::Paxos& model, const paxos::Message& message);
naive::Label naive_label(const paxos::Paxos& model, const paxos::Action& action);
naive::State naive_state(const paxos::Paxos& model, const paxos::State& packed);

}  // namespace paxoscope::tests
