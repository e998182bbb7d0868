#include "cli/certificate/certificate.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>
#include <zstd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cli/certificate/certified_states.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"
#include "cli/signals.hpp"
#include "cli/system_memory.hpp"

namespace paxoscope::cli {

namespace {

constexpr std::string_view kMagic = "paxoscope certificate 1\n";

/// The two protocols that paxoscope-certify knows.
bool is_known(const Protocol& protocol) {
  return protocol.network() == kAsynchronous && (protocol.name() == "paxos" || protocol.name() == "synod");
}

/// The rules that may differ from the specification, with their quorums.
std::vector<RequiredIntersection::Kind> quorums_of(const Scenario& scenario) {
  return scenario.protocol->required_intersections(scenario).front().kinds;
}

void require_known_scenario(const Scenario& scenario) {
  const auto refuse = [](const std::string& why) {
    throw InputError(kScenarioMakesNoSense, "--certificate: " + why);
  };
  const Protocol& protocol = *scenario.protocol;
  if (!is_known(protocol)) {
    refuse(fmt::format("paxoscope-certify knows paxos and synod over an asynchronous network, not {}",
                       words_of(protocol)));
  }
  if (asks_for_liveness(scenario)) {
    refuse(fmt::format("a certificate is about states and steps, and '{}' about runs without end",
                       scenario.properties.front()->name));
  }
  if (protocol.covers_crashes(scenario)) refuse("paxoscope-certify knows no crashes; 'crashes' must be none");
  const auto quorums = quorums_of(scenario);
  for (const model::Choice& choice : protocol.choices(scenario)) {
    const auto quorum = std::find_if(quorums.begin(), quorums.end(),
                                     [&](const auto& kind) { return kind.rule == choice.rule->name; });
    if (quorum == quorums.end()) {
      if (choice.alternative->specified && choice.replacement == nullptr) continue;
      refuse(
          fmt::format("paxoscope-certify knows the rules as specified, but for sizes of quorums, and not {}",
                      text_of(choice)));
    }
    if (quorum->quorums.size() == 0) {
      refuse(fmt::format("paxoscope-certify knows quorums by their size only, and not {}", text_of(choice)));
    }
  }
}

/// Its symmetries that have something to do in `scenario`.
std::vector<std::string> symmetries_of(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const model::Reduction& reduction : scenario.protocol->reductions()) {
    if (reduction.is_symmetry && scenario.protocol->has_use_for(reduction, scenario))
      names.emplace_back(reduction.name);
  }
  return names;
}

void require_symmetries_only(const CheckRequest& request) {
  const auto refuse = [](const std::string& what) {
    throw InputError(
        kUsage,
        fmt::format("--certificate: of the reductions a certificate may rest on symmetries only, not on "
                    "{}; leave --reductions out",
                    what));
  };
  if (request.reductions.kind == ReductionChoice::Kind::kAll) refuse("all");
  for (const model::Reduction& reduction : request.scenario.protocol->reductions()) {
    const auto& names = request.reductions.names;
    if (!reduction.is_symmetry && std::find(names.begin(), names.end(), reduction.name) != names.end())
      refuse(std::string(reduction.name));
  }
}

std::string header(const Report& report) {
  const Scenario& scenario = report.request.scenario;
  const CertifiedStates& states = *report.result.certified;
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  header["program"] = fmt::format("paxoscope {}", PAXOSCOPE_VERSION);
  header["protocol"] = scenario.protocol->name();
  header["parameters"] = nlohmann::ordered_json::object();
  const auto parameters = scenario.protocol->parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!says_something(scenario, i) || parameters[i].name == "crashes") continue;
    const int setting = scenario.settings[i];
    const bool is_number = !parameters[i].is_budget || (setting != 0 && setting != model::Parameter::kAny);
    auto& value = header["parameters"][std::string(parameters[i].name)];
    if (is_number) {
      value = setting;
    } else {
      value = setting_text(scenario, i);
    }
  }
  header["quorums"] = nlohmann::ordered_json::object();
  for (const auto& kind : quorums_of(scenario))
    header["quorums"][std::string(kind.rule)] = kind.quorums.size();
  header["symmetries"] = nlohmann::ordered_json::array();
  for (const PlannedReduction& planned : report.reductions) {
    if (planned.is_at_work()) header["symmetries"].push_back(planned.reduction->name);
  }
  header["properties"] = nlohmann::ordered_json::object();
  for (const PropertyResult& property : report.result.properties)
    header["properties"][std::string(property.property->name)] = outcome_name(property.outcome);
  header["states"] = states.size();
  header["state_bytes"] = states.state_bytes();
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> hash(XXH3_createState(),
                                                                             &XXH3_freeState);
  XXH3_64bits_reset(hash.get());
  for (std::size_t i = 0; i < states.size(); ++i)
    XXH3_64bits_update(hash.get(), states[i].data(), states[i].size());
  header["checksum"] = fmt::format("{:016x}", XXH3_64bits_digest(hash.get()));
  return header.dump() + "\n";
}

[[noreturn]] void fail_for_memory(const OutputFile& file) {
  throw SystemError(
      fmt::format("{}: cannot be written: there is not enough memory for a certificate", file.path()));
}

/// Compresses what it is given, and appends that to a file.
class Compressor {
 public:
  /// What one takes, rounded up.
  static constexpr std::uint64_t kBytesMost = std::uint64_t{16} << 20U;

  /// `bytes` is how many it will be given: readers that hold them all at once want to know.
  Compressor(OutputFile& file, std::uint64_t bytes) : file_(file), buffer_(ZSTD_CStreamOutSize(), '\0') {
    ZSTD_CCtx_setPledgedSrcSize(context_.get(), bytes);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  void add(std::string_view piece) { compress(piece, ZSTD_e_continue); }
  void finish() { compress({}, ZSTD_e_end); }

 private:
  static constexpr int kLevel = 9;  // half the bytes of level 3, for less time than the search took

  void compress(std::string_view piece, ZSTD_EndDirective directive) {
    ZSTD_inBuffer input{piece.data(), piece.size(), 0};
    for (;;) {
      ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
      const std::size_t rest = ZSTD_compressStream2(context_.get(), &output, &input, directive);
      if (ZSTD_isError(rest) != 0) throw SelfCheckError(ZSTD_getErrorName(rest));
      file_.append(std::string_view(buffer_).substr(0, output.pos));
      if (directive == ZSTD_e_continue ? input.pos == input.size : rest == 0) return;
    }
  }

  OutputFile& file_;
  std::string buffer_;
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context_{ZSTD_createCCtx(), &ZSTD_freeCCtx};
};

/// How many bytes two neighbours have in common at their beginning, as far as a byte can say.
std::size_t common_bytes(std::string_view before, std::string_view state) {
  constexpr std::size_t kMost = 255;
  const auto [end, other] = std::mismatch(before.begin(), before.end(), state.begin());
  return std::min(static_cast<std::size_t>(end - before.begin()), kMost);
}

/// Calls `visit(common, rest)` for each state, of which the first has nothing in common with any.
template <typename Visit>
void for_each_record(const CertifiedStates& states, Visit&& visit) {
  std::string_view before;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::string_view state = states[i];
    const std::size_t common = common_bytes(before, state);
    visit(common, state.substr(common));
    before = state;
  }
}

/// Throws Cancelled.
void write_certificate(const Report& report, OutputFile& file) {
  const CertifiedStates& states = *report.result.certified;
  if (!SystemMemory().has_room_for(Compressor::kBytesMost)) fail_for_memory(file);
  file.append(kMagic);
  file.append(header(report));
  std::uint64_t bytes = 0;
  for_each_record(states, [&](std::size_t /*common*/, std::string_view rest) { bytes += 1 + rest.size(); });
  Compressor compressor(file, bytes);
  std::string piece;
  constexpr std::size_t kPieceBytes = std::size_t{1} << 16U;
  for_each_record(states, [&](std::size_t common, std::string_view rest) {
    if (caught_signal() != 0) throw Cancelled(checker::StopReason::kInterrupted);
    piece += static_cast<char>(static_cast<unsigned char>(common));
    piece += rest;
    if (piece.size() < kPieceBytes) return;
    compressor.add(piece);
    piece.clear();
  });
  compressor.add(piece);
  compressor.finish();
  file.finish();
}

}  // namespace

void prepare_for_certificate(CheckRequest& request) {
  if (!request.certificate_path || request.checks_reductions) return;
  require_known_scenario(request.scenario);
  require_symmetries_only(request);
  if (request.store == checker::StoreKind::kFingerprint)
    throw InputError(kUsage, "--certificate has every state, of which --store fingerprint keeps 64 bits");
  if (request.reductions.kind != ReductionChoice::Kind::kAuto) return;
  const std::vector<std::string> symmetries = symmetries_of(request.scenario);
  request.reductions = symmetries.empty() ? ReductionChoice{ReductionChoice::Kind::kNone, {}}
                                          : ReductionChoice{ReductionChoice::Kind::kNamed, symmetries};
}

std::function<void(OutputFile&)> certificate_of(const Report& report, bool& was_interrupted) {
  if (report.result.why_not_certified == checker::StopReason::kMemoryShort)
    return [](OutputFile& file) { fail_for_memory(file); };
  if (!report.result.certified) return {};
  return [&](OutputFile& file) {
    try {
      write_certificate(report, file);
    } catch (const Cancelled&) {
      was_interrupted = true;
    }
  };
}

std::string note_of_certificate(const Report& report) {
  if (!report.request.certificate_path || report.result.certified) return {};
  if (report.result.why_not_certified)
    return report.signal != 0 ? note_of_interrupted_certificate(report.request) : "";
  const bool is_violated = report.result.outcome == checker::Outcome::kViolated;
  return fmt::format(
      "note: there is no certificate to write to {}{}\n", *report.request.certificate_path,
      is_violated && !report.result.counterexamples.empty()
          ? "; of a violation the run is one: --trace-out json=FILE, which paxoscope replay checks"
          : "");
}

std::string note_of_interrupted_certificate(const CheckRequest& request) {
  return fmt::format("note: there is no certificate in {} yet, as a signal came first\n",
                     *request.certificate_path);
}

}  // namespace paxoscope::cli
