// The explorer over HTTP, for browsers on this machine.
#pragma once

#include <memory>

#include "cli/explore/explorer.hpp"

namespace paxoscope::cli {

/// Listens on 127.0.0.1 alone, and answers only what names it so and does not come from a page of another site: a page that somebody else
/// made can neither read what it says (by DNS rebinding) nor keep it busy. A request is read whole, within bounds of size and time, before
/// anyone looks at it.
class ExplorerServer {
 public:
  /// Port 0 is any that is free. Throws SystemError.
  ExplorerServer(const Explorer& explorer, int port);
  ExplorerServer(const ExplorerServer&) = delete;
  ExplorerServer& operator=(const ExplorerServer&) = delete;
  ~ExplorerServer();

  [[nodiscard]] int port() const;
  /// Answers until one of the signals that are held (hold_signals) comes, then finishes what it has begun. Once. Throws SystemError.
  void serve();
  /// Answers what is asked on one connection, and closes it: as `serve` does with each. Not while that is at work.
  void answer(int socket);

 private:
  class Http;
  std::unique_ptr<Http> http_;
};

}  // namespace paxoscope::cli
