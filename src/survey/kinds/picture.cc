// Pictures to choose from: what words do not say.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kPicture{
    .key = "picture", .zh = "图片选择", .en = "Picture choice", .uses = kOptions | kRandom | kMinChoices | kMaxChoices,
    .complete = [](Question& q) {
      if (q.max_choices == 0) q.max_choices = 1;
    },
    .check = [](const Question& q, const std::string& at, Report& report) {
      for (std::size_t i = 0; i < q.options.size(); ++i)
        if (q.options[i].image.empty()) report.faults.push_back(fault(at + ".options[" + std::to_string(i) + "].image", "required"));
    },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      if (auto e = read_choices(q, v, at, static_cast<std::size_t>(q.min_choices), static_cast<std::size_t>(q.max_choices), out)) return e;
      if (out.list()->empty()) out = nullptr;
      return std::nullopt;
    },
    .choices = chosen,
};

}  // namespace peakend::survey
