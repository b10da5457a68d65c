#include <algorithm>

#include "survey/survey.h"

namespace peakend::survey {
namespace {

constexpr std::size_t kMaxDifferences = 1'000;

const std::string* key_of(const Value& v) {
  const Value* k = v.find("key");
  return k == nullptr ? nullptr : k->text();
}
bool keyed(const List& l) {
  return !l.empty() && std::all_of(l.begin(), l.end(), [](const Value& v) { return key_of(v) != nullptr; });
}

class Comparer {
 public:
  std::vector<Difference> out;

  void compare(const Value& a, const Value& b, const std::string& at) {
    if (a == b || out.size() >= kMaxDifferences) return;
    if (a.members() != nullptr && b.members() != nullptr) return objects(a, b, at);
    if (a.list() != nullptr && b.list() != nullptr && keyed(*a.list()) && keyed(*b.list())) return lists(*a.list(), *b.list(), at);
    out.push_back({at, a, b});
  }

 private:
  static std::string below(const std::string& at, const std::string& name) { return at.empty() ? name : at + "." + name; }
  void objects(const Value& a, const Value& b, const std::string& at) {
    for (const auto& [k, x] : *a.members()) {
      const Value* y = b.find(k);
      if (y != nullptr) compare(x, *y, below(at, k));
      else out.push_back({below(at, k), x, std::nullopt});
    }
    for (const auto& [k, y] : *b.members())
      if (a.find(k) == nullptr) out.push_back({below(at, k), std::nullopt, y});
  }
  /// Members are found by key; that they changed places is one difference of the list's order.
  void lists(const List& a, const List& b, const std::string& at) {
    List before, after;
    for (const auto& x : a) {
      const auto y = std::find_if(b.begin(), b.end(), [&](const Value& v) { return *key_of(v) == *key_of(x); });
      const std::string here = at + "[" + *key_of(x) + "]";
      if (y == b.end()) {
        out.push_back({here, x, std::nullopt});
      } else {
        before.push_back(*key_of(x));
        compare(x, *y, here);
      }
    }
    for (const auto& y : b) {
      if (std::any_of(a.begin(), a.end(), [&](const Value& v) { return *key_of(v) == *key_of(y); })) after.push_back(*key_of(y));
      else out.push_back({at + "[" + *key_of(y) + "]", std::nullopt, y});
    }
    if (before != after) out.push_back({at, before, after});
  }
};

}  // namespace

std::vector<Difference> compare(const Value& from, const Value& to) {
  Comparer c;
  c.compare(from, to, "");
  return std::move(c.out);
}

}  // namespace peakend::survey
