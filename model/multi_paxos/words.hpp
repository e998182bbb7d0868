// A run of Multi-Paxos in words.
#pragma once

#include <string>
#include <vector>

#include "model/multi_paxos/multi_paxos.hpp"
#include "model/narration.hpp"

namespace paxoscope::multi_paxos {

/// "v1 in slot 2"
std::string in_slot(Value value, Slot slot);

/// "v1 in slot 1 and no-op in slot 2"; "nothing" of a log with no values.
std::string log_name(const Log& log);

/// Tells the steps of one model. Keeps a reference to it.
class Words {
 public:
  explicit Words(const MultiPaxos& model) : model_(model) {}

  /// Who is who, whose ballots are whose, and what a message is here.
  [[nodiscard]] std::vector<std::string> legend() const;

  /// Who takes `action`: "p1", "a1" or "l1".
  [[nodiscard]] std::string process(const Action& action) const;

  /// `action` as data. No two actions of a model have the same record.
  [[nodiscard]] static model::Record record(const Action& action);

  /// What happens when `action` is taken in `before`: a sentence without its full stop.
  [[nodiscard]] std::string sentence(const State& before, const Action& action) const;

  /// Why `action`, which is not possible in `before`, is not.
  [[nodiscard]] std::string refusal(const State& before, const Action& action) const;

  /// The proposers, the acceptors and the learners.
  [[nodiscard]] std::vector<model::Process> processes() const;

  [[nodiscard]] static model::Vocabulary vocabulary() { return {}; }

  /// What is so of each process; what acceptors sent is left to `traffic`.
  [[nodiscard]] std::vector<model::Attribute> attributes(const State& state) const;

  /// The variables of model/multi_paxos.tla. Ballots and slots count from 1, and -1 stands for none.
  [[nodiscard]] std::vector<model::Variable> variables(const State& state) const;

  /// What `action`, which leads from `before` to `after`, does with messages.
  [[nodiscard]] model::Traffic traffic(const State& before, const Action& action, const State& after) const;

  /// What a step brought about that nobody need know: a value is chosen in a slot.
  [[nodiscard]] std::vector<std::string> notes(const State& before, const State& after) const;

 private:
  [[nodiscard]] std::string owner_name(Ballot b) const {
    return name(ProposerId(b.index() % model_.bounds().proposers));
  }
  /// "v1 in ballot 1 of slot 1 and nothing of slot 2"
  [[nodiscard]] std::string report_name(const View& view, const Reports& reports) const;
  [[nodiscard]] std::string promise_sentence(const View& before, const Action& action) const;
  [[nodiscard]] std::string leader_sentence(const View& before, const Action& action) const;
  [[nodiscard]] std::string proposal_sentence(const View& before, const Action& action) const;
  /// Of a value that a ballot does not propose, with a window.
  [[nodiscard]] std::string why_no_proposal(const View& view, const Action& action) const;
  /// By which memberships a ballot may propose this, with a window.
  [[nodiscard]] MembershipSet memberships_for(const View& view, const Action& action) const;
  [[nodiscard]] static std::string names_of(MembershipSet memberships);
  /// That it is not settled, for a leader, who decides on a slot: "for all that it knows slot 1 is not chosen".
  [[nodiscard]] std::string not_settled(Slot slot) const;
  void add_window_lines(std::vector<std::string>& lines) const;
  [[nodiscard]] std::string execution_sentence(const View& before, const Action& action) const;
  [[nodiscard]] std::string crash_sentence(const State& before, AcceptorId a) const;
  /// "that the register holds v1, from what ballot 1 proposed in slot 1"
  [[nodiscard]] std::string answer_sentence(const View& before, const Action& action) const;
  /// Of a read that a leader does not ask about, or answer.
  [[nodiscard]] std::string why_no_read(const View& view, const Action& action) const;
  [[nodiscard]] model::Message message_1b(const View& view, AcceptorId a, Ballot b) const;
  void add_read_attributes(const View& view, std::vector<model::Attribute>& attributes) const;
  void add_read_variables(const View& view, std::vector<model::Variable>& variables) const;
  /// The 2b messages by which a leader may know that what it proposed in so many slots is chosen.
  void read_prefix(const View& view, Ballot b, int upto, model::Traffic& traffic) const;
  /// The messages by which a leader may know, with a window, that it may propose what it does, and who sent the promises among them.
  void read_for_proposal(const View& view, const Action& action, model::Traffic& traffic) const;
  /// The 2b messages by which anyone may know that `value` is chosen in `slot`.
  void read_votes(const View& view, Slot slot, Value value, model::Traffic& traffic) const;

  const MultiPaxos& model_;
};

}  // namespace paxoscope::multi_paxos
