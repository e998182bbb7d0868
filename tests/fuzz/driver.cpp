// Runs a fuzz target on a corpus and on inputs made of it, without libFuzzer and the same on every machine:
//
//   TARGET_fuzz CORPUS [--dictionary FILE] [--mutations N] [--seed S] [--only NUMBER]
//
// Exit status 0 if nothing was found. Where the target crashes, or takes longer than a minute, it says the number of the input and leaves that in a file in the
// working directory: status 1. `--only` runs one input in this process, for a debugger. In memory, unless a sanitizer wants it otherwise, a target gets 2 GiB.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/fuzz/mutator.hpp"
#include "tests/sanitized.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
using paxoscope::fuzz::Mutator;

struct Arguments {
  fs::path corpus;
  std::optional<fs::path> dictionary;
  std::uint64_t mutations = 0;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> only;
};

std::string contents_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::uint64_t number_of(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::runtime_error("'" + text + "' is not a number");
  return number;
}

Arguments arguments_of(const std::vector<std::string>& words) {
  if (words.empty() || words.size() % 2 == 0)
    throw std::runtime_error(
        "usage: TARGET_fuzz CORPUS [--dictionary FILE] [--mutations N] [--seed S] [--only NUMBER]");
  Arguments arguments;
  arguments.corpus = words.front();
  for (std::size_t i = 1; i < words.size(); i += 2) {
    const std::string& value = words[i + 1];
    if (words[i] == "--dictionary") {
      arguments.dictionary = value;
    } else if (words[i] == "--mutations") {
      arguments.mutations = number_of(value);
    } else if (words[i] == "--seed") {
      arguments.seed = number_of(value);
    } else if (words[i] == "--only") {
      arguments.only = number_of(value);
    } else {
      throw std::runtime_error("unknown option " + words[i]);
    }
  }
  return arguments;
}

/// By name, so that their order is the same everywhere.
std::vector<std::string> read_corpus(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const fs::path& path : paths) corpus.push_back(contents_of(path));
  return corpus;
}

void run(const std::string& input) {
  // A copy of its own, so that a sanitizer sees whoever reads beyond its end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

/// The number of the input that a process is at: shared by the one that runs them and the one that watches.
std::atomic<std::uint64_t>& shared_number() {
  void* const memory = ::mmap(nullptr, sizeof(std::atomic<std::uint64_t>), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return *new (memory) std::atomic<std::uint64_t>(0);
}

[[noreturn]] void run_all(const Mutator& mutator, std::uint64_t seed, std::uint64_t end,
                          std::atomic<std::uint64_t>& number) {
  if (!paxoscope::tests::kSanitized) {
    const rlimit memory{std::uint64_t{2} << 30U, std::uint64_t{2} << 30U};
    ::setrlimit(RLIMIT_AS, &memory);
  }
  for (; number < end; ++number) run(mutator.input(seed, number));
  std::exit(0);  // NOLINT(concurrency-mt-unsafe): targets leave no threads behind
}

/// Waits for the process to end. True if it did well; one that is at one input for a minute is killed.
bool does_well(pid_t process, const std::atomic<std::uint64_t>& number) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds kPatience{60};
  std::uint64_t seen = number;
  Clock::time_point since = Clock::now();
  for (;;) {
    int status = 0;
    if (::waitpid(process, &status, WNOHANG) == process) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (number != seen) {
      seen = number;
      since = Clock::now();
    } else if (Clock::now() - since > kPatience) {
      std::fputs("fuzz: it takes longer than a minute\n", stderr);
      ::kill(process, SIGKILL);
    }
  }
}

int fuzz(const std::string& target, const Arguments& arguments) {
  std::vector<std::string> words;
  if (arguments.dictionary) words = paxoscope::fuzz::words_of_dictionary(contents_of(*arguments.dictionary));
  const Mutator mutator(read_corpus(arguments.corpus), words);
  if (arguments.only) {
    run(mutator.input(arguments.seed, *arguments.only));
    return 0;
  }
  const std::uint64_t end = mutator.corpus_size() + arguments.mutations;
  std::atomic<std::uint64_t>& number = shared_number();
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error("no process can be made");
  if (process == 0) run_all(mutator, arguments.seed, end, number);
  if (does_well(process, number)) {
    std::printf("%s: %zu inputs of the corpus and %llu made of them by seed %llu\n", target.c_str(),
                mutator.corpus_size(), static_cast<unsigned long long>(arguments.mutations),
                static_cast<unsigned long long>(arguments.seed));
    return 0;
  }
  const std::string name = target + "-" + std::to_string(arguments.seed) + "-" + std::to_string(number);
  std::ofstream(name, std::ios::binary) << mutator.input(arguments.seed, number);
  std::fprintf(stderr, "%s: crashed at input %llu of seed %llu, which is in %s; again with --only %llu\n",
               target.c_str(), static_cast<unsigned long long>(number),
               static_cast<unsigned long long>(arguments.seed), name.c_str(),
               static_cast<unsigned long long>(number));
  return 1;
}

}  // namespace

int main(int count, char** words) {
  const std::string target = fs::path(*words).filename().string();
  try {
    return fuzz(target, arguments_of({words + 1, words + count}));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", target.c_str(), error.what());
    return 2;
  }
}
