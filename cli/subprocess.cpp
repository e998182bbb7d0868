#include "cli/subprocess.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "cli/errors.hpp"

namespace paxoscope::cli {

namespace {

// As shells have it.
constexpr int kNotExecutable = 126;
constexpr int kNotFound = 127;
constexpr int kChannel = 3;

[[noreturn]] void fail(const Subprocess& subprocess) {
  throw SystemError(subprocess.command.front() + " cannot be run: " + std::generic_category().message(errno));
}

void limit(int resource, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

/// Between fork and exec.
[[noreturn]] void become(const Subprocess& subprocess, char* const* arguments, int caught) {
  // Whatever ends this program ends that one, and its children with it.
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG,
          subprocess.caught == Caught::kChannel ? SIGKILL : SIGTERM);  // a compiler tidies up
  const int nowhere = ::open("/dev/null", O_RDWR);
  const auto of = [&](Caught which) { return subprocess.caught == which ? caught : nowhere; };
  ::dup2(nowhere, STDIN_FILENO);
  ::dup2(of(Caught::kOutput), STDOUT_FILENO);
  ::dup2(of(Caught::kErrors), STDERR_FILENO);
  if (subprocess.caught == Caught::kChannel) ::dup2(caught, kChannel);
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_DFL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, subprocess.bytes_max);
  limit(RLIMIT_CPU, static_cast<rlim_t>(subprocess.patience.count()));
  ::execvp(arguments[0], arguments);
  ::_exit(errno == ENOENT ? kNotFound : kNotExecutable);
}

/// Waits for the process; false if it does not end in time. Then it is told to end, and made to if it does not do that soon.
bool wait_for(pid_t process, std::chrono::seconds patience, int& status) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + patience;
  constexpr std::chrono::milliseconds kPause{2};
  constexpr std::chrono::milliseconds kLastWords{500};  // for whoever has something to say then
  bool is_in_time = true;
  while (::waitpid(process, &status, WNOHANG) == 0) {
    if (Clock::now() > end + kLastWords) {
      ::kill(-process, SIGKILL);
      ::waitpid(process, &status, 0);
      return false;
    }
    if (is_in_time && Clock::now() > end) {
      is_in_time = false;
      ::kill(-process, SIGTERM);
    }
    std::this_thread::sleep_for(kPause);
  }
  ::kill(-process, SIGKILL);  // what it has left running
  return is_in_time;
}

}  // namespace

Ended run(const Subprocess& subprocess) {
  // Caught in a file without a name rather than through a pipe: there is nothing to read while the program runs.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  if (file == nullptr) fail(subprocess);
  // Above the descriptors that it is to become.
  constexpr int kAbove = 10;
  const int caught = ::fcntl(::fileno(file.get()), F_DUPFD_CLOEXEC, kAbove);
  if (caught < 0) fail(subprocess);

  std::vector<std::string> words = subprocess.command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t process = ::fork();
  if (process == 0) become(subprocess, arguments.data(), caught);
  ::close(caught);
  if (process < 0) fail(subprocess);

  Ended ended;
  int status = 0;
  ended.was_impatient = !wait_for(process, subprocess.patience, status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  if (WIFEXITED(status)) ended.status = WEXITSTATUS(status);
  ended.was_found = ended.status != kNotFound;
  ended.may_be_run = ended.status != kNotExecutable;

  std::rewind(file.get());
  std::array<char, 1 << 16> block{};
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), file.get())) {
    ended.text.append(block.data(), size);
  }
  return ended;
}

}  // namespace paxoscope::cli
