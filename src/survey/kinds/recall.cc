// What is remembered: first in the respondent's own words, then from a list.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kRecallUnaided{
    .key = "recall_unaided", .zh = "无提示回忆", .en = "Unaided recall", .uses = kMaxItems | kPlace,
    .complete = [](Question& q) {
      if (q.max_items == 0) q.max_items = 5;
    },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      const auto* l = v.list();
      if (l == nullptr) return fault(at, "expected_array");
      if (l->size() > static_cast<std::size_t>(q.max_items)) return fault(at, "too_many_values", {{"max", std::to_string(q.max_items)}});
      List read;
      for (std::size_t i = 0; i < l->size(); ++i) {
        Value words;
        if (auto e = read_words((*l)[i], 0, kMaxShortText, at + "[" + std::to_string(i) + "]", words)) return e;
        if (!words.is_null()) read.push_back(std::move(words));
      }
      out = std::move(read);  // an empty list is an answer: nothing comes to mind
      return std::nullopt;
    },
    .score = [](const Question& q, const Value& v, Outcome& out) {
      int n = 0;
      for (const auto& x : *v.list()) out.words.push_back({q.key, std::to_string(++n), *x.text(), q.place});
    },
};
const Kind kRecallAided{
    .key = "recall_aided", .zh = "提示回忆", .en = "Aided recall", .uses = kOptions | kRandom,
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) { return read_choices(q, v, at, 0, q.options.size(), out); },
    .choices = chosen,
};

}  // namespace peakend::survey
