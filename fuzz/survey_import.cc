// Surveys of other programs: any bytes as any format. What comes out must be a document that can be read, within the limits,
// and no placeholder or rule in it may be a fault of shape.
#include <cstdint>
#include <cstdlib>

#include "app/survey_files.h"
#include "base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend;
  static const auto ports = app::survey_file_ports();
  // Two files when there is a separator: a survey and its responses.
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto cut = all.find("\n=====\n");
  std::vector<table::File> files{{"a", std::string(all.substr(0, cut))}};
  if (cut != all.npos) files.push_back({"b", std::string(all.substr(cut + 7))});
  const auto m = survey_files::read_files(files, {}, ports);
  if (!m) return 0;
  const auto json = survey::to_json(m->document);
  if (!utf8::valid(json)) std::abort();
  if (m->losses.list.size() > survey_files::kMaxLosses) std::abort();
  survey::Report report;
  const auto s = survey::parse_survey(json, report);
  if (!s || report.misshapen) std::abort();
  for (const auto& r : m->responses)
    if (!r.answers.empty() && !survey::check_answers(*s, r.answers, survey::Value(r.fields), false)) std::abort();
  if (!report.faults.empty()) return 0;
  for (const auto* format : {"surveyjs", "qsf"})
    if (!survey_files::write_survey(m->document, format)) std::abort();
  return 0;
}
