// The states of a run as TLC prints those of a counterexample.
#pragma once

#include <string>

#include "model/term.hpp"
#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A value in TLA+: (a1 :> 1 @@ a2 :> -1), [type |-> "1a", bal |-> 1], {<<1, v1>>}.
std::string to_tla(const model::Term& term);

/// "State 1: <Initial predicate>", its variables as a conjunction, "State 2: <prepare(p1)>", …; each followed by an empty line. Ballots count
/// from 1, and -1 stands for none. Of what each state is told the variables alone are left.
std::string to_tla(const Trace& trace);

}  // namespace paxoscope::traces
