// What the explorer is sent, byte by byte, over a socket. "PORT" in an input stands for the port that it has.
#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "cli/explore/explorer.hpp"
#include "cli/explore/server.hpp"
#include "cli/keys.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/fuzz/memory_file.hpp"

namespace paxoscope::fuzz {

namespace {

constexpr std::size_t kBytesMax = std::size_t{1} << 16U;  // which a socket holds

cli::Scenario small_scenario() {
  const cli::Source source{"explore", false};
  cli::RequestBuilder builder;
  builder.set_protocol("paxos", source);
  for (const auto& [key, value] : {std::pair("acceptors", "2"), {"learners", "0"}, {"loss", "1"}})
    builder.set(key, {std::string(value), false}, source);
  return builder.finish(source).scenario;
}

void send_all(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string received(int socket) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

/// What is answered to `question`, after which nothing more is asked.
std::string answer_to(const std::string& question, cli::ExplorerServer& server) {
  std::array<int, 2> sockets{};
  expect(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) == 0, "there is no socket");
  send_all(sockets[0], question);
  ::shutdown(sockets[0], SHUT_WR);
  std::string answer;
  // Answers can be longer than what a socket holds, so they have to be listened to.
  std::thread listening([&] { answer = received(sockets[0]); });
  server.answer(sockets[1]);
  listening.join();
  ::close(sockets[0]);
  return answer;
}

/// One answer, of a status that the explorer has, with what all of its answers have; in JSON, if it says so.
void expect_answer(const std::string& answer, bool is_head) {
  const std::size_t end = answer.find("\r\n\r\n");
  expect(answer.starts_with("HTTP/1.1 ") && end != std::string::npos, "an answer is none of HTTP");
  const std::string head = answer.substr(0, end + 2);
  const std::string body = answer.substr(end + 4);
  int status = 0;
  std::from_chars(answer.data() + 9, answer.data() + 12, status);
  constexpr std::array kStatuses{200, 400, 403, 404, 405, 414, 421, 431};
  if (std::find(kStatuses.begin(), kStatuses.end(), status) == kStatuses.end())
    broken("the explorer answers with " + answer.substr(0, 200));
  expect(head.find("Content-Security-Policy: default-src 'none'") != std::string::npos,
         "an answer has no policy");
  const bool is_compressed = head.find("\r\nContent-Encoding: ") != std::string::npos;
  if (is_compressed || (is_head && body.empty())) return;
  expect(head.find("\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") != std::string::npos,
         "an answer is not as long as it says");
  if (head.find("Content-Type: application/json\r\n") == std::string::npos) return;
  const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
  expect(json.is_object(), "an answer is not in JSON");
  if (status != 200) expect_line(json.at("error").get<std::string>());
}

}  // namespace

}  // namespace paxoscope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paxoscope;
  static const cli::Explorer explorer(fuzz::small_scenario(), 300);
  static cli::ExplorerServer server(explorer, 0);
  static const std::string port = std::to_string(server.port());
  if (size > fuzz::kBytesMax) return 0;
  std::string question(fuzz::text_of(data, size));
  const std::string name = "PORT";
  for (std::size_t at = question.find(name); at != std::string::npos; at = question.find(name, at))
    question.replace(at, name.size(), port);
  const std::string answer = fuzz::answer_to(question, server);
  fuzz::expect(answer.empty() == question.empty(), "a request goes without an answer");
  if (!answer.empty()) fuzz::expect_answer(answer, question.starts_with("HEAD"));
  return 0;
}
