#include <simdjson.h>

#include "ingest/ingest_api.h"

namespace peakend::ingest {
namespace {

/// Walks over JSON text by its brackets and quotes; what stands between them is for a parser to check.
class Walker {
 public:
  explicit Walker(std::string_view s) : p_(s.data()), end_(s.data() + s.size()) {}

  bool take(char c) {
    if (!next_is(c)) return false;
    ++p_;
    return true;
  }
  bool next_is(char c) {
    skip_blanks();
    return p_ != end_ && *p_ == c;
  }
  bool at_end() {
    skip_blanks();
    return p_ == end_;
  }
  /// The text of the next value; empty when there is none.
  std::string_view value() {
    skip_blanks();
    const char* begin = p_;
    bool whole = true;
    if (p_ != end_ && *p_ == '"') whole = skip_string();
    else if (p_ != end_ && (*p_ == '{' || *p_ == '[')) whole = skip_nest();
    else while (p_ != end_ && !blank(*p_) && std::string_view(",:{}[]\"").find(*p_) == std::string_view::npos) ++p_;
    return whole ? std::string_view(begin, static_cast<std::size_t>(p_ - begin)) : std::string_view{};
  }

 private:
  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  void skip_blanks() {
    while (p_ != end_ && blank(*p_)) ++p_;
  }
  bool skip_string() {
    for (++p_; p_ != end_; ++p_) {
      if (*p_ == '"') {
        ++p_;
        return true;
      }
      if (*p_ == '\\' && ++p_ == end_) return false;
    }
    return false;
  }
  bool skip_nest() {
    int depth = 0;
    while (p_ != end_) {
      const char c = *p_;
      if (c == '"') {
        if (!skip_string()) return false;
        continue;
      }
      ++p_;
      if (c == '{' || c == '[') ++depth;
      else if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
  }

  const char* p_;
  const char* end_;
};

tl::unexpected<Error> malformed() { return fail(ErrorKind::malformed, "bad_json"); }

}  // namespace

Result<void> split_batch(std::string_view text, const std::function<Result<void>(std::string_view raw)>& item) {
  simdjson::dom::parser parser;
  const auto is_json = [&](std::string_view raw) { return parser.parse(raw.data(), raw.size()).error() == simdjson::SUCCESS; };
  Walker w(text);
  bool found = false;
  if (!w.take('{')) {
    if (is_json(text)) return fail_field("", "expected_object");
    return malformed();
  }
  if (!w.next_is('}')) {
    do {
      const auto key = w.value();
      if (key.empty() || key.front() != '"' || !is_json(key) || !w.take(':')) return malformed();
      if (key != "\"batch\"") {
        if (const auto other = w.value(); other.empty() || !is_json(other)) return malformed();
        continue;
      }
      if (found) return fail_field("batch", "duplicate");
      found = true;
      if (!w.take('[')) return fail_field("batch", "expected_array");
      if (w.take(']')) continue;
      do {
        const auto raw = w.value();
        if (raw.empty()) return malformed();
        PK_CHECK(item(raw));
      } while (w.take(','));
      if (!w.take(']')) return malformed();
    } while (w.take(','));
  }
  if (!w.take('}') || !w.at_end()) return malformed();
  if (!found) return fail_field("batch", "required");
  return {};
}

}  // namespace peakend::ingest
