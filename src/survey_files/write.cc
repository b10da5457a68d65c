// Our documents in the forms of other programs. What a form cannot say is found by reading it again: members that do not
// come back as they were travel along, and are the report.
#include <algorithm>

#include "survey_files/formats.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::Members;
using survey::Value;

bool own_kind(std::string_view kind) {
  for (const auto* k : {"pair", "better_worse", "emotion", "senses", "dimensions", "recall_unaided", "recall_aided", "critical_incident", "contact", "consent"})
    if (kind == k) return true;
  return false;
}

namespace {

struct Form {
  std::string_view name, ending;
  Value (*of)(const Value& document);
  void (*carry)(Value& foreign, const std::string& place, Value members);
  Result<void> (*read)(const Value& foreign, const ReadOptions&, Moved&);
};

Result<void> again_surveyjs(const Value& v, const ReadOptions& o, Moved& out) { return read_surveyjs(v, {}, o, out); }
Result<void> again_qsf(const Value& v, const ReadOptions& o, Moved& out) { return read_qsf(v, nullptr, o, out); }

constexpr Form kForms[] = {
    {"surveyjs", ".json", surveyjs_of, surveyjs_carry, again_surveyjs},
    {"qsf", ".qsf", qsf_of, qsf_carry, again_qsf},
};

/// Members of `ours` that `theirs` has otherwise; null for those that only `theirs` has.
Value difference(const Value& ours, const Value* theirs, std::initializer_list<std::string_view> but) {
  Members out;
  const auto skip = [&](std::string_view name) { return std::find(but.begin(), but.end(), name) != but.end(); };
  for (const auto& [name, v] : *ours.members()) {
    const auto* x = theirs == nullptr ? nullptr : theirs->find(name);
    if (!skip(name) && (x == nullptr || !(*x == v))) out.emplace_back(name, v);
  }
  if (theirs != nullptr && theirs->members() != nullptr)
    for (const auto& [name, v] : *theirs->members())
      if (!skip(name) && ours.find(name) == nullptr) out.emplace_back(name, nullptr);
  return out;
}
void report(const std::string& place, const Value& difference, Losses& losses) {
  for (const auto& [name, v] : *difference.members())
    if (!v.is_null()) losses.add(place.empty() ? name : place + "." + name, "loss_not_in_format", v.text() != nullptr ? *v.text() : "");
}

Result<Written> write_form(const Value& document, const Form& form) {
  Value foreign = form.of(document);
  ReadOptions options;
  options.key = text_of(document.find("key"));
  Written out;
  const auto& ours = list_of(document.find("pages"));
  // Kinds first: a question that carries its kind is read in another way.
  {
    Moved once;
    PK_CHECK(form.read(foreign, options, once));
    const auto& theirs = list_of(once.document.find("pages"));
    for (std::size_t p = 0; p < ours.size() && p < theirs.size(); ++p) {
      const auto& a = list_of(ours[p].find("questions"));
      const auto& b = list_of(theirs[p].find("questions"));
      for (std::size_t q = 0; q < a.size() && q < b.size(); ++q) {
        const auto kind = text_of(a[q].find("kind"));
        const bool same = kind == text_of(b[q].find("kind"));
        if (!same) form.carry(foreign, "pages/" + std::to_string(p) + "/" + std::to_string(q), Members{{"kind", kind}});
        if (!same || own_kind(kind)) out.losses.add(text_of(a[q].find("key")) + ".kind", "loss_not_in_format", kind);
      }
    }
  }
  Moved again;
  PK_CHECK(form.read(foreign, options, again));
  const auto& theirs = list_of(again.document.find("pages"));
  const auto top = difference(document, &again.document, {"pages", "key", "format"});
  report("", top, out.losses);
  form.carry(foreign, "", top);
  for (std::size_t p = 0; p < ours.size(); ++p) {
    const auto* page = p < theirs.size() ? &theirs[p] : nullptr;
    const auto place = "pages/" + std::to_string(p);
    const auto d = difference(ours[p], page, {"questions", "key"});
    report(text_of(ours[p].find("key")), d, out.losses);
    form.carry(foreign, place, d);
    const auto& questions = list_of(ours[p].find("questions"));
    const auto& others = list_of(page == nullptr ? nullptr : page->find("questions"));
    for (std::size_t q = 0; q < questions.size(); ++q) {
      const auto* other = q < others.size() && text_of(others[q].find("key")) == text_of(questions[q].find("key")) ? &others[q] : nullptr;
      const auto dq = difference(questions[q], other, {"key"});
      report(text_of(questions[q].find("key")), dq, out.losses);
      form.carry(foreign, place + "/" + std::to_string(q), dq);
    }
  }
  out.bytes = survey::to_json(foreign);
  out.file_name = text_of(document.find("key")) + std::string(form.ending);
  out.content_type = "application/json";
  return out;
}

}  // namespace

Result<Written> write_survey(const Value& document, std::string_view format) {
  if (format == "peakend") {
    PK_TRY(const auto s, survey::parse_survey(survey::to_json(document)));
    return Written{survey::to_json(s), text_of(document.find("key")) + ".json", "application/json", {}};
  }
  PK_TRY(const auto s, survey::parse_survey(survey::to_json(document)));
  PK_TRY(const Value canonical, survey::parse_value(survey::to_json(s)));
  for (const auto& form : kForms)
    if (form.name == format) return write_form(canonical, form);
  return fail(ErrorKind::invalid, "unknown_survey_format");
}

}  // namespace peakend::survey_files
