// paxoscope-certify FILE: verifies a certificate of Paxoscope, and shares no code with what wrote it.
//
// What is shown: the initial state is among the states of the certificate, and every transition from one of them leads to one of
// them. So every reachable state is among them. And every one of them, or every transition, is as each property says.
#include <cstdio>
#include <exception>
#include <set>

#include "certify/certificate.hpp"
#include "certify/fields.hpp"

namespace certify {

class Verification {
 public:
  explicit Verification(const Certificate& c) : certificate_(c), scenario_(c.scenario), initial_{} {
    initial_.acceptors.resize(scenario_.acceptors);
  }

  void run() {
    require(certificate_.has(representative(initial_)), kRefuted, "the initial state is missing");
    for (long long i = 0; i < certificate_.count; ++i) {
      try {
        examine(decoded(certificate_.state(i)), certificate_.state(i));
      } catch (const Refusal& refusal) {
        const std::string which = std::to_string(i + 1) + " (" + hex(certificate_.state(i)) + ") ";
        throw Refusal(refusal.status, "state " + which + refusal.what());
      }
    }
    for (const auto& [property, outcome] : certificate_.claims)
      require(outcome != "reached" || shown_.contains(property), kRefuted, "no state shows " + property->name);
    for (const char* part : {"program", "protocol", "parameters", "quorums", "symmetries"})
      std::printf("%-12s %s\n", part, certificate_.header[part].dump(-1, ' ', true).c_str());
    std::printf("%lld states, %lld transitions from them\n", certificate_.count, transitions_);
    for (const auto& [property, outcome] : certificate_.claims)
      std::printf("%-22s %s\n", property->name.c_str(), outcome.c_str());
    std::puts("verified");
  }

 private:
  void examine(State state, std::string_view bytes) {
    require(representative(state) == bytes, kRefuted, "is not written as the format says");
    for (const auto& [property, outcome] : certificate_.claims) {
      if (property->in_state == nullptr) continue;
      const bool is_so = property->in_state(scenario_, state);
      if (is_so) shown_.insert(property);
      if (outcome != "reached" && is_so != (outcome == "holds"))
        throw Refusal(kRefuted, "is not as it says of " + property->name);
    }
    const Visit check = [&](const char* how, const char* what, int ballot, int acceptor, State& after) {
      ++transitions_;
      const std::string target = representative(after);
      std::string problem = certificate_.has(target) ? "" : "leads to " + hex(target) + ", which is missing";
      for (const auto& [property, outcome] : certificate_.claims) {
        if (property->in_step != nullptr && !property->in_step(scenario_, state, after))
          problem = "is not as it says of " + property->name;
      }
      if (problem.empty()) return;
      throw Refusal(kRefuted, std::string("has a step, ") + how + what + " in ballot " + std::to_string(ballot + 1) +
                                  (acceptor < 0 ? "" : " of a" + std::to_string(acceptor + 1)) + ", that " + problem);
    };
    (scenario_.protocol == "synod" ? for_each_step_of_synod : for_each_step_of_paxos)(scenario_, state, check);
  }

  /// Of all bytes that a state has by the renamings of acceptors and values under which states are taken for one another, the
  /// least. For what is shown it does not matter which of them it is, only that it is one of them.
  std::string representative(State& state) const {
    std::array<int, kValuesMax> names{0, 1, 2, 3};
    std::string least = encoded(state, names);
    while (scenario_.are_values_alike && std::next_permutation(names.begin(), names.begin() + scenario_.values))
      least = std::min(least, encoded(state, names));
    return least;
  }

  std::string encoded(State& state, const std::array<int, kValuesMax>& names) const {
    Fields shared{scenario_, false, "", names};
    shared.shared_part(state);
    std::vector<std::string> acceptors;
    for (Acceptor& acceptor : state.acceptors) {
      Fields part{scenario_, false, "", names};
      part.part_of(acceptor);
      acceptors.push_back(part.bytes);
    }
    if (scenario_.are_acceptors_alike) std::sort(acceptors.begin(), acceptors.end());
    for (const std::string& acceptor : acceptors) shared.bytes += acceptor;
    return shared.bytes;
  }

  /// What fills up the parts, and what comes behind them, shows when the state is encoded again.
  State decoded(std::string_view bytes) const {
    Fields fields{scenario_, true, std::string(bytes)};
    State state = initial_;
    fields.shared_part(state);
    for (Acceptor& acceptor : state.acceptors) {
      fields.at = (fields.at + 7) / 8 * 8;
      fields.part_of(acceptor);
    }
    return state;
  }

  const Certificate& certificate_;
  const Scenario& scenario_;
  State initial_;
  std::set<const Property*> shown_;
  long long transitions_ = 0;
};

}  // namespace certify

int main(int count, char** arguments) {
  using namespace certify;
  if (count != 2 || arguments[1][0] == '-') {
    std::fputs("usage: paxoscope-certify FILE, as paxoscope check --certificate FILE writes it\n", stderr);
    return kUsage;
  }
  // Nothing else is thrown that is not caught below; json allocates where it is destroyed, too.
  std::set_terminate([] {
    std::fputs("paxoscope-certify: there is not enough memory\n", stderr);
    std::_Exit(kSystem);
  });
  try {
    Verification(read_certificate(arguments[1])).run();
    require(std::fflush(stdout) == 0, kSystem, "what was found cannot be written");
    return kVerified;
  } catch (const Refusal& refusal) {
    std::fprintf(stderr, "paxoscope-certify: %s: %s\n", arguments[1], refusal.what());
    return refusal.status;
  }
}
