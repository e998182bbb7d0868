// A value of a specification, as TLA+ has them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace paxoscope::model {

/// A number, a string, a constant, or a set, a tuple, a record or a function of such. Two that are equal as values are equal.
class Term {
 public:
  enum class Kind : std::uint8_t {
    kNumber,
    kText,      ///< "prepare"
    kName,      ///< a constant that stands for itself: a1
    kSet,       ///< items in increasing order, none twice
    kTuple,     ///< items in their order
    kRecord,    ///< items by their fields, in the order in which those were given
    kFunction,  ///< items by what they are the images of
  };

  static Term number(std::int64_t number);
  static Term text(std::string text);
  static Term name(std::string name);
  static Term set(std::vector<Term> items);
  static Term tuple(std::vector<Term> items);
  static Term record(std::vector<std::pair<std::string, Term>>&& fields);
  static Term function(std::vector<std::pair<Term, Term>>&& images);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] std::int64_t number() const { return number_; }
  [[nodiscard]] const std::string& text() const { return text_; }  ///< also a name
  [[nodiscard]] const std::vector<Term>& items() const { return items_; }
  /// Of a record its fields, as texts; of a function what its items are the images of.
  [[nodiscard]] const std::vector<Term>& keys() const { return keys_; }

  friend bool operator==(const Term&, const Term&) = default;
  friend bool operator<(const Term& a, const Term& b);

 private:
  explicit Term(Kind kind) : kind_(kind) {}

  Kind kind_;
  std::int64_t number_ = 0;
  std::string text_;
  std::vector<Term> keys_;
  std::vector<Term> items_;
};

}  // namespace paxoscope::model
