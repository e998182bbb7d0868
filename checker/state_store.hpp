// Every state ever seen, once, in the order of discovery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace paxoscope::checker {

/// The number of a state: 0 for the first stored, and so on.
using StateNumber = std::uint32_t;

/// An exact set of encoded states that also is a sequence.
///
/// Invariant: record i is the i-th state inserted, no two records are equal, and each record's number stands
/// in exactly one slot of the index, on the probe path that starts where its hash says. Records never move:
/// in breadth-first search this one array is the visited set, the frontier (its tail) and the levels (ranges
/// of it).
class StateStore {
 public:
  struct Capacity {
    std::uint64_t states_max;
    std::uint64_t bytes_max;
  };

  /// Room for states of `encoded_bytes` bytes each (at least 1).
  StateStore(std::size_t encoded_bytes, Capacity capacity);

  enum class Insertion { kAdded, kKnown, kStatesMax, kMemoryMax };

  /// Adds `encoding` unless it is there. A state that is there is found even when the store is full. When
  /// memory cannot be had, within the capacity or at all, no state is added and kMemoryMax is returned.
  Insertion insert(std::span<const std::byte> encoding);

  static constexpr StateNumber kAbsent = 0xFFFF'FFFFU;

  /// The number of the state with this encoding, or kAbsent.
  [[nodiscard]] StateNumber find(std::span<const std::byte> encoding) const;

  /// The encoding of a stored state; valid as long as the store.
  [[nodiscard]] std::span<const std::byte> operator[](StateNumber number) const {
    return {address(number), encoded_bytes_};
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Bytes allocated now, used or not.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_of(chunks_.size(), slots_.size()); }

  /// The most bytes ever allocated at once, growth included.
  [[nodiscard]] std::uint64_t peak_bytes() const { return peak_bytes_; }

 private:
  // A chunk is allocated, not filled: memory is touched as states arrive.
  static constexpr std::size_t kChunkBytes = std::size_t{1} << 18U;
  static constexpr std::size_t kSlotsInitial = std::size_t{1} << 12U;

  // A slot of the index. The tag spares most comparisons with a record that is not the one sought.
  struct Slot {
    std::uint32_t tag = 0;
    StateNumber number = kAbsent;
  };

  [[nodiscard]] std::uint64_t bytes_of(std::size_t chunks, std::size_t slots) const {
    return std::uint64_t{chunks} * chunk_states_ * encoded_bytes_ + std::uint64_t{slots} * sizeof(Slot);
  }
  [[nodiscard]] std::byte* address(std::uint64_t number) const {
    return chunks_[number / chunk_states_].get() + (number % chunk_states_) * encoded_bytes_;
  }
  /// The slot that holds `encoding`, or the free one where it belongs.
  [[nodiscard]] std::size_t slot_of(std::span<const std::byte> encoding, std::uint64_t hash) const;
  [[nodiscard]] bool reserve_one_more();
  [[nodiscard]] bool grow_index(std::size_t slots);

  std::size_t encoded_bytes_;
  std::uint64_t chunk_states_;  // a power of two
  Capacity capacity_;
  std::uint64_t size_ = 0;
  std::uint64_t peak_bytes_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::vector<Slot> slots_;  // a power of two of them, at most 3/4 in use; empty before the first insertion
};

}  // namespace paxoscope::checker
