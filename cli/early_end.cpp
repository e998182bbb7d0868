#include "cli/early_end.hpp"

#include <exception>
#include <fmt/format.h>
#include <new>

#include "cli/errors.hpp"

namespace paxoscope::cli {

EarlyEnd early_end_at_hand() {
  try {
    throw;
  } catch (const InputError& error) {
    return {error.status(), error.what()};
  } catch (const SystemError& error) {
    return {kSystemFailed, error.what()};
  } catch (const std::bad_alloc&) {
    return {kSystemFailed, "out of memory"};
  } catch (const SelfCheckError& error) {
    return {kSelfCheckFailed, fmt::format("self-check failed, please report this: {}", error.what())};
  } catch (const std::exception& error) {
    return {kSelfCheckFailed, fmt::format("unexpected, please report this: {}", error.what())};
  }
}

}  // namespace paxoscope::cli
