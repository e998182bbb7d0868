// Text in XML.
#pragma once

#include <string>
#include <string_view>

namespace paxoscope::cli {

// Whatever `text` holds, a reader of XML 1.0 gets it back. What XML cannot hold is shown: control characters by their pictures (U+2400 and on),
// bytes that are no UTF-8 by U+FFFD.

/// What stands between the tags of an element.
std::string xml_text(std::string_view text);

/// What stands between the double quotes of an attribute.
std::string xml_attribute(std::string_view text);

}  // namespace paxoscope::cli
