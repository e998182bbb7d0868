// One of the sets that a state store is divided into: a sequence of records and an index over them.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "checker/packing.hpp"
#include "checker/state_codec.hpp"

namespace paxoscope::checker {

/// What a store remembers of a state for good.
enum class StoreKind : std::uint8_t {
  kExact,        ///< all of it
  kFingerprint,  ///< its hash: two states of equal hash are taken for one, and the second is never visited
};

/// A state on its way into a store: its hash, then its fields. Rows of one search are equally long.
class Row {
 public:
  /// The top bits of the hash say which partition a row belongs to, and whoever has the row knows that. In their
  /// place stands a mark of the sender's.
  static constexpr unsigned kPartitionBits = 6;
  static constexpr std::uint64_t kHashMask = ~std::uint64_t{0} >> kPartitionBits;
  static constexpr std::uint64_t kMark = std::uint64_t{1} << 63U;
  static constexpr std::size_t kHeaderFields = 2;

  /// An even number, so that rows can be copied in pairs of fields; the last field may mean nothing.
  static std::size_t length(std::size_t fields) { return kHeaderFields + (fields + 1) / 2 * 2; }

  explicit Row(const Field* row) : row_(row) {}
  [[nodiscard]] const Field* fields() const { return row_ + kHeaderFields; }
  [[nodiscard]] bool is_marked() const { return (header() & kMark) != 0; }
  [[nodiscard]] std::uint64_t hash(std::size_t partition) const {
    return (header() & kHashMask) | (std::uint64_t{partition} << (64 - kPartitionBits));
  }

  static std::size_t partition_of(std::uint64_t hash) { return hash >> (64 - kPartitionBits); }
  /// Writes a row of this length. `fields` are as many as fit, the last of which may mean nothing.
  static void write(Field* row, std::uint64_t hash, bool mark, const Field* fields, std::size_t length) {
    const std::uint64_t header = (hash & kHashMask) | (std::uint64_t{mark} * kMark);
    std::memcpy(row, &header, sizeof header);
    for (std::size_t i = kHeaderFields; i < length; i += 2, fields += 2) {
      std::memcpy(row + i, fields, 2 * sizeof(Field));
    }
  }

 private:
  [[nodiscard]] std::uint64_t header() const {
    std::uint64_t header = 0;
    std::memcpy(&header, row_, sizeof header);
    return header;
  }
  const Field* row_;
};

/// An append-only sequence of records in chunks. Records never move, but for those of the last chunk when the
/// packing changes.
class Records {
 public:
  static constexpr std::size_t kChunkRecordsLog2 = 10;
  static constexpr std::size_t kChunkRecords = std::size_t{1} << kChunkRecordsLog2;

  /// From now on records are packed so, and those of a chunk that is not full as well.
  void use(const Packing& packing, std::size_t fields);
  void append(const Field* fields);
  /// The record with this number holds these fields.
  [[nodiscard]] bool holds(std::size_t number, const Field* fields) const {
    const Chunk& chunk = chunks_[number >> kChunkRecordsLog2];
    return chunk.packing->holds(record(chunk, number), fields);
  }
  void read(std::size_t number, Field* fields) const {
    const Chunk& chunk = chunks_[number >> kChunkRecordsLog2];
    chunk.packing->unpack(record(chunk, number), fields);
  }
  void prefetch(std::size_t number) const {
    __builtin_prefetch(record(chunks_[number >> kChunkRecordsLog2], number));
  }

  /// Of records of one word: the same as above, where `word` is that of the fields as they are packed now.
  template <std::size_t kFields>
  [[nodiscard]] bool holds(std::size_t number, const Field* fields, std::uint64_t word) const {
    const Chunk& chunk = chunks_[number >> kChunkRecordsLog2];
    if (chunk.packing != packing_) word = chunk.packing->template word_of<kFields>(fields);
    return chunk.packing->is_same_word(Packing::read_word(record(chunk, number)), word);
  }
  void append_word(std::uint64_t word) {
    if (size_ == chunks_.size() * kChunkRecords) add_chunk();
    Packing::write_word(record(chunks_.back(), size_), word);
    ++size_;
  }
  [[nodiscard]] const Packing& packing() const { return *packing_; }

  /// Gives back the memory of chunks that hold only records before `number`.
  void drop_before(std::size_t number);

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Bytes more once there are `count` more records.
  [[nodiscard]] std::uint64_t bytes_to_append(std::size_t count) const;

 private:
  // Allocated, not filled: memory is touched as records arrive.
  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    const Packing* packing;
  };
  void add_chunk();
  static std::byte* record(const Chunk& chunk, std::size_t number) {
    return chunk.bytes.get() + (number & (kChunkRecords - 1)) * chunk.packing->record_bytes();
  }
  static std::size_t chunk_bytes(const Packing& packing) {
    return kChunkRecords * packing.record_bytes() + Packing::kSlackBytes;
  }

  const Packing* packing_ = nullptr;
  std::vector<Chunk> chunks_;
  std::size_t dropped_ = 0;  // chunks
  std::size_t size_ = 0;
  std::uint64_t bytes_ = 0;
};

/// The states whose hash begins with certain bits. At most one thread may change it at a time.
///
/// Invariant: record i is the i-th state inserted, no two records are equal, and each record's number stands in
/// exactly one slot of the index, on the probe path that starts where its hash says. A slot also holds as many
/// other bits of the hash as there is room for, which spares most comparisons with a record that is not the one
/// sought.
///
/// The index grows by doubling. Partitions start at different sizes, so they double at different times: a store is
/// never copied as a whole, and its load stays near the mean at every size.
class StatePartition {
 public:
  /// Partition `place` of a store.
  StatePartition(std::size_t place, StoreKind kind, const StateCodec& codec);

  void use(const Packing& packing) { records_.use(packing, codec_->fields()); }

  /// Inserts every row that is not there yet, in order, and puts the new ones down in `added`. Throws std::bad_alloc; then
  /// some of the rows are there and some are not.
  void insert(std::span<const Field* const> rows, std::vector<const Field*>& added);

  static constexpr std::size_t kAbsent = ~std::size_t{0};
  /// The number of a state by its hash and fields, or kAbsent.
  [[nodiscard]] std::size_t find(std::uint64_t hash, const Field* fields) const;

  /// Writes the fields of a state. With fingerprints: of the current level or the one before.
  void read(std::size_t number, Field* fields) const { records_.read(number, fields); }

  /// All states from here on are a new level. With fingerprints, forgets what the level before the last was.
  void begin_level();
  [[nodiscard]] std::size_t levels() const { return level_begin_.size(); }
  [[nodiscard]] std::size_t level_begin(std::size_t level) const {
    return level < level_begin_.size() ? level_begin_[level] : size_;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::uint64_t bytes() const;
  /// Upper bound on the bytes that inserting `count` rows can add, and on what it may hold beside for a while.
  [[nodiscard]] std::uint64_t bytes_to_insert(std::size_t count) const;
  /// Bytes of indexes outgrown since the last call.
  std::uint64_t take_outgrown_bytes() { return std::exchange(outgrown_bytes_, 0); }

 private:
  static constexpr std::size_t kGroup = 16;  // rows whose cache misses overlap
  template <std::size_t kFields>
  void insert_words(std::span<const Field* const> rows, std::vector<const Field*>& added);
  void insert_any(std::span<const Field* const> rows, std::vector<const Field*>& added);
  static constexpr std::size_t kChunkFingerprints = Records::kChunkRecords;

  using Slot = std::uint32_t;  // 0 if free; else number + 1 in the low bits and a tag above
  struct Free {
    void operator()(Slot* slots) const { std::free(slots); }  // NOLINT: from calloc
  };
  using Slots = std::unique_ptr<Slot[], Free>;

  [[nodiscard]] std::size_t home(std::uint64_t hash) const {
    return static_cast<std::size_t>((std::uint64_t{static_cast<std::uint32_t>(hash)} * capacity_) >> 32U);
  }
  [[nodiscard]] Slot tag(std::uint64_t hash) const {
    return static_cast<Slot>((hash >> 32U) << number_bits_);
  }
  [[nodiscard]] Slot tag_of(Slot slot) const { return slot & ~number_mask_; }
  [[nodiscard]] std::size_t number_of(Slot slot) const { return (slot & number_mask_) - 1; }
  [[nodiscard]] std::size_t next(std::size_t i) const { return i + 1 == capacity_ ? 0 : i + 1; }
  static constexpr std::size_t most_in(std::size_t capacity) { return capacity - capacity / 8; }

  [[nodiscard]] bool is_same(std::size_t number, std::uint64_t hash, const Field* fields) const {
    return kind_ == StoreKind::kExact ? records_.holds(number, fields) : fingerprint(number) == hash;
  }
  [[nodiscard]] std::uint64_t fingerprint(std::size_t number) const {
    return fingerprints_[number / kChunkFingerprints][number % kChunkFingerprints];
  }
  template <typename Visit>
  void for_each_hash(Visit&& visit) const;
  void prefetch_record(std::size_t number) const {
    if (kind_ == StoreKind::kExact) {
      records_.prefetch(number);
    } else {
      __builtin_prefetch(&fingerprints_[number / kChunkFingerprints][number % kChunkFingerprints]);
    }
  }
  void append(std::uint64_t hash, const Field* fields);
  void grow_to_hold(std::size_t count);
  static Slots allocate(std::size_t capacity);
  void use(Slots slots, std::size_t capacity);

  std::size_t place_;
  StoreKind kind_;
  const StateCodec* codec_;
  Records records_;
  std::vector<std::unique_ptr<std::uint64_t[]>> fingerprints_;
  std::size_t size_ = 0;
  std::vector<std::size_t> level_begin_;

  Slots slots_;
  std::size_t capacity_ = 0;
  unsigned number_bits_ = 0;
  Slot number_mask_ = 0;
  std::uint64_t outgrown_bytes_ = 0;
};

}  // namespace paxoscope::checker
