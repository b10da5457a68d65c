// How to reach the respondent. Stays with the response; never in facts.
#include <algorithm>

#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kContactDetails{
    .key = "contact", .zh = "联系方式", .en = "Contact details", .uses = kContact,
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      if (v.members() == nullptr) return fault(at, "expected_object");
      Members read;
      for (const auto& [key, x] : *v.members()) {
        const std::string here = at + "." + key.substr(0, 100);
        if (std::none_of(q.contact.begin(), q.contact.end(), [&, k = &key](const ContactField& f) { return f.key == *k; })) return fault(here, "unknown_field");
        if (x.is_null()) continue;
        Value words;
        if (auto e = read_words(x, 0, kMaxShortText, here, words)) return e;
        if (words.is_null()) continue;
        const auto& s = *words.text();
        const auto sign = s.find('@');
        if (key == "email" && (sign == s.npos || sign == 0 || sign + 1 == s.size() || s.find(' ') != s.npos)) return fault(here, "email_invalid");
        const auto digits = std::count_if(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (key == "phone" && (digits < 5 || s.find_first_not_of("0123456789+-() ") != s.npos)) return fault(here, "phone_invalid");
        read.emplace_back(key, std::move(words));
      }
      if (read.empty()) out = nullptr;
      else out = std::move(read);
      return std::nullopt;
    },
    .whole = [](const Question& q, const Value& v, const std::string& at) -> std::optional<FieldError> {
      for (const auto& f : q.contact)
        if (f.required && v.find(f.key) == nullptr) return fault(at + "." + f.key, "required");
      return std::nullopt;
    },
};

}  // namespace peakend::survey
