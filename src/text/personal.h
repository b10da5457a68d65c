#pragma once
// Takes what names or reaches a person out of a text before it is shown or exported. Pure, thread-safe.
// Found: e-mail addresses; runs of seven or more digits, also divided by single blanks, dots, dashes or brackets (phone, card,
// identity and account numbers; the X that ends a Chinese identity number). Left alone: dates (2026-03-14), shorter numbers.
// Not found: names and addresses in words. Example: "打 138-0013-8000 或 li@example.cn" -> "打 ••• 或 •••"
#include <string>
#include <string_view>

namespace peakend::text {

inline constexpr std::string_view kHidden = "•••";
std::string hide_personal(std::string_view utf8);

}  // namespace peakend::text
