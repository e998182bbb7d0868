// What the packed model of Paxos says, in the words of the naive one: how the two are compared.
#pragma once

#include <map>
#include <string>

#include "model/budget.hpp"
#include "model/paxos/paxos.hpp"
#include "tests/naive_paxos.hpp"

namespace paxoscope::tests {

int naive_budget(model::Budget budget);
naive::Config naive_paxos_config(const paxos::Bounds& bounds,
                                 const std::map<std::string, std::string>& rules);
naive::Process naive_process(const paxos::Process& process);
naive::VoteBy naive_vote_by(model::AcceptorId acceptor, const model::Vote& vote);
naive::Message naive_message(const paxos::Paxos& model, const paxos::Message& message);
naive::Label naive_label(const paxos::Paxos& model, const paxos::Action& action);
naive::State naive_state(const paxos::Paxos& model, const paxos::State& packed);

}  // namespace paxoscope::tests
