#include "ingest/item.h"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstring>

#include "base/calendar.h"
#include "ingest/ingest.h"

namespace peakend::ingest {
namespace {

namespace dom = simdjson::dom;

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxIdBytes = 255, kMaxEventBytes = 200, kBlock = 8 * 1024;

FieldError broken(std::string_view field, const char* code) { return {std::string(field), code, {}}; }
FieldError too_long(std::string field, std::size_t max) {
  return {std::move(field), "too_long", {{"max", std::to_string(max)}}};
}

/// The value of an element whose type is known.
template <class T>
T as(dom::element v) {
  T out{};
  return v.get(out) == simdjson::SUCCESS ? out : T{};
}

/// Copies attributes into a Flat. Fails at the first broken rule.
class Flattener {
 public:
  Flattener(Flat& out, bool strict) : out_(out), strict_(strict) {}

  std::optional<FieldError> run(std::string_view field, dom::object o) {
    field_ = field;
    path_.clear();
    return walk(o, 1);
  }

 private:
  std::optional<FieldError> bad(std::string_view key, const char* code, std::vector<std::pair<std::string, std::string>> params = {}) {
    std::string field(field_);
    if (!key.empty()) field += "." + std::string(key.substr(0, 120));
    return FieldError{std::move(field), code, std::move(params)};
  }

  std::optional<FieldError> walk(dom::object o, int depth) {
    const std::size_t before = path_.size();
    for (const auto [key, value] : o) {
      std::string_view name = key;
      if (depth > 1) {
        path_.resize(before);
        path_.append(key);
        name = path_;
      }
      if (strict_) {
        if (name.size() > kMaxKeyBytes) return bad(name, "key_too_long", {{"max", std::to_string(kMaxKeyBytes)}});
        if (name.empty() || name.find('\0') != name.npos) return bad(name, "bad_property");
      }
      if (auto e = add(name, value, depth)) return e;
    }
    path_.resize(before);
    return std::nullopt;
  }

  std::optional<FieldError> add(std::string_view name, dom::element value, int depth) {
    switch (value.type()) {
      case dom::element_type::NULL_VALUE: return std::nullopt;
      case dom::element_type::OBJECT: {
        if (depth >= kMaxDepth) return strict_ ? bad(name, "too_deep", {{"max", std::to_string(kMaxDepth)}}) : std::nullopt;
        const std::size_t before = path_.size();
        if (depth == 1) path_.assign(name);
        path_.push_back('.');
        auto e = walk(as<dom::object>(value), depth + 1);
        path_.resize(before);
        return e;
      }
      case dom::element_type::ARRAY: return add_list(name, as<dom::array>(value), depth);
      case dom::element_type::STRING: return put(name, as<std::string_view>(value));
      default: break;
    }
    char buffer[32];
    return put(name, keep({buffer, number_text(value, buffer)}));
  }

  std::optional<FieldError> add_list(std::string_view name, dom::array list, int depth) {
    std::string joined;
    for (dom::element v : list) {
      if (v.is_object() || v.is_array()) return strict_ ? check_depth(name, list, depth) : std::nullopt;
      if (v.is_null()) continue;
      if (!joined.empty()) joined += ", ";
      char buffer[32];
      joined += v.is_string() ? as<std::string_view>(v) : std::string_view{buffer, number_text(v, buffer)};
      if (strict_ && joined.size() > kMaxTextBytes) return bad(name, "too_long", {{"max", std::to_string(kMaxTextBytes)}});
    }
    return put(name, keep(joined));
  }
  std::optional<FieldError> check_depth(std::string_view name, dom::array list, int depth) {
    if (depth >= kMaxDepth) return bad(name, "too_deep", {{"max", std::to_string(kMaxDepth)}});
    for (dom::element v : list) {
      if (v.is_array())
        if (auto e = check_depth(name, as<dom::array>(v), depth + 1)) return e;
      if (!v.is_object()) continue;
      for (const auto [key, inner] : as<dom::object>(v)) {
        dom::array one;
        if (inner.is_object() ? depth + 1 >= kMaxDepth : inner.get_array().get(one) == simdjson::SUCCESS && check_depth(name, one, depth + 1))
          return bad(name, "too_deep", {{"max", std::to_string(kMaxDepth)}});
      }
    }
    return std::nullopt;
  }

  static std::size_t number_text(dom::element v, char* out) {
    switch (v.type()) {
      case dom::element_type::INT64: return static_cast<std::size_t>(std::to_chars(out, out + 32, as<std::int64_t>(v)).ptr - out);
      case dom::element_type::UINT64: return static_cast<std::size_t>(std::to_chars(out, out + 32, as<std::uint64_t>(v)).ptr - out);
      case dom::element_type::DOUBLE: return static_cast<std::size_t>(std::to_chars(out, out + 32, as<double>(v)).ptr - out);
      case dom::element_type::BOOL: {
        const std::string_view s = as<bool>(v) ? "true" : "false";
        std::memcpy(out, s.data(), s.size());
        return s.size();
      }
      default: return 0;
    }
  }
  std::string_view keep(std::string_view s) {
    char* p = out_.room(s.size());
    std::memcpy(p, s.data(), s.size());
    return {p, s.size()};
  }
  std::optional<FieldError> put(std::string_view name, std::string_view value) {
    if (strict_) {
      if (value.size() > kMaxTextBytes) return bad(name, "too_long", {{"max", std::to_string(kMaxTextBytes)}});
      if (value.find('\0') != value.npos) return bad(name, "nul_byte");
      if (out_.list.size() >= kMaxAttributes) return bad({}, "too_many_attributes", {{"max", std::to_string(kMaxAttributes)}});
    }
    // A nested name lives in path_, which moves on; a top-level one lives in the document.
    out_.list.push_back({name.data() == path_.data() ? keep(name) : name, value});
    return std::nullopt;
  }

  Flat& out_;
  bool strict_;
  std::string_view field_;
  std::string path_;
};

struct Key {
  std::string_view name;
  std::uint8_t id;
};
enum Field : std::uint8_t {
  f_none, f_type, f_id, f_user, f_anonymous, f_previous, f_event, f_name, f_at, f_properties, f_traits, f_attributes, f_context, f_received,
  f_journey, f_touchpoint, f_metric, f_value, f_expectation, f_scale, f_text, f_channel, f_episode,
};

/// Which field a top-level key is for this type of item; f_none keys are kept as they are.
Field field_of(ItemType type, std::string_view k) {
  if (k == "type") return f_type;
  if (k == "receivedAt") return f_received;
  switch (type) {
    case ItemType::track:
    case ItemType::page:
    case ItemType::screen:
      if (k == "event") return type == ItemType::track ? f_event : f_none;
      if (k == "name") return type == ItemType::track ? f_none : f_name;
      if (k == "properties") return f_properties;
      [[fallthrough]];
    case ItemType::identify:
    case ItemType::alias:
      if (k == "messageId") return f_id;
      if (k == "userId") return f_user;
      if (k == "anonymousId") return f_anonymous;
      if (k == "timestamp") return f_at;
      if (k == "context") return f_context;
      if (k == "traits") return type == ItemType::identify ? f_traits : f_none;
      if (k == "previousId") return type == ItemType::identify || type == ItemType::alias ? f_previous : f_none;
      return f_none;
    case ItemType::rating:
      if (k == "metric") return f_metric;
      if (k == "value") return f_value;
      if (k == "expectation") return f_expectation;
      if (k == "comment") return f_text;
      break;
    case ItemType::feedback:
      if (k == "text") return f_text;
      if (k == "rating") return f_value;
      if (k == "metric") return f_metric;
      break;
  }
  if (k == "id") return f_id;
  if (k == "customer") return f_user;
  if (k == "touchpoint") return f_touchpoint;
  if (k == "journey") return f_journey;
  if (k == "scale") return f_scale;
  if (k == "at") return f_at;
  if (k == "episode") return f_episode;
  if (k == "channel") return f_channel;
  if (k == "attributes") return f_attributes;
  return f_none;
}

std::string_view viewed(ItemType type) { return type == ItemType::page ? "Page Viewed" : "Screen Viewed"; }

}  // namespace

std::optional<ItemType> type_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kTypeNames); ++i)
    if (kTypeNames[i] == name) return static_cast<ItemType>(i);
  return std::nullopt;
}

std::optional<engine::Scale> default_scale(std::string_view metric) {
  if (metric == "nps") return engine::Scale{0, 10, 7.5, true};
  if (metric == "csat") return engine::Scale{1, 5, 3, true};
  if (metric == "ces") return engine::Scale{1, 7, 4, true};
  return std::nullopt;
}

void Flat::clear() {
  list.clear();
  block = used = 0;
  while (blocks.size() > 4) blocks.pop_back();
}
std::optional<std::string_view> Flat::find(std::string_view key) const {
  for (auto it = list.rbegin(); it != list.rend(); ++it)
    if (it->key == key) return it->value;
  return std::nullopt;
}
char* Flat::room(std::size_t n) {
  // Values are bounded by kMaxItemBytes, so a larger one only comes from trusted lines and gets a block of its own.
  if (n > kBlock) {
    blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(std::min(block, blocks.size())), std::make_unique<char[]>(n));
    ++block;
    return blocks[block - 1].get();
  }
  if (block >= blocks.size() || used + n > kBlock) {
    if (block < blocks.size() && used > 0) ++block;
    while (block >= blocks.size()) blocks.push_back(std::make_unique<char[]>(kBlock));
    used = 0;
  }
  char* p = blocks[block].get() + used;
  used += n;
  return p;
}

struct ItemReader::State {
  dom::parser parser;
  Item item;
  std::size_t next_number = 0;

  void reset() {
    item.type = ItemType::track;
    item.has_type = false;
    item.id = item.user = item.anonymous = item.previous = item.event = {};
    item.journey = item.touchpoint = item.metric = item.text = item.channel = item.episode = {};
    item.at.reset();
    item.received = 0;
    item.value.reset();
    item.expectation.reset();
    item.scale.reset();
    item.attributes.clear();
    item.context.clear();
    next_number = 0;
  }

  std::optional<FieldError> text(std::string_view field, dom::element v, std::size_t max, std::string_view& out) {
    if (v.is_null()) return std::nullopt;
    std::string_view s;
    if (v.get_string().get(s) != simdjson::SUCCESS) return broken(field, "expected_string");
    if (s.size() > max) return too_long(std::string(field), max);
    if (std::memchr(s.data(), 0, s.size()) != nullptr) return broken(field, "nul_byte");
    out = s;
    return std::nullopt;
  }
  /// Ids may be sent as integers.
  std::optional<FieldError> id(std::string_view field, dom::element v, std::string_view& out) {
    std::int64_t n = 0;
    if (v.is_int64() && v.get_int64().get(n) == simdjson::SUCCESS && next_number < item.numbers.size()) {
      auto& room = item.numbers[next_number++];
      out = {room.data(), static_cast<std::size_t>(std::to_chars(room.data(), room.data() + room.size(), n).ptr - room.data())};
      return std::nullopt;
    }
    return text(field, v, kMaxIdBytes, out);
  }
  std::optional<FieldError> number(std::string_view field, dom::element v, std::optional<double>& out) {
    if (v.is_null()) return std::nullopt;
    double n = 0;
    if (v.get_double().get(n) != simdjson::SUCCESS) return broken(field, "expected_number");
    if (!std::isfinite(n)) return broken(field, "expected_number");
    out = n;
    return std::nullopt;
  }
  std::optional<FieldError> time(std::string_view field, dom::element v, std::optional<std::int64_t>& out) {
    if (v.is_null()) return std::nullopt;
    if (double ms = 0; v.get_double().get(ms) == simdjson::SUCCESS) {
      // Far outside what the clock check lets through; keeps the conversion defined.
      if (!(std::abs(ms) < 1e17)) return broken(field, "bad_timestamp");
      out = static_cast<std::int64_t>(ms);
      return std::nullopt;
    }
    std::string_view s;
    if (v.get_string().get(s) != simdjson::SUCCESS) return broken(field, "bad_timestamp");
    if (const auto t = calendar::parse_rfc3339(s)) {
      out = to_ms(*t);
      return std::nullopt;
    }
    const auto local = calendar::parse_time(s, {}, {});
    return broken(field, local && !local->had_offset ? "time_without_zone" : "bad_timestamp");
  }
  std::optional<FieldError> scale(dom::element v) {
    if (v.is_null()) return std::nullopt;
    dom::object o;
    if (v.get_object().get(o) != simdjson::SUCCESS) return broken("scale", "expected_object");
    std::optional<double> min, max, neutral;
    std::string_view direction = "up";
    for (const auto [key, part] : o) {
      std::optional<FieldError> e;
      if (key == "min") e = number("scale.min", part, min);
      else if (key == "max") e = number("scale.max", part, max);
      else if (key == "neutral") e = number("scale.neutral", part, neutral);
      else if (key == "direction") e = text("scale.direction", part, 10, direction);
      else e = FieldError{"scale." + std::string(key.substr(0, 100)), "unknown_field", {}};
      if (e) return e;
    }
    if (!min) return broken("scale.min", "required");
    if (!max) return broken("scale.max", "required");
    if (direction != "up" && direction != "down") return FieldError{"scale.direction", "not_one_of", {{"allowed", "up, down"}}};
    engine::Scale s{*min, *max, neutral ? *neutral : (*min + *max) / 2, direction == "up"};
    if (!neutral && item.metric == "nps" && s.min == 0 && s.max == 10) s.neutral = 7.5;
    if (!engine::valid(s)) return broken("scale", "scale_order");
    item.scale = s;
    return std::nullopt;
  }
  std::optional<FieldError> flat(std::string_view field, dom::element v, Flat& out, bool strict) {
    if (v.is_null()) return std::nullopt;
    dom::object o;
    if (v.get_object().get(o) != simdjson::SUCCESS) return broken(field, "expected_object");
    return Flattener(out, strict).run(field, o);
  }

  std::optional<FieldError> member(std::string_view key, dom::element v, bool strict) {
    switch (field_of(item.type, key)) {
      case f_none:
      case f_type: return std::nullopt;
      case f_id: return id(key, v, item.id);
      case f_user: return id(key, v, item.user);
      case f_anonymous: return id(key, v, item.anonymous);
      case f_previous: return id(key, v, item.previous);
      case f_event: return text(key, v, kMaxEventBytes, item.event);
      case f_name: {
        std::string_view name;
        if (auto e = text(key, v, kMaxEventBytes, name)) return e;
        if (!name.empty()) item.attributes.list.push_back({"name", name});
        return std::nullopt;
      }
      case f_at: return time(key, v, item.at);
      case f_properties:
      case f_traits:
      case f_attributes: return flat(key, v, item.attributes, strict);
      case f_context: return flat(key, v, item.context, strict);
      case f_received: {
        std::optional<std::int64_t> at;
        if (!time(key, v, at) && at) item.received = *at;
        return std::nullopt;
      }
      case f_journey: return text(key, v, kMaxKeyBytes, item.journey);
      case f_touchpoint: return text(key, v, 2 * kMaxKeyBytes, item.touchpoint);
      case f_metric: return text(key, v, kMaxKeyBytes, item.metric);
      case f_value: return number(key, v, item.value);
      case f_expectation: return number(key, v, item.expectation);
      case f_scale: return std::nullopt;  // after the metric, see read
      case f_text: return text(key, v, kMaxTextBytes, item.text);
      case f_channel: return text(key, v, kMaxKeyBytes, item.channel);
      case f_episode: return id(key, v, item.episode);
    }
    return std::nullopt;
  }

  std::optional<FieldError> required() const {
    const auto missing = [](std::string_view field) { return broken(field, "required"); };
    switch (item.type) {
      case ItemType::track:
        if (item.event.empty()) return missing("event");
        break;
      case ItemType::alias:
        if (item.user.empty()) return missing("userId");
        if (item.previous.empty()) return missing("previousId");
        break;
      case ItemType::rating:
        if (item.metric.empty()) return missing("metric");
        if (!item.value) return missing("value");
        return scores("value");
      case ItemType::feedback:
        if (item.text.empty()) return missing("text");
        return scores("rating");
      default: break;
    }
    if (item.user.empty() && item.anonymous.empty()) return missing("userId");
    return std::nullopt;
  }
  /// Scores must lie on the scale, and the scale must be known.
  std::optional<FieldError> scores(std::string_view field) const {
    if (!item.value && !item.expectation) return std::nullopt;
    const auto s = item.scale ? item.scale : default_scale(item.metric);
    if (!s) return broken("scale", "required");
    const auto outside = [&](std::string_view name, const std::optional<double>& v) -> std::optional<FieldError> {
      if (!v || engine::contains(*s, *v)) return std::nullopt;
      char lo[32], hi[32];
      return FieldError{std::string(name), "out_of_range",
                        {{"min", {lo, std::to_chars(lo, lo + 32, s->min).ptr}}, {"max", {hi, std::to_chars(hi, hi + 32, s->max).ptr}}}};
    };
    if (auto e = outside(field, item.value)) return e;
    return outside("expectation", item.expectation);
  }

  /// Fills `item` as far as it can. Canonical lines (not strict) passed intake once, so a rule that has become
  /// stricter since must not lose them: broken members are skipped.
  std::optional<FieldError> read(std::string_view json, std::string_view default_type, bool strict) {
    reset();
    dom::element root;
    const auto code = parser.parse(reinterpret_cast<const std::uint8_t*>(json.data()), json.size(), false).get(root);
    if (code == simdjson::UTF8_ERROR) return broken("", "invalid_utf8");
    if (code != simdjson::SUCCESS) return broken("", "bad_json");
    dom::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS) return broken("", "expected_object");
    std::string_view type = default_type;
    for (const auto [key, value] : object) {
      if (key != "type" || value.is_null()) continue;
      if (value.get_string().get(type) != simdjson::SUCCESS) return broken("type", "expected_string");
      item.has_type = true;
    }
    if (type.empty()) return broken("type", "required");
    const auto known = type_of(type);
    if (!known) return FieldError{"type", "not_one_of", {{"allowed", "track, identify, alias, page, screen, rating, feedback"}}};
    item.type = *known;
    if (*known == ItemType::page || *known == ItemType::screen) item.event = viewed(*known);
    dom::element scale_element;
    bool has_scale = false;
    for (const auto [key, value] : object) {
      if (key == "scale") {
        scale_element = value;
        has_scale = true;
      }
      if (auto e = member(key, value, strict); e && strict) return e;
    }
    if (has_scale && (item.type == ItemType::rating || item.type == ItemType::feedback))
      if (auto e = scale(scale_element); e && strict) return e;
    return strict ? required() : std::nullopt;
  }
};

ItemReader::ItemReader() : state_(std::make_unique<State>()) {}
ItemReader::~ItemReader() = default;
ItemReader::ItemReader(ItemReader&&) noexcept = default;
Item& ItemReader::item() { return state_->item; }

std::optional<FieldError> ItemReader::read(std::string_view json, std::string_view default_type) {
  if (json.size() > kMaxItemBytes) return FieldError{"", "too_large", {{"max", std::to_string(kMaxItemBytes)}}};
  return state_->read(json, default_type, true);
}
bool ItemReader::read_canonical(std::string_view line) { return !state_->read(line, {}, false).has_value(); }

}  // namespace peakend::ingest
