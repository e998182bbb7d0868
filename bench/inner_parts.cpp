// The inner parts of a search, one by one, and beside them what the machine allows.
//
//   inner_parts [--small] [options of Google Benchmark]
//
// Every rate is of CPU time. Each part checks that it did what it was to do, and reports an error if it did not. With
// --small there is little to do: does all of it run?
#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bench/machine_limit.hpp"
#include "bench/sample.hpp"
#include "checker/breadth_first_search.hpp"
#include "checker/row_buffer.hpp"
#include "checker/state_store.hpp"
#include "invariants/property.hpp"
#include "invariants/selection.hpp"
#include "model/paxos/paxos.hpp"
#include "model/synod/synod.hpp"

namespace paxoscope::bench {
namespace {

using paxos::Paxos;
using synod::Synod;

struct WholeSearch {
  synod::Bounds bounds;
  std::uint64_t distinct = 0;
  std::uint64_t transitions = 0;
};

struct Sizes {
  std::uint64_t states_max = 0;  ///< of a sample
  unsigned slots_log2 = 0;       ///< of the plain table that has just room enough
  unsigned more_slots_log2 = 0;  ///< of one far beyond every cache
  WholeSearch smaller;
  WholeSearch larger;  ///< whose numbers of states and transitions the insertions have
};

constexpr Sizes kSizes{100'000, 24, 27, {{3, 2, 3}, 185'369, 491'535}, {{3, 2, 4}, 8'220'065, 23'340'612}};
constexpr Sizes kSmallSizes{1'000, 13, 14, {{3, 2, 1}, 73, 141}, {{3, 2, 2}, 3'921, 9'442}};

/// A value that is made when it is needed first.
template <typename T>
class Lazy {
 public:
  explicit Lazy(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}
  T& operator*() {
    if (!value_) value_ = make_();
    return *value_;
  }

 private:
  std::function<std::unique_ptr<T>()> make_;
  std::unique_ptr<T> value_;
};

using Keys = std::vector<std::uint64_t>;

void count_items(benchmark::State& state, std::uint64_t each_time) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(each_time));
}

/// To be called after the loop: once there is an error, nothing may be timed.
void expect_equal(benchmark::State& state, std::uint64_t found, std::uint64_t expected) {
  if (found == expected) return;
  state.SkipWithError(("found " + std::to_string(found) + ", not " + std::to_string(expected)).c_str());
}

/// Makes the compiler believe that all that can be reached from here is read.
template <typename T>
void use(const T* words) {
  benchmark::DoNotOptimize(words);
}

// ---- Insertion

void insert_into_plain_table(benchmark::State& state, const Keys& keys, std::uint64_t distinct,
                             unsigned slots_log2, Pages pages) {
  PlainTable table(slots_log2, pages);
  if (!table.exists()) return state.SkipWithError("no such memory");
  std::uint64_t added = 0;
  for ([[maybe_unused]] auto again : state) {
    state.PauseTiming();
    table.clear();
    state.ResumeTiming();
    added = table.insert(keys);
  }
  expect_equal(state, added, distinct);
  count_items(state, keys.size());
}

/// As a search inserts: in batches, each divided among the partitions. Dividing it is not part of it.
void insert_into_store(benchmark::State& state, const Keys& keys, std::uint64_t distinct) {
  constexpr std::size_t kBatchRows = std::size_t{1} << 17U;
  constexpr std::size_t kRowLength = 2;
  std::array<checker::RowBuffer, checker::StateStore::kPartitions> buffers;
  std::array<std::vector<const std::uint64_t*>, checker::StateStore::kPartitions> rows;
  std::vector<const std::uint64_t*> added;
  const auto divide = [&](std::span<const std::uint64_t> batch, checker::StateCodec& codec) {
    for (checker::RowBuffer& buffer : buffers) buffer.clear();
    for (const std::uint64_t word : batch) {
      std::uint64_t key = 0;
      const std::uint64_t hash = codec.encode(&word, &key);
      std::uint64_t* const row = buffers.at(checker::Row::partition_of(hash)).add(kRowLength);
      row[0] = checker::Row::header(hash, false);
      row[1] = key;
    }
    for (std::size_t p = 0; p < rows.size(); ++p) {
      rows.at(p).clear();
      buffers.at(p).for_each(kRowLength, [&](const std::uint64_t* row) { rows.at(p).push_back(row); });
    }
  };
  std::uint64_t stored = 0;
  for ([[maybe_unused]] auto again : state) {
    state.PauseTiming();
    std::optional<checker::StateStore> store(std::in_place, checker::StoreKind::kExact, sizeof(std::uint64_t),
                                             std::vector<checker::Part>());
    store->begin_level();
    for (std::span<const std::uint64_t> rest = keys; !rest.empty();) {
      const auto batch = rest.first(std::min(kBatchRows, rest.size()));
      divide(batch, store->codec());
      rest = rest.subspan(batch.size());
      state.ResumeTiming();
      for (std::size_t p = 0; p < rows.size(); ++p) {
        added.clear();
        store->partition(p).insert(rows.at(p), added);
      }
      state.PauseTiming();
    }
    stored = store->size();
    store.reset();
    state.ResumeTiming();
  }
  expect_equal(state, stored, distinct);
  count_items(state, keys.size());
}

// ---- Between encodings and keys

template <typename M>
void intern_known(benchmark::State& state, Sample<M>& sample) {
  checker::StateCodec& codec = sample.codec();
  for ([[maybe_unused]] auto again : state) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      const std::uint64_t* value = sample.known(i).encoding;
      for (const checker::StateCodec::PlacedPart& part : codec.parts()) {
        sum += part.table->intern(value);
        value += part.words;
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  count_items(state, sample.size() * codec.parts().size());
}

/// Of the hashes and keys of all successors, each computed from nothing.
template <typename M>
std::uint64_t sum_of_encodings(Sample<M>& sample) {
  std::vector<std::uint64_t> key(sample.codec().key_words());
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    sample.for_each_successor_of(i, [&](const std::uint64_t* successor) {
      sum += sample.codec().encode(successor, key.data()) + key[0];
    });
  }
  return sum;
}

/// Of synod, where every step changes one part.
void encode_near(benchmark::State& state, Sample<Synod>& sample) {
  checker::StateCodec& codec = sample.codec();
  std::vector<std::uint64_t> key(codec.key_words());
  std::uint64_t sum = 0;
  for ([[maybe_unused]] auto again : state) {
    sum = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      sample.for_each_successor_of(i, [&](const std::uint64_t* successor) {
        sum += codec.encode_near(sample.known(i), successor, key.data()) + key[0];
        use(key.data());
      });
    }
    benchmark::DoNotOptimize(sum);
  }
  expect_equal(state, sum, sum_of_encodings(sample));
  count_items(state, sample.successors());
}

template <typename M>
void decode(benchmark::State& state, Sample<M>& sample) {
  const checker::StateCodec& codec = sample.codec();
  std::vector<std::uint64_t> encoding(codec.words());
  std::vector<const std::uint64_t*> entries(codec.parts().size());
  for ([[maybe_unused]] auto again : state) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      sum += codec.decode(codec.packing(), sample.known(i).key, encoding.data(), entries.data());
      use(encoding.data());
      use(entries.data());
    }
    benchmark::DoNotOptimize(sum);
  }
  count_items(state, sample.size());
}

// ---- Successors
//
// The state is made from its encoding first, as it is in a search; that is counted too.

template <typename M>
void enabled_and_apply(benchmark::State& state, Sample<M>& sample) {
  const M& model = sample.model();
  std::uint64_t count = 0;
  for ([[maybe_unused]] auto again : state) {
    count = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      const typename M::State before = sample.state(i);
      model.for_each_enabled(before, [&](const typename M::Action& action) {
        const typename M::State after = model.apply(before, action);
        use(model.encoded_words(after));
        ++count;
      });
    }
  }
  expect_equal(state, count, sample.successors());
  count_items(state, sample.successors());
}

template <typename M>
void fused(benchmark::State& state, Sample<M>& sample) {
  const M& model = sample.model();
  std::uint64_t count = 0;
  for ([[maybe_unused]] auto again : state) {
    count = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      const typename M::State before = sample.state(i);
      model.for_each_successor(before, [&](const typename M::Action&, const typename M::State& after) {
        use(model.encoded_words(after));
        ++count;
      });
    }
  }
  expect_equal(state, count, sample.successors());
  count_items(state, sample.successors());
}

/// What a search does with a model that does not say which of its steps are local.
template <typename M>
void fused_and_encoded(benchmark::State& state, Sample<M>& sample) {
  const M& model = sample.model();
  checker::StateCodec& codec = sample.codec();
  std::vector<std::uint64_t> key(codec.key_words());
  std::uint64_t sum = 0;
  for ([[maybe_unused]] auto again : state) {
    sum = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      const auto visit = [&](const typename M::Action&, const typename M::State& after) {
        sum += codec.encode_near(sample.known(i), model.encoded_words(after), key.data()) + key[0];
        use(key.data());
      };
      model.for_each_successor(sample.state(i), visit);
    }
  }
  expect_equal(state, sum, sum_of_encodings(sample));
  count_items(state, sample.successors());
}

/// What a search does with one that says so.
template <typename M>
void looked_up_and_encoded(benchmark::State& state, Sample<M>& sample) {
  const M& model = sample.model();
  checker::StateCodec& codec = sample.codec();
  const checker::Packing& packing = codec.packing();
  std::vector<std::uint64_t> key(codec.key_words());
  std::uint64_t sum = 0;
  for ([[maybe_unused]] auto again : state) {
    sum = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      const checker::StateCodec::Known& known = sample.known(i);
      for (std::size_t part = 0; part < codec.parts().size(); ++part) {
        const checker::StateCodec::PlacedPart& placed = codec.parts()[part];
        const checker::Field value = packing.field(known.key, part);
        const auto take = [&](const checker::LocalSteps::Step& step) {
          for (std::size_t w = 0; w < key.size(); ++w) key[w] = known.key[w];
          packing.change(key.data(), part, value, step.after);
          sum += known.hash + step.hash_change * placed.factor + key[0];
          use(key.data());
        };
        checker::LocalSteps::for_each_enabled(*sample.local_steps().find(placed.kind, value), known.encoding,
                                              take);
      }
      const auto visit = [&](const typename M::Action&, const typename M::State& after) {
        sum += codec.encode_near(known, model.encoded_words(after), key.data()) + key[0];
        use(key.data());
      };
      const auto all = [](const typename M::Action&) { return true; };
      model.for_each_other_successor(sample.state(i), all, visit);
    }
  }
  expect_equal(state, sum, sum_of_encodings(sample));
  count_items(state, sample.successors());
}

// ---- Whole searches

/// One worker, agreement checked, as bench/run has it done.
void search(benchmark::State& state, const WholeSearch& whole) {
  const Synod model(whole.bounds);
  const invariants::Selection agreement(model, {&invariants::kAgreement});
  checker::Statistics found;
  for ([[maybe_unused]] auto again : state) {
    std::optional<checker::Exploration> exploration = checker::breadth_first_search(model, agreement);
    state.PauseTiming();
    found = exploration->statistics;
    exploration.reset();
    state.ResumeTiming();
  }
  expect_equal(state, found.distinct, whole.distinct);
  expect_equal(state, found.generated - 1, whole.transitions);
  count_items(state, whole.transitions);
}

// ---- The names that bench/inner.py knows

template <typename M>
void register_successors(const std::string& protocol, Lazy<Sample<M>>& sample) {
  using benchmark::RegisterBenchmark;
  const auto add = [&](const char* way, void (*run)(benchmark::State&, Sample<M>&)) {
    RegisterBenchmark(("successors/" + protocol + "/" + way).c_str(),
                      [&sample, run](benchmark::State& state) { run(state, *sample); });
  };
  add("enabled_and_apply", enabled_and_apply<M>);
  add("fused", fused<M>);
  add("fused_and_encoded", fused_and_encoded<M>);
  add("looked_up_and_encoded", looked_up_and_encoded<M>);
}

void run(const Sizes& sizes) {
  using benchmark::RegisterBenchmark;
  const std::uint64_t distinct = sizes.larger.distinct;
  Lazy<Keys> keys([&] {
    const std::uint64_t insertions = sizes.larger.transitions + 1;  // and the initial state
    return std::make_unique<Keys>(random_keys(insertions, distinct));
  });
  Lazy<Sample<Synod>> synod(
      [&] { return std::make_unique<Sample<Synod>>(Synod(sizes.larger.bounds), sizes.states_max); });
  Lazy<Sample<Paxos>> paxos([&] {
    const paxos::Bounds bounds{.acceptors = 3,
                               .proposers = 3,
                               .attempts = 1,
                               .values = 3,
                               .learners = 0,
                               .loss = paxos::Budget::none()};
    return std::make_unique<Sample<Paxos>>(Paxos(bounds), sizes.states_max);
  });

  const auto add_limit = [&](const char* name, unsigned slots_log2, Pages pages) {
    RegisterBenchmark(name, [&keys, distinct, slots_log2, pages](benchmark::State& state) {
      insert_into_plain_table(state, *keys, distinct, slots_log2, pages);
    })->Unit(benchmark::kMillisecond);
  };
  add_limit("limit/128_MiB/4_KiB_pages", sizes.slots_log2, Pages::kSmall);
  add_limit("limit/128_MiB/huge_pages", sizes.slots_log2, Pages::kHuge);
  add_limit("limit/1_GiB/4_KiB_pages", sizes.more_slots_log2, Pages::kSmall);
  add_limit("limit/1_GiB/huge_pages", sizes.more_slots_log2, Pages::kHuge);
  RegisterBenchmark("store/insert", [&](benchmark::State& state) {
    insert_into_store(state, *keys, distinct);
  })->Unit(benchmark::kMillisecond);

  RegisterBenchmark("part_table/intern_known", [&](benchmark::State& state) { intern_known(state, *synod); });
  RegisterBenchmark("codec/encode_near", [&](benchmark::State& state) { encode_near(state, *synod); });
  RegisterBenchmark("codec/decode", [&](benchmark::State& state) { decode(state, *synod); });
  register_successors("synod", synod);
  register_successors("paxos", paxos);

  const auto add_search = [&](const char* name, const WholeSearch& whole) {
    RegisterBenchmark(name, [&whole](benchmark::State& state) {
      search(state, whole);
    })->Unit(benchmark::kMillisecond);
  };
  add_search("search/synod-3-2-3", sizes.smaller);
  add_search("search/synod-3-2-4", sizes.larger);

  benchmark::RunSpecifiedBenchmarks();
}

}  // namespace
}  // namespace paxoscope::bench

int main(int argc, char** argv) {
  const bool is_small = argc > 1 && std::strcmp(argv[1], "--small") == 0;
  if (is_small) {  // Google Benchmark need not know
    argv[1] = argv[0];
    ++argv;
    --argc;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  paxoscope::bench::run(is_small ? paxoscope::bench::kSmallSizes : paxoscope::bench::kSizes);
}
