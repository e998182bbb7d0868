#include "model/storage_rules.hpp"

namespace paxoscope::model {

StorageRules storage_rules_of(std::span<const Choice> choices) {
  return {.promise = chosen<PromiseStorage>(choices, "promise-storage"),
          .vote = chosen<VoteStorage>(choices, "vote-storage")};
}

}  // namespace paxoscope::model
