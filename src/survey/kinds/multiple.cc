// Some of several.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kMultiple{
    .key = "multiple", .zh = "多选", .en = "Multiple choice", .uses = kOptions | kRandom | kOther | kMinChoices | kMaxChoices,
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      const auto most = q.max_choices > 0 ? static_cast<std::size_t>(q.max_choices) : q.options.size() + 1;
      if (auto e = read_choices(q, v, at, static_cast<std::size_t>(q.min_choices), most, out)) return e;
      if (out.list()->empty()) out = nullptr;  // nothing ticked is no answer
      return std::nullopt;
    },
    .choices = chosen,
};

}  // namespace peakend::survey
