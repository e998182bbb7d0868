// A model that keeps to itself what it knows beyond the model interface.
#pragma once

#include "checker/wrapper.hpp"

namespace paxoscope::tests {

/// The same transition system, action by action: no parts, no local steps, nothing that commutes.
template <checker::Model M>
class ModelWithoutParts : public checker::Wrapper<M> {
 public:
  /// Keeps a reference to the model.
  explicit ModelWithoutParts(const M& model) : checker::Wrapper<M>(model) {}
};

}  // namespace paxoscope::tests
