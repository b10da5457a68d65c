// Short and long words of the respondent's own.
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

template <std::size_t Most>
std::optional<FieldError> read_own(const Question& q, const Value& v, const std::string& at, Value& out) {
  const auto most = q.max_length > 0 ? static_cast<std::size_t>(q.max_length) : Most;
  return read_words(v, static_cast<std::size_t>(q.min_length), most, at, out);
}

}  // namespace

const Kind kShortText{
    .key = "short_text", .zh = "短文本", .en = "Short text", .uses = kLength | kAbout | kPlace | kNames,
    .read = read_own<kMaxShortText>,
    .score = [](const Question& q, const Value& v, Outcome& out) {
      if (!q.names) score_words(q, v, out);  // a name says nothing about itself
    },
};
const Kind kLongText{
    .key = "long_text", .zh = "长文本", .en = "Long text", .uses = kLength | kAbout | kPlace,
    .read = read_own<kMaxLongText>,
    .score = score_words,
};

}  // namespace peakend::survey
