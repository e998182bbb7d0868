// The first states of a search and their successors, in all the forms in which the parts of a search meet them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/local_steps.hpp"
#include "checker/property.hpp"
#include "checker/state_codec.hpp"

namespace paxoscope::bench {

/// All values of parts that occur are known to the codec, and all local steps of the states have been looked up once.
template <checker::HasLocalSteps M>
class Sample {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  /// Keeps the model. Of the states that are found first, at most `states_max`.
  Sample(M model, std::uint64_t states_max)
      : model_(std::move(model)),
        exploration_(checker::breadth_first_search(model_, checker::NoProperties<State>(),
                                                   {.limits = {.states_max = states_max}})),
        local_steps_(codec().kinds()),
        words_(codec().words()) {
    checker::for_each_state(model_, exploration_, [&](const State& state, std::size_t /*depth*/) {
      const std::uint64_t* const words = model_.encoded_words(state);
      encodings_.insert(encodings_.end(), words, words + words_);
      checker::for_each_successor(model_, state, [&](const Action& /*action*/, const State& after) {
        const std::uint64_t* const near = model_.encoded_words(after);
        successors_.insert(successors_.end(), near, near + words_);
      });
      successors_end_.push_back(successors_.size() / words_);
    });
    intern_all();
    for (std::size_t i = 0; i < size(); ++i) {
      const std::uint64_t* value = encoding(i);
      for (const checker::StateCodec::PlacedPart& part : codec().parts()) {
        look_up_local_steps(part, value);
        value += part.words;
      }
    }
    make_known();
  }

  [[nodiscard]] const M& model() const { return model_; }
  [[nodiscard]] checker::StateCodec& codec() { return exploration_.states.codec(); }
  [[nodiscard]] const checker::LocalSteps& local_steps() const { return local_steps_; }

  [[nodiscard]] std::size_t size() const { return successors_end_.size(); }
  [[nodiscard]] State state(std::size_t i) const {
    return model_.decode(std::as_bytes(std::span(encoding(i), words_)).first(model_.encoded_bytes()));
  }
  [[nodiscard]] const checker::StateCodec::Known& known(std::size_t i) const { return known_[i]; }

  [[nodiscard]] std::size_t successors() const { return successors_.size() / words_; }
  /// Calls `visit(encoding)` for each successor of a state.
  template <typename Visit>
  void for_each_successor_of(std::size_t i, Visit&& visit) const {
    for (std::size_t s = i == 0 ? 0 : successors_end_[i - 1]; s < successors_end_[i]; ++s) {
      visit(successors_.data() + s * words_);
    }
  }

 private:
  [[nodiscard]] const std::uint64_t* encoding(std::size_t i) const { return encodings_.data() + i * words_; }

  void intern_all() {
    std::vector<std::uint64_t> key(codec().key_words());
    for (std::size_t w = 0; w < encodings_.size(); w += words_) codec().encode(&encodings_[w], key.data());
    for (std::size_t w = 0; w < successors_.size(); w += words_) codec().encode(&successors_[w], key.data());
  }

  void look_up_local_steps(const checker::StateCodec::PlacedPart& part, const std::uint64_t* value) {
    const checker::PartTable::Number number = part.table->intern(value);
    if (local_steps_.find(part.kind, number) != nullptr) return;
    std::vector<checker::LocalSteps::Step> steps;
    model_.for_each_local_step(
        part.kind, value, [&](const checker::LocalStep& step, const std::uint64_t* after) {
          const checker::PartTable::Number to = part.table->intern(after);
          checker::LocalSteps::Step& added = steps.emplace_back(checker::LocalSteps::as_step(step));
          added.after = to;
          added.hash_change = part.table->hash(to) - part.table->hash(number);
        });
    local_steps_.add(part.kind, number, part.table->entry(number), part.words, std::move(steps));
  }

  void make_known() {
    if (!codec().is_wide_enough()) codec().widen();
    const std::size_t key_words = codec().key_words();
    const std::size_t parts = codec().parts().size();
    keys_.resize(size() * key_words);
    entries_.resize(size() * parts);
    std::vector<std::uint64_t> decoded(words_);
    for (std::size_t i = 0; i < size(); ++i) {
      std::uint64_t* const key = keys_.data() + i * key_words;
      const std::uint64_t** const entries = entries_.data() + i * parts;
      const std::uint64_t hash = codec().encode(encoding(i), key);
      codec().decode(codec().packing(), key, decoded.data(), entries);
      known_.push_back({encoding(i), key, entries, hash});
    }
  }

  M model_;
  checker::Exploration exploration_;
  checker::LocalSteps local_steps_;
  std::size_t words_;
  std::vector<std::uint64_t> encodings_;
  std::vector<std::uint64_t> successors_;
  std::vector<std::size_t> successors_end_;  // by state
  std::vector<std::uint64_t> keys_;
  std::vector<const std::uint64_t*> entries_;
  std::vector<checker::StateCodec::Known> known_;
};

}  // namespace paxoscope::bench
