#include "tests/fuzz/edits.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace paxoscope::fuzz {

namespace {

constexpr std::size_t kEditBytes = 6;
constexpr std::size_t kPieceBytesMax = std::size_t{1} << 20U;

// Where counts, sizes and their sums go over an edge.
constexpr std::array<std::uint64_t, 24> kNumbers{0,
                                                 1,
                                                 2,
                                                 3,
                                                 63,
                                                 64,
                                                 65,
                                                 127,
                                                 128,
                                                 255,
                                                 256,
                                                 1023,
                                                 1024,
                                                 65535,
                                                 65536,
                                                 std::numeric_limits<std::int32_t>::max(),
                                                 std::uint64_t{1} << 31U,
                                                 std::numeric_limits<std::uint32_t>::max(),
                                                 std::uint64_t{1} << 32U,
                                                 std::uint64_t{1} << 40U,
                                                 std::numeric_limits<std::int64_t>::max(),
                                                 std::uint64_t{1} << 63U,
                                                 std::numeric_limits<std::uint64_t>::max() - 1,
                                                 std::numeric_limits<std::uint64_t>::max()};

struct Edit {
  std::uint8_t kind;
  std::size_t place;
  std::uint8_t argument;
};

/// Replaces the number of type T at `place` by what `change` makes of it.
template <typename T, typename Change>
void change_number(Bytes& piece, std::size_t place, const Change& change) {
  if (place + sizeof(T) > piece.size()) return;
  T number{};
  std::memcpy(&number, piece.data() + place, sizeof number);
  number = static_cast<T>(change(number));
  std::memcpy(piece.data() + place, &number, sizeof number);
}

void apply(const Edit& edit, Bytes& piece, const Bytes& other) {
  const std::size_t place = edit.place % (piece.size() + 1);
  const std::size_t word = place / sizeof(std::uint64_t) * sizeof(std::uint64_t);
  const std::uint64_t number = kNumbers.at(edit.argument % kNumbers.size());
  const auto at = piece.begin() + static_cast<std::ptrdiff_t>(place);
  const std::size_t count = std::size_t{1} + edit.argument;
  switch (edit.kind % 10) {
    case 0:
      if (at != piece.end()) *at ^= std::byte{edit.argument};
      break;
    case 1:
      if (at != piece.end()) *at = std::byte{edit.argument};
      break;
    case 2:
      change_number<std::uint64_t>(piece, word, [&](std::uint64_t /*before*/) { return number; });
      break;
    case 3:
      change_number<std::uint32_t>(piece, place, [&](std::uint32_t /*before*/) { return number; });
      break;
    case 4:  // a little more or less
      change_number<std::uint64_t>(piece, word, [&](std::uint64_t before) {
        return before + edit.argument - std::numeric_limits<std::int8_t>::max() - 1;
      });
      break;
    case 5:
      change_number<std::uint64_t>(piece, word,
                                   [&](std::uint64_t before) { return before << (edit.argument % 64U); });
      break;
    case 6:
      piece.erase(at, at + static_cast<std::ptrdiff_t>(std::min(count, piece.size() - place)));
      break;
    case 7:
      if (piece.size() + count <= kPieceBytesMax)
        piece.insert(at, count, std::byte{static_cast<unsigned char>(edit.place >> 16U)});
      break;
    case 8:
      piece.resize(place);
      break;
    default:
      piece = other;
      break;
  }
}

}  // namespace

void apply_edits(std::span<const std::uint8_t> script, std::vector<Bytes>& pieces) {
  if (pieces.empty()) return;
  for (; script.size() >= kEditBytes; script = script.subspan(kEditBytes)) {
    const Edit edit{script[0],
                    std::size_t{script[2]} | std::size_t{script[3]} << 8U | std::size_t{script[4]} << 16U,
                    script[5]};
    apply(edit, pieces[script[1] % pieces.size()], Bytes(pieces[edit.argument % pieces.size()]));
  }
}

}  // namespace paxoscope::fuzz
