#pragma once
// One value of a CSV file (RFC 4180). Pure, thread-safe.
#include <string>
#include <string_view>

namespace peakend {

/// Appends `s`, quoted where needed. Spreadsheets must not run text as a formula: text that begins with = + - @, their full-width
/// forms, tab or return gets a leading apostrophe. Numbers are written by their own code and never come here.
///   a,b -> "a,b"    =1+1 -> '=1+1    ＝A1 -> '＝A1
void append_csv_text(std::string& out, std::string_view s);
/// The same as a string of its own.
std::string csv_text(std::string_view s);

}  // namespace peakend
