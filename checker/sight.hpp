// What properties see of states and steps, and what they said of those that looked the same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/answers.hpp"
#include "checker/model.hpp"
#include "checker/own_lines.hpp"
#include "checker/packing.hpp"
#include "checker/property.hpp"
#include "checker/state_codec.hpp"

namespace paxoscope::checker::detail {

/// Asks properties only what is not known to have been asked: not about a state or step that looks the same to them as one
/// before. Properties that do not say what they see are asked about everything. For one thread.
template <typename M, typename P>
class Sight {
 public:
  Sight(const P& properties, const StateCodec& codec)
      : codec_(codec),
        in_states_(bits_seen(properties, false, codec.words())),
        in_steps_(bits_seen(properties, true, codec.words())),
        is_any_in_steps_(
            std::any_of(in_steps_.begin(), in_steps_.end(), [](auto bits) { return bits != 0; })),
        question_(2 * codec.words()),
        answers_of_steps_(2 * codec.words()) {
    std::size_t first = 0;
    for (const StateCodec::PlacedPart& part : codec.parts()) {
      first_word_.push_back(first);
      first += part.words;
    }
    treat_kinds_alike();
    find_seen_words();
    answers_of_states_ = Answers(std::max<std::size_t>(seen_words_.size(), 1));
  }

  /// Whether properties see anything of steps.
  [[nodiscard]] bool is_any_in_steps() const { return is_any_in_steps_; }

  // Whether they may notice something in a state that they did not in the one before, or of the step; by the encodings,
  // or of one part its words.
  [[nodiscard]] bool differ_as_states(const std::uint64_t* before, const std::uint64_t* after) const {
    return differ(in_states_.data(), in_states_.size(), before, after);
  }
  [[nodiscard]] bool differ_as_steps(const std::uint64_t* before, const std::uint64_t* after) const {
    return differ(in_steps_.data(), in_steps_.size(), before, after);
  }
  [[nodiscard]] bool part_differs_as_state(std::size_t part, const std::uint64_t* before,
                                           const std::uint64_t* after) const {
    return differ(in_states_.data() + first_word_[part], codec_.parts()[part].words, before, after);
  }
  [[nodiscard]] bool part_differs_as_step(std::size_t part, const std::uint64_t* before,
                                          const std::uint64_t* after) const {
    return !SaysWhatItSees<P, M> ||
           differ(in_steps_.data() + first_word_[part], codec_.parts()[part].words, before, after);
  }

  /// What they notice in the state with this key: what `ask()` says, unless it is remembered.
  template <typename Ask>
  PropertyMask noticed_in(const Packing& packing, const std::uint64_t* key, const Ask& ask) {
    if constexpr (!SaysWhatItSees<P, M>) return ask();
    std::uint64_t* next = question_.data();
    for (const SeenWord& seen : seen_words_) {
      const std::uint64_t* const words =
          seen.table == nullptr ? key : seen.table->value(packing.field(key, seen.part));
      *next++ = words[seen.word] & seen.bits;
    }
    return answers_of_states_(question_.data(), ask);
  }

  /// What they notice of a step between these encodings: what `ask()` says, unless it is remembered.
  template <typename Ask>
  PropertyMask noticed_by(const std::uint64_t* before, const std::uint64_t* after, const Ask& ask) {
    if constexpr (!SaysWhatItSees<P, M>) return ask();
    const std::size_t words = in_steps_.size();
    for (std::size_t w = 0; w < words; ++w) {
      question_[w] = before[w] & in_steps_[w];
      question_[words + w] = after[w] & in_steps_[w];
    }
    return answers_of_steps_(question_.data(), ask);
  }

 private:
  /// A word in which something is seen of states.
  struct SeenWord {
    const PartTable* table;  ///< null without parts: then the key is the encoding
    std::size_t part;
    std::size_t word;  ///< of the part
    std::uint64_t bits;
  };

  /// One word for each of an encoding; all bits where the properties do not say.
  static std::vector<std::uint64_t> bits_seen(const P& properties, bool in_steps, std::size_t words) {
    if constexpr (SaysWhatItSees<P, M>) {
      std::vector<std::uint64_t> bits =
          in_steps ? properties.bits_seen_in_steps() : properties.bits_seen_in_states();
      bits.resize(words);
      return bits;
    } else {
      return std::vector<std::uint64_t>(words, ~std::uint64_t{0});
    }
  }

  static bool differ(const std::uint64_t* seen, std::size_t words, const std::uint64_t* before,
                     const std::uint64_t* after) {
    std::uint64_t difference = 0;
    for (std::size_t w = 0; w < words; ++w) difference |= (before[w] ^ after[w]) & seen[w];
    return difference != 0;
  }

  /// What is known of a part is kept by kind: what is seen of one part of a kind counts as seen of all.
  void treat_kinds_alike() {
    const std::vector<StateCodec::PlacedPart>& parts = codec_.parts();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (std::size_t j = 0; j < parts.size(); ++j) {
        if (parts[i].kind != parts[j].kind) continue;
        for (std::size_t w = 0; w < parts[i].words; ++w) {
          in_states_[first_word_[i] + w] |= in_states_[first_word_[j] + w];
          in_steps_[first_word_[i] + w] |= in_steps_[first_word_[j] + w];
        }
      }
    }
  }

  void find_seen_words() {
    const std::vector<StateCodec::PlacedPart>& parts = codec_.parts();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (std::size_t w = 0; w < parts[i].words; ++w) {
        const std::uint64_t bits = in_states_[first_word_[i] + w];
        if (bits != 0) seen_words_.push_back({parts[i].table, i, w, bits});
      }
    }
    if (!parts.empty()) return;
    for (std::size_t w = 0; w < in_states_.size(); ++w) {
      if (in_states_[w] != 0) seen_words_.push_back({nullptr, 0, w, in_states_[w]});
    }
  }

  const StateCodec& codec_;
  std::vector<std::uint64_t> in_states_;  // bits of an encoding
  std::vector<std::uint64_t> in_steps_;
  bool is_any_in_steps_;
  std::vector<std::size_t> first_word_;  // of an encoding, by part
  std::vector<SeenWord> seen_words_;
  OwnVector<std::uint64_t> question_;
  Answers answers_of_states_{1};
  Answers answers_of_steps_;
};

}  // namespace paxoscope::checker::detail
