#include "checker/checkpoint.hpp"

#include <algorithm>
#include <charconv>
#include <new>
#include <string_view>
#include <utility>

#include "checker/sections.hpp"

namespace paxoscope::checker {

namespace {

// The digit is the version of the format.
constexpr std::string_view kSearchKind = "PaxSrch1";
constexpr std::string_view kStatesKind = "PaxStat1";

constexpr std::string_view kSearchPrefix = "search-";
constexpr std::string_view kStatesPrefix = "states-";
constexpr std::string_view kUnfinished = ".part";

constexpr std::uint64_t kRunBytesMost = std::uint64_t{1} << 24U;
constexpr std::uint64_t kSmallMost = std::uint64_t{1} << 16U;
// Not touched, so it costs addresses and no memory until it is given up.
constexpr std::size_t kReserveBytes = std::size_t{8} << 20U;
constexpr std::uint64_t kValuesAtATime = std::uint64_t{1} << 14U;
constexpr std::uint64_t kNumbersMost = std::uint64_t{1} << 32U;

std::string name_of(std::string_view prefix, std::uint64_t number) {
  return std::string(prefix) + std::to_string(number);
}

/// The N of "search-N"; none of another name.
std::optional<std::uint64_t> number_in(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || number == 0) return std::nullopt;
  return number;
}

bool is_ours(std::string_view name) {
  if (name.ends_with(kUnfinished)) name.remove_suffix(kUnfinished.size());
  return number_in(name, kSearchPrefix) || number_in(name, kStatesPrefix);
}

// ---- What a store is of: of another one nothing can be read.

void put_kind_of_store(SectionWriter& to, const StateStore& states) {
  const StateCodec& codec = states.codec();
  to.put(std::uint64_t{StateStore::kPartitions});
  to.put(static_cast<std::uint64_t>(states.kind()));
  to.put(std::uint64_t{codec.encoded_bytes()});
  std::vector<std::uint64_t> parts;
  for (const StateCodec::PlacedPart& part : codec.parts())
    parts.insert(parts.end(), {part.kind, part.words, part.is_sorted ? 1U : 0U});
  to.put_all(parts);
}

bool is_kind_of_store(SectionReader& from, const StateStore& states) {
  const StateCodec& codec = states.codec();
  bool is_so = from.get<std::uint64_t>() == StateStore::kPartitions;
  is_so = from.get<std::uint64_t>() == static_cast<std::uint64_t>(states.kind()) && is_so;
  is_so = from.get<std::uint64_t>() == codec.encoded_bytes() && is_so;
  const auto parts = from.get_all<std::uint64_t>(kSmallMost);
  std::size_t i = 0;
  for (const StateCodec::PlacedPart& part : codec.parts()) {
    is_so = is_so && i + 3 <= parts.size() && parts[i] == part.kind && parts[i + 1] == part.words &&
            parts[i + 2] == (part.is_sorted ? 1U : 0U);
    i += 3;
  }
  return is_so && i == parts.size();
}

// ---- The position

void put_statistics(SectionWriter& to, const Statistics& s) {
  for (const std::uint64_t number : {s.distinct, s.unreduced, s.generated, s.looked_up, s.terminal, s.depth,
                                     s.complete_depth, s.frontier, s.store_peak_bytes, s.digest})
    to.put(number);
  to.put_all(s.actions_taken);
}

Statistics get_statistics(SectionReader& from) {
  Statistics s;
  for (std::uint64_t* const number :
       {&s.distinct, &s.unreduced, &s.generated, &s.looked_up, &s.terminal, &s.depth, &s.complete_depth,
        &s.frontier, &s.store_peak_bytes, &s.digest})
    *number = from.get<std::uint64_t>();
  s.actions_taken = from.get_all<std::uint64_t>(kSmallMost);
  return s;
}

void put_position(SectionWriter& to, const SearchPosition& position) {
  put_statistics(to, position.statistics);
  to.put(std::uint64_t{position.findings.size()});
  for (const Finding& finding : position.findings) {
    to.put(std::uint64_t{finding.property});
    to.put(finding.length);
  }
  to.put(std::uint64_t{position.noticed});
  for (const std::uint64_t number : {position.depth, position.level_expanded, position.expanded,
                                     position.batch_states_max, position.initial_states})
    to.put(number);
  to.put(std::uint64_t{position.listed.size()});
  for (const std::vector<std::uint32_t>& values : position.listed) to.put_all(values);
  to.put_all(position.buffers);
  to.put(position.spent.count());
}

SearchPosition get_position(SectionReader& from) {
  SearchPosition position;
  position.statistics = get_statistics(from);
  const auto findings = from.get<std::uint64_t>();
  if (findings > kPropertiesMax) from.damaged("there are too many findings");
  for (std::uint64_t i = 0; i < findings; ++i) {
    const auto property = from.get<std::uint64_t>();
    position.findings.push_back({static_cast<std::size_t>(property), from.get<std::uint64_t>()});
  }
  position.noticed = static_cast<PropertyMask>(from.get<std::uint64_t>());
  for (std::uint64_t* const number : {&position.depth, &position.level_expanded, &position.expanded,
                                      &position.batch_states_max, &position.initial_states})
    *number = from.get<std::uint64_t>();
  const auto kinds = from.get<std::uint64_t>();
  if (kinds > kSmallMost) from.damaged("there are too many kinds of parts");
  for (std::uint64_t kind = 0; kind < kinds; ++kind)
    position.listed.push_back(from.get_all<std::uint32_t>(kNumbersMost));
  position.buffers = from.get_all<std::uint64_t>(kSmallMost);
  position.spent = std::chrono::duration<double>(from.get<double>());
  return position;
}

/// Writes a file that is there whole or not at all: under another name first. `fill(to)` writes its sections. Returns its length and digest.
template <typename Fill>
std::pair<std::uint64_t, std::uint64_t> write_whole(Storage& storage, const std::string& name,
                                                    std::string_view kind, const Fill& fill) {
  const std::string unfinished = name + std::string(kUnfinished);
  const auto file = storage.create(unfinished);
  SectionWriter to(*file, kind);
  fill(to);
  file->sync();
  storage.rename(unfinished, name);
  storage.sync();
  return {to.bytes(), to.digest()};
}

void require_memory(const Limits& limits) {
  if (limits.lacks_memory_for(0)) throw std::bad_alloc();
}

std::string get_run(SectionReader& from) {
  from.begin("run");
  const auto characters = from.get_all<char>(kRunBytesMost);
  from.end();
  return {characters.begin(), characters.end()};
}

}  // namespace

Checkpoint::Checkpoint(Storage& storage) : storage_(storage) {
  for (const std::string& name : storage_.names()) {
    if (const auto number = number_in(name, kSearchPrefix)) number_ = std::max(number_, *number);
  }
  if (number_ == 0) return;
  const std::string name = name_of(kSearchPrefix, number_);
  const auto file = storage_.open(name);
  SectionReader from(*file, storage_.path_of(name), kSearchKind);
  saved_run_ = get_run(from);
}

bool Checkpoint::is_there() const {
  if (!saved_run_) return false;
  try {
    storage_.open(name_of(kSearchPrefix, number_));
    return true;
  } catch (const StorageError&) {
    return false;
  }
}

void Checkpoint::use(std::string run, Clock::duration period, std::function<void(const std::string&)> warn) {
  run_ = std::move(run);
  period_ = period;
  warn_ = std::move(warn);
  reserve_.reset(new (std::nothrow) std::byte[kReserveBytes]);
}

bool Checkpoint::save(const StateStore& states, const std::function<SearchPosition()>& position) {
  std::string why;
  reserve_.reset();
  try {
    write(states, position());
  } catch (const StorageError& error) {
    why = error.what();
  } catch (const std::bad_alloc&) {
    why = "out of memory";
  }
  failure_ = why;
  last_try_ = Clock::now();
  if (!why.empty()) clean_up();
  reserve_.reset(new (std::nothrow) std::byte[kReserveBytes]);
  if (!why.empty() && warn_) warn_(failure_);
  return why.empty();
}

void Checkpoint::clean_up() {
  try {  // a full disk has room again
    std::vector<std::string> wanted{name_of(kSearchPrefix, number_)};
    for (const StatesFile& file : files_) wanted.push_back(name_of(kStatesPrefix, file.number));
    remove_all_but(wanted);
  } catch (const StorageError&) {    // NOLINT(bugprone-empty-catch): why it failed is known already
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): likewise
  }
}

void Checkpoint::write(const StateStore& states, const SearchPosition& position) {
  const std::uint64_t number = last_tried_ = std::max(number_, last_tried_) + 1;
  const StateCodec& codec = states.codec();
  Held held = held_;
  held.states.resize(StateStore::kPartitions);
  held.values.resize(codec.kinds());
  std::vector<StatesFile> files = files_;
  const auto [bytes, digest] =
      write_whole(storage_, name_of(kStatesPrefix, number), kStatesKind, [&](SectionWriter& to) {
        to.begin("values");
        for (std::size_t kind = 0; kind < codec.kinds(); ++kind) {
          const PartTable& table = codec.table(kind);
          const std::uint64_t size = table.size();
          to.put(held.values[kind]);
          to.put(size);
          for (std::uint64_t i = held.values[kind]; i < size; ++i) {
            const std::uint64_t* const value = table.value(static_cast<PartTable::Number>(i));
            to.put_bytes(std::as_bytes(std::span(value, table.words())));
          }
          held.values[kind] = size;
        }
        to.end();
        to.begin("states");
        for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
          states.partition(p).save_states(to, static_cast<std::size_t>(held.states[p]));
          held.states[p] = states.partition(p).size();
        }
        to.end();
      });
  files.push_back({number, bytes, digest});
  write_whole(storage_, name_of(kSearchPrefix, number), kSearchKind, [&](SectionWriter& to) {
    to.begin("run");
    to.put_all(std::vector<char>(run_.begin(), run_.end()));
    to.end();
    to.begin("store");
    put_kind_of_store(to, states);
    to.put_all(files);
    to.put(std::uint64_t{codec.packings().size()});
    for (const Packing& packing : codec.packings()) to.put_all(packing.widths());
    for (std::size_t p = 0; p < StateStore::kPartitions; ++p) states.partition(p).save_shape(to);
    to.end();
    to.begin("search");
    put_position(to, position);
    to.end();
  });
  // From here on it is the one that counts.
  const std::uint64_t former = std::exchange(number_, number);
  files_ = std::move(files);
  held_ = std::move(held);
  saved_run_ = run_;
  try {
    if (former > 0) storage_.remove(name_of(kSearchPrefix, former));
  } catch (
      const StorageError&) {  // NOLINT(bugprone-empty-catch): it does no harm, as the one of the highest number counts
  }
}

SearchPosition Checkpoint::load(StateStore& states, const Limits& limits) {
  const std::string name = name_of(kSearchPrefix, number_);
  const auto file = storage_.open(name);
  SectionReader from(*file, storage_.path_of(name), kSearchKind);
  get_run(from);
  from.begin("store");
  if (!is_kind_of_store(from, states))
    throw ForeignCheckpoint(storage_.path_of(name) + ": its states are not encoded as this program does it");
  const auto files = from.get_all<StatesFile>(kNumbersMost);
  std::vector<std::vector<std::uint8_t>> packings(
      static_cast<std::size_t>(std::min(from.get<std::uint64_t>(), kSmallMost)));
  for (std::vector<std::uint8_t>& widths : packings) widths = from.get_all<std::uint8_t>(Packing::kFieldsMax);
  StateCodec& codec = states.codec();
  if (!codec.restore_packings(packings)) from.damaged("states are packed as they never are");
  for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
    require_memory(limits);
    states.partition(p).load_shape(from);
  }
  from.end();
  for (std::size_t p = 1; p < StateStore::kPartitions; ++p) {
    if (states.partition(p).levels() != states.levels())
      from.damaged("partitions differ in how many levels they have");
  }
  from.begin("search");
  SearchPosition position = get_position(from);
  from.end();
  from.finish();

  for (const StatesFile& saved : files) load_states(saved, states, limits);
  files_ = files;
  held_ = {};
  for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
    require_memory(limits);
    if (!states.partition(p).finish_loading()) from.damaged("fewer states were saved than there were");
    held_.states.push_back(states.partition(p).size());
  }
  for (std::size_t kind = 0; kind < codec.kinds(); ++kind) held_.values.push_back(codec.table(kind).size());
  return position;
}

void Checkpoint::load_states(const StatesFile& saved, StateStore& states, const Limits& limits) {
  const std::string name = name_of(kStatesPrefix, saved.number);
  const auto file = storage_.open(name);
  SectionReader from(*file, storage_.path_of(name), kStatesKind);
  StateCodec& codec = states.codec();
  from.begin("values");
  std::vector<std::uint64_t> value;
  for (std::size_t kind = 0; kind < codec.kinds(); ++kind) {
    PartTable& table = codec.table(kind);
    const auto first = from.get<std::uint64_t>();
    const auto last = from.get<std::uint64_t>();
    if (first != table.size() || last < first || last >= kNumbersMost)
      from.damaged("values do not follow on those before");
    value.resize(table.words());
    for (std::uint64_t i = first; i < last; ++i) {
      if (i % kValuesAtATime == 0) require_memory(limits);
      from.get_bytes(std::as_writable_bytes(std::span(value)));
      if (table.intern(value.data()) != i) from.damaged("a value is there twice");
    }
  }
  from.end();
  from.begin("states");
  for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
    require_memory(limits);
    states.partition(p).load_states(from);
  }
  from.end();
  from.finish();
  if (from.bytes() != saved.bytes || from.digest() != saved.digest)
    from.damaged("it is whole, but not the file that belongs to this checkpoint");
}

void Checkpoint::discard() {
  remove_all_but({});
  number_ = 0;
  files_.clear();
  held_ = {};
  saved_run_.reset();
}

void Checkpoint::remove_all_but(const std::vector<std::string>& wanted) {
  // In alphabetical order, so what says that there is a checkpoint goes before its states do.
  for (const std::string& name : storage_.names()) {
    if (is_ours(name) && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) storage_.remove(name);
  }
}

}  // namespace paxoscope::checker
