// Certificates, as the verifier reads and verifies them, which is included whole. The first byte of an input says what it is: a file; edits of the header and
// the states of a right certificate, which then gets the number, the checksum and the compression that it has to have; the same without those; or a header
// in its first line, and states. What is verified must have every state that can be reached, which here is known otherwise.
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#define main verify
#include "certify/main.cpp"
#undef main
#pragma GCC diagnostic pop

#include "tests/fuzz/edits.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/fuzz/memory_file.hpp"

namespace paxoscope::fuzz {

namespace {

using nlohmann::json;

/// A scenario and all of its states.
struct Space {
  json header;
  std::set<std::string> states;
};

// Not the verifier's own, which is under test.
std::string encoded(const certify::Scenario& scenario, certify::State state) {
  certify::Fields shared{scenario, false};
  shared.shared_part(state);
  std::string bytes = shared.bytes;
  for (certify::Acceptor& acceptor : state.acceptors) {
    certify::Fields part{scenario, false};
    part.part_of(acceptor);
    bytes += part.bytes;
  }
  return bytes;
}

Space space_of(json header) {
  const certify::Scenario scenario = certify::scenario_of(header);
  certify::State initial;
  initial.acceptors.resize(static_cast<std::size_t>(scenario.acceptors));
  Space space{std::move(header), {encoded(scenario, initial)}};
  std::deque<certify::State> waiting{initial};
  while (!waiting.empty()) {
    const certify::State state = waiting.front();
    waiting.pop_front();
    const auto visit = [&](const char* /*how*/, const char* /*what*/, int /*ballot*/, int /*acceptor*/,
                           const certify::State& after) {
      if (space.states.insert(encoded(scenario, after)).second) waiting.push_back(after);
    };
    (scenario.protocol == "synod" ? certify::for_each_step_of_synod : certify::for_each_step_of_paxos)(
        scenario, state, visit);
  }
  space.header["state_bytes"] = space.states.begin()->size();
  return space;
}

const std::vector<Space>& spaces() {
  static const std::vector<Space> all = [] {
    std::vector<Space> made;
    const json rest{{"program", "fuzz"},
                    {"quorums", {{"promise-quorum", 2}, {"vote-quorum", 1}}},
                    {"symmetries", json::array()},
                    {"properties", {{"agreement", "holds"}, {"p2b", "holds"}, {"value-chosen", "reached"}}},
                    {"states", 0},
                    {"state_bytes", 1},
                    {"checksum", ""}};
    json synod = rest;
    synod["protocol"] = "synod";
    synod["parameters"] = {{"acceptors", 2}, {"values", 2}, {"ballots", 1}};
    made.push_back(space_of(synod));
    json paxos = rest;
    paxos["protocol"] = "paxos";
    paxos["parameters"] = {{"acceptors", 2}, {"proposers", 1}, {"attempts", 1},        {"values", 1},
                           {"learners", 1},  {"loss", 1},      {"duplication", "none"}};
    made.push_back(space_of(paxos));
    return made;
  }();
  return all;
}

/// States as the file has them: how much each has in common with the one before, and the rest.
std::string records_of(const std::set<std::string>& states) {
  std::string records;
  std::string before;
  for (const std::string& state : states) {
    std::size_t common = 0;
    while (common < before.size() && before[common] == state[common]) ++common;
    records += static_cast<char>(common);
    records += state.substr(common);
    before = state;
  }
  return records;
}

/// The states of such records one after another, as far as they make sense; and how many there are.
std::pair<std::string, std::size_t> states_of(std::string_view records, std::size_t state_bytes) {
  std::string all;
  std::string before;
  std::size_t count = 0;
  while (!records.empty()) {
    const auto common = static_cast<unsigned char>(records.front());
    if (common > before.size() || common >= state_bytes) break;
    before = before.substr(0, common) + std::string(records.substr(1, state_bytes - common));
    records.remove_prefix(std::min(records.size(), 1 + state_bytes - common));
    all += before;
    ++count;
  }
  return {all, count};
}

/// Makes a header right about what follows it, if it is one.
std::string sealed(const std::string& header, const std::string& records) {
  json object = json::parse(header, nullptr, false);
  if (!object.is_object() || !object.contains("state_bytes")) return header;
  const json& state_bytes = object["state_bytes"];
  // Not as JSON, in which the largest numbers of 64 bits are below those with a sign.
  const std::size_t bytes = state_bytes.is_number_unsigned() ? state_bytes.get<std::size_t>() : 0;
  if (bytes == 0 || bytes > 4096) return header;
  const auto [states, count] = states_of(records, bytes);
  std::array<char, 17> checksum{};
  std::snprintf(checksum.data(), checksum.size(), "%016llx",
                static_cast<unsigned long long>(XXH3_64bits(states.data(), states.size())));
  object["states"] = count;
  object["checksum"] = checksum.data();
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string certificate_of(const std::string& header, const std::string& records) {
  std::string frame(ZSTD_compressBound(records.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), records.data(), records.size(), 1));
  return "paxoscope certificate 1\n" + header + "\n" + frame;
}

std::string text_of(const Bytes& bytes) {
  return std::string(fuzz::text_of(reinterpret_cast<const std::uint8_t*>(bytes.data()),  // NOLINT: bytes
                                   bytes.size()));
}

std::string spoilt(std::span<const std::uint8_t> script, const Space& space, bool is_sealed) {
  std::vector<Bytes> pieces;
  for (const std::string& text : {space.header.dump(), records_of(space.states)}) {
    const auto bytes = std::as_bytes(std::span(text));
    pieces.emplace_back(bytes.begin(), bytes.end());
  }
  apply_edits(script, pieces);
  const std::string header = text_of(pieces[0]);
  const std::string records = text_of(pieces[1]);
  return certificate_of(is_sealed ? sealed(header, records) : header, records);
}

/// What a header says but for its outcomes and for what seals it.
json scenario_of(json header) {
  for (const char* other : {"program", "properties", "states", "state_bytes", "checksum"})
    header.erase(other);
  return header;
}

/// Nothing that is verified may lack a state that can be reached. Of a space that would take long nothing is verified.
void verify(const std::string& path) {
  constexpr long long kWorkMax = 30'000;
  try {
    const certify::Certificate certificate = certify::read_certificate(path);
    const certify::Scenario& scenario = certificate.scenario;
    if (certificate.count * scenario.votes() * scenario.acceptors > kWorkMax) return;
    certify::Verification(certificate).run();
    for (const Space& space : spaces()) {
      if (scenario_of(certificate.header) != scenario_of(space.header)) continue;
      for (const std::string& state : space.states)
        expect(certificate.has(state), "a state can be reached, and is missing in what is verified");
    }
  } catch (const certify::Refusal& refusal) {
    expect_line(refusal.what());
    expect(refusal.status == certify::kRefuted || refusal.status == certify::kMalformed ||
               refusal.status == certify::kUnknown,
           "a certificate is refused with another exit status");
  }
}

}  // namespace

}  // namespace paxoscope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paxoscope::fuzz;
  static const MemoryFile file;
  static const bool is_quiet = std::freopen("/dev/null", "w", stdout) != nullptr;
  expect(is_quiet, "there is no /dev/null");
  if (size == 0) return 0;
  const Space& space = spaces()[data[0] / 4 % spaces().size()];
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  const std::string text(paxoscope::fuzz::text_of(rest.data(), rest.size()));
  const std::size_t line = std::min(text.find('\n'), text.size());
  const std::string records = text.substr(std::min(line + 1, text.size()));
  switch (data[0] % 4) {
    case 0:
      file.hold(text);
      break;
    case 1:
      file.hold(spoilt(rest, space, true));
      break;
    case 2:
      file.hold(spoilt(rest, space, false));
      break;
    default:
      file.hold(certificate_of(sealed(text.substr(0, line), records), records));
      break;
  }
  verify(file.path());
  return 0;
}
