#include "cli/certificate/certified_states.hpp"

#include <bit>
#include <cassert>

namespace paxoscope::cli {

namespace {

constexpr std::size_t kBitsOfByte = 8;

}  // namespace

void BitString::add_number(std::size_t number, std::size_t most) {
  assert(number <= most);
  const auto width = static_cast<std::size_t>(std::bit_width(most));
  const std::size_t first = add_set(width);
  for (std::size_t i = 0; i < width; ++i) {
    if ((number >> (width - 1 - i) & 1U) != 0) set(first + i);
  }
}

std::size_t BitString::add_set(std::size_t count) {
  const std::size_t first = bits_;
  bits_ += count;
  bytes_.resize((bits_ + kBitsOfByte - 1) / kBitsOfByte);
  return first;
}

void BitString::set(std::size_t place) {
  constexpr unsigned kHighest = 0x80;
  char& byte = bytes_[place / kBitsOfByte];
  byte = static_cast<char>(static_cast<unsigned char>(byte) | kHighest >> place % kBitsOfByte);
}

std::string EncodedState::bytes(bool sorted) && {
  if (sorted) std::sort(acceptors.begin(), acceptors.end());
  std::string all = std::move(shared);
  for (const std::string& acceptor : acceptors) all += acceptor;
  return all;
}

void CancellationToken::throw_if_interrupted() const {
  if (limits_.is_interrupted()) throw Cancelled(checker::StopReason::kInterrupted);
}

void CancellationToken::throw_if_cancelled(std::uint64_t count) const {
  constexpr std::uint64_t kMany = std::uint64_t{1} << 14U;
  if (count % kMany != 0) return;
  throw_if_interrupted();
  if (limits_.lacks_memory_for(0)) throw Cancelled(checker::StopReason::kMemoryShort);
}

CertifiedStates::CertifiedStates(std::string states, std::size_t state_bytes, const CancellationToken& token)
    : states_(std::move(states)), state_bytes_(state_bytes) {
  assert(state_bytes > 0 && states_.size() % state_bytes == 0);
  const std::uint64_t count = states_.size() / state_bytes;
  order_.reserve(count);
  while (order_.size() < count) {
    token.throw_if_cancelled(order_.size());
    order_.push_back(order_.size());
  }
  std::sort(order_.begin(), order_.end(), [&](std::uint64_t a, std::uint64_t b) {
    token.throw_if_interrupted();
    return at(a) < at(b);
  });
  const auto twin = std::adjacent_find(order_.begin(), order_.end(),
                                       [&](std::uint64_t a, std::uint64_t b) { return at(a) == at(b); });
  if (twin != order_.end()) throw SelfCheckError("two states that were visited have one encoding");
}

}  // namespace paxoscope::cli
