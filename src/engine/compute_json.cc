#include "engine/compute.h"

#include <algorithm>
#include <map>

#include "engine/compute/tables_json.h"

namespace peakend::engine {
namespace {

constexpr std::size_t kMaxBytes = 16 << 20;

const std::map<std::string_view, const Function*>& functions() {
  static const auto all = [] {
    std::map<std::string_view, const Function*> m;
    for (auto table : {law_functions(), number_functions(), insight_functions(), model_functions(), action_functions()})
      for (const Function& f : table) m.emplace(f.name, &f);
    return m;
  }();
  return all;
}

}  // namespace

std::vector<ComputeInfo> compute_list() {
  std::vector<ComputeInfo> list;
  for (const auto& [name, f] : functions()) list.push_back({f->name, f->line});
  return list;
}

Result<std::string> compute(std::string_view name, std::string_view json_in) {
  auto it = functions().find(name);
  if (it == functions().end()) return fail(ErrorKind::not_found, "no_such_function");
  if (json_in.size() > kMaxBytes) {
    auto e = fail(ErrorKind::too_large, "body_too_large");
    e.value().params.emplace_back("limit", std::to_string(kMaxBytes));
    return e;
  }
  boost::json::error_code ec;
  boost::json::value value = boost::json::parse(json_in, ec);
  if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
  if (!value.is_object()) return fail_field("", "expected_object");
  std::optional<Error> error;
  Out out;
  it->second->run(In(&value, &error), out);
  if (error) return tl::unexpected(std::move(*error));
  return to_text(out);
}

}  // namespace peakend::engine
