#include <algorithm>

#include "message/message.h"

namespace peakend::message {
namespace {

bool is_param(std::string_view part) { return part.size() > 2 && part.front() == '{' && part.back() == '}'; }
bool is_rest(std::string_view part) { return is_param(part) && part.size() > 5 && part.substr(part.size() - 4) == "...}"; }

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  for (std::size_t from = 0; from <= path.size();) {
    const auto cut = std::min(path.find('/', from), path.size());
    parts.emplace_back(path.substr(from, cut - from));
    from = cut + 1;
  }
  return parts;
}

/// How special a pattern is, part by part: literal 0 before {name} 1 before {rest...} 2.
std::vector<int> rank(const std::vector<std::string>& parts) {
  std::vector<int> out;
  for (const auto& p : parts) out.push_back(is_rest(p) ? 2 : is_param(p) ? 1 : 0);
  return out;
}

}  // namespace

void Router::add(Route route) {
  const auto index = routes_.size();
  auto parts = split_path(route.pattern);
  routes_.push_back(std::move(route));
  if (std::none_of(parts.begin(), parts.end(), [](const auto& p) { return is_param(p); })) {
    literal_[routes_.back().pattern].push_back(index);
    return;
  }
  Pattern pattern{index, std::move(parts), false};
  pattern.rest = is_rest(pattern.parts.back());
  const auto before = [](const Pattern& a, const Pattern& b) { return rank(a.parts) < rank(b.parts); };
  patterns_.insert(std::upper_bound(patterns_.begin(), patterns_.end(), pattern, before), std::move(pattern));
}

/// Calls visit for every pattern that fits, most specific first; true stops. The parts are decoded.
void Router::each(std::string_view path,
                  const std::function<bool(const Pattern&, const std::vector<std::string>&)>& visit) const {
  if (patterns_.empty()) return;
  auto parts = split_path(path);
  for (auto& part : parts) {
    if (part.find('%') == std::string::npos) continue;
    auto decoded = percent_decode(part, false);
    if (!decoded) return;
    part = *std::move(decoded);
  }
  for (const auto& p : patterns_) {
    const auto fixed = p.rest ? p.parts.size() - 1 : p.parts.size();
    if (p.rest ? parts.size() < p.parts.size() : parts.size() != fixed) continue;
    bool fits = true;
    for (std::size_t i = 0; fits && i < fixed; ++i) fits = is_param(p.parts[i]) ? !parts[i].empty() : p.parts[i] == parts[i];
    if (fits && visit(p, parts)) return;
  }
}

Router::Match Router::match(Verb verb, std::string_view path) const {
  Match found;
  const auto serves = [&](std::size_t i) {
    return routes_[i].verb == verb || (verb == Verb::head && routes_[i].verb == Verb::get);
  };
  if (const auto it = literal_.find(path); it != literal_.end()) {
    for (const auto i : it->second)
      if (serves(i)) return found.route = &routes_[i], found;
    found.other_verb = true;
  }
  each(path, [&](const Pattern& p, const std::vector<std::string>& parts) {
    if (!serves(p.route)) {
      found.other_verb |= !(p.rest && p.parts.size() == 1);
      return false;
    }
    // A catch-all for every path must not hide that the path is known under another verb.
    if (found.other_verb && p.rest && p.parts.size() == 1) return true;
    found.route = &routes_[p.route];
    found.other_verb = false;
    for (std::size_t i = 0; i < p.parts.size(); ++i) {
      const std::string_view name = p.parts[i];
      if (is_rest(name)) {
        std::string rest = parts[i];
        for (auto k = i + 1; k < parts.size(); ++k) rest += '/' + parts[k];
        found.params.emplace(name.substr(1, name.size() - 5), std::move(rest));
      } else if (is_param(name)) {
        found.params.emplace(name.substr(1, name.size() - 2), parts[i]);
      }
    }
    return true;
  });
  return found;
}

std::vector<Verb> Router::allowed(std::string_view path) const {
  std::vector<Verb> out;
  const auto take = [&](std::size_t i) {
    if (std::find(out.begin(), out.end(), routes_[i].verb) == out.end()) out.push_back(routes_[i].verb);
  };
  if (const auto it = literal_.find(path); it != literal_.end())
    for (const auto i : it->second) take(i);
  each(path, [&](const Pattern& p, const std::vector<std::string>&) {
    if (!(p.rest && p.parts.size() == 1)) take(p.route);
    return false;
  });
  if (std::find(out.begin(), out.end(), Verb::get) != out.end()) out.push_back(Verb::head);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace peakend::message
