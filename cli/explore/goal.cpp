#include "cli/explore/goal.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "cli/one_line.hpp"
#include "cli/protocol.hpp"
#include "cli/suggestion.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

namespace {

using FactKind = GoalFact::Kind;

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kWhatThereIs =
    "a fact is such as chosen(v1), a1.promised = ballot 2, violates agreement or reaches value-chosen";

/// How many characters UTF-8 has there: of those that take several bytes, only the first counts.
std::size_t characters_in(std::string_view text) {
  constexpr unsigned kMask = 0xC0;
  constexpr unsigned kContinues = 0x80;
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & kMask) != kContinues;
  }));
}

/// With one blank wherever there are some.
std::string with_single_blanks(std::string_view text) {
  std::string result;
  for (const char c : trimmed(text)) {
    const bool is_blank = kBlanks.find(c) != std::string_view::npos;
    if (is_blank && result.ends_with(' ')) continue;
    result += is_blank ? ' ' : c;
  }
  return result;
}

/// Takes one goal apart. Texts that it hands on are parts of the whole, so that their places in it are known.
class GoalParser {
 public:
  GoalParser(std::string_view whole, const GoalVocabulary& vocabulary)
      : whole_(whole), vocabulary_(vocabulary) {}

  [[nodiscard]] Goal parse() const {
    if (stripped(whole_).empty()) fail(whole_, fmt::format("nothing is asked; {}", kWhatThereIs));
    std::vector<GoalFact> facts;
    std::string_view rest = whole_;
    for (;;) {
      const auto [length, conjunction] = length_of_fact(rest);
      facts.push_back(fact(rest.substr(0, length)));
      if (conjunction == 0) return Goal(std::move(facts));
      rest.remove_prefix(length + conjunction);
    }
  }

 private:
  [[noreturn]] void fail(std::string_view where, const std::string& problem) const {
    throw GoalError(
        characters_in(whole_.substr(0, static_cast<std::size_t>(where.data() - whole_.data()))) + 1, problem);
  }

  /// Without blanks around it. What is left of nothing still has its place.
  static std::string_view stripped(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
    text.remove_prefix(begin);
    const std::size_t end = text.find_last_not_of(kBlanks);
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  }

  /// What follows a word, if the text begins with it.
  static std::optional<std::string_view> after_word(std::string_view text, std::string_view word) {
    if (!text.starts_with(word)) return std::nullopt;
    const std::string_view rest = text.substr(word.size());
    if (!rest.empty() && kBlanks.find(rest.front()) == std::string_view::npos) return std::nullopt;
    return stripped(rest);
  }

  /// What stands before words at the end.
  static std::optional<std::string_view> before_words(std::string_view text, std::string_view words) {
    if (!text.ends_with(words)) return std::nullopt;
    const std::string_view rest = text.substr(0, text.size() - words.size());
    if (rest.empty() || kBlanks.find(rest.back()) == std::string_view::npos) return std::nullopt;
    return stripped(rest);
  }

  /// How long the first fact is, and the conjunction after it: 0 if there is none. In quotes nothing is one.
  [[nodiscard]] std::pair<std::size_t, std::size_t> length_of_fact(std::string_view text) const {
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"') is_quoted = !is_quoted;
      if (is_quoted || (i > 0 && kBlanks.find(text[i - 1]) == std::string_view::npos)) continue;
      for (const std::string_view word : {"and", "while"}) {
        if (after_word(text.substr(i), word)) return {i, word.size()};
      }
    }
    if (is_quoted) fail(text.substr(text.rfind('"')), "a quotation mark that nothing closes");
    return {text.size(), 0};
  }

  [[nodiscard]] GoalFact fact(std::string_view text) const {
    text = stripped(text);
    bool is_negated = false;
    if (const auto rest = after_word(text, "not")) {
      is_negated = true;
      text = *rest;
    }
    if (text.empty()) fail(text, fmt::format("a fact is missing here; {}", kWhatThereIs));
    GoalFact fact = plain_fact(text);
    fact.is_negated = fact.is_negated != is_negated;
    if (fact.is_negated && fact.kind == FactKind::kProperty &&
        vocabulary_.properties[fact.index]->kind == invariants::Kind::kStep) {
      fail(text, fmt::format("{} is about steps: that a state does not violate it says nothing",
                             vocabulary_.properties[fact.index]->name));
    }
    return fact;
  }

  [[nodiscard]] GoalFact plain_fact(std::string_view text) const {
    if (const auto name = after_word(text, "violates")) return property(*name, false);
    if (const auto name = after_word(text, "reaches")) return property(*name, true);
    if (text == "chosen") return {FactKind::kChosen, false, 0, ""};
    if (text.starts_with("chosen(")) {
      const std::string_view value = text.substr(std::string_view("chosen(").size());
      if (!value.ends_with(')')) fail(text, "chosen( has no ) at its end");
      return chosen(stripped(value.substr(0, value.size() - 1)));
    }
    if (text.find('=') != std::string_view::npos) return attribute(text);
    if (const auto process = before_words(text, "has prepared")) return prepared(*process);
    for (const std::string_view words : {"is chosen", "chosen"}) {
      if (const auto value = before_words(text, words)) return chosen(*value);
    }
    if (text.find('.') != std::string_view::npos) return attribute(text);
    fail(text, fmt::format("'{}' is no fact; {}", cut(text), kWhatThereIs));
  }

  /// What a message may quote of what was written.
  static std::string cut(std::string_view text) {
    constexpr std::size_t kLengthMax = 40;
    return std::string(text.substr(0, kLengthMax)) + (text.size() > kLengthMax ? "…" : "");
  }

  [[nodiscard]] GoalFact chosen(std::string_view value) const {
    const auto& values = vocabulary_.values;
    if (std::find(values.begin(), values.end(), value) == values.end())
      fail(value, unknown("value", value, values));
    return {FactKind::kChosen, false, 0, std::string(value)};
  }

  [[nodiscard]] GoalFact property(std::string_view name, bool is_witness) const {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < vocabulary_.properties.size(); ++i) {
      const invariants::Property& p = *vocabulary_.properties[i];
      const bool is_right = (p.kind == invariants::Kind::kWitness) == is_witness;
      if (p.name == name && is_right) return {FactKind::kProperty, false, i, ""};
      if (p.name == name) {
        fail(name, fmt::format("{} is {}: ask for '{} {}'", name, is_witness ? "to hold" : "to be reached",
                               is_witness ? "violates" : "reaches", name));
      }
      if (is_right) known.emplace_back(p.name);
    }
    if (known.empty())
      fail(name, fmt::format("the scenario has no property to be {}", is_witness ? "reached" : "violated"));
    fail(name, unknown("property", name, known));
  }

  /// "p2.phase = prepare": the name of a process has no dot, that of a field no sign of equality. Both may have blanks.
  [[nodiscard]] GoalFact attribute(std::string_view text) const {
    const std::size_t dot = text.find('.');
    const std::size_t equals = text.find('=');
    if (dot == std::string_view::npos || dot > equals) {
      fail(text, fmt::format("'{}' names no field: {}.{} = … is how to ask for one", cut(text),
                             vocabulary_.attributes.front().process, vocabulary_.attributes.front().field));
    }
    if (equals == std::string_view::npos)
      fail(text.substr(text.size()), fmt::format("'{}' is to be = or != what?", cut(text)));
    const bool differs = equals > dot && text[equals - 1] == '!';
    const std::string_view process = stripped(text.substr(0, dot));
    const std::string_view field = stripped(text.substr(dot + 1, equals - dot - 1 - (differs ? 1 : 0)));
    std::string_view value = stripped(text.substr(equals + 1));
    if (value.starts_with('=')) value = stripped(value.substr(1));
    if (value.size() > 1 && value.front() == '"' && value.back() == '"')
      value = stripped(value.substr(1, value.size() - 2));
    if (value.empty()) {
      fail(value, fmt::format("a value is missing here, such as {}.{} = {}", process, field,
                              vocabulary_.attributes[place_of(process, field)].value));
    }
    return {FactKind::kAttribute, differs, place_of(process, field), with_single_blanks(value)};
  }

  /// It is no longer in the phase in which it began.
  [[nodiscard]] GoalFact prepared(std::string_view process) const {
    const std::size_t place = place_of(process, "phase");
    return {FactKind::kAttribute, true, place, vocabulary_.attributes[place].value};
  }

  /// `field` may be a word that was not written; then it is not pointed at.
  [[nodiscard]] std::size_t place_of(std::string_view process, std::string_view field) const {
    std::vector<std::string> processes;
    std::vector<std::string> fields;
    const auto& attributes = vocabulary_.attributes;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      if (processes.empty() || processes.back() != attributes[i].process)
        processes.push_back(attributes[i].process);
      if (attributes[i].process != process) continue;
      if (attributes[i].field == field) return i;
      fields.push_back(attributes[i].field);
    }
    if (fields.empty()) fail(process, unknown("process", process, processes));
    const bool is_written = field.data() >= whole_.data() && field.data() <= whole_.data() + whole_.size();
    fail(is_written ? field : process, unknown(fmt::format("field of {}", process), field, fields));
  }

  std::string_view whole_;
  const GoalVocabulary& vocabulary_;
};

bool fact_holds(const GoalFact& fact, const std::vector<std::string>& chosen,
                const std::vector<model::Attribute>& attributes, checker::PropertyMask noticed) {
  switch (fact.kind) {
    case FactKind::kChosen:
      return fact.value.empty() ? !chosen.empty()
                                : std::find(chosen.begin(), chosen.end(), fact.value) != chosen.end();
    case FactKind::kAttribute:
      return attributes[fact.index].value == fact.value;
    case FactKind::kProperty:
      return (noticed & checker::property_bit(fact.index)) != 0;
  }
  return false;
}

}  // namespace

GoalVocabulary goal_vocabulary(const Scenario& scenario, const LiveModel& model) {
  GoalVocabulary vocabulary{model.attributes(model.initial_state()), {}, scenario.properties};
  const auto parameters = scenario.protocol->parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name != "values") continue;
    for (int v = 0; v < scenario.settings[i]; ++v) vocabulary.values.push_back(model::name(model::Value(v)));
  }
  return vocabulary;
}

GoalError::GoalError(std::size_t column, const std::string& problem)
    : std::runtime_error(one_line(fmt::format("column {}: {}", column, problem))), column_(column) {}

bool Goal::holds(const LiveModel& model, const std::string& before, const std::string& after) const {
  const auto asks = [&](FactKind kind) {
    return std::any_of(facts_.begin(), facts_.end(), [&](const GoalFact& f) { return f.kind == kind; });
  };
  // Each costs something, and most goals ask for one of them.
  std::vector<std::string> chosen;
  std::vector<model::Attribute> attributes;
  checker::PropertyMask noticed = 0;
  if (asks(FactKind::kChosen)) chosen = model.chosen(after);
  if (asks(FactKind::kAttribute)) attributes = model.attributes(after);
  if (asks(FactKind::kProperty)) noticed = model.noticed(before, after);
  return std::all_of(facts_.begin(), facts_.end(), [&](const GoalFact& fact) {
    return fact_holds(fact, chosen, attributes, noticed) != fact.is_negated;
  });
}

bool Goal::is_about_steps(const GoalVocabulary& vocabulary) const {
  return std::any_of(facts_.begin(), facts_.end(), [&](const GoalFact& fact) {
    return fact.kind == FactKind::kProperty &&
           vocabulary.properties[fact.index]->kind == invariants::Kind::kStep;
  });
}

Goal parse_goal(std::string_view text, const GoalVocabulary& vocabulary) {
  return GoalParser(text, vocabulary).parse();
}

std::vector<std::string> goal_examples(const GoalVocabulary& vocabulary) {
  std::vector<std::string> examples;
  if (!vocabulary.values.empty()) examples.push_back(fmt::format("chosen({})", vocabulary.values.back()));
  for (const model::Attribute& a : vocabulary.attributes) {
    if (a.field == "phase" && a.process == "p2") {
      examples.push_back(
          fmt::format("{} chosen while {} has prepared", vocabulary.values.front(), a.process));
    }
  }
  for (const invariants::Property* p : vocabulary.properties) {
    if (p->name == "agreement") examples.emplace_back("violates agreement");
    if (p->name == "value-learned") examples.emplace_back("reaches value-learned");
  }
  return examples;
}

}  // namespace paxoscope::cli
