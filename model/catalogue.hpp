// How a protocol describes itself: its bounds, its decisions, its known variants. Tables of text, for `list`
// and for whoever reads options.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/assumptions.hpp"

namespace paxoscope::model {

/// A number that a scenario fixes.
struct Parameter {
  /// A budget may also be kAny: no limit.
  static constexpr int kAny = -1;

  std::string_view name;
  std::string_view meaning;
  std::string_view one;   ///< how to count them: "acceptor", …
  std::string_view many;  ///< … "acceptors"; both empty for a budget
  bool is_budget;
  int least;
  int most;
  int standard;              ///< where a scenario says nothing
  AssumptionSet keeps = {};  ///< of a budget: what the fault that it counts keeps, however often it happens
  std::string_view follows =
      {};  ///< of a budget of what comes after other faults: theirs, without which this one says nothing
};

/// One way to take a decision.
struct Alternative {
  std::string_view name;
  std::string_view meaning;
  bool
      specified;  ///< what the protocol's specification says: the first of a rule's alternatives, and only that
  AssumptionSet keeps;  ///< which assumptions of reductions hold for the protocol with this alternative
  /// What goes after the name and a colon: "N", …; empty if nothing does.
  std::string_view argument = {};
  /// Whether it is as right as the specified one, so that it is not what runs are blamed on.
  bool is_right_too = false;
};

/// A decision of the protocol. Exactly one alternative is the specified one.
struct Rule {
  std::string_view name;
  std::string_view question;
  std::string_view source;
  std::span<const Alternative> alternatives;
  /// The alternative that runs are held against: the specified one, unless it is the specification that is wrong.
  std::size_t sound = 0;
};

/// What becomes of a protocol when rules of it are changed.
enum class Effect : std::uint8_t {
  kSafe,     ///< nothing that is asked of it fails
  kVacuous,  ///< nothing fails, but no value can be chosen either
  kBreaks,
};

/// A protocol with some of its rules changed, under a name, and what is known of it. Tests find it again.
struct Variant {
  std::string_view name;
  std::string_view meaning;
  std::string_view change;  ///< "rule = alternative, …", as in the rules
  /// Where the mistake was made or described; empty for one that was only measured.
  std::string_view source;
  /// The fewest processes, ballots, values and faults that show it, the number of acceptors being that of the protocol's standard if they
  /// do; of one that breaks nothing, where that was looked at. "key = value, …" of a scenario; what is not said is standard.
  std::string_view bounds;
  Effect effect = Effect::kSafe;
  std::string_view property = {};  ///< of one that breaks: the first to fail,
  int length = 0;                  ///< and after how many steps
  /// Of one that is safe: what it costs, or buys.
  std::string_view remark = {};
};

/// What stands in for a rule: model/answers.hpp.
struct Replacement;

/// A decision as it is taken.
struct Choice {
  const Rule* rule;
  const Alternative* alternative;
  std::string argument = {};  ///< if the alternative wants one
  /// Of an alternative that is none of the rule's own, which it owns.
  std::shared_ptr<const Replacement> replacement = nullptr;

  friend bool operator==(const Choice&, const Choice&) = default;
};

/// "alternative", or "alternative:argument".
std::string name(const Choice& choice);
/// "rule=alternative", or "rule=alternative:argument": as options, files and traces have it.
std::string text_of(const Choice& choice);

/// Calls `visit(name, value)` for each in "name = value, …", as rules and variants write changes and bounds.
template <typename Visit>
void for_each_setting(std::string_view settings, Visit&& visit);

/// All decisions: as specified, but for `changes`, "rule = alternative, …", some "alternative:argument". Later ones win.
std::vector<Choice> choices_of(std::span<const Rule> rules, std::string_view changes);

/// The decision of the rule called `rule`.
const Choice& choice_of(std::span<const Choice> choices, std::string_view rule);

/// Which alternative that is, in an enumeration that has them in their order; the first where something stands in for the rule.
template <typename E>
E chosen(std::span<const Choice> choices, std::string_view rule) {
  const Choice& choice = choice_of(choices, rule);
  if (choice.replacement != nullptr) return E{};
  return static_cast<E>(choice.alternative - choice.rule->alternatives.data());
}

template <typename Visit>
void for_each_setting(std::string_view settings, Visit&& visit) {
  constexpr std::string_view kSeparator = ", ";
  constexpr std::string_view kEquals = " = ";
  while (!settings.empty()) {
    const std::size_t end = std::min(settings.find(kSeparator), settings.size());
    const std::string_view setting = settings.substr(0, end);
    const std::size_t equals = setting.find(kEquals);
    assert(equals != std::string_view::npos);
    visit(setting.substr(0, equals), setting.substr(equals + kEquals.size()));
    settings.remove_prefix(std::min(end + kSeparator.size(), settings.size()));
  }
}

/// The changes of the variant called `name`; nothing if there is none.
std::optional<std::string_view> changes_of(std::span<const Variant> variants, std::string_view name);

/// A way to visit fewer states that changes no verdict. docs/reductions.md has the argument for each.
struct Reduction {
  std::string_view name;
  std::string_view meaning;
  AssumptionSet of_rules;       ///< every rule in force must keep these,
  AssumptionSet of_faults;      ///< every fault that can happen these,
  AssumptionSet of_properties;  ///< every property asked these
  bool is_symmetry = false;     ///< states are the same but for names: what is stored stands for whole orbits
  /// Which of several acceptors a step that is left in concerns is a matter of their names. Under a symmetry that changes no answer, but
  /// how many states there would be without it, nobody can tell.
  bool chooses_acceptors = false;
  std::string_view absorbs =
      {};  ///< a budget of faults: with this at work they never happen, and what they keep does not matter
};

/// The one that protocols whose acceptors are alike have in common.
inline constexpr Reduction kAcceptorSymmetry{
    .name = "symmetry",
    .meaning = "states that differ only in which acceptor is which are one",
    .of_rules = {Assumption::kAcceptorsAreAlike},
    .of_faults = {},
    .of_properties = {Assumption::kTellsNoAcceptorsApart},
    .is_symmetry = true,
};

/// For protocols in which no proposer has a value of its own.
inline constexpr Reduction kValueSymmetry{
    .name = "value-symmetry",
    .meaning = "states that differ only in which value is called what are one",
    .of_rules = {Assumption::kAcceptorsAreAlike, Assumption::kValuesAreAlike},
    .of_faults = {},
    .of_properties = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart},
    .is_symmetry = true,
};

}  // namespace paxoscope::model
