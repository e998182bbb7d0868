// What the machine allows: random insertion into a plain array, every cache miss prefetched, and nothing else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <sys/mman.h>
#include <vector>

namespace paxoscope::bench {

/// A one-to-one function that puts numbers in disorder, with 0 for 0 (the mixing step of SplitMix64).
constexpr std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

/// `count` keys other than 0, of which `distinct` are different, in an order that never changes: new ones come evenly
/// spread, and in between any of those that came before, all equally likely. A search has it better: what it finds again it
/// mostly found not long ago.
inline std::vector<std::uint64_t> random_keys(std::uint64_t count, std::uint64_t distinct) {
  std::vector<std::uint64_t> keys(count);
  std::uint64_t known = 0;
  std::uint64_t due = count - 1;  // so that the first is new
  for (std::uint64_t i = 0; i < count; ++i) {
    due += distinct;
    if (due >= count) {
      due -= count;
      keys[i] = mixed(++known);
    } else {
      const std::uint64_t random = mixed(~i) >> 32U;
      keys[i] = mixed(1 + ((random * known) >> 32U));
    }
  }
  return keys;
}

enum class Pages { kSmall, kHuge };

/// An array of slots with open addressing and linear probing, that must not get full.
class PlainTable {
 public:
  PlainTable(unsigned slots_log2, Pages pages)
      : shift_(64 - slots_log2),
        mask_((std::size_t{1} << slots_log2) - 1),
        slots_(static_cast<std::uint64_t*>(std::aligned_alloc(kHugePage, rounded_up(bytes())))) {
    // Said either way, so that the two differ whatever the system does where nothing is said.
    const int advice = pages == Pages::kHuge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
    if (slots_ && madvise(slots_.get(), bytes(), advice) != 0) slots_.reset();
  }

  /// The system gave the memory, in such pages.
  [[nodiscard]] bool exists() const { return static_cast<bool>(slots_); }

  /// Frees all slots, and touches them.
  void clear() { std::memset(slots_.get(), 0, bytes()); }

  /// Inserts them in order. How many were new.
  std::uint64_t insert(std::span<const std::uint64_t> keys) {
    constexpr std::size_t kAhead = 32;
    std::uint64_t* const slots = slots_.get();
    std::uint64_t added = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      __builtin_prefetch(slots + home(keys[std::min(i + kAhead, keys.size() - 1)]), 1);
      std::size_t at = home(keys[i]);
      while (slots[at] != 0 && slots[at] != keys[i]) at = (at + 1) & mask_;
      added += static_cast<std::uint64_t>(slots[at] == 0);
      slots[at] = keys[i];
    }
    return added;
  }

 private:
  static constexpr std::size_t kHugePage = std::size_t{2} << 20U;

  struct Free {
    void operator()(std::uint64_t* slots) const { std::free(slots); }  // NOLINT: from aligned_alloc
  };

  static std::size_t rounded_up(std::size_t bytes) { return (bytes + kHugePage - 1) & ~(kHugePage - 1); }
  [[nodiscard]] std::size_t bytes() const { return (mask_ + 1) * sizeof(std::uint64_t); }
  [[nodiscard]] std::size_t home(std::uint64_t key) const { return key >> shift_; }

  unsigned shift_;
  std::size_t mask_;
  std::unique_ptr<std::uint64_t, Free> slots_;
};

}  // namespace paxoscope::bench
