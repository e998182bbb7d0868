// A certificate as it is read: docs/certificates.md has the format.
#pragma once

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <zstd.h>
#include <zstd_errors.h>

#include "certify/properties.hpp"
#include "certify/state.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace certify {

using json = nlohmann::ordered_json;

struct Certificate {  // NOLINT(bugprone-exception-escape): that of json may not
  json header;
  Scenario scenario;
  std::vector<std::pair<const Property*, std::string>> claims;  // "holds"; of a witness "reached" or "unreachable"
  long long count = 0, state_bytes = 0;
  std::string states;  // one after another, strictly increasing

  std::string_view state(long long i) const { return std::string_view(states).substr(i * state_bytes, state_bytes); }
  bool has(std::string_view wanted) const {
    long long least = 0;    // it does not come before this one,
    long long end = count;  // nor from here on
    while (least < end) {
      const long long middle = (least + end) / 2;
      const bool is_before = state(middle) < wanted;
      (is_before ? least : end) = is_before ? middle + 1 : middle;
    }
    return least < count && state(least) == wanted;
  }
};

inline std::string hex(std::string_view bytes) {
  std::string text;
  for (const unsigned char byte : bytes) (text += "0123456789abcdef"[byte / 16]) += "0123456789abcdef"[byte % 16];
  return text;
}

inline long long number(const json& object, const char* name, long long least, long long most) {
  const json& value = object.at(name);
  if (value.is_number_integer() && value >= least && value <= most) return value;
  throw Refusal(kUnknown, std::string("not known: ") + name + " " + value.dump());
}

inline int budget(const json& object, const char* name) {
  if (object.at(name) == "any") return kAny;
  return object.at(name) == "none" ? 0 : static_cast<int>(number(object, name, 1, 255));
}

inline Scenario scenario_of(const json& header) {
  Scenario s;
  s.protocol = header.at("protocol");
  const bool is_paxos = s.protocol == "paxos";
  const json& parameters = header.at("parameters");
  const json& quorums = header.at("quorums");
  const bool is_all = header.size() == 9 && parameters.size() == (is_paxos ? 7 : 3) && quorums.size() == 2;
  require(header.at("program").get<std::string>().size() < 64, kMalformed, "what wrote it has too long a name");
  require((is_paxos || s.protocol == "synod") && is_all, kUnknown, "not known: something in " + header.dump());
  s.acceptors = number(parameters, "acceptors", 1, kAcceptorsMax);
  s.values = number(parameters, "values", 1, kValuesMax);
  if (is_paxos) {
    s.proposers = number(parameters, "proposers", 1, kProposersMax);
    s.attempts = number(parameters, "attempts", 1, kBallotsMax / kProposersMax);
    s.learners = number(parameters, "learners", 0, kLearnersMax);
    s.loss = budget(parameters, "loss");
    s.duplication = budget(parameters, "duplication");
    s.ballots = s.proposers * s.attempts;
  } else {
    s.ballots = number(parameters, "ballots", 1, kBallotsMax);
  }
  s.promise_quorum = number(quorums, "promise-quorum", 1, s.acceptors);
  s.vote_quorum = number(quorums, "vote-quorum", 1, s.acceptors);
  for (const json& symmetry : header.at("symmetries").get<std::vector<json>>()) {
    // Of paxos values are not alike: each proposer has one of its own.
    bool& is_said = symmetry == "symmetry" ? s.are_acceptors_alike : s.are_values_alike;
    require(!std::exchange(is_said, true) && (symmetry == "symmetry" || (!is_paxos && symmetry == "value-symmetry")),
            kUnknown, "not known, or said twice: a symmetry of " + s.protocol + " called " + symmetry.dump());
  }
  return s;
}

/// Throws Refusal where it is not as the format says, or about what this program does not know.
inline Certificate read_certificate(const std::string& path) try {
  std::ifstream file(path, std::ios::binary);
  const std::string contents{std::istreambuf_iterator<char>(file), {}};
  require(file.is_open(), kSystem, "it cannot be read");
  const std::string magic = "paxoscope certificate 1\n";
  const std::size_t end = contents.find('\n', magic.size());
  // A header is short: to quote one takes stack for each level that it is nested.
  require(contents.starts_with(magic) && end <= 4096, kMalformed, "no certificate of version 1, or a header too long");
  Certificate c;
  c.header = json::parse(contents.substr(magic.size(), end - magic.size()));
  require(contents.starts_with(magic + c.header.dump() + "\n"), kMalformed, "the header is not as the format says");
  c.scenario = scenario_of(c.header);
  for (const auto& [name, outcome] : c.header.at("properties").items()) {
    for (const Property& p : kProperties) {
      const bool fits = outcome == (p.is_witness ? "reached" : "holds") || (p.is_witness && outcome == "unreachable");
      if (name == p.name && fits) c.claims.emplace_back(&p, outcome);
    }
    const bool is_known = !c.claims.empty() && c.claims.back().first->name == name;
    require(is_known, kUnknown, "not known: a claim of " + name + ": " + outcome.dump());
  }
  require(!c.claims.empty(), kMalformed, "it claims nothing");
  c.count = number(c.header, "states", 1, 1LL << 40);
  c.state_bytes = number(c.header, "state_bytes", 1, 4096);
  const std::string_view rest = std::string_view(contents).substr(end + 1);
  const auto size = static_cast<long long>(ZSTD_getFrameContentSize(rest.data(), rest.size()));
  // No block of zstd holds more than 128 KiB: that is the most memory that a byte of the file can ask for, rightly or not.
  require(0 < size && size <= c.count * (1 + c.state_bytes) && size >> 17 <= static_cast<long long>(rest.size()) &&
              ZSTD_findFrameCompressedSize(rest.data(), rest.size()) == rest.size(),
          kMalformed, "the states are cut off, too many, or not the last thing in the file");
  std::string records(size, '\0');
  const auto decompressed = ZSTD_decompress(records.data(), records.size(), rest.data(), rest.size());
  const bool is_memory = ZSTD_getErrorCode(decompressed) == ZSTD_error_memory_allocation;
  require(decompressed == records.size(), is_memory ? kSystem : kMalformed, ZSTD_getErrorName(decompressed));
  // Of each state: how many bytes it has in common with the one before it, at most 255, and the bytes behind these.
  std::string before;
  std::string state;
  for (std::size_t at = 0, own = 0; at < records.size(); at += own, before = state) {
    const std::size_t common = static_cast<unsigned char>(records[at++]);
    own = c.state_bytes - common;
    bool is_right = common <= before.size() && own >= 1 && at + own <= records.size();
    if (is_right) state = before.substr(0, common) + records.substr(at, own);
    is_right = is_right && state > before && (common == 255 || before.empty() || before[common] != state[common]);
    if (!is_right)
      throw Refusal(kMalformed, "states not in order, or not written as the format says, after " + hex(before));
    c.states += state;
  }
  require(std::ssize(c.states) == c.count * c.state_bytes, kMalformed, "the states are not as many as the header says");
  std::array<char, 17> checksum{};
  std::snprintf(checksum.data(), checksum.size(), "%016lx", XXH3_64bits(c.states.data(), c.states.size()));
  require(c.header.at("checksum") == checksum.data(), kMalformed, "the states are not those that the checksum is of");
  return c;
} catch (const std::ios_base::failure&) {
  throw Refusal(kSystem, "it cannot be read");
} catch (const json::exception& error) {
  throw Refusal(kMalformed, std::string("the header does not parse: ") + error.what());
}

}  // namespace certify
