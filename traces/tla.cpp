#include "traces/tla.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>

#include "traces/loop.hpp"
#include "traces/replay.hpp"

namespace paxoscope::traces {

namespace {

using model::Term;

/// The items of `term` one after the other, each as `item(i)` gives it.
template <typename Item>
std::string joined(const Term& term, const char* separator, const Item& item) {
  std::string text;
  for (std::size_t i = 0; i < term.items().size(); ++i) text += (i == 0 ? "" : separator) + item(i);
  return text;
}

/// An action as an operator applied: "deliver(promise, 1, a1)", "acks(a1, {a1, a3})".
std::string applied(const model::Record& action) {
  std::string arguments;
  std::string name;
  for (const model::Field& field : action) {
    const auto* list = std::get_if<std::vector<std::string>>(&field.value);
    std::string value =
        list == nullptr ? text_of(field.value) : fmt::format("{{{}}}", fmt::join(*list, ", "));
    if (name.empty()) {
      name = std::move(value);
    } else {
      arguments += (arguments.empty() ? "" : ", ") + value;
    }
  }
  return fmt::format("{}({})", name, arguments);
}

/// What there is of a state to see.
std::string conjuncts(const Situation& situation) {
  std::string text;
  for (const model::Variable& variable : situation.variables)
    text += fmt::format("/\\ {} = {}\n", variable.name, to_tla(variable.value));
  return text;
}

}  // namespace

std::string to_tla(const Term& term) {
  const auto item = [&](std::size_t i) { return to_tla(term.items()[i]); };
  switch (term.kind()) {
    case Term::Kind::kNumber:
      return std::to_string(term.number());
    case Term::Kind::kText:
      return fmt::format("\"{}\"", term.text());
    case Term::Kind::kName:
      return term.text();
    case Term::Kind::kSet:
      return "{" + joined(term, ", ", item) + "}";
    case Term::Kind::kTuple:
      return "<<" + joined(term, ", ", item) + ">>";
    case Term::Kind::kRecord:
      return "[" +
             joined(term, ", ", [&](std::size_t i) { return term.keys()[i].text() + " |-> " + item(i); }) +
             "]";
    case Term::Kind::kFunction:
      break;
  }
  if (term.items().empty()) return "<<>>";
  return "(" +
         joined(term, " @@ ", [&](std::size_t i) { return to_tla(term.keys()[i]) + " :> " + item(i); }) + ")";
}

std::string to_tla(const Trace& trace) {
  std::string text;
  auto out = std::back_inserter(text);
  const auto from = repeats_after(trace);
  // TLC does not show once more the state that it comes back to. One that differs from that it would not have come back to.
  const bool is_same = from && trace.loop->but.empty() &&
                       conjuncts(trace.situations.back()) == conjuncts(trace.situations[*from]);
  const std::size_t states = trace.situations.size() - (is_same ? 1 : 0);
  for (std::size_t i = 0; i < states; ++i) {
    fmt::format_to(out, "State {}: <{}>\n{}\n", i + 1,
                   i == 0 ? "Initial predicate" : applied(trace.steps[i - 1].action),
                   conjuncts(trace.situations[i]));
  }
  if (from) {
    fmt::format_to(out, "Back to state {}: <{}>\n\n", *from + 1,
                   is_same ? applied(trace.steps.back().action) : for_ever(*trace.loop));
  } else if (trace.loop) {
    fmt::format_to(out, "State {}: Stuttering\n\n", states + 1);
  }
  return text;
}

}  // namespace paxoscope::traces
