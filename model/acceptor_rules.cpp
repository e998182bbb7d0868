#include "model/acceptor_rules.hpp"

namespace paxoscope::model {

AcceptorRules acceptor_rules_of(std::span<const Choice> choices) {
  return {
      .promises = chosen<MayPromise>(choices, "may-promise"),
      .promise_record = chosen<PromiseRecord>(choices, "promise-record"),
      .promise_reports = chosen<PromiseReports>(choices, "promise-reports"),
      .votes = chosen<MayVote>(choices, "may-vote"),
      .vote_promises = chosen<VotePromises>(choices, "vote-promises"),
      .vote_record = chosen<VoteRecord>(choices, "vote-record"),
  };
}

}  // namespace paxoscope::model
