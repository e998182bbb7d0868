// Checkpoints, as the engine reads them. The first byte of an input says what is spoilt, the second of which search: the files as they are, of which nothing
// may be accepted that is not as it was; what is in their sections, which is then laid down anew with the right checksums; or the rest of the input is a
// file.
#include "checker/checkpoint.hpp"

#include <chrono>
#include <cstring>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/resumption.hpp"
#include "checker/sections.hpp"
#include "model/synod/synod.hpp"
#include "tests/faulty_storage.hpp"
#include "tests/fuzz/edits.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/graph_in_parts.hpp"
#include "tests/random_processes.hpp"

namespace paxoscope::fuzz {

namespace {

using checker::StateStore;
using checker::StoreKind;
using tests::FaultyStorage;

struct Section {
  std::string name;
  Bytes contents;
};

struct File {
  std::string name;
  std::string kind;
  Bytes contents;
  std::vector<Section> sections;
};

/// A search that was stopped, and what it left.
struct Search {
  std::function<StateStore()> new_store;
  std::function<bool(const checker::SearchPosition&, const StateStore&)> fits_model;
  std::vector<File> files;  ///< in alphabetical order: the position, then the states
};

/// Its first eight bytes.
std::string kind_of(const Bytes& contents) {
  std::string kind(8, '\0');
  std::memcpy(kind.data(), contents.data(), kind.size());
  return kind;
}

/// Section by section. There is no telling how long one is but to read it to its end.
File file_of(FaultyStorage& storage, const std::string& name) {
  const Bytes contents = storage.contents(name);
  File file{name, kind_of(contents), contents, {}};
  const bool is_position = name.starts_with("search-");
  const std::vector<std::string> names = is_position ? std::vector<std::string>{"run", "store", "search"}
                                                     : std::vector<std::string>{"values", "states"};
  const auto opened = storage.open(name);
  checker::SectionReader from(*opened, name, file.kind);
  for (const std::string& section : names) {
    from.begin(section);
    Bytes bytes;
    try {
      for (;;) bytes.push_back(from.get<std::byte>());
    } catch (const checker::DamagedFile&) {
      file.sections.push_back({section, std::move(bytes)});
    }
  }
  from.finish();
  return file;
}

/// Is stopped at each of these limits, one after the other.
template <typename M, typename P>
Search stopped_search(const M& model, const P& properties, StoreKind kind, std::size_t sleep_words,
                      const std::vector<checker::Limits>& limits) {
  FaultyStorage storage;
  for (const checker::Limits& each : limits) {
    checker::Checkpoint checkpoint(storage);
    checkpoint.use("a run", std::chrono::hours(1), {});
    checker::SearchOptions options;
    options.store = kind;
    options.violations_max = 3;
    options.checkpoint = &checkpoint;
    options.limits = each;
    const auto stopped = checker::breadth_first_search(model, properties, options);
    expect(stopped.stop != checker::StopReason::kExhausted, "a search is over before it is stopped");
  }
  Search search;
  search.new_store = [&model, kind, sleep_words] {
    return StateStore(kind, model.encoded_bytes(), checker::parts_of(model), sleep_words);
  };
  search.fits_model = [&model](const checker::SearchPosition& position, const StateStore& states) {
    return checker::detail::fits_model(position, model, P::size(), states);
  };
  for (const std::string& name : storage.names()) search.files.push_back(file_of(storage, name));
  expect(search.files.size() >= 2 && search.files[1].name.starts_with("states-"),
         "a search leaves other files");
  return search;
}

/// Three properties that are never noticed.
struct Nothing {
  [[nodiscard]] static std::size_t size() { return 3; }
  [[nodiscard]] static checker::PropertyMask witnesses() { return 0; }
  template <typename State>
  [[nodiscard]] static checker::PropertyMask noticed_in(const State& /*state*/) {
    return 0;
  }
  template <typename State>
  [[nodiscard]] static checker::PropertyMask noticed_by(const State& /*before*/, const State& /*after*/) {
    return 0;
  }
};

tests::GraphModel graph() {
  checker::Dice dice(20261127);
  std::vector<std::vector<int>> targets(1000);
  for (std::vector<int>& row : targets) {
    for (int i = 0; i < 3; ++i) row.push_back(dice.between(0, 999));
  }
  return tests::GraphModel::of(targets);
}

/// One with states of which actions sleep.
tests::RandomProcessesThatSeeWhatCommutes processes() {
  checker::Dice dice(20261128);
  for (;;) {
    const tests::RandomProcesses plain(dice);
    const auto all = checker::breadth_first_search(plain, Nothing{}, {.limits = {.states_max = 5000}});
    if (all.stop != checker::StopReason::kExhausted || all.statistics.distinct < 1000) continue;
    std::vector<tests::RandomProcesses::State> states;
    checker::for_each_state(plain, all,
                            [&](const auto& state, std::size_t /*depth*/) { states.push_back(state); });
    tests::RandomProcessesThatSeeWhatCommutes that_see(plain, states);
    if (that_see.independence().words() > 0) return that_see;
  }
}

const std::vector<Search>& searches() {
  static const tests::GraphModel plain = graph();
  static const tests::GraphInParts two(plain, 2, false);
  static const tests::GraphInParts many(plain, 16, true);
  static const tests::RandomProcessesThatSeeWhatCommutes that_sleep = processes();
  static const synod::Synod real({3, 2, 2});
  static const std::vector<Search> all = [] {
    const std::vector<checker::Limits> some{{.states_max = 150}, {.states_max = 300}};
    const std::vector<checker::Limits> initial{{.depth_max = 0}};
    std::vector<Search> made;
    const std::size_t sleep_words = that_sleep.independence().words();
    for (const StoreKind kind : {StoreKind::kExact, StoreKind::kFingerprint}) {
      made.push_back(stopped_search(plain, Nothing{}, kind, 0, some));
      made.push_back(stopped_search(two, Nothing{}, kind, 0, some));
      made.push_back(stopped_search(many, Nothing{}, kind, 0, some));
      made.push_back(stopped_search(that_sleep, Nothing{}, kind, sleep_words, some));
      made.push_back(stopped_search(real, Nothing{}, kind, real.independence().words(), some));
      made.push_back(stopped_search(two, Nothing{}, kind, 0, initial));
    }
    return made;
  }();
  return all;
}

void put(FaultyStorage& storage, const std::string& name, const Bytes& contents) {
  storage.create(name)->write(contents);
}

/// What is known of a file of states once it is written.
struct Written {
  std::uint64_t number;
  std::uint64_t bytes;
  std::uint64_t digest;
};

Written write_sections(FaultyStorage& storage, const File& file) {
  const auto written = storage.create(file.name);
  checker::SectionWriter to(*written, file.kind);
  for (const Section& section : file.sections) {
    to.begin(section.name);
    to.put_bytes(section.contents);
    to.end();
  }
  return {std::stoull(file.name.substr(file.name.find('-') + 1)), to.bytes(), to.digest()};
}

/// The position says which files of states belong to it, as far as it can be read: after three numbers and a list of three for each part.
void acknowledge(Bytes& store, const std::vector<Written>& files) {
  const auto number_at = [&](std::size_t at) -> std::optional<std::uint64_t> {
    std::uint64_t number = 0;
    if (at > store.size() || store.size() - at < sizeof number) return std::nullopt;
    std::memcpy(&number, store.data() + at, sizeof number);
    return number;
  };
  constexpr std::size_t kNumber = sizeof(std::uint64_t);
  const auto parts = number_at(3 * kNumber);
  if (!parts || *parts > store.size()) return;
  std::size_t at = (4 + *parts) * kNumber;
  const auto count = number_at(at);
  if (!count) return;
  at += kNumber;
  for (std::uint64_t i = 0; i < *count; ++i, at += sizeof(Written)) {
    const auto number = number_at(at);
    if (!number || !number_at(at + 2 * kNumber)) return;
    for (const Written& file : files) {
      if (file.number == *number) std::memcpy(store.data() + at, &file, sizeof file);
    }
  }
}

/// Goes through all that can be read of what was loaded.
void read_all(const StateStore& states) {
  std::vector<std::uint64_t> words(states.codec().words());
  const std::size_t readable =
      states.kind() == StoreKind::kExact ? 0 : states.levels() - std::min<std::size_t>(states.levels(), 2);
  std::uint64_t found = 0;
  for (std::size_t level = readable; level < states.levels(); ++level) {
    states.for_each_in_level(level, [&](checker::StateNumber number) {
      states.read(number, words);
      if (states.find(words)) ++found;
    });
  }
  expect(found <= states.size(), "more states are found than there are");
}

/// Whether a checkpoint is taken for one of that search.
bool is_loaded(FaultyStorage& storage, const Search& search) {
  try {
    StateStore states = search.new_store();
    checker::Checkpoint checkpoint(storage);
    if (!checkpoint.saved_run()) return false;
    const checker::SearchPosition position = checkpoint.load(states);
    if (!search.fits_model(position, states)) return false;
    read_all(states);
    return true;
  } catch (const checker::DamagedFile& error) {
    expect_line(error.what());
  } catch (const checker::ForeignCheckpoint& error) {
    expect_line(error.what());
  } catch (const checker::StorageError& error) {
    expect_line(error.what());
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): it is one of the ways to refuse
  }
  return false;
}

void spoil_files(std::span<const std::uint8_t> script, const Search& search) {
  std::vector<Bytes> contents;
  for (const File& file : search.files) contents.push_back(file.contents);
  apply_edits(script, contents);
  FaultyStorage storage;
  bool is_as_it_was = true;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    put(storage, search.files[i].name, contents[i]);
    is_as_it_was = is_as_it_was && contents[i] == search.files[i].contents;
  }
  expect(is_loaded(storage, search) == is_as_it_was,
         is_as_it_was ? "a whole checkpoint is refused" : "a damaged checkpoint is accepted");
}

void spoil_sections(std::span<const std::uint8_t> script, const Search& search) {
  std::vector<File> files = search.files;
  std::vector<Bytes> contents;
  for (const File& file : files) {
    for (const Section& section : file.sections) contents.push_back(section.contents);
  }
  apply_edits(script, contents);
  std::size_t next = 0;
  for (File& file : files) {
    for (Section& section : file.sections) section.contents = std::move(contents[next++]);
  }
  FaultyStorage storage;
  std::vector<Written> written;
  for (std::size_t i = 1; i < files.size(); ++i) written.push_back(write_sections(storage, files[i]));
  acknowledge(files.front().sections[1].contents, written);
  write_sections(storage, files.front());
  const bool is_accepted = is_loaded(storage, search);
  expect(is_accepted || !script.empty(), "a checkpoint that is laid down again is refused");
}

}  // namespace

}  // namespace paxoscope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paxoscope::fuzz;
  if (size < 2) return 0;
  const Search& search = searches()[data[1] % searches().size()];
  const std::span<const std::uint8_t> rest(data + 2, size - 2);
  switch (data[0] % 4) {
    case 0:
      spoil_files(rest, search);
      break;
    case 1: {
      FaultyStorage storage;
      const auto bytes = std::as_bytes(rest);
      put(storage, search.files.front().name, Bytes(bytes.begin(), bytes.end()));
      is_loaded(storage, search);
      break;
    }
    default:
      spoil_sections(rest, search);
      break;
  }
  return 0;
}
