// Protects: whatever a path or a message holds, what is written as XML or as a URI is one, and says the same.
#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "cli/ci/sarif.hpp"
#include "cli/ci/xml.hpp"

namespace paxoscope::tests {
namespace {

using cli::uri_of;
using cli::xml_attribute;
using cli::xml_text;

TEST(Xml, HoldsWhatIsMarkup) {
  EXPECT_EQ(xml_text("a<b>&\"c\"'"), "a&lt;b&gt;&amp;&quot;c&quot;'");
  EXPECT_EQ(xml_text("]]>"), "]]&gt;");
  EXPECT_EQ(xml_attribute("&amp;"), "&amp;amp;");
}

TEST(Xml, KeepsWhatReadersWouldMakeBlanksOf) {
  EXPECT_EQ(xml_text("a\n\tb\r\n"), "a\n&#9;b&#13;\n");
  EXPECT_EQ(xml_attribute("a\n\tb\r"), "a&#10;&#9;b&#13;");
}

TEST(Xml, ShowsWhatItCannotHold) {
  using namespace std::string_literals;
  EXPECT_EQ(xml_text("\0\x1B[1m\x7F"s), "␀␛[1m␡");
  EXPECT_EQ(xml_text("\x1F"), "␟");
  EXPECT_EQ(xml_text("a\xFF"
                     "b\xC3"),
            "a\uFFFDb\uFFFD");
  EXPECT_EQ(xml_text("\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(xml_text("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "half of a surrogate pair";
}

TEST(Xml, HoldsEveryOtherCharacter) {
  EXPECT_EQ(xml_text("Größe → 你好 😀"), "Größe → 你好 😀");
  EXPECT_EQ(xml_attribute("é"), "é");
}

TEST(Uri, IsRelativeToWhereTheProgramRuns) {
  EXPECT_EQ(uri_of("scenarios/./a.toml"), "scenarios/a.toml");
  EXPECT_EQ(uri_of("scenarios//a.toml"), "scenarios/a.toml");
  EXPECT_EQ(uri_of("../a.toml"), "../a.toml");
  EXPECT_EQ(uri_of(std::filesystem::current_path().string() + "/x/a.toml"), "x/a.toml");
  EXPECT_EQ(uri_of("/nowhere/a.toml"), "file:///nowhere/a.toml");
}

TEST(Uri, HoldsEveryByteOfAPath) {
  EXPECT_EQ(uri_of("a b/ü:#?%.toml"), "a%20b/%C3%BC%3A%23%3F%25.toml");
  EXPECT_EQ(uri_of("\xFF\n.toml"), "%FF%0A.toml");
}

}  // namespace
}  // namespace paxoscope::tests
