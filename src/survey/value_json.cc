// Reads JSON text into values.
#include <boost/json.hpp>

#include "survey/value.h"

namespace peakend::survey {
namespace {

namespace json = boost::json;

Value of(const json::value& v) {
  switch (v.kind()) {
    case json::kind::bool_: return v.get_bool();
    case json::kind::int64: return static_cast<double>(v.get_int64());
    case json::kind::uint64: return static_cast<double>(v.get_uint64());
    case json::kind::double_: return v.get_double();
    case json::kind::string: return std::string_view(v.get_string().data(), v.get_string().size());
    case json::kind::array: {
      List out;
      out.reserve(v.get_array().size());
      for (const auto& x : v.get_array()) out.push_back(of(x));
      return out;
    }
    case json::kind::object: {
      Members out;
      out.reserve(v.get_object().size());
      for (const auto& [k, x] : v.get_object()) out.emplace_back(std::string(k), of(x));
      return out;
    }
    case json::kind::null: break;
  }
  return {};
}

}  // namespace

Result<Value> parse_value(std::string_view text) {
  json::error_code ec;
  unsigned char buffer[8192];
  json::monotonic_resource memory(buffer);
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  const auto v = json::parse(text, ec, &memory, options);
  if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
  return of(v);
}

}  // namespace peakend::survey
