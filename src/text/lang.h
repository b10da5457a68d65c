#pragma once
// Which language a text is in, cheaply: by script, and for Latin letters by stop-words.
#include <string_view>

namespace peakend::text {

/// "zh", "ja", "ko", "ru", "ar", "he", "th", "el", "hi", or for Latin letters "en", "pt", "es", "fr", "de" when their
/// stop-words say so; "" when unknown (empty text, digits, other languages, too little evidence).
/// Looks at the first 2 000 bytes; malformed UTF-8 is skipped. Pure, thread-safe, does not allocate.
std::string_view detect_language(std::string_view text);

}  // namespace peakend::text
