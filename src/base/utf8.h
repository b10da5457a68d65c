#pragma once
// UTF-8: checking, decoding, cutting, simple lower case. Pure, thread-safe, no locale.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace peakend::utf8 {

/// True for well-formed UTF-8 (no surrogates, no overlong forms); the empty string is valid.
bool valid(std::string_view);

/// Takes the first code point off `s`. A malformed sequence gives U+FFFD and takes its longest valid prefix,
/// at least one byte. `s` must not be empty.
char32_t next(std::string_view& s);
/// Appends a code point; surrogates and values over 10FFFF become U+FFFD.
void append(std::string& out, char32_t c);

/// Number of code points; malformed sequences count once.
std::size_t length(std::string_view);
/// Longest prefix of at most `max_bytes` that does not cut a code point.
std::string_view prefix(std::string_view, std::size_t max_bytes);

/// One-to-one lower case of Latin, Greek, Cyrillic, Armenian and full-width letters; others stay.
char32_t lower(char32_t c);
std::string lower(std::string_view);

/// Well-formed text: malformed sequences become U+FFFD; NUL and other control characters except tab, line feed
/// and carriage return, and lone byte order marks, are taken out.
std::string sanitise(std::string_view);

}  // namespace peakend::utf8
