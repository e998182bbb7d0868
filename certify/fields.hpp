// States as bytes. Numbers and sets follow one another, each byte from its highest bit on; zeros fill up the last byte of a part.
#pragma once

#include <algorithm>
#include <bit>

#include "certify/state.hpp"

namespace certify {

/// Goes through a part of a state, which it either writes to `bytes` or reads from there.
struct Fields {
  const Scenario& scenario;
  bool is_read;
  std::string bytes{};
  std::array<int, kValuesMax> names{0, 1, 2, 3};  // write value names[v] as v
  std::size_t at = 0;                             // the next bit

  bool bit(bool value) {
    const std::size_t byte = at / 8;
    const unsigned mask = 0x80U >> at++ % 8;
    if (byte == bytes.size()) bytes += '\0';
    if (is_read) return (static_cast<unsigned char>(bytes[byte]) & mask) != 0;
    if (value) bytes[byte] = static_cast<char>(static_cast<unsigned char>(bytes[byte]) | mask);
    return value;
  }
  /// 0..most.
  void number(int& value, int most) {
    int bits = static_cast<int>(std::bit_width(static_cast<unsigned>(most)));
    int result = 0;
    while (bits-- > 0) result = result << 1 | (bit((value >> bits & 1) != 0) ? 1 : 0);
    if (result > most) throw Refusal(kMalformed, "has a number in it that is out of range");
    if (is_read) value = result;
  }
  void ballots(Set& set) {
    for (int b = 0; b < scenario.ballots; ++b) set[b] = bit(set[b]);
  }
  void votes(Set& set, int first = 0) {
    for (int i = 0; i < scenario.votes(); ++i) {
      const int place = first + scenario.vote(i / scenario.values, names[i % scenario.values]);
      set[place] = bit(set[place]);
    }
  }
  void reports(Set& set) {
    set[0] = bit(set[0]);
    votes(set, 1);
  }
  void report(int& report) {
    int named = report;
    for (int v = 0; v < scenario.values && report > 0; ++v) {
      if (names[v] == (report - 1) % scenario.values) named += v - names[v];
    }
    number(is_read ? report : named, scenario.votes());
  }

  void shared_part(State& state) {
    if (scenario.protocol == "synod") ballots(state.sent_1a);
    for (int p = 0; p < scenario.proposers; ++p) number(state.started[p], scenario.attempts);
    for (int p = 0; p < scenario.proposers; ++p) number(state.phase[p], kAccepting);
    number(state.lost, std::max(scenario.loss, 0));
    number(state.duplicated, std::max(scenario.duplication, 0));
    votes(state.proposed);
  }
  void part_of(Acceptor& a) {
    number(a.promised, scenario.ballots);
    report(a.vote);
    if (scenario.protocol == "synod") {
      for (int b = 0; b < scenario.ballots; ++b) reports(a.sent_1b[b]);
    } else {
      ballots(a.in_flight[kPrepare][0]);
      for (int b = 0; b < scenario.ballots; ++b) reports(a.in_flight[kPromise][b]);
      votes(a.in_flight[kAccept][0]);
      for (int l = 0; l < scenario.learners; ++l) votes(a.in_flight[kAccepted][l]);
    }
    for (int p = 0; p < scenario.proposers; ++p) reports(a.recorded[p]);
    votes(a.cast);
    for (int l = 0; l < scenario.learners; ++l) votes(a.heard[l]);
  }
};

}  // namespace certify
