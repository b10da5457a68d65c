// What a brand stands for, as JSON: the body of PUT /v1/brand and of its record.
#include <boost/json.hpp>
#include <set>

#include "insight/brand.h"
#include "message/body_json.h"

namespace peakend::insight {
namespace {

namespace json = boost::json;
using message::BodyFields;

constexpr std::size_t kMaxName = 180, kMaxWord = 180;  // bytes
constexpr double kMaxWeight = 1'000, kMaxMentions = 1e9;

json::array ideas_json(const std::vector<BrandIdea>& ideas) {
  json::array out;
  for (const BrandIdea& i : ideas)
    out.push_back(json::object{{"key", i.key}, {"name", {{"zh", i.name.zh}, {"en", i.name.en}}}, {"weight", i.weight}, {"words", json::array(i.words.begin(), i.words.end())}});
  return out;
}

/// A list of objects of at most `most`; `read` takes the fields of one and where it stands.
template <class Read>
void each(BodyFields& f, std::string_view name, std::size_t most, std::vector<FieldError>& wrong, Read read) {
  const auto* list = f.optional_value(name);
  if (list == nullptr) return;
  if (!list->is_array()) return f.refuse(name, "expected_array");
  if (list->as_array().size() > most) return f.refuse(name, "too_many", {{"max", std::to_string(most)}});
  for (std::size_t i = 0; i < list->as_array().size(); ++i) {
    const std::string at = std::string(name) + "[" + std::to_string(i) + "]";
    const auto& one = list->as_array()[i];
    if (!one.is_object()) {
      wrong.push_back({at, "expected_object", {}});
      continue;
    }
    BodyFields fields(one.as_object(), at + ".");
    read(fields);
    if (auto done = fields.done(); !done)
      for (auto& e : done.error().fields) wrong.push_back(std::move(e));
  }
}
double number_of(BodyFields& f, std::string_view name, double fallback, double most) {
  const auto* v = f.optional_value(name);
  if (v == nullptr) return fallback;
  const double x = v->is_number() ? v->to_number<double>() : 0;
  if (!(x > 0 && x <= most)) f.refuse(name, "out_of_range", {{"min", "0"}, {"max", std::to_string(static_cast<std::int64_t>(most))}});
  return x;
}
bool is_key(std::string_view key) {
  for (const char c : key)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
  return true;
}

void read_ideas(BodyFields& f, std::string_view name, std::vector<BrandIdea>& out, std::set<std::string>& keys, std::vector<FieldError>& wrong) {
  each(f, name, kMaxIdeas, wrong, [&](BodyFields& one) {
    BrandIdea idea;
    idea.key = one.text("key", 1, 40);
    if (!is_key(idea.key)) one.refuse("key", "bad_key");
    else if (!idea.key.empty() && !keys.insert(idea.key).second) one.refuse("key", "duplicate");
    if (const auto* names = one.optional_value("name"); names != nullptr && names->is_object()) {
      BodyFields text(names->as_object());
      idea.name = {text.optional_text("zh", 0, kMaxName).value_or(""), text.optional_text("en", 0, kMaxName).value_or("")};
    }
    if (idea.name.zh.empty() && idea.name.en.empty()) one.refuse("name", "required");
    idea.weight = number_of(one, "weight", 1, kMaxWeight);
    idea.words = one.optional_texts("words", kMaxIdeaWords, kMaxWord).value_or(std::vector<std::string>{});
    if (idea.words.empty()) one.refuse("words", "required");
    out.push_back(std::move(idea));
  });
}

}  // namespace

std::string brand_json(const Brand& b) {
  json::array rivals;
  for (const Rival& r : b.rivals) {
    json::object mentions;
    for (std::size_t v = 0; v < b.values.size(); ++v) mentions[b.values[v].key] = r.mentions[v];
    rivals.push_back(json::object{{"name", r.name}, {"mentions", std::move(mentions)}});
  }
  return json::serialize(json::object{{"version", b.version}, {"values", ideas_json(b.values)}, {"needs", ideas_json(b.needs)}, {"claim", b.claim}, {"rivals", std::move(rivals)}});
}

Result<Brand> brand_of_json(std::string_view body) {
  PK_TRY(auto f, BodyFields::parse(body));
  Brand out;
  std::vector<FieldError> wrong;
  std::set<std::string> keys;
  out.version = static_cast<int>(f.optional_integer("version", 0, 1'000'000'000).value_or(0));
  read_ideas(f, "values", out.values, keys, wrong);
  read_ideas(f, "needs", out.needs, keys, wrong);
  out.claim = f.optional_text("claim", 0, kMaxClaim).value_or("");
  each(f, "rivals", kMaxRivals, wrong, [&](BodyFields& one) {
    Rival r{one.text("name", 1, kMaxName), std::vector<double>(out.values.size())};
    const auto* mentions = one.optional_value("mentions");
    if (mentions == nullptr || !mentions->is_object()) return one.refuse("mentions", "required");
    for (const auto& [key, n] : mentions->as_object()) {
      const auto value = std::ranges::find(out.values, std::string_view(key), &BrandIdea::key);
      const double x = n.is_number() ? n.to_number<double>() : -1;
      if (value == out.values.end()) one.refuse("mentions." + std::string(key), "unknown_field");
      else if (!(x >= 0 && x <= kMaxMentions)) one.refuse("mentions." + std::string(key), "out_of_range", {{"min", "0"}, {"max", "1000000000"}});
      else r.mentions[static_cast<std::size_t>(value - out.values.begin())] = x;
    }
    out.rivals.push_back(std::move(r));
  });
  f.refuse(std::move(wrong));
  PK_CHECK(f.done());
  return out;
}

}  // namespace peakend::insight
