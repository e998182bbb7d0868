#include "cli/explore/server.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <future>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "cli/errors.hpp"
#include "cli/explore/page/embedded.hpp"
#include "cli/one_line.hpp"
#include "cli/signals.hpp"
#include "cli/suggestion.hpp"
#include "traces/page/embedded.hpp"

namespace paxoscope::cli {

namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::ordered_json;

constexpr const char* kAddress = "127.0.0.1";
constexpr std::size_t kThreads = 16;  // browsers keep connections open that they do not use
constexpr std::size_t kHeadBytesMax = 8192;
constexpr std::chrono::seconds kTimeToAsk{5};
constexpr std::chrono::seconds kTimeToListen{30};  // to an answer, all of it
constexpr std::chrono::seconds kTimeToLeave{1};

constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kMethodNotAllowed = 405;
constexpr int kRequestTimeout = 408;
constexpr int kUriTooLong = 414;
constexpr int kMisdirected = 421;
constexpr int kHeadTooLarge = 431;
constexpr int kServerFailed = 500;

constexpr const char* kJson = "application/json";

const httplib::Headers& headers_of_all() {
  static const httplib::Headers headers{
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri "
       "'none'; form-action 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cache-Control", "no-store"}};
  return headers;
}

std::string in_json(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string complaint(std::string_view problem) { return in_json({{"error", one_line(problem)}}); }

/// What is wrong with a request; becomes its answer.
class Refusal : public std::runtime_error {
 public:
  Refusal(int status, const std::string& problem) : std::runtime_error(problem), status_(status) {}
  [[nodiscard]] int status() const { return status_; }

 private:
  int status_;
};

/// How long poll(2) may wait.
int milliseconds_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

/// Waits until something can be read, or written; false if that does not come about in time. `also`, where there is one, is another
/// descriptor to wait for, which counts only if nothing can be read.
bool wait_for(int socket, short events, Clock::time_point end, int also = -1) {
  for (;;) {
    std::array<pollfd, 2> watched{{{socket, events, 0}, {also, POLLIN, 0}}};
    const int ready = ::poll(watched.data(), watched.size(), milliseconds_until(end));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    return watched[0].revents != 0;
  }
}

/// A request that has been read, and a socket for the answer.
class Exchange final : public httplib::Stream {
 public:
  Exchange(int socket, std::string head) : socket_(socket), head_(std::move(head)) {}

  [[nodiscard]] bool is_readable() const override { return at_ < head_.size(); }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, head_.size() - at_);
    std::memcpy(to, head_.data() + at_, count);
    at_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, std::size_t size) override {
    if (!end_) end_ = Clock::now() + kTimeToListen;
    for (;;) {
      if (!wait_for(socket_, POLLOUT, *end_)) return -1;
      const ssize_t sent = ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent >= 0 || (errno != EINTR && errno != EAGAIN)) return sent;
    }
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = kAddress;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip = kAddress;
    port = 0;
  }
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  int socket_;
  std::string head_;
  std::size_t at_ = 0;
  std::optional<Clock::time_point> end_;  // of the time to listen, which begins with the answer
};

/// A request line and its headers, or why there are none.
struct Head {
  std::string text;
  int problem = 0;  ///< a status, where something is wrong; where nobody asked anything, there is no text
};

Head read_head(int socket, int stopping) {
  const Clock::time_point end = Clock::now() + kTimeToAsk;
  Head head;
  std::array<char, 4096> buffer{};
  for (;;) {
    if (!wait_for(socket, POLLIN, end, stopping)) {
      head.problem = kRequestTimeout;
      return head;
    }
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) {
      head.problem = kBadRequest;
      return head;
    }
    head.text.append(buffer.data(), static_cast<std::size_t>(count));
    const std::size_t blank_line = head.text.find("\r\n\r\n");
    if (blank_line <= kHeadBytesMax) {
      head.text.resize(blank_line + 4);  // nothing that is answered has a body
      return head;
    }
    if (head.text.size() > kHeadBytesMax) {
      head.problem = head.text.find('\n') > kHeadBytesMax ? kUriTooLong : kHeadTooLarge;
      return head;
    }
  }
}

/// A head that asks for no part of an answer. Of a range that the library cannot read it says so, and then cuts what it says to what it could read.
std::string without_ranges(const std::string& head) {
  constexpr std::string_view kName = "range:";
  const auto is_letter = [](char wanted, char c) {
    return std::tolower(static_cast<unsigned char>(c)) == wanted;
  };
  std::string kept;
  for (std::size_t begin = 0; begin < head.size();) {
    // The library takes what ends with less than \r\n for no header, but for a line.
    const std::size_t end = std::min(head.find('\n', begin), head.size() - 1) + 1;
    const std::string_view line = std::string_view(head).substr(begin, end - begin);
    const std::string_view name = line.substr(0, kName.size());
    if (!std::equal(kName.begin(), kName.end(), name.begin(), name.end(), is_letter)) kept += line;
    begin = end;
  }
  return kept;
}

/// Says goodbye, and waits a moment until the other side has: otherwise it might lose the answer over what it still sends.
void close_politely(int socket) {
  ::shutdown(socket, SHUT_WR);
  const Clock::time_point end = Clock::now() + kTimeToLeave;
  std::array<char, 4096> buffer{};
  while (wait_for(socket, POLLIN, end)) {
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) break;
  }
  ::close(socket);
}

/// The parameters of a question, each at most once and none but those that are known.
class Parameters {
 public:
  Parameters(const httplib::Request& request, std::vector<std::string> known) : request_(request) {
    for (const auto& [name, value] : request.params) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        throw Refusal(kBadRequest, known.empty()
                                       ? fmt::format("nothing is asked for here, not '{}' either", name)
                                       : unknown("parameter", name, known));
      }
      if (request.get_param_value_count(name) > 1)
        throw Refusal(kBadRequest, fmt::format("parameter '{}' is given more than once", name));
    }
  }
  [[nodiscard]] std::string operator[](const char* name) const {
    return request_.has_param(name) ? request_.get_param_value(name) : "";
  }

 private:
  const httplib::Request& request_;
};

}  // namespace

class ExplorerServer::Http final : private httplib::Server {
 public:
  Http(const Explorer& explorer, int port) : explorer_(explorer), stopping_(::eventfd(0, EFD_CLOEXEC)) {
    if (stopping_ < 0) throw SystemError(fmt::format("cannot serve: {}", std::strerror(errno)));
    set_socket_options([](socket_t socket) {
      // Not what the library does by default, with which two servers may share a port without knowing.
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    errno = 0;
    port_ = port == 0 ? bind_to_any_port(kAddress) : bind_to_port(kAddress, port) ? port : -1;
    if (port_ < 0) {
      const std::string why = errno == 0 ? "" : fmt::format(": {}", std::strerror(errno));
      ::close(stopping_);
      throw SystemError(fmt::format("{}:{} cannot be listened on{} (--port 0 takes any that is free)",
                                    kAddress, port, why));
    }
    set_default_headers(headers_of_all());
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
      return HandlerResponse::Handled;
    });
    // What the library refuses by itself.
    set_error_handler([](const httplib::Request& /*request*/, httplib::Response& response) {
      if (response.body.empty())
        response.set_content(complaint("this is no request that can be read"), kJson);
    });
  }
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;
  ~Http() override { ::close(stopping_); }

  [[nodiscard]] int port() const { return port_; }

  void serve() {
    std::promise<void> listening;
    new_task_queue = [&listening] {
      listening.set_value();
      return new httplib::ThreadPool(kThreads);
    };
    std::atomic<bool> is_asked_to_stop = false;
    std::thread waiting([&] {
      wait_for_signal();
      is_asked_to_stop = true;
      listening.get_future().wait();  // before that, there is nothing to stop
      const std::uint64_t one = 1;
      static_cast<void>(::write(stopping_, &one, sizeof one));
      stop();
    });
    listen_after_bind();
    const bool ended_by_itself = !is_asked_to_stop;
    if (ended_by_itself) ::kill(::getpid(), SIGTERM);  // which is held, and waited for
    waiting.join();
    if (ended_by_itself) throw SystemError("connections can no longer be accepted");
  }

  void answer_on(int socket) { process_and_close_socket(socket); }

 private:
  bool process_and_close_socket(socket_t socket) override {
    const Head head = read_head(socket, stopping_);
    // Of a connection that was never used nothing need be said.
    if (head.text.empty()) {
      ::close(socket);
      return false;
    }
    Exchange exchange(socket, head.problem == 0 ? without_ranges(head.text) : "");
    if (head.problem == 0) {
      bool is_closed = false;
      process_request(exchange, true, is_closed, [](httplib::Request& request) {
        request.headers.erase("Expect");  // nobody is told to go on with what is not read
      });
    } else {
      refuse(exchange, head.problem);
    }
    close_politely(socket);
    return true;
  }

  /// What the library never gets to see.
  static void refuse(Exchange& exchange, int status) {
    const auto [reason, problem] = [&]() -> std::pair<const char*, std::string> {
      switch (status) {
        case kUriTooLong:
          return {"URI Too Long", fmt::format("an address of more than {} bytes", kHeadBytesMax)};
        case kHeadTooLarge:
          return {"Request Header Fields Too Large",
                  fmt::format("headers of more than {} bytes", kHeadBytesMax)};
        case kRequestTimeout:
          return {"Request Timeout", "a request that did not end in time"};
        default:
          return {"Bad Request", "a request that ends in the middle"};
      }
    }();
    const std::string body = complaint(problem);
    std::string text = fmt::format("HTTP/1.1 {} {}\r\n", status, reason);
    for (const auto& [name, value] : headers_of_all()) text += fmt::format("{}: {}\r\n", name, value);
    text += fmt::format("Connection: close\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", kJson,
                        body.size(), body);
    for (std::string_view rest = text; !rest.empty();) {
      const ssize_t sent = exchange.write(rest.data(), rest.size());
      if (sent <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void answer(const httplib::Request& request, httplib::Response& response) const {
    const auto refused = [&](int status, std::string_view problem) {
      response.status = status;
      response.set_content(complaint(problem), kJson);
    };
    try {
      refuse_strangers(request);
      if (request.method != "GET" && request.method != "HEAD") {
        response.set_header("Allow", "GET, HEAD");
        throw Refusal(kMethodNotAllowed, fmt::format("{}: nothing here can be changed", request.method));
      }
      route(request, response);
    } catch (const Refusal& refusal) {
      refused(refusal.status(), refusal.what());
    } catch (const QuestionError& error) {
      refused(kBadRequest, error.what());
    } catch (const std::bad_alloc&) {
      refused(kServerFailed, "out of memory");
    } catch (const std::exception& error) {
      refused(kServerFailed, fmt::format("please report this: {}", error.what()));
    }
  }

  /// A page of another site can have a browser ask, but not have it say that it asks for us: a name that leads here is not ours, and browsers
  /// say where a request comes from.
  void refuse_strangers(const httplib::Request& request) const {
    const std::array<std::string, 2> names{fmt::format("{}:{}", kAddress, port_),
                                           fmt::format("localhost:{}", port_)};
    const auto is_ours = [&](std::string_view name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (request.get_header_value_count("Host") != 1 || !is_ours(request.get_header_value("Host"))) {
      throw Refusal(kMisdirected, fmt::format("this is http://{}/ and nothing else", names.front()));
    }
    const auto refuse_page = [] {
      throw Refusal(
          kForbidden,
          "this comes from a page of another site; to follow a link, paste it into the address bar");
    };
    constexpr std::string_view kScheme = "http://";
    for (std::size_t i = 0; i < request.get_header_value_count("Origin"); ++i) {
      const std::string origin = request.get_header_value("Origin", i);
      if (!origin.starts_with(kScheme) || !is_ours(std::string_view(origin).substr(kScheme.size())))
        refuse_page();
    }
    for (std::size_t i = 0; i < request.get_header_value_count("Sec-Fetch-Site"); ++i) {
      const std::string site = request.get_header_value("Sec-Fetch-Site", i);
      if (site != "same-origin" && site != "none") refuse_page();
    }
  }

  void route(const httplib::Request& request, httplib::Response& response) const {
    const std::string& path = request.path;
    if (path == "/" || path == "/explorer.css" || path == "/explorer.js") {
      const Parameters none(request, {});
      if (path == "/") return response.set_content(kExplorerFrame, "text/html; charset=utf-8");
      if (path == "/explorer.css") {
        return response.set_content(
            std::string(traces::kSpaceTimeStyle) + traces::kPageStyle + kExplorerStyle,
            "text/css; charset=utf-8");
      }
      return response.set_content(std::string(traces::kPageParts) + kExplorerScript,
                                  "text/javascript; charset=utf-8");
    }
    if (path == "/api/scenario") {
      const Parameters none(request, {});
      return response.set_content(in_json(explorer_.scenario()), kJson);
    }
    if (path == "/api/run") {
      const Parameters parameters(request, {"path"});
      return response.set_content(in_json(explorer_.run(parameters["path"])), kJson);
    }
    if (path == "/api/seek") {
      const Parameters parameters(request, {"path", "goal"});
      return response.set_content(in_json(explorer_.seek(parameters["path"], parameters["goal"])), kJson);
    }
    throw Refusal(kNotFound, unknown("address", path, {"/", "/api/scenario", "/api/run", "/api/seek"}));
  }

  const Explorer& explorer_;
  int stopping_;  // readable once nothing new is to be waited for
  int port_ = -1;
};

ExplorerServer::ExplorerServer(const Explorer& explorer, int port)
    : http_(std::make_unique<Http>(explorer, port)) {}

ExplorerServer::~ExplorerServer() = default;

int ExplorerServer::port() const { return http_->port(); }

void ExplorerServer::serve() { http_->serve(); }

void ExplorerServer::answer(int socket) { http_->answer_on(socket); }

}  // namespace paxoscope::cli
