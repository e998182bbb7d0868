// The states of a certificate, each as the bytes that docs/certificates.md gives it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/exploration.hpp"
#include "checker/value_symmetry.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"

namespace paxoscope::cli {

/// A part of an encoded state: numbers and sets, one bit after another, each byte filled from its highest bit on.
class BitString {
 public:
  /// `number`, 0..most, as wide as `most` takes; nothing if `most` is 0.
  void add_number(std::size_t number, std::size_t most);
  /// Room for a set of some of `count` things, which is empty. Returns the place of the first.
  std::size_t add_set(std::size_t count);
  void set(std::size_t place);

  /// With zeros up to a whole byte.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t bits_ = 0;
};

/// A state in parts: what is shared, and what belongs to each acceptor.
struct EncodedState {
  std::string shared;
  std::vector<std::string> acceptors;

  /// As it stands in a certificate; `sorted` if acceptors are taken for one another.
  [[nodiscard]] std::string bytes(bool sorted) &&;
};

/// Ends what takes long and is not the search, where that is wanted.
class CancellationToken {
 public:
  /// By those of `limits` that hold for what follows a search as well: a signal, and what memory the system has. Keeps a reference.
  explicit CancellationToken(const checker::Limits& limits) : limits_(limits) {}

  /// Throws Cancelled once a signal came.
  void throw_if_interrupted() const;
  /// Throws Cancelled then, and where the system will soon have no more memory to give; asks, of many `count`s that follow on each other, now and then.
  void throw_if_cancelled(std::uint64_t count) const;

 private:
  const checker::Limits& limits_;
};

struct Cancelled : std::exception {
  explicit Cancelled(checker::StopReason reason) : why(reason) {}
  checker::StopReason why;
};

/// States of one length, each once, in increasing order of their bytes.
class CertifiedStates {
 public:
  /// `states` has them one after another in any order. Throws SelfCheckError if one is there twice, and Cancelled.
  CertifiedStates(std::string states, std::size_t state_bytes, const CancellationToken& token);

  [[nodiscard]] std::uint64_t size() const { return order_.size(); }
  [[nodiscard]] std::size_t state_bytes() const { return state_bytes_; }
  [[nodiscard]] std::string_view operator[](std::size_t i) const { return at(order_[i]); }

 private:
  [[nodiscard]] std::string_view at(std::uint64_t place) const {
    return std::string_view(states_).substr(place * state_bytes_, state_bytes_);
  }

  std::string states_;  // one after another, as they were found
  std::size_t state_bytes_;
  std::vector<std::uint64_t> order_;
};

/// Which states stand for others.
struct Symmetries {
  bool acceptors = false;
  bool values = false;  ///< on top of acceptors; then the model renames values
};

/// The states of an exact exploration of the whole space. `encode(state)` is an EncodedState. Throws SelfCheckError and Cancelled.
template <typename M, typename Searched, typename Encode>
std::shared_ptr<const CertifiedStates> certified_states(const M& model, const Searched& searched,
                                                        const checker::Exploration& exploration,
                                                        const Symmetries& symmetries,
                                                        const CancellationToken& token,
                                                        const Encode& encode) {
  std::string all;
  std::size_t state_bytes = 0;
  const auto encoded = [&](const typename M::State& state) {
    return EncodedState(encode(state)).bytes(symmetries.acceptors);
  };
  const auto representative = [&](const typename M::State& state) {
    if constexpr (checker::HasInterchangeableValues<M>) {
      if (symmetries.values) {
        checker::ValueRenaming renaming{};
        std::iota(renaming.begin(), renaming.end(), std::uint8_t{0});
        auto* const end = renaming.begin() + model.interchangeable_values();
        std::string least = encoded(state);
        while (std::next_permutation(renaming.begin(), end))
          least = std::min(least, encoded(model.rename_values(state, renaming)));
        return least;
      }
    }
    return encoded(state);
  };
  checker::for_each_state(searched, exploration, [&](const typename M::State& state, std::size_t /*depth*/) {
    const std::string bytes = representative(state);
    if (all.empty()) all.reserve(exploration.statistics.distinct * bytes.size());
    state_bytes = bytes.size();
    all += bytes;
    token.throw_if_cancelled(all.size() / state_bytes);
  });
  auto states = std::make_shared<const CertifiedStates>(std::move(all), state_bytes, token);
  if (states->size() != exploration.statistics.distinct)
    throw SelfCheckError("the certificate has not as many states as were visited");
  return states;
}

/// Adds them to a result, or why that came to nothing.
template <typename M, typename Searched, typename Encode>
void certify(const M& model, const Searched& searched, const checker::Exploration& exploration,
             const Symmetries& symmetries, const checker::Limits& limits, const Encode& encode,
             CheckResult& result) {
  try {
    result.certified =
        certified_states(model, searched, exploration, symmetries, CancellationToken(limits), encode);
  } catch (const Cancelled& end) {
    result.why_not_certified = end.why;
  } catch (const std::bad_alloc&) {
    result.why_not_certified = checker::StopReason::kMemoryShort;
  }
}

}  // namespace paxoscope::cli
