#include "model/acceptor_rules.hpp"

namespace paxoscope::model {

AcceptorRules acceptor_rules_of(std::span<const Choice> choices) {
  AcceptorRules rules{
      .promises = chosen<MayPromise>(choices, "may-promise"),
      .promise_record = chosen<PromiseRecord>(choices, "promise-record"),
      .promise_reports = chosen<PromiseReports>(choices, "promise-reports"),
      .votes = chosen<MayVote>(choices, "may-vote"),
      .vote_promises = chosen<VotePromises>(choices, "vote-promises"),
      .vote_record = chosen<VoteRecord>(choices, "vote-record"),
      .replaced = {},
  };
  constexpr std::array<std::string_view, kAcceptorRules> kNames{
      "may-promise", "promise-record", "promise-reports", "may-vote", "vote-promises", "vote-record"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    rules.replaced.at(i) = replacement_of<AcceptorTable>(choices, kNames.at(i));
  }
  return rules;
}

}  // namespace paxoscope::model
