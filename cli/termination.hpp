// Asking for termination: a search for a run without end on which somebody never learns, and what is shown of it.
#pragma once

#include "cli/protocol.hpp"
#include "cli/request.hpp"
#include "model/rounds/in_rounds.hpp"
#include "model/rounds/words.hpp"
#include "traces/trace.hpp"

namespace paxoscope::cli {

/// Searches `model`, in which ballots have no end, for a run that counts and on which a learner that stays up never learns. Throws
/// SelfCheckError.
CheckResult check_termination(const rounds::InRounds& model, const rounds::Words& words,
                              const CheckRequest& request, const checker::SearchOptions& options,
                              const Progress& progress);

/// Takes the steps of `saved`, which names termination, and makes sure that they go on as it says. Throws traces::ReplayError.
traces::Trace replay_lasso(const rounds::InRounds& model, const rounds::Words& words,
                           const Scenario& scenario, const traces::SavedTrace& saved);

}  // namespace paxoscope::cli
