// What differs between two JSON texts, without secrets.
#include <boost/json.hpp>
#include <map>

#include "account/audit.h"

namespace peakend::account {
namespace {

namespace json = boost::json;
constexpr std::size_t kMaxLeaves = 5'000, kMaxText = 2u << 20;

bool tells_a_secret(std::string_view name) {
  static constexpr std::string_view words[] = {"password", "secret", "token", "csrf", "authorization", "cookie", "recovery"};
  if (name == "code" || name == "qr" || name == "uri") return true;
  for (const auto w : words)
    if (name.find(w) != std::string_view::npos) return true;
  return false;
}

std::string shown(const json::value& v) {
  auto text = v.is_string() ? std::string(v.get_string()) : json::serialize(v);
  if (text.size() <= kMaxChangeText) return text;
  auto end = kMaxChangeText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string name_of(const json::value& v, std::size_t index) {
  if (const auto* o = v.if_object())
    for (const char* k : {"key", "id", "name", "event"})
      if (const auto* m = o->if_contains(k); m != nullptr && m->is_string()) return std::string(m->get_string());
  return std::to_string(index);
}

using Leaves = std::map<std::string, std::string>;

void flatten(const json::value& v, const std::string& path, bool secret, Leaves& out) {
  if (out.size() >= kMaxLeaves) return;
  if (const auto* o = v.if_object()) {
    for (const auto& [k, m] : *o) flatten(m, path.empty() ? std::string(k) : path + "." + std::string(k), secret || tells_a_secret(k), out);
  } else if (const auto* a = v.if_array()) {
    for (std::size_t i = 0; i < a->size(); ++i) flatten((*a)[i], path + "[" + name_of((*a)[i], i) + "]", secret, out);
  } else if (!v.is_null()) {
    out[path] = secret ? "***" : shown(v);
  }
}

Leaves leaves_of(std::string_view text) {
  Leaves out;
  if (text.empty() || text.size() > kMaxText) return out;
  boost::system::error_code bad;
  const auto v = json::parse(text, bad);
  if (!bad) flatten(v, "", false, out);
  return out;
}

}  // namespace

std::string json_changes(std::string_view before, std::string_view after) {
  const auto old_leaves = leaves_of(before), new_leaves = leaves_of(after);
  json::array out;
  std::size_t more = 0;
  const auto add = [&](const std::string& path, const std::string* was, const std::string* is) {
    if (out.size() >= kMaxChanges) return ++more, void();
    json::object o{{"path", path}};
    if (was != nullptr) o["before"] = *was;
    if (is != nullptr) o["after"] = *is;
    out.push_back(std::move(o));
  };
  for (const auto& [path, was] : old_leaves) {
    const auto it = new_leaves.find(path);
    if (it == new_leaves.end()) add(path, &was, nullptr);
    else if (it->second != was) add(path, &was, &it->second);
  }
  for (const auto& [path, is] : new_leaves)
    if (!old_leaves.contains(path)) add(path, nullptr, &is);
  if (more > 0) out.push_back(json::object{{"more", more}});
  return json::serialize(out);
}

}  // namespace peakend::account
