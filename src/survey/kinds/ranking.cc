// Best first; all options, or the first max_choices.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kRanking{
    .key = "ranking", .zh = "排序", .en = "Ranking", .uses = kOptions | kRandom | kMaxChoices,
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      const auto most = q.max_choices > 0 ? static_cast<std::size_t>(q.max_choices) : q.options.size();
      if (auto e = read_choices(q, v, at, 0, most, out)) return e;
      if (out.list()->empty()) out = nullptr;
      return std::nullopt;
    },
    .whole = [](const Question& q, const Value& v, const std::string& at) -> std::optional<FieldError> {
      const auto need = q.max_choices > 0 ? static_cast<std::size_t>(q.max_choices) : q.options.size();
      if (v.list()->size() < std::min(need, q.options.size())) return fault(at, "too_few_choices", {{"min", std::to_string(need)}});
      return std::nullopt;
    },
    .choices = [](const Question&, const Value& v, std::vector<Choice>& out) {
      int rank = 0;
      for (const auto& x : *v.list()) out.push_back({*x.text(), ++rank});
    },
};

}  // namespace peakend::survey
