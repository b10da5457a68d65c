// What was expected and what came, on one scale: experience and expectation in one answer.
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
        const Value* x = v.find(key);
        if (x == nullptr || x->is_null()) continue;
        Value point;
        if (auto e = read_point(*q.scale, *x, at + "." + key, point)) return e;
        read.emplace_back(key, std::move(point));
      }
      for (const auto& [key, x] : *m)
        if (key != "expected" && key != "got") return fault(at + "." + key.substr(0, 100), "unknown_field");
      if (read.empty()) out = nullptr;
      else out = std::move(read);
      return std::nullopt;
    },
    .whole = [](const Question&, const Value& v, const std::string& at) -> std::optional<FieldError> {
      for (const char* key : {"expected", "got"})
        if (v.find(key) == nullptr) return fault(at + "." + key, "required");
      return std::nullopt;
    },
    .score = [](const Question& q, const Value& v, Outcome& out) {
      const Value* got = v.find("got");
      if (got == nullptr) return;  // an expectation alone is no experience
      Score s = score_of(q, *got->number());
      if (const Value* expected = v.find("expected")) {
        s.expectation = *expected->number();
        s.expectation_kind = q.expectation;
      }
      out.scores.push_back(std::move(s));
    },
};

}  // namespace peakend::survey
