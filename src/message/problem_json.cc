#include <boost/json.hpp>

#include "message/message.h"

namespace peakend::message {
namespace {

const char* title_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed: return "title_malformed";
    case ErrorKind::invalid: return "title_invalid";
    case ErrorKind::unauthorized: return "title_unauthorized";
    case ErrorKind::forbidden: return "title_forbidden";
    case ErrorKind::not_found: return "title_not_found";
    case ErrorKind::conflict: return "title_conflict";
    case ErrorKind::too_large: return "title_too_large";
    case ErrorKind::too_many: return "title_too_many";
    case ErrorKind::unavailable: return "title_unavailable";
    case ErrorKind::internal: return "title_internal";
  }
  return "title_internal";
}

std::string param(const Error& e, std::string_view name) {
  for (const auto& [k, v] : e.params)
    if (k == name) return v;
  return {};
}

}  // namespace

Response problem(const Error& error, const Request& req, int status) {
  namespace json = boost::json;
  if (status == 0) status = http_status(error.kind);
  json::object body;
  body["type"] = "urn:peakend:problem:" + error.code;
  body["title"] = message_text(title_code(error.kind), req.lang);
  body["status"] = status;
  body["code"] = error.code;
  body["detail"] = message_text(error.code, req.lang, error.params);
  body["instance"] = req.request_id;
  if (!error.fields.empty()) {
    json::array fields;
    for (const auto& f : error.fields) {
      if (fields.size() == 100) break;
      fields.push_back({{"field", f.field}, {"code", f.code}, {"detail", message_text(f.code, req.lang, f.params)}});
    }
    body["errors"] = std::move(fields);
  }
  Response r;
  r.status = status;
  r.body = json::serialize(body);
  r.set("Content-Type", "application/problem+json");
  r.set("Content-Language", req.lang == Lang::zh ? "zh-CN" : "en");
  r.set("Cache-Control", "no-store");
  if (retry_helps(error.kind)) {
    auto after = param(error, "retry_after");
    r.set("Retry-After", after.empty() ? "1" : std::move(after));
  }
  if (status == 401) r.set("WWW-Authenticate", "Bearer realm=\"peakend\"");
  return r;
}

}  // namespace peakend::message
