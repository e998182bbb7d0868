#include "traces/page/filling.hpp"

#include <nlohmann/json.hpp>

namespace paxoscope::traces {

std::string in_script(const nlohmann::ordered_json& data) {
  std::string text;
  // The name of a file, which may stand in a command, need not be UTF-8.
  for (const char c : data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::string filled(std::string_view frame,
                   const std::vector<std::pair<std::string_view, std::string>>& places) {
  std::string page;
  constexpr std::string_view kBegin = "<!--";
  constexpr std::string_view kEnd = "-->";
  for (;;) {
    const std::size_t begin = frame.find(kBegin);
    page += frame.substr(0, begin);
    if (begin == std::string_view::npos) return page;
    const std::size_t end = frame.find(kEnd, begin);
    const std::string_view name = frame.substr(begin + kBegin.size(), end - begin - kBegin.size());
    for (const auto& [place, text] : places) {
      if (place == name) page += text;
    }
    frame.remove_prefix(end + kEnd.size());
  }
}

}  // namespace paxoscope::traces
