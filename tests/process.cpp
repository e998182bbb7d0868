#include "tests/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace paxoscope::tests {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

/// The parent's end of a standard stream. Captured output goes to a file without a name rather than through a
/// pipe: then there is nothing to read while the program runs, and nothing to wait for.
class Sink {
 public:
  Sink(const Stream& stream, const std::filesystem::path& directory) {
    switch (stream.kind) {
      case Stream::Kind::kCaptured:
        capture_.reset(std::tmpfile());
        fd_ = capture_ ? ::dup(::fileno(capture_.get())) : -1;
        break;
      case Stream::Kind::kFile:
        fd_ = ::open((directory / stream.path).c_str(), O_WRONLY | O_CLOEXEC);
        break;
      case Stream::Kind::kBrokenPipe: {
        std::array<int, 2> ends{-1, -1};
        if (::pipe(ends.data()) == 0) ::close(ends[0]);
        fd_ = ends[1];
        break;
      }
    }
    if (fd_ < 0) fail("a stream for the program cannot be opened");
    ::fcntl(fd_, F_SETFD, FD_CLOEXEC);
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  ~Sink() { ::close(fd_); }

  [[nodiscard]] int fd() const { return fd_; }

  [[nodiscard]] std::string contents() const {
    std::string text;
    if (!capture_) return text;
    std::rewind(capture_.get());
    std::array<char, 65536> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), capture_.get())) {
      text.append(buffer.data(), count);
    }
    return text;
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> capture_;
  int fd_ = -1;
};

/// In the new process: becomes the program. Only async-signal-safe calls.
[[noreturn]] void become(const Command& command, char* const* argv, int out, int err) {
  constexpr int kCannotExecute = 127;
  const int in = ::open("/dev/null", O_RDONLY);
  if (in < 0 || ::chdir(command.directory.c_str()) != 0) ::_exit(kCannotExecute);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::alarm(static_cast<unsigned>(command.time_max.count()));  // survives exec
  if (command.prepare) command.prepare();
  ::execv(argv[0], argv);
  ::_exit(kCannotExecute);
}

/// Sends the signal that was asked for, once it is time. Returns early if the process ends before.
void interrupt(const Command& command, pid_t process) {
  for (;;) {
    siginfo_t ended{};
    // Leaves the process to be waited for, so that its number stays its own.
    if (::waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) fail("waitid");
    if (ended.si_pid == process) return;
    if (command.when(process)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(process, command.signal);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "paxoscope-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("no temporary directory");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TemporaryDirectory::write(const std::string& name, std::string_view contents) const {
  std::ofstream file(path_ / name, std::ios::binary);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (!file.flush()) throw std::runtime_error(name + " cannot be written");
}

std::string TemporaryDirectory::read(const std::string& name) const { return read_whole(path_ / name); }

std::vector<std::string> TemporaryDirectory::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

Finished run(const Command& command) {
  const Sink out(command.standard_output, command.directory);
  const Sink err(command.standard_error, command.directory);
  std::vector<std::string> words{command.program};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t process = ::fork();
  if (process < 0) fail("fork");
  if (process == 0) become(command, argv.data(), out.fd(), err.fd());
  if (command.signal != 0) interrupt(command, process);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");
  }
  constexpr int kSignalled = 128;
  return {WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status), out.contents(),
          err.contents()};
}

bool catches(pid_t process, int signal) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  const std::string key = "SigCgt:";
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(key)) continue;
    constexpr int kHexadecimal = 16;
    const unsigned long long caught = std::stoull(line.substr(key.size()), nullptr, kHexadecimal);
    return (caught >> static_cast<unsigned>(signal - 1) & 1U) != 0;
  }
  return false;
}

std::chrono::milliseconds processor_time(pid_t process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(stat, line);
  const auto name_end = line.rfind(')');  // the second field, and the only one that may hold blanks
  if (name_end == std::string::npos) return {};
  std::istringstream fields(line.substr(name_end + 1));
  // User and system time are the fields 14 and 15.
  constexpr int kFieldsBetween = 11;
  std::string skipped;
  for (int i = 0; i < kFieldsBetween; ++i) fields >> skipped;
  long user = 0;
  long system = 0;
  fields >> user >> system;
  constexpr long kMillisecondsPerSecond = 1000;
  return std::chrono::milliseconds((user + system) * kMillisecondsPerSecond / ::sysconf(_SC_CLK_TCK));
}

}  // namespace paxoscope::tests
