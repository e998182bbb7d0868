// A model of some protocol, opened to be walked through: what it is made of stays behind it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "checker/property.hpp"
#include "cli/scenario.hpp"
#include "model/narration.hpp"
#include "traces/trace.hpp"

namespace paxoscope::cli {

/// What can happen in a state.
struct Choice {
  std::string process;   ///< who takes it
  std::string sentence;  ///< what happens then
  model::Record action;  ///< as data
};

/// States go by their encodings, actions by their places among those enabled.
class LiveModel {
 public:
  LiveModel() = default;
  LiveModel(const LiveModel&) = delete;
  LiveModel& operator=(const LiveModel&) = delete;
  virtual ~LiveModel() = default;

  /// That in which it was opened: every run that goes by places begins there.
  [[nodiscard]] virtual std::string initial_state() const = 0;
  /// All that the model has, in their order.
  [[nodiscard]] virtual std::vector<std::string> initial_states() const = 0;
  /// How many actions are enabled.
  [[nodiscard]] virtual std::size_t enabled(const std::string& state) const = 0;
  /// What comes of the action in that place, which must be less than `enabled(state)`.
  [[nodiscard]] virtual std::string after(const std::string& state, std::size_t place) const = 0;
  /// What comes of each, in their order.
  [[nodiscard]] virtual std::vector<std::string> successors(const std::string& state) const = 0;
  /// How many processes act, the network among them.
  [[nodiscard]] virtual std::size_t actors() const = 0;
  /// Which of them takes each action, in their order.
  [[nodiscard]] virtual std::vector<std::size_t> actors_in(const std::string& state) const = 0;
  [[nodiscard]] virtual std::vector<Choice> choices(const std::string& state) const = 0;
  [[nodiscard]] virtual std::vector<model::Attribute> attributes(const std::string& state) const = 0;
  /// The state that stands for all that differ from this one only in which acceptor is which; itself where acceptors are not alike.
  [[nodiscard]] virtual std::string representative(const std::string& state) const = 0;
  /// This state with an acceptor and the next one exchanged, for each but the last; none where acceptors are not alike.
  [[nodiscard]] virtual std::vector<std::string> exchanged(const std::string& state) const = 0;
  /// The messages on their way, where the protocol has any.
  [[nodiscard]] virtual std::vector<model::Message> in_flight(const std::string& state) const = 0;
  /// The values chosen by then: "v1".
  [[nodiscard]] virtual std::vector<std::string> chosen(const std::string& state) const = 0;
  /// Which of the scenario's properties fail, or are reached, in `after` or by the step to it.
  [[nodiscard]] virtual checker::PropertyMask noticed(const std::string& before,
                                                      const std::string& after) const = 0;

  /// Tells the run that takes these places one after the other. It need not show anything: then no property is named.
  [[nodiscard]] virtual traces::Trace tell(const std::vector<std::size_t>& places) const = 0;
  /// The same with why `property`, which must fail or be reached at the end, does.
  [[nodiscard]] virtual traces::Trace tell(const std::vector<std::size_t>& places,
                                           const invariants::Property& property) const = 0;
  /// Without the steps that are not needed for that.
  [[nodiscard]] virtual std::vector<std::size_t> shrunk(const std::vector<std::size_t>& places,
                                                        const invariants::Property& property) const = 0;
};

}  // namespace paxoscope::cli
