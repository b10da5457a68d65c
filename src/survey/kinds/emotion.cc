// Two rows of faces: how pleasant (valence, -2 to 2) and how stirred (arousal, 1 to 5). Arousal is neither good nor bad, so
// it is no rating of its own: it goes along with the rating.
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

Scale faces(double min, double max, double neutral) {
  Scale s;
  s.min = min;
  s.max = max;
  s.neutral = neutral;
  return s;
}

}  // namespace

const Kind kEmotion{
    .key = "emotion", .zh = "情绪", .en = "Emotion", .uses = kPlace,
    .complete = [](Question& q) {
      q.scale = faces(-2, 2, 0);
      q.metric = "emotion";
    },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      if (v.members() == nullptr) return fault(at, "expected_object");
      Members read;
      for (const auto& [key, x] : *v.members()) {
        if (key != "valence" && key != "arousal") return fault(at + "." + key.substr(0, 100), "unknown_field");
        if (x.is_null()) continue;
        Value point;
        if (auto e = read_point(key == "valence" ? *q.scale : faces(1, 5, 3), x, at + "." + key, point)) return e;
        read.emplace_back(key, std::move(point));
      }
      if (read.empty()) out = nullptr;
      else out = std::move(read);
      return std::nullopt;
    },
    .whole = [](const Question&, const Value& v, const std::string& at) -> std::optional<FieldError> {
      if (v.find("valence") == nullptr) return fault(at + ".valence", "required");
      return std::nullopt;
    },
    .score = [](const Question& q, const Value& v, Outcome& out) {
      const Value *valence = v.find("valence"), *arousal = v.find("arousal");
      if (valence != nullptr) {
        Score s = score_of(q, *valence->number());
        if (arousal != nullptr) s.attributes.emplace_back("arousal", number_text(*arousal->number()));
        out.scores.push_back(std::move(s));
      }
      if (arousal == nullptr) return;
      Score s = score_of(q, *arousal->number());
      s.part = s.metric = "arousal";
      s.scale = faces(1, 5, 3);
      s.is_fact = false;
      out.scores.push_back(std::move(s));
    },
};

}  // namespace peakend::survey
