#include "cli/rule_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/one_line.hpp"
#include "cli/rule_file/compiler.hpp"
#include "cli/subprocess.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

namespace {

namespace fs = std::filesystem;
using model::AcceptorTable;
using model::Assumption;
using model::AssumptionSet;
using model::ProposalTable;
using model::Questions;

// ---- Asking

/// Nothing if it ends without a word, as what is damaged does.
std::optional<std::string> answers_of(const std::string& program, const Questions& questions,
                                      const std::string& path, std::chrono::seconds patience,
                                      const Source& source, std::string& end) {
  std::vector<std::string> command{program, std::to_string(questions.acceptors),
                                   std::to_string(questions.votes.values),
                                   std::to_string(questions.votes.ballots)};
  for (const model::Vote& proposal : questions.proposals) {
    command.push_back(fmt::format("{}:{}", proposal.ballot.index() + 1, proposal.value.index() + 1));
  }
  constexpr std::uint64_t kBytesMax = std::uint64_t{2} << 30U;
  const Ended ended = run({command, Caught::kChannel, patience, kBytesMax});
  constexpr std::string_view kError = "error ";
  constexpr std::string_view kEnd = "end\n";
  // An error comes last; before it may be whole lines of answers.
  const std::size_t error = ended.text.starts_with(kError) ? 0 : ended.text.find("\nerror ");
  if (error != std::string::npos) {
    const std::size_t begin = ended.text.find(kError, error) + kError.size();
    throw source.senseless(
        fmt::format("{}: {}", path, ended.text.substr(begin, ended.text.size() - begin - 1)));
  }
  if (!ended.may_be_run) {
    throw SystemError(
        fmt::format("{} may not be run there; XDG_CACHE_HOME names another place for it", program));
  }
  if (ended.was_impatient) {
    throw source.senseless(fmt::format("{}: is not done with answering after {} s", path, patience.count()));
  }
  if (ended.is_success() && ended.text.ends_with(kEnd)) return ended.text;
  end = ended.signal != 0 ? fmt::format("was ended by signal {}", ended.signal)
                          : fmt::format("ended with status {}", ended.status);
  return std::nullopt;
}

/// Once more, compiled anew, where what was kept says nothing.
std::string answers_of(const RuleCompiler& compiler, const std::string& path, const Questions& questions,
                       std::chrono::seconds patience, const Source& source) {
  std::string end;
  for (int tries = 0; tries < 2; ++tries) {
    const std::string program = compiler.program_of(path);
    if (const auto answers = answers_of(program, questions, path, patience, source, end)) return *answers;
    std::error_code ignored;
    fs::remove(program, ignored);
  }
  throw source.senseless(fmt::format("{}: {} before it had answered everything", path, end));
}

// ---- What the answers make

/// A function that a file may define: named after its rule, with '_' for '-'.
struct Function {
  enum class Kind : std::uint8_t { kAboutBallots, kAboutVotes, kProposals, kQuorums };

  std::string_view name;
  Kind kind;
  bool is_answer_a_vote = false;
};

constexpr std::array kFunctions{
    Function{"may_promise", Function::Kind::kAboutBallots},
    Function{"promise_record", Function::Kind::kAboutBallots},
    Function{"promise_reports", Function::Kind::kAboutBallots, true},
    Function{"may_vote", Function::Kind::kAboutVotes},
    Function{"vote_promises", Function::Kind::kAboutVotes},
    Function{"vote_record", Function::Kind::kAboutVotes, true},
    Function{"proposal_value", Function::Kind::kProposals},
    Function{"promise_quorum", Function::Kind::kQuorums},
    Function{"vote_quorum", Function::Kind::kQuorums},
    Function{"classic_quorum", Function::Kind::kQuorums},
    Function{"fast_quorum", Function::Kind::kQuorums},
};

constexpr const char* kUnasked =
    "the file has answered what it was not asked: does it write to file descriptor 3?";

using Answers = decltype(model::Replacement::answers);

/// Reads the answers of one function: the rest of its line, or the lines that follow.
Answers read_answers(const Function& function, const std::string& rest, std::istringstream& lines,
                     const Questions& questions, const Source& source) {
  std::vector<std::uint8_t> answers;
  for (const char c : rest) answers.push_back(static_cast<std::uint8_t>(c - '0'));
  const auto expect = [&](std::size_t count) {
    if (answers.size() != count) throw source.senseless(kUnasked);
  };
  if (function.kind == Function::Kind::kQuorums) {
    expect(std::size_t{1} << static_cast<unsigned>(questions.acceptors));
    return model::Quorums::of(questions.acceptors,
                              [&](model::AcceptorSet set) { return answers[set.bits()] != 0; });
  }
  if (function.kind != Function::Kind::kProposals) {
    const auto about = function.kind == Function::Kind::kAboutVotes ? AcceptorTable::About::kVote
                                                                    : AcceptorTable::About::kBallot;
    expect(AcceptorTable::size(questions.acceptors, questions.votes, about));
    return AcceptorTable(questions.acceptors, questions.votes, about, std::move(answers));
  }
  std::vector<ProposalTable::Entry> entries;
  while (lines.peek() >= '0' && lines.peek() <= '9') {
    std::string line;
    std::getline(lines, line);
    std::istringstream text(line);
    std::vector<int> numbers;
    for (int number = 0; text >> number;) numbers.push_back(number);
    constexpr std::size_t kFewest = 3;
    if (numbers.size() < kFewest) throw source.senseless(kUnasked);
    const std::span reports = std::span(numbers).subspan(1, numbers.size() - 2);
    entries.push_back({ProposalTable::question(model::Ballot(numbers.front()), reports),
                       static_cast<std::uint8_t>(numbers.back())});
  }
  return ProposalTable(questions.votes, std::move(entries));
}

/// Whether the answers keep what the file says that they do.
bool keep(const Answers& answers, bool is_answer_a_vote, Assumption assumption) {
  const bool is_about_acceptors = assumption == Assumption::kAcceptorsAreAlike;
  if (const auto* of_acceptors = std::get_if<AcceptorTable>(&answers)) {
    if (is_about_acceptors) return of_acceptors->are_acceptors_alike();
    return assumption != Assumption::kValuesAreAlike || of_acceptors->are_values_alike(is_answer_a_vote);
  }
  if (const auto* quorums = std::get_if<model::Quorums>(&answers))
    return !is_about_acceptors || quorums->size() > 0;
  return assumption != Assumption::kValuesAreAlike || std::get<ProposalTable>(answers).are_values_alike();
}

/// What a function can keep, whatever rule it stands in for: that promises serve their ballot is true of all, as none is asked about
/// promises but those of the ballot, and not in which order they came.
constexpr std::array kDeclarable{Assumption::kAcceptorsAreAlike, Assumption::kValuesAreAlike,
                                 Assumption::kPromisesServeTheirBallot};

AssumptionSet read_declaration(const std::string& text, const std::string& path, const Source& source) {
  AssumptionSet keeps;
  std::vector<std::string_view> known;
  known.reserve(kDeclarable.size());
  for (const Assumption assumption : kDeclarable) known.push_back(statement(assumption));
  for (const std::string& word : words_of(text)) {
    if (word.empty()) continue;
    const auto found = std::find(known.begin(), known.end(), word);
    if (found == known.end()) {
      throw source.senseless(fmt::format("{}: keeps: '{}' is nothing that a file can keep; that is: {}", path,
                                         word, fmt::join(known, ", ")));
    }
    keeps.insert(kDeclarable.at(static_cast<std::size_t>(found - known.begin())));
  }
  return keeps;
}

std::string function_names() {
  std::vector<std::string_view> names;
  names.reserve(kFunctions.size());
  for (const Function& function : kFunctions) names.push_back(function.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string rule_name(std::string_view function) {
  std::string name(function);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool is_said_by_a_function(std::string_view rule) {
  return std::any_of(kFunctions.begin(), kFunctions.end(),
                     [&](const Function& function) { return rule_name(function.name) == rule; });
}

}  // namespace

std::vector<model::Choice> read_rule_file(const std::string& path, std::span<const model::Rule> rules,
                                          const Questions& questions, std::chrono::seconds patience,
                                          const Source& source) {
  if (one_line(path) != path)
    throw source.misspelt(fmt::format("'{}' has letters that cannot be shown", path));
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) {
    throw source.misspelt(fmt::format("{} is no file", path));
  }
  try {
    static_cast<void>(
        read_file(path));  // what keeps it from being read is better said before a compiler does
  } catch (const SystemError& unreadable) {
    throw SystemError(fmt::format("{}: {}", source.place, unreadable.what()));
  }
  std::istringstream lines(answers_of(RuleCompiler(source.place), path, questions, patience, source));

  AssumptionSet keeps;
  std::vector<std::pair<const Function*, Answers>> defined;
  for (std::string line; std::getline(lines, line) && line != "end";) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, blank);
    const std::string rest = line.substr(std::min(blank + 1, line.size()));
    if (word == "keeps") {
      keeps = read_declaration(rest, path, source);
      continue;
    }
    const auto* const function =
        std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Function& f) { return f.name == word; });
    if (function == kFunctions.end()) throw source.senseless(kUnasked);
    defined.emplace_back(function, read_answers(*function, rest, lines, questions, source));
  }
  if (defined.empty()) {
    throw source.senseless(
        fmt::format("{}: defines no rule; in paxoscope::rule it may define {}", path, function_names()));
  }

  for (const auto& [function, answers] : defined) {
    const std::string name = rule_name(function->name);
    if (std::any_of(rules.begin(), rules.end(), [&](const model::Rule& rule) { return rule.name == name; }))
      continue;
    std::vector<std::string_view> known;
    for (const model::Rule& rule : rules) {
      if (is_said_by_a_function(rule.name)) known.push_back(rule.name);
    }
    throw source.senseless(
        fmt::format("{}: {} stands in for {}, which is no rule of this protocol that a function can stand in "
                    "for; those are {}",
                    path, function->name, name, fmt::join(known, ", ")));
  }
  std::vector<model::Choice> choices;
  for (const model::Rule& rule : rules) {
    for (auto& definition : defined) {
      const Function* const function = definition.first;
      Answers& answers = definition.second;
      if (rule.name != rule_name(function->name)) continue;
      keeps.for_each([&](Assumption assumption) {
        if (keep(answers, function->is_answer_a_vote, assumption)) return;
        throw source.senseless(
            fmt::format("{}: keeps: {}: {} does not keep that", path, statement(assumption), function->name));
      });
      auto replacement = std::make_shared<model::Replacement>(model::Replacement{
          {"file", "what a file of one's own says", false, keeps, "FILE"}, std::move(answers)});
      choices.push_back({&rule, &replacement->alternative, path, replacement});
    }
  }
  return choices;
}

}  // namespace paxoscope::cli
