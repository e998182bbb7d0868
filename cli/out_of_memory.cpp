#include "cli/out_of_memory.hpp"

#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>
#include <unistd.h>

#include "cli/exit_status.hpp"

namespace paxoscope::cli {

namespace {

[[noreturn]] void end() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    std::_Exit(fail_without_memory());
  } catch (...) {  // NOLINT(bugprone-empty-catch): what it is is said below
  }
  __gnu_cxx::__verbose_terminate_handler();
  std::abort();
}

}  // namespace

int fail_without_memory() noexcept {
  constexpr std::string_view kLine = "paxoscope: out of memory\n";
  static_cast<void>(::write(STDERR_FILENO, kLine.data(), kLine.size()) < 0);  // there is nobody else to tell
  return kSystemFailed;
}

void end_without_memory_in_one_line() { std::set_terminate(end); }

}  // namespace paxoscope::cli
