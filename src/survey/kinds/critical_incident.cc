// The last memorable experience, in the respondent's own words, with its tone.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kCriticalIncident{
    .key = "critical_incident", .zh = "关键事件", .en = "Critical incident", .uses = kLength | kPlace,
    .complete = [](Question& q) {
      q.scale.emplace();
      q.scale->min = -1;
      q.scale->max = 1;
      q.scale->neutral = 0;
      q.metric = "incident";
    },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      if (v.members() == nullptr) return fault(at, "expected_object");
      Members read;
      for (const auto& [key, x] : *v.members()) {
        const std::string here = at + "." + key.substr(0, 100);
        if (key != "text" && key != "tone") return fault(here, "unknown_field");
        if (x.is_null()) continue;
        Value one = x;
        if (key == "text") {
          const auto most = q.max_length > 0 ? static_cast<std::size_t>(q.max_length) : kMaxLongText;
          if (auto e = read_words(x, static_cast<std::size_t>(q.min_length), most, here, one)) return e;
        } else if (x != Value("good") && x != Value("bad")) {
          return fault(here, "not_one_of", {{"allowed", "good, bad"}});
        }
        if (!one.is_null()) read.emplace_back(key, std::move(one));
      }
      if (read.empty()) out = nullptr;
      else out = std::move(read);
      return std::nullopt;
    },
    .whole = [](const Question&, const Value& v, const std::string& at) -> std::optional<FieldError> {
      if (v.find("text") == nullptr) return fault(at + ".text", "required");
      return std::nullopt;
    },
    .score = [](const Question& q, const Value& v, Outcome& out) {
      const Value *text = v.find("text"), *tone = v.find("tone");
      if (tone != nullptr) {
        Score s = score_of(q, *tone->text() == "good" ? 1 : -1);
        if (text != nullptr) s.text = *text->text();
        out.scores.push_back(std::move(s));
      } else if (text != nullptr) {
        out.words.push_back({q.key, "", *text->text(), q.place});
      }
    },
};

}  // namespace peakend::survey
