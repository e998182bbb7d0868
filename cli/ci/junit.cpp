#include "cli/ci/junit.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "cli/ci/xml.hpp"

namespace paxoscope::cli {

namespace {

struct JunitCounts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  double seconds = 0;
};

void add(const Suite& suite, JunitCounts& tally) {
  for (const Case& c : suite.cases) {
    ++tally.tests;
    if (c.status == CaseStatus::kFailed) ++tally.failures;
    if (c.status == CaseStatus::kError) ++tally.errors;
    if (c.status == CaseStatus::kSkipped) ++tally.skipped;
  }
  tally.seconds += suite.seconds;
}

/// Dots part packages, for those who show them as a tree: "docs/examples/duel.toml" is docs.examples.duel.
std::string class_name(const Suite& suite) {
  std::string name = suite.name;
  constexpr std::string_view kExtension = ".toml";
  if (suite.is_file && name.ends_with(kExtension)) name.resize(name.size() - kExtension.size());
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

std::string to_xml(const Case& c, const std::string& class_name) {
  std::string xml = fmt::format(R"(    <testcase name="{}" classname="{}" time="{:.3f}")",
                                xml_attribute(c.name), xml_attribute(class_name), c.seconds);
  const auto element = [&](std::string_view tag) {
    return fmt::format("      <{} message=\"{}\">{}</{}>\n", tag, xml_attribute(c.message), xml_text(c.text),
                       tag);
  };
  switch (c.status) {
    case CaseStatus::kFailed:
      return xml + ">\n" + element("failure") + "    </testcase>\n";
    case CaseStatus::kError:
      return xml + ">\n" + element("error") + "    </testcase>\n";
    case CaseStatus::kSkipped:
      return xml + ">\n" + fmt::format("      <skipped message=\"{}\"/>\n", xml_attribute(c.message)) +
             "    </testcase>\n";
    case CaseStatus::kPassed:
      break;
  }
  if (c.text.empty()) return xml + "/>\n";
  return xml + ">\n" + fmt::format("      <system-out>{}</system-out>\n", xml_text(c.text)) +
         "    </testcase>\n";
}

std::string to_xml(const Suite& suite) {
  JunitCounts tally;
  add(suite, tally);
  std::string xml = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
      xml_attribute(suite.name), tally.tests, tally.failures, tally.errors, tally.skipped, tally.seconds);
  if (!suite.properties.empty()) {
    xml += "    <properties>\n";
    for (const auto& [name, value] : suite.properties) {
      xml += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", xml_attribute(name),
                         xml_attribute(value));
    }
    xml += "    </properties>\n";
  }
  const std::string name = class_name(suite);
  for (const Case& c : suite.cases) xml += to_xml(c, name);
  return xml + "  </testsuite>\n";
}

}  // namespace

std::string to_junit(const Results& results) {
  JunitCounts tally;
  for (const Suite& suite : results.suites) add(suite, tally);
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "errors=\"{}\" time=\"{:.3f}\">\n",
      xml_attribute(results.command), tally.tests, tally.failures, tally.errors, tally.seconds);
  for (const Suite& suite : results.suites) xml += to_xml(suite);
  return xml + "</testsuites>\n";
}

}  // namespace paxoscope::cli
