// The program that a file of rules is linked to: asks its functions all that they can be asked, and writes what they answer.
//
// Run by cli/rule_file.cpp, as PROGRAM ACCEPTORS VALUES BALLOTS BALLOT:VALUE…: the last for each proposal, its ballot and the value of its
// proposer. What is written to file descriptor 3 is, line by line:
//
//   keeps TEXT                   what the file says that its functions keep
//   may_vote ANSWERS             for each function that there is, a character for each answer, '0' and on; in the order of
//                                model::AcceptorTable, or of the sets as numbers, bit by acceptor
//   proposal_value               then a line for each question: the number of the proposal (from 0), that of each report (0 for none),
//                                and the answer, with blanks between them
//   end
//
// or, at any place, "error TEXT", and nothing after it. Whatever a function does, this process ends soon and says why.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <paxoscope/rule.hpp>
#include <string>
#include <sys/time.h>
#include <typeinfo>
#include <unistd.h>
#include <vector>

namespace paxoscope::rule {

namespace {

constinit Bounds the_bounds;

constexpr int kChannel = 3;

// ---- The question that is being asked, in C++, for whoever has to say what went wrong

/// Put into words only where something is wrong: millions are asked.
struct Question {
  enum class About { kNothing, kStart, kBallot, kVote, kSet, kProposal };

  About about = About::kNothing;
  const char* name = "";
  Acceptor acceptor;
  Vote asked;  // or only a ballot
  int set = 0;
  Proposal proposal;
  const std::vector<Vote>* reports = nullptr;
  int promises = 0;
};

constinit Question question;
volatile std::sig_atomic_t is_asking = 0;
volatile unsigned long asked = 0;

std::string list(int set) {
  std::string text;
  for (int a = 0; a < the_bounds.acceptors; ++a) {
    if ((set >> a & 1) != 0) text += (text.empty() ? "" : ", ") + std::to_string(a + 1);
  }
  return "{" + text + "}";
}

std::string words(const Vote& vote) {
  return "{" + std::to_string(vote.ballot) + ", " + std::to_string(vote.value) + "}";
}

std::string words(const Question& q) {
  const auto of_acceptor = [&](const std::string& what) {
    return q.name + std::string("({") + std::to_string(q.acceptor.id) + ", " +
           std::to_string(q.acceptor.promised) + ", " + words(q.acceptor.vote) + "}, " + what + ") ";
  };
  switch (q.about) {
    case Question::About::kNothing:
      return "";
    case Question::About::kStart:
      return "what it does before main() ";
    case Question::About::kBallot:
      return of_acceptor(std::to_string(q.asked.ballot));
    case Question::About::kVote:
      return of_acceptor(words(q.asked));
    case Question::About::kSet:
      return q.name + std::string("(") + list(q.set) + ") ";
    case Question::About::kProposal: {
      std::string reports;
      for (const Vote& vote : *q.reports) reports += (reports.empty() ? "" : ", ") + words(vote);
      return "proposal_value({" + std::to_string(q.proposal.ballot) + ", " +
             std::to_string(q.proposal.own_value) + "}, the reports {" + reports + "} of " +
             std::to_string(q.promises) + " promises) ";
    }
  }
  return "";
}

void write_all(const char* text, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(kChannel, text, size);
    if (written <= 0) ::_exit(2);
    text += written;
    size -= static_cast<std::size_t>(written);
  }
}

/// Says what is wrong and ends. Called from signal handlers too: what could go wrong with that has gone wrong already.
[[noreturn]] void fail(const std::string& what) {
  is_asking = 0;
  const std::string line = "error " + words(question) + what + "\n";
  write_all(line.data(), line.size());
  ::_exit(1);
}

void on_crash(int signal) { fail(std::string("crashes: ") + ::strsignal(signal)); }

void on_exit() {
  if (is_asking != 0) fail("ends the program");
}

// ---- Patience

constexpr double kSeconds = 2;       // of processor time, for one answer
constexpr double kWallSeconds = 20;  // for one that waits

double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void on_tick(int /*signal*/) {
  static unsigned long last = 0;
  static double used_then = 0;
  static double time_then = 0;
  const double used = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  const double time = seconds_of(CLOCK_MONOTONIC);
  if (is_asking == 0 || asked != last || time_then == 0) {
    last = asked;
    used_then = used;
    time_then = time;
  } else if (used - used_then > kSeconds || time - time_then > kWallSeconds) {
    fail(question.about == Question::About::kStart ? "does not end" : "does not answer");
  }
}

void on_end_of_time(int /*signal*/) {
  if (is_asking != 0) fail("is not done with answering: all answers together take too long");
}

void prepare() {
  static std::array<char, 1 << 16> stack{};
  stack_t alternative{};
  alternative.ss_sp = stack.data();
  alternative.ss_size = stack.size();
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  action.sa_handler = on_crash;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP}) {
    ::sigaction(signal, &action, nullptr);
  }
  action.sa_handler = on_end_of_time;
  ::sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = on_tick;
  ::sigaction(SIGALRM, &action, nullptr);
  constexpr suseconds_t kTick = 200'000;
  const itimerval timer{{0, kTick}, {0, kTick}};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
  std::atexit(on_exit);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, standard);
}

/// The answer of a function.
template <typename Function>
auto answer(const Function& function) {
  asked = asked + 1;
  is_asking = 1;
  try {
    const auto result = function();
    is_asking = 0;
    return result;
  } catch (const std::exception& error) {
    fail(std::string("throws ") + error.what());
  } catch (...) {
    fail("throws something that is no std::exception");
  }
}

// ---- What they may answer, as a number

int number_of(bool yes) { return yes ? 1 : 0; }

int number_of_ballot(int ballot) {
  if (ballot >= 0 && ballot <= the_bounds.ballots) return ballot;
  fail("answers " + std::to_string(ballot) + ": a ballot is 1 to " + std::to_string(the_bounds.ballots) +
       ", or 0 for none");
}

int number_of(const Vote& vote) {
  if (vote == Vote{}) return 0;
  if (vote.ballot >= 1 && vote.ballot <= the_bounds.ballots && vote.value >= 1 &&
      vote.value <= the_bounds.values) {
    return 1 + (vote.ballot - 1) * the_bounds.values + vote.value - 1;
  }
  fail("answers {" + std::to_string(vote.ballot) + ", " + std::to_string(vote.value) +
       "}: a vote has a ballot, 1 to " + std::to_string(the_bounds.ballots) + ", and a value, 1 to " +
       std::to_string(the_bounds.values) + "; {0, 0} is none");
}

int number_of_value(int value) {
  if (value >= 0 && value <= the_bounds.values) return value;
  fail("answers " + std::to_string(value) + ": a value is 1 to " + std::to_string(the_bounds.values) +
       ", or 0 for its own or any");
}

Vote vote_of(int number) {
  if (number == 0) return {};
  return {(number - 1) / the_bounds.values + 1, (number - 1) % the_bounds.values + 1};
}

int votes() { return 1 + the_bounds.ballots * the_bounds.values; }

// ---- Asking

/// Asks `ask(i)` for each i below `count` and, in the other direction, once more: what is asked twice is to be answered alike.
template <typename Ask>
std::vector<int> answers(int count, const Ask& ask) {
  std::vector<int> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) all.push_back(ask(i));
  for (int i = count; i-- > 0;) {
    if (ask(i) != all[static_cast<std::size_t>(i)]) fail("answers differently when it is asked again");
  }
  question.about = Question::About::kNothing;
  return all;
}

void write_answers(const char* name, const std::vector<int>& all) {
  std::string line = std::string(name) + " ";
  for (const int one : all) line += static_cast<char>('0' + one);
  line += '\n';
  write_all(line.data(), line.size());
}

/// Calls `ask(acceptor, what)` for all that an acceptor may know, and all that it may be asked about, of which there are `count`.
template <typename Ask>
void ask_acceptors(const char* name, int count, const Ask& ask) {
  const int promised = 1 + the_bounds.ballots;
  write_answers(name, answers(the_bounds.acceptors * promised * votes() * count, [&](int i) {
                  const int what = i % count;
                  i /= count;
                  const Vote kept = vote_of(i % votes());
                  i /= votes();
                  return ask(Acceptor{1 + i / promised, i % promised, kept}, what);
                }));
}

template <typename Function, typename Number>
void ask_about_ballots(const char* name, Function* function, const Number& number) {
  if (function == nullptr) return;
  ask_acceptors(name, the_bounds.ballots, [&](const Acceptor& a, int what) {
    question = {Question::About::kBallot, name, a, {what + 1, 0}, 0, {}, nullptr, 0};
    return number(answer([&] { return function(a, what + 1); }));
  });
}

template <typename Function, typename Number>
void ask_about_votes(const char* name, Function* function, const Number& number) {
  if (function == nullptr) return;
  ask_acceptors(name, the_bounds.ballots * the_bounds.values, [&](const Acceptor& a, int what) {
    const Vote vote = vote_of(what + 1);
    question = {Question::About::kVote, name, a, vote, 0, {}, nullptr, 0};
    return number(answer([&] { return function(a, vote); }));
  });
}

void ask_about_sets(const char* name, bool (*function)(const Acceptors&)) {
  if (function == nullptr) return;
  const int sets = 1 << the_bounds.acceptors;
  const auto name_question = [&](int set) {
    question = {Question::About::kSet, name, {}, {}, set, {}, nullptr, 0};
  };
  const auto ask = [&](int set) {
    name_question(set);
    return number_of(answer([&] { return function(Acceptors(static_cast<unsigned>(set))); }));
  };
  const std::vector<int> all = answers(sets, ask);
  const auto is_quorum = [&](int set) { return all[static_cast<std::size_t>(set)] != 0; };
  name_question(sets - 1);
  if (!is_quorum(sets - 1)) fail("is false: all acceptors together must be a quorum");
  name_question(0);
  if (is_quorum(0)) fail("is true: nobody must not be a quorum");
  for (int set = 0; set < sets; ++set) {
    for (int a = 0; a < the_bounds.acceptors; ++a) {
      const int more = set | 1 << a;
      if (!is_quorum(set) || is_quorum(more)) continue;
      name_question(set);
      fail("is true, and that of " + list(more) + " false: whoever adds acceptors to a quorum must have one");
    }
  }
  question.about = Question::About::kNothing;
  write_answers(name, all);
}

/// Calls `visit(reports)` for each multiset of 1 to `most` numbers below `below`, in order.
template <typename Visit>
void for_each_multiset(int below, int most, std::vector<int>& reports, const Visit& visit) {
  for (int next = reports.empty() ? 0 : reports.back(); next < below; ++next) {
    reports.push_back(next);
    visit(reports);
    if (static_cast<int>(reports.size()) < most) for_each_multiset(below, most, reports, visit);
    reports.pop_back();
  }
}

int ask_about_proposal(const Proposal& proposal, const std::vector<int>& reports) {
  std::vector<Vote> reported;
  for (const int report : reports) {
    if (report > 0) reported.push_back(vote_of(report));
  }
  std::sort(reported.begin(), reported.end(), [](const Vote& a, const Vote& b) {
    return a.ballot != b.ballot ? a.ballot > b.ballot : a.value < b.value;
  });
  question = {Question::About::kProposal,      "", {}, {}, 0, proposal, &reported,
              static_cast<int>(reports.size())};
  const Reports all(reported.data(), reported.size(), static_cast<int>(reports.size()));
  return number_of_value(answer([&] { return proposal_value(proposal, all); }));
}

void ask_about_proposals(const std::vector<Proposal>& proposals) {
  if (proposal_value == nullptr) return;
  // Sets of up to n, of m kinds: ((m + n) choose n) - 1.
  constexpr double kMost = 4e6;
  double count = 1;
  for (int i = 1; i <= the_bounds.acceptors; ++i) count = count * (votes() + i) / i;
  count = (count - 1) * static_cast<double>(proposals.size());
  if (count > kMost) {
    question.about = Question::About::kNothing;
    fail("proposal_value could be asked " + std::to_string(static_cast<long long>(count)) +
         " questions within these bounds, of which 4000000 are asked at most: smaller bounds would do");
  }
  std::vector<std::vector<int>> questions;  // the proposal, then the reports
  for (int p = 0; p < static_cast<int>(proposals.size()); ++p) {
    std::vector<int> reports;
    for_each_multiset(votes(), the_bounds.acceptors, reports, [&](const std::vector<int>& some) {
      std::vector<int>& one = questions.emplace_back(1, p);
      one.insert(one.end(), some.begin(), some.end());
    });
  }
  const std::vector<int> all = answers(static_cast<int>(questions.size()), [&](int i) {
    const std::vector<int>& one = questions[static_cast<std::size_t>(i)];
    return ask_about_proposal(proposals[static_cast<std::size_t>(one.front())], {one.begin() + 1, one.end()});
  });
  std::string text = "proposal_value\n";
  for (std::size_t i = 0; i < questions.size(); ++i) {
    for (const int number : questions[i]) text += std::to_string(number) + " ";
    text += std::to_string(all[i]) + "\n";
  }
  write_all(text.data(), text.size());
}

}  // namespace

const Bounds& bounds() { return the_bounds; }

namespace {

/// Before anything of the file: it may do something when it starts, and ask for the bounds there.
[[gnu::constructor(101)]] void begin(int argc, char** argv) {
  if (argc < 4) ::_exit(2);
  the_bounds = {std::atoi(argv[1]), std::atoi(argv[3]), std::atoi(argv[2])};
  prepare();
  question.about = Question::About::kStart;
  asked = 1;
  is_asking = 1;
}

int ask_everything(int argc, char** argv) {
  is_asking = 0;
  question.about = Question::About::kNothing;
  std::vector<Proposal> proposals;
  for (int i = 4; i < argc; ++i) {
    Proposal& proposal = proposals.emplace_back();
    std::sscanf(argv[i], "%d:%d", &proposal.ballot, &proposal.own_value);
  }
  if (&keeps != nullptr) {
    std::string line = "keeps " + std::string(keeps == nullptr ? "" : keeps);
    std::replace(line.begin(), line.end(), '\n', ' ');
    line += '\n';
    write_all(line.data(), line.size());
  }
  const auto yes_or_no = [](bool yes) { return number_of(yes); };
  const auto vote = [](const Vote& given) { return number_of(given); };
  ask_about_ballots("may_promise", may_promise, yes_or_no);
  ask_about_ballots("promise_record", promise_record, number_of_ballot);
  ask_about_ballots("promise_reports", promise_reports, vote);
  ask_about_votes("may_vote", may_vote, yes_or_no);
  ask_about_votes("vote_promises", vote_promises, number_of_ballot);
  ask_about_votes("vote_record", vote_record, vote);
  ask_about_proposals(proposals);
  ask_about_sets("promise_quorum", promise_quorum);
  ask_about_sets("vote_quorum", vote_quorum);
  ask_about_sets("classic_quorum", classic_quorum);
  ask_about_sets("fast_quorum", fast_quorum);
  constexpr const char* kEnd = "end\n";
  write_all(kEnd, std::strlen(kEnd));
  return 0;
}

}  // namespace

}  // namespace paxoscope::rule

int main(int argc, char** argv) { return paxoscope::rule::ask_everything(argc, argv); }
