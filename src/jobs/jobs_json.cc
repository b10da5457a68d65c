#include <boost/json.hpp>

#include "base/calendar.h"
#include "jobs/jobs.h"

namespace peakend::jobs {

namespace json = boost::json;

std::string to_json(const Job& j) {
  json::object o{{"id", j.id.text()}, {"kind", j.kind}, {"title", j.title}, {"state", name_of(j.state)}, {"progress", j.progress},
                 {"total", j.total}, {"message", j.message}, {"created_at", calendar::rfc3339(j.created)}};
  if (j.started) o["started_at"] = calendar::rfc3339(*j.started);
  if (j.finished) o["finished_at"] = calendar::rfc3339(*j.finished);
  const auto put = [&](const char* name, const std::string& text) {
    json::error_code ec;
    if (auto v = json::parse(text, ec); !ec) o[name] = std::move(v);
  };
  put("params", j.params);
  put("result", j.result);
  return json::serialize(o);
}

std::string to_json(std::string_view list_name, const std::vector<Job>& all) {
  std::string out = "{\"" + std::string(list_name) + "\":[";
  for (const Job& j : all) out += (out.back() == '[' ? "" : ",") + to_json(j);
  return out + "]}";
}

}  // namespace peakend::jobs
