// Exhaustive breadth-first search, level by level, by any number of workers with one result.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/checkpoint.hpp"
#include "checker/expander.hpp"
#include "checker/expansion.hpp"
#include "checker/exploration.hpp"
#include "checker/limits.hpp"
#include "checker/model.hpp"
#include "checker/observer.hpp"
#include "checker/orbits.hpp"
#include "checker/outcome.hpp"
#include "checker/part.hpp"
#include "checker/property.hpp"
#include "checker/resumption.hpp"
#include "checker/spill_file.hpp"
#include "checker/state_store.hpp"
#include "checker/worker_pool.hpp"

namespace paxoscope::checker {

namespace detail {

/// A level is worked off in batches, and a batch in two phases: first its states are expanded, in shares, and each
/// successor is put down for the partition it belongs to; then each partition takes in what was put down for it,
/// share after share. Both phases are spread over the workers, and nothing is ever written by two of them: a share
/// belongs to whoever expands it, a partition to whoever fills it. The order in which a partition is given its rows is
/// that of the shares, so what is stored where does not depend on the workers. How large a batch is, how it is divided
/// and when a limit cuts it follows from counts alone.
template <Model M, PropertySet<M> P, typename Observer>
class BreadthFirstSearch {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  BreadthFirstSearch(const M& model, const P& properties, const SearchOptions& options, Observer& observer)
      : model_(model),
        properties_(properties),
        options_(options),
        limits_(options.limits),
        observer_(observer),
        independence_(independence_of(model)),
        result_(StateStore(options.store, model.encoded_bytes(), parts_of(model), independence_.words())),
        local_steps_(result_.states.codec().kinds()),
        pool_(kWatchesStates ? 1 : std::max<std::size_t>(options.workers, 1)),
        shares_(kWatchesStates ? 1 : kSharesMax),
        batch_rows_(std::clamp<std::uint64_t>(rows_bytes_max() / (4 * row_length() * sizeof(std::uint64_t)),
                                              1, kBatchRows)) {
    // Now, as it would be a pity to learn after hours that there is no such folder.
    if (!options.spill_folder.empty())
      spill_file_ = std::make_shared<SpillFile>(options.spill_folder, limits_.disk_bytes_max);
    result_.statistics.actions_taken.resize(model.action_kinds());
    // Once what was noticed is marked as such it must be put down, whatever memory there is.
    result_.findings.reserve(properties.size());
    for (std::size_t worker = 0; worker < pool_.workers(); ++worker) {
      workers_.push_back(
          std::make_unique<Worker>(model, properties, independence_, result_.states, local_steps_, observer));
    }
  }

  Exploration run() && {
    if (has_checkpoint() && options_.checkpoint->saved_run()) {
      try {
        resume();
      } catch (const DiskFull&) {
        throw StorageError("there is no room, on the disk or by its limit, to take up what was kept");
      }
    }
    try {
      if (states().levels() == 0) add_initial_states();
      for (; !stopped_; ++depth_) {
        level_ = Level(states(), depth_);
        next_level_ = depth_ + 1;
        if (states().levels() == next_level_) {  // else it goes on in the middle of a level
          level_expanded_ = 0;
          keep_position();
          if (level_.size() == 0) break;
          if (enough_violated() || witnesses_suffice()) break;
          if (depth_ == 0 && has_checkpoint() && !options_.checkpoint->saved_run())
            save();  // whatever comes, it can go on
          if (depth_ >= limits_.depth_max && !is_closed()) break;
          // Room for the end, where there may be no memory; twice as much each time, as spaces may be deep.
          if (std::vector<std::uint64_t>& sizes = result_.statistics.level_sizes;
              sizes.capacity() <= next_level_)
            sizes.reserve(2 * (next_level_ + 1));
          states().begin_level();
        }
        expand_level(depth_);
        if (!stopped_ && states().level_size(next_level_) > 0)
          result_.statistics.complete_depth = next_level_;
      }
    } catch (const std::bad_alloc& what) {
      for (const auto& worker : workers_) count_added(*worker);
      const bool is_disk = dynamic_cast<const DiskFull*>(&what) != nullptr;
      stop(is_disk ? StopReason::kDiskMax : StopReason::kMemoryShort);
    }
    // What was cut short can go on; and what is yet to be done with what was found is not to cost all of this again if it fails.
    if (stopped_ || options_.saves_end || violated() > 0 || witnesses_suffice()) save();
    return finish();
  }

 private:
  // With an observer of states there is one worker, one share, and one state in a batch.
  static constexpr bool kWatchesStates =
      WatchesTransitions<Observer, M> || WatchesDiscovery<Observer, M> || WatchesFinish<Observer, M>;

  static constexpr std::size_t kPartitions = StateStore::kPartitions;
  static constexpr std::size_t kSharesMax = 32;
  static constexpr std::uint64_t kShareStatesMin = 64;  // fewer are not worth another worker's while
  // Enough to keep many workers busy, little enough to stay a small part of memory.
  static constexpr std::uint64_t kBatchRows = std::uint64_t{1} << 17U;

  // Partitions that are brought from a file at a time, however many workers there are.
  static constexpr std::size_t kBenches = 2;

  struct alignas(kOwnLine) Worker {
    Worker(const M& model, const P& properties, const Independence& independence, StateStore& states,
           LocalSteps& local_steps, Observer& observer)
        : expander(model, properties, independence, states, local_steps, observer) {}
    Expander<M, P, Observer> expander;
    std::vector<const std::uint64_t*> rows;   // of one partition, in order
    std::vector<const std::uint64_t*> added;  // those that were new, until they are counted
    std::uint64_t unreduced = 0;              // states that those counted stand for
  };

  [[nodiscard]] StateStore& states() { return result_.states; }
  [[nodiscard]] bool has_checkpoint() const { return !kWatchesStates && options_.checkpoint != nullptr; }
  [[nodiscard]] std::size_t row_length() {
    return Row::length(states().codec().key_words(), independence_.words());
  }

  /// Whoever watches single states sees all their successors, and each found by the time its state is finished.
  static Independence independence_of(const M& model) {
    if constexpr (KnowsIndependence<M> && kWatchesStates) {
      return Independence::none(model.parts().size());
    } else if constexpr (KnowsIndependence<M>) {
      return model.independence();
    } else {
      return {};
    }
  }

  void add_initial_states() {
    states().begin_level();
    shares_used_ = 1;
    Expansion& share = shares_.front();
    const std::vector<State> initial = model_.initial_states();
    initial_states_ = initial.size();
    result_.statistics.generated = initial_states_;  // at once, as from here on memory may end
    do {
      share.clear(model_.action_kinds());
      for (const State& state : initial) workers_.front()->expander.add_initial(state, share);
    } while (widen_keys());
    if (fits()) {
      insert(0);
    } else {
      insert_one_by_one(0);
    }
    note_progress();
  }

  /// Keeps in mind where a checkpoint would go on from here: between two batches.
  void keep_position() {
    if (stopped_ || !has_checkpoint()) return;
    position_ = SearchPosition{.statistics = result_.statistics,
                               .depth = depth_,
                               .level_expanded = level_expanded_,
                               .expanded = expanded_,
                               .batch_states_max = batch_states_max_,
                               .initial_states = initial_states_};
  }

  void save() {
    if (!position_) return;
    options_.checkpoint->save(states(), [&] {
      SearchPosition position = *position_;
      position.buffers = buffer_sizes(shares_);
      // What is on its way is of no more use, and to write takes memory.
      if (stopped_) std::vector<Expansion>().swap(shares_);
      // Of a batch that a limit has cut some states are there for good, and will not be noticed or counted again. All else is done again.
      position.statistics.unreduced = unreduced();
      position.statistics.store_peak_bytes = result_.statistics.store_peak_bytes;
      position.findings = result_.findings;
      position.noticed = noticed_;
      position.listed = listed_values(states().codec(), local_steps_);
      position.spent = result_.spent_before + (std::chrono::steady_clock::now() - started_);
      return position;
    });
  }

  /// Goes on from what was saved.
  void resume() {
    if (may_spill()) spill();  // or it might not even fit into memory
    const SearchPosition position = options_.checkpoint->load(states(), limits_);
    if (!fits_model(position, model_, properties_.size(), states()) ||
        position.buffers.size() != shares_.size() * kPartitions)
      throw ForeignCheckpoint("the checkpoint is not one of this search");
    result_.statistics = position.statistics;
    result_.findings = position.findings;
    result_.spent_before = position.spent;
    noticed_ = position.noticed;
    depth_ = position.depth;
    level_expanded_ = position.level_expanded;
    expanded_ = position.expanded;
    batch_states_max_ = position.batch_states_max;
    initial_states_ = position.initial_states;
    workers_.front()->unreduced = position.statistics.unreduced;
    for (const auto& worker : workers_) worker->expander.use_packing();
    if (states().is_spilled()) use_large_batches();  // of rows as long as they have become
    for_each_listed(position, states().codec(),
                    [&](std::size_t kind, Field value) { workers_.front()->expander.list(kind, value); });
    // Of a search that had more memory they may be larger than this one allows.
    const std::uint64_t words =
        std::accumulate(position.buffers.begin(), position.buffers.end(), std::uint64_t{0});
    const std::uint64_t words_max = rows_bytes_max() / sizeof(std::uint64_t);
    // Whether they are restored or grow again: this is how much the first batches will take at once.
    if (limits_.lacks_memory_for(std::min(words, words_max) * sizeof(std::uint64_t))) throw std::bad_alloc();
    if (words <= words_max) restore_buffers(position.buffers, shares_);
    const bool is_complete = states().levels() > depth_ + 1 && level_expanded_ == states().level_size(depth_);
    require_steps_of_model(model_, states(), depth_ + (is_complete ? 1 : 0));
    // Where memory gave out some states may have been stored and not been looked at. Whatever was noticed before makes no difference.
    const std::size_t last_depth = states().levels() - 1;
    const Level last(states(), last_depth);
    PropertyMask noticed = 0;
    last.for_each(0, last.size(), [&](StateNumber number) {
      noticed |= properties_.noticed_in(workers_.front()->expander.state(number));
    });
    notice(noticed, last_depth);
  }

  void expand_level(std::uint64_t depth) {
    while (level_expanded_ < level_.size() && !stopped_) {
      const std::uint64_t end = std::min(level_.size(), level_expanded_ + batch_states());
      if (!expand(level_expanded_, end)) return;
      if constexpr (WatchesTransitions<Observer, M>) {
        // Here and not while expanding, which may have to be done again.
        level_.for_each(level_expanded_, end,
                        [&](StateNumber number) { workers_.front()->expander.examine(number); });
      }
      if (fits() || (!bytes_fit_ && may_spill() && spill() && fits())) {
        insert(depth + 1);
        commit(end);
        batch_states_max_ = std::min(batch_states_max_ * 2, batch_rows_max_);
      } else if (end - level_expanded_ > 1) {
        // Perhaps not all of these successors are new. Half of the batch can be afforded before the whole can.
        batch_states_max_ = (end - level_expanded_) / 2;
        if (states().is_spilled()) std::vector<Expansion>(shares_.size()).swap(shares_);  // with room for all
      } else {
        insert_one_by_one(depth + 1);
        commit(end);
      }
      note_progress();
      keep_position();
      if (!stopped_ && limits_.lacks_memory_for(0)) stop(StopReason::kMemoryShort);
      // Not before: what has slept counts among the most that was ever allocated.
      for (std::size_t p = 0; p < kPartitions; ++p) {
        states().partition(p).drop_asleep_before(level_.begin_in_partition(level_expanded_, p));
      }
      // After that, as a search that goes on from here does not do it again.
      if (!stopped_ && has_checkpoint() && options_.checkpoint->is_due()) save();
    }
  }

  /// How many states the next batch has: as many as give about batch_rows_ successors, judging by those so far.
  [[nodiscard]] std::uint64_t batch_states() const {
    if (kWatchesStates) return 1;
    const std::uint64_t at_least_one_each = result_.statistics.looked_up + expanded_;
    const std::uint64_t wanted = expanded_ == 0 ? 1 : batch_rows_ * expanded_ / at_least_one_each;
    return std::max<std::uint64_t>(1, std::min(wanted, batch_states_max_));
  }

  /// Puts down the successors of some states of the level. False if it was interrupted; then they do not count.
  bool expand(std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t count = end - begin;
    shares_used_ =
        kWatchesStates
            ? 1
            : static_cast<std::size_t>(std::clamp<std::uint64_t>(count / kShareStatesMin, 1, kSharesMax));
    // Again, if it has turned out that there are more values of some part than keys had room for. That happens as many
    // times as numbers have bits.
    do {
      for_each(shares_used_, count > 2 * kShareStatesMin, [&](std::size_t i, std::size_t worker) {
        if (is_interrupted_or_late()) return;
        Expansion& share = shares_[i];
        share.clear(model_.action_kinds());
        level_.for_each(begin + count * i / shares_used_, begin + count * (i + 1) / shares_used_,
                        [&](StateNumber number) { workers_[worker]->expander.expand(number, share); });
      });
      for (std::size_t p = 0; p < kPartitions; ++p) {
        if (level_.begin_in_partition(begin, p) != level_.begin_in_partition(end, p))
          states().partition(p).let_go();
      }
      if (const StopReason why = cut_short_.load(std::memory_order_relaxed); why != StopReason::kExhausted) {
        stop(why);
        return false;
      }
    } while (widen_keys());
    return true;
  }

  bool widen_keys() {
    if (!states().widen_keys()) return false;
    for (const auto& worker : workers_) worker->expander.use_packing();
    return true;
  }

  /// Whether the limits allow all that was put down, even if all of it is new.
  [[nodiscard]] bool fits() {
    rows_ = 0;
    rows_bytes_ = 0;
    std::array<std::size_t, kPartitions> incoming{};
    for (std::size_t i = 0; i < shares_used_; ++i) {
      for (std::size_t p = 0; p < kPartitions; ++p) incoming[p] += shares_[i].rows[p].size(row_length());
    }
    for (const Expansion& share : shares_) {
      for (const RowBuffer& buffer : share.rows) rows_bytes_ += buffer.bytes();
    }
    std::uint64_t more = 0;
    const bool is_memory_limited = limits_.memory_bytes_max != std::numeric_limits<std::uint64_t>::max();
    for (std::size_t p = 0; p < kPartitions; ++p) {
      rows_ += incoming[p];
      if (is_memory_limited) more += states().partition(p).bytes_to_insert(incoming[p]);
    }
    const std::uint64_t size = states().size();
    bytes_fit_ = allows_bytes(more);
    return size <= limits_.states_max && rows_ <= limits_.states_max - size && bytes_fit_;
  }

  /// What is set aside of the memory allowed for rows on their way. The more there are at a time, the more seldom each partition comes to memory.
  [[nodiscard]] std::uint64_t rows_bytes_max() const {
    return limits_.memory_bytes_max / (result_.states.is_spilled() ? 2 : 8);
  }

  [[nodiscard]] bool may_spill() const { return spill_file_ && !result_.states.is_spilled(); }

  /// True, or it throws DiskFull.
  bool spill() {
    states().spill(spill_file_);
    use_large_batches();
    return true;
  }

  void use_large_batches() {
    batch_rows_ = std::max<std::uint64_t>(rows_bytes_max() / (2 * row_length() * sizeof(std::uint64_t)), 1);
    batch_rows_max_ = std::max(batch_rows_, kBatchRows);
  }

  [[nodiscard]] bool allows_bytes(std::uint64_t more) {
    if (limits_.memory_bytes_max == std::numeric_limits<std::uint64_t>::max()) return true;
    const std::uint64_t now = states().bytes() + local_steps_.bytes() +
                              std::max(rows_bytes_, rows_bytes_max()) +
                              kBenches * states().most_spilled_bytes();
    return now <= limits_.memory_bytes_max && more <= limits_.memory_bytes_max - now;
  }

  /// Stores what was put down.
  void insert(std::uint64_t depth) {
    std::array<PropertyMask, kPartitions> noticed{};
    const std::size_t length = row_length();
    constexpr std::uint64_t kRowsForOneWorker = 1024;
    for_each(kPartitions, rows_ > kRowsForOneWorker, [&](std::size_t p, std::size_t worker) {
      std::vector<const std::uint64_t*>& rows = workers_[worker]->rows;
      std::size_t count = 0;
      for (std::size_t i = 0; i < shares_used_; ++i) count += shares_[i].rows[p].size(length);
      rows.resize(count);
      const std::uint64_t** next = rows.data();
      for (std::size_t i = 0; i < shares_used_; ++i) {
        shares_[i].rows[p].for_each(length, [&](const std::uint64_t* row) { *next++ = row; });
      }
      std::vector<const std::uint64_t*>& added = workers_[worker]->added;
      states().partition(p).insert(rows, added, benches_);
      states().partition(p).let_go();
      for (const std::uint64_t* const row : added) {
        noticed[p] |= noticed_on_arrival(Row(row), depth, *workers_[worker]);
      }
      count_added(*workers_[worker]);
    });
    for (const PropertyMask mask : noticed) notice(mask, depth);
    if (depth > 0) result_.statistics.looked_up += rows_;
  }

  /// The same up to a limit. Whether it is reached depends on which of the rows are new.
  void insert_one_by_one(std::uint64_t depth) {
    Worker& worker = *workers_.front();
    for (std::size_t i = 0; i < shares_used_; ++i) {
      for (std::size_t p = 0; p < kPartitions; ++p) {
        StatePartition& partition = states().partition(p);
        shares_[i].rows[p].for_each(row_length(), [&](const std::uint64_t* words) {
          const Row row(words);
          if (stopped_) return;
          if (depth > 0) ++result_.statistics.looked_up;
          if (const std::size_t known = partition.find(row.hash(p), row.key());
              known != StatePartition::kAbsent) {
            return partition.meet(known, row.key() + states().codec().key_words());
          }
          if (states().size() >= limits_.states_max) return stop(StopReason::kStatesMax);
          if (!allows_bytes(partition.bytes_to_insert(1))) return stop(StopReason::kMemoryMax);
          partition.insert(std::span(&words, 1), worker.added);
          notice(noticed_on_arrival(row, depth, worker), depth);
          count_added(worker);
        });
      }
    }
  }

  /// Here and not by going over the store: with fingerprints the states are soon gone.
  static void count_added(Worker& worker) {
    std::uint64_t unreduced = 0;
    for (const std::uint64_t* const row : worker.added) {
      unreduced += worker.expander.orbit_size(Row(row).key());
    }
    worker.unreduced += unreduced;
    worker.added.clear();
  }

  PropertyMask noticed_on_arrival(const Row& row, std::uint64_t depth, Worker& worker) {
    if constexpr (WatchesDiscovery<Observer, M>) {
      const State state = worker.expander.state_of(row.key());
      observer_.discover_state(state, depth);
      return row.is_marked() ? properties_.noticed_in(state) : 0;
    } else {
      static_cast<void>(depth);
      return row.is_marked() ? worker.expander.noticed_in(row.key()) : 0;
    }
  }

  /// Counts the states up to `end` as expanded, unless a limit came in between.
  void commit(std::uint64_t end) {
    Statistics& statistics = result_.statistics;
    for (std::size_t i = 0; i < shares_used_; ++i) {
      const Expansion& share = shares_[i];
      for (std::size_t kind = 0; kind < share.actions_taken.size(); ++kind) {
        statistics.actions_taken[kind] += share.actions_taken[kind];
        statistics.generated += share.actions_taken[kind];
      }
      notice(share.noticed, states().levels() - 1);
      if (stopped_) continue;
      statistics.terminal += share.terminal;
      statistics.digest += share.digest;
    }
    if (stopped_) return;
    if constexpr (WatchesFinish<Observer, M>) {
      level_.for_each(level_expanded_, end, [&](StateNumber number) {
        observer_.finish_state(workers_.front()->expander.state(number));
      });
    }
    expanded_ += end - level_expanded_;
    level_expanded_ = end;
  }

  // At the depth limit the space may happen to be complete: then the limit cost nothing and must not cost the
  // verdict.
  bool is_closed() {
    for (std::uint64_t begin = 0; begin < level_.size();) {
      const std::uint64_t end = std::min(level_.size(), begin + batch_states());
      if (!expand(begin, end)) return false;
      std::atomic<bool> closed{true};
      for_each(kPartitions, true, [&](std::size_t p, std::size_t /*worker*/) {
        for (std::size_t i = 0; i < shares_used_ && closed; ++i) {
          shares_[i].rows[p].for_each(row_length(), [&](const std::uint64_t* words) {
            const Row row(words);
            if (states().partition(p).find(row.hash(p), row.key()) == StatePartition::kAbsent) closed = false;
          });
        }
      });
      if (!closed) {
        stop(StopReason::kDepthMax);
        return false;
      }
      begin = end;
    }
    return true;
  }

  void notice(PropertyMask mask, std::uint64_t length) {
    const PropertyMask fresh = mask & ~noticed_;
    if (fresh == 0) return;
    noticed_ |= fresh;
    for_each_property(fresh, [&](std::size_t property) { result_.findings.push_back({property, length}); });
  }

  [[nodiscard]] std::size_t violated() const {
    return static_cast<std::size_t>(std::popcount(noticed_ & ~properties_.witnesses()));
  }
  // A level is expanded to its end even after a violation, so that which violations were seen, and every
  // count, is a fact about the level and not about the order in which its states came up.
  [[nodiscard]] bool enough_violated() const { return violated() >= options_.violations_max; }

  [[nodiscard]] bool witnesses_suffice() const {
    const PropertyMask witnesses = properties_.witnesses();
    const bool only_witnesses = static_cast<std::size_t>(std::popcount(witnesses)) == properties_.size();
    return options_.stops_at_witnesses && witnesses != 0 && only_witnesses && noticed_ == witnesses;
  }

  void stop(StopReason reason) {
    stopped_ = true;
    result_.stop = reason;
  }

  // Asked by every worker before every share.
  bool is_interrupted_or_late() {
    StopReason why = StopReason::kExhausted;
    if (limits_.is_interrupted()) {
      why = StopReason::kInterrupted;
    } else if (limits_.time_max && std::chrono::steady_clock::now() - started_ >= *limits_.time_max) {
      why = StopReason::kTimeMax;
    }
    if (why != StopReason::kExhausted) cut_short_.store(why, std::memory_order_relaxed);
    return cut_short_.load(std::memory_order_relaxed) != StopReason::kExhausted;
  }

  /// Calls `task(i, worker)` for each i in 0..count-1, on all workers if it is worth it.
  template <typename Task>
  void for_each(std::size_t count, bool is_worth_it, const Task& task) {
    if (is_worth_it) {
      pool_.for_each(count, task);
    } else {
      for (std::size_t i = 0; i < count; ++i) task(i, 0);
    }
  }

  void note_progress() {
    Statistics& statistics = result_.statistics;
    std::uint64_t outgrown = 0;
    for (std::size_t p = 0; p < kPartitions; ++p) outgrown += states().partition(p).take_outgrown_bytes();
    statistics.store_peak_bytes = std::max(statistics.store_peak_bytes,
                                           states().bytes() + local_steps_.bytes() + rows_bytes_ + outgrown);
    statistics.spilled_bytes = std::max(statistics.spilled_bytes, states().spilled_bytes());
    statistics.distinct = states().size();
    statistics.unreduced = unreduced();
    statistics.depth = deepest();
    statistics.frontier = statistics.distinct - expanded_;
    // Only the last two can have changed.
    const std::size_t known = statistics.level_sizes.size();
    statistics.level_sizes.resize(statistics.distinct == 0 ? 0 : statistics.depth + 1);
    for (std::size_t level = known < 2 ? 0 : known - 2; level < statistics.level_sizes.size(); ++level)
      statistics.level_sizes[level] = states().level_size(level);
    if constexpr (WatchesProgress<Observer>) observer_.progress(std::as_const(statistics));
  }

  [[nodiscard]] std::uint64_t unreduced() const {
    return std::accumulate(workers_.begin(), workers_.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const auto& worker) { return sum + worker->unreduced; });
  }

  [[nodiscard]] std::uint64_t deepest() {
    std::size_t levels = states().levels();
    while (levels > 1 && states().level_size(levels - 1) == 0) --levels;
    return levels == 0 ? 0 : levels - 1;
  }

  Exploration finish() {
    Statistics& statistics = result_.statistics;
    note_progress();
    add_digest_of_the_rest();
    if (enough_violated()) {
      result_.stop = StopReason::kViolation;
    } else if (witnesses_suffice()) {
      result_.stop = StopReason::kWitnessesFound;
    }
    // Recounted here, from what was counted one by one.
    [[maybe_unused]] const auto sum = [](const auto& of) {
      return std::accumulate(of.begin(), of.end(), std::uint64_t{0});
    };
    assert(initial_states_ + sum(statistics.actions_taken) == statistics.generated);
    assert(sum(statistics.level_sizes) == statistics.distinct);
    assert(StandsForOrbits<M> || statistics.unreduced == statistics.distinct);
    std::stable_sort(result_.findings.begin(), result_.findings.end(),
                     [](const Finding& a, const Finding& b) {
                       return a.length != b.length ? a.length < b.length : a.property < b.property;
                     });
    return std::move(result_);
  }

  /// Of the states that were not expanded.
  void add_digest_of_the_rest() {
    constexpr std::uint64_t kShareStates = 4096;
    const auto add = [&](const Level& level, std::uint64_t begin) {
      const std::uint64_t shares = (level.size() - begin + kShareStates - 1) / kShareStates;
      std::vector<Digest> digests(shares, 0);
      for_each(shares, true, [&](std::size_t i, std::size_t worker) {
        const std::uint64_t first = begin + i * kShareStates;
        level.for_each(first, std::min(level.size(), first + kShareStates),
                       [&](StateNumber number) { digests[i] += workers_[worker]->expander.digest(number); });
      });
      for (const Digest digest : digests) result_.statistics.digest += digest;
    };
    add(level_, level_expanded_);
    for (std::size_t level = next_level_; level < states().levels(); ++level) add(Level(states(), level), 0);
  }

  const M& model_;
  const P& properties_;
  const SearchOptions& options_;
  const Limits& limits_;
  Observer& observer_;
  Independence independence_;
  Exploration result_;
  std::shared_ptr<SpillFile> spill_file_;  // null if there is none
  Workbenches benches_{kBenches};
  LocalSteps local_steps_;
  WorkerPool pool_;
  std::vector<std::unique_ptr<Worker>> workers_;

  // The batch in work.
  std::vector<Expansion> shares_;
  std::size_t shares_used_ = 0;
  std::uint64_t batch_rows_;
  std::uint64_t rows_ = 0;
  std::uint64_t rows_bytes_ = 0;
  bool bytes_fit_ = true;
  std::uint64_t batch_states_max_ = kBatchRows;
  std::uint64_t batch_rows_max_ = kBatchRows;

  Level level_;
  std::uint64_t depth_ = 0;  // of the level in work
  std::uint64_t level_expanded_ = 0;
  std::size_t next_level_ = 0;
  std::uint64_t expanded_ = 0;
  std::uint64_t initial_states_ = 0;
  PropertyMask noticed_ = 0;
  std::optional<SearchPosition> position_;
  bool stopped_ = false;
  std::atomic<StopReason> cut_short_{StopReason::kExhausted};
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace detail

/// Visits every state of `model` reachable within the limits, level by level.
///
/// The search ends with the level in which the last of `violations_max` invariants is violated for the first time, so
/// every reported length is that of a shortest run. A set of witnesses alone ends it as soon as all are reached. Time
/// and interruption aside, the result is a function of the model, the properties and the options other than
/// `workers`. The model and the properties are used by several threads at once.
///
/// With a checkpoint it goes on from what was saved, and with that or a folder to spill to it may throw StorageError, and DamagedFile or
/// ForeignCheckpoint before it has begun.
template <Model M, PropertySet<M> P, typename Observer = SearchObserver>
Exploration breadth_first_search(const M& model, const P& properties, const SearchOptions& options = {},
                                 Observer&& observer = {}) {
  return detail::BreadthFirstSearch<M, P, std::remove_reference_t<Observer>>(model, properties, options,
                                                                             observer)
      .run();
}

}  // namespace paxoscope::checker
