// What was expected and what came, on one scale: experience and expectation in one answer. Asked together, the expectation is
// recalled; with expected_only it is asked before, and collect joins it to the rating of the same episode and touchpoint.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kPair{
    .key = "pair", .zh = "期望与实际", .en = "Expected and got", .uses = kRating | kExpectation,
    .complete = [](Question& q) { default_scale(q, 1, 5, 3, "csat"); },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      const auto* m = v.members();
      if (m == nullptr) return fault(at, "expected_object");
      Members read;
      for (const char* key : {"expected", "got"}) {
        const Value* x = q.expected_only && key[0] == 'g' ? nullptr : v.find(key);
        if (x == nullptr || x->is_null()) continue;
        Value point;
        if (auto e = read_point(*q.scale, *x, at + "." + key, point)) return e;
        read.emplace_back(key, std::move(point));
      }
      for (const auto& [key, x] : *m)
        if (key != "expected" && (key != "got" || q.expected_only)) return fault(at + "." + key.substr(0, 100), "unknown_field");
      if (read.empty()) out = nullptr;
      else out = std::move(read);
      return std::nullopt;
    },
    .whole = [](const Question& q, const Value& v, const std::string& at) -> std::optional<FieldError> {
      if (v.find("expected") == nullptr) return fault(at + ".expected", "required");
      if (!q.expected_only && v.find("got") == nullptr) return fault(at + ".got", "required");
      return std::nullopt;
    },
    .score = [](const Question& q, const Value& v, Outcome& out) {
      if (q.expected_only) {
        Score s = score_of(q, *v.find("expected")->number());
        s.part = "expected";
        s.expectation_kind = q.expectation;
        s.is_fact = false;  // an expectation alone is no experience
        out.scores.push_back(std::move(s));
        return;
      }
      const Value* got = v.find("got");
      if (got == nullptr) return;
      Score s = score_of(q, *got->number());
      if (const Value* expected = v.find("expected")) {
        s.expectation = *expected->number();
        s.expectation_kind = q.expectation;
      }
      out.scores.push_back(std::move(s));
    },
};

}  // namespace peakend::survey
