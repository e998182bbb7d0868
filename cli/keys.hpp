// The vocabulary of a scenario. An option --KEY, a line KEY = … of a scenario file and --set KEY=… are one
// thing, read, checked and complained about here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/errors.hpp"
#include "cli/request.hpp"
#include "cli/values.hpp"

namespace paxoscope::cli {

/// One key, for the help and for whoever lists options.
struct Key {
  std::string name;
  std::string
      placeholder;  ///< "N", "none|any|K", …; empty of one that is true or false, which as an option takes no value
  std::string group;  ///< a heading of the help
  std::string meaning;
  bool is_repeatable;
};

/// Throws InputError if two of the paths, of which an empty one is none, are of the same file.
void refuse_same_outputs(const std::vector<std::string>& paths, const Source& where);
void refuse_same_outputs(const std::vector<NamedOutput>& outputs, const Source& where);

/// The network, which decides with the protocol what other keys there are.
inline constexpr std::string_view kNetworkKey = "network";

/// Every key but `protocol`, which comes first: it decides which of them apply.
const std::vector<Key>& keys();

bool is_key(std::string_view name);

/// What to throw where a name is no key.
InputError unknown_key(std::string_view name, const Source& source);

/// A network that is asked for, and where.
struct GivenNetwork {
  RawValue value;
  Source source;
};

/// Puts a request together from values in any order; a later value of a key replaces an earlier one.
class RequestBuilder {
 public:
  /// Throws InputError if there is no such protocol.
  void set_protocol(const std::string& name, const Source& source);

  /// Comes next, before anything that depends on it; without it the network is asynchronous. Throws InputError if the protocol does not know
  /// it.
  void set_network(const RawValue& value, const Source& source);

  /// Over the network that was set.
  [[nodiscard]] const Protocol& protocol() const { return *request_.scenario.protocol; }

  /// `key` is one of keys() but the network, or unknown. Throws InputError.
  void set(std::string_view key, const RawValue& value, const Source& source);

  /// The whole, checked; `where` names it in messages. Throws InputError.
  [[nodiscard]] CheckRequest finish(const Source& where) const;

 private:
  void set_parameter(std::size_t index, const RawValue& value, const Source& source);
  void set_rules(const RawValue& value, const Source& source);
  void set_quorum(std::string_view rule_name, const RawValue& value, const Source& source);
  void set_properties(const RawValue& value, const Source& source);
  /// What keys of quorums say, among the other changes of rules. Throws InputError.
  void add_quorums(Scenario& scenario) const;

  /// A rule changed by a key of its own.
  struct ChosenQuorum {
    model::Choice choice;
    Source source;
  };

  CheckRequest request_;
  std::map<const model::Rule*, ChosenQuorum> quorums_;  ///< all of one protocol, so in its order
  std::optional<Source> rules_source_;                  ///< of the file that stands in for rules
  bool is_told_where_to_write_ = false;                 ///< on the command line
};

/// Reads a scenario file (TOML) into `builder`. `protocol` is one of its keys. If `network` is given it wins over that of the file. Throws
/// InputError, SystemError.
void read_scenario_file(const std::string& path, RequestBuilder& builder,
                        const std::optional<GivenNetwork>& network = std::nullopt);

/// Reads the scenario of a saved trace. Throws InputError.
Scenario scenario_of(const model::Record& record, const std::string& path);

}  // namespace paxoscope::cli
