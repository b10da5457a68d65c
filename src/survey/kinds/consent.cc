// May we ...: yes or no. Required means that only yes goes on.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kConsent{
    .key = "consent", .zh = "同意", .en = "Consent", .uses = kPurpose,
    .read = [](const Question&, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      if (v.flag() == nullptr) return fault(at, "expected_boolean");
      out = v;
      return std::nullopt;
    },
    .whole = [](const Question&, const Value& v, const std::string& at) -> std::optional<FieldError> {
      if (!*v.flag()) return fault(at, "consent_needed");
      return std::nullopt;
    },
    .choices = [](const Question&, const Value& v, std::vector<Choice>& out) { out.push_back({*v.flag() ? "yes" : "no", 0}); },
};

}  // namespace peakend::survey
