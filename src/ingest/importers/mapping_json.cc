// Strict reader of the mapping file: every broken rule is reported with its path, nothing is skipped.
#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "ingest/importers/map_reader.h"
#include "ingest/importers/mapping.h"

namespace peakend::importers {
namespace {

using namespace map_reader;

constexpr std::size_t kMaxFiles = 50, kMaxItems = 300, kMaxSlots = 1'000;

/// Reads one entry of "files".
class FileReader {
 public:
  FileReader(FileSpec& file, Errors& errors) : file_(file), errors_(errors) {}
  void read(const json::value& v, const std::string& path);

 private:
  Slot slot(std::string_view name, const std::string& path) {
    const auto it = std::find(file_.slots.begin(), file_.slots.end(), name);
    if (it != file_.slots.end()) return static_cast<Slot>(it - file_.slots.begin());
    if (name.empty()) errors_.add(path, "required");
    if (file_.slots.size() >= kMaxSlots) {
      errors_.add(path, "too_many", {{"max", std::to_string(kMaxSlots)}});
      return 0;
    }
    file_.slots.emplace_back(name);
    return file_.slots.size() - 1;
  }
  Value column(std::string_view name, const std::string& path, Cast as) {
    Value v;
    v.kind = Value::Kind::column;
    v.slots = {slot(name, path)};
    v.as = as;
    return v;
  }
  Value value(const json::value& v, const std::string& path, Cast as = Cast::text);
  Value value(Obj& o, std::string_view name, Cast as = Cast::text, bool required = false) {
    const auto* v = o.take(name);
    if (v) return value(*v, o.at(name), as);
    if (required && o.ok()) errors_.add(o.at(name), "required");
    return {};
  }
  void read_pattern(Value& out, std::string_view text, const std::string& path);
  void read_map(Value& out, Obj& o);
  calendar::TimeFormat time_format(const std::string& text, const std::string& path) {
    auto format = calendar::parse_time_format(text);
    if (format) return *format;
    errors_.add(path, format.error().code, format.error().params);
    return {};
  }
  std::vector<NamedValue> named(Obj& o, std::string_view name);
  std::vector<MapCondition> conditions(Obj& o, std::string_view name);
  void read_options(Obj& o);
  void read_dedupe(Obj& o);
  void read_lookups(Obj& o);
  void read_item(const json::value& v, const std::string& path);
  void read_rating(Obj& o, ItemSpec& item);
  void read_promise(Obj& o, ItemSpec& item);
  void default_key(ItemSpec& item);

  FileSpec& file_;
  Errors& errors_;
  Value customer_, anonymous_, episode_, time_, channel_;
  std::vector<NamedValue> attributes_;
};

void FileReader::read_pattern(Value& out, std::string_view text, const std::string& path) {
  out.kind = Value::Kind::pattern;
  out.literals.emplace_back();
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out.literals.back() += text.substr(0, open);
    if (open == text.npos) return;
    const std::size_t close = text.find('}', open);
    if (close == text.npos) {
      errors_.add(path, "unclosed_brace");
      return;
    }
    out.slots.push_back(slot(text.substr(open + 1, close - open - 1), path));
    out.literals.emplace_back();
    text.remove_prefix(close + 1);
  }
}

void FileReader::read_map(Value& out, Obj& o) {
  const auto* map = o.take("map");
  const auto* otherwise = o.take("otherwise");
  if (otherwise) {
    if (is_scalar(*otherwise)) out.otherwise = scalar_text(*otherwise);
    else errors_.add(o.at("otherwise"), "expected_scalar");
  }
  if (!map) return;
  if (!map->is_object()) {
    errors_.add(o.at("map"), "expected_object");
    return;
  }
  for (const auto& member : map->get_object()) {
    if (is_scalar(member.value())) out.map.emplace_back(member.key(), scalar_text(member.value()));
    else errors_.add(under(o.at("map"), std::string_view(member.key())), "expected_scalar");
  }
  std::sort(out.map.begin(), out.map.end());
  out.closed = !out.otherwise && !o.flag("open", false);
}

/// "column", or {"column" | "value" | "text" | "join": ..., "map", "otherwise", "as", "format"}.
Value FileReader::value(const json::value& v, const std::string& path, Cast as) {
  if (v.is_string()) return column(v.get_string(), path, as);
  Obj o(v, path, errors_);
  Value out;
  const auto* constant = o.take("value");
  const std::string name = o.text("column"), pattern = o.text("text", false, 2'000);
  const auto join = o.list("join");
  if (o.ok() && (constant != nullptr) + !name.empty() + !pattern.empty() + !join.empty() != 1) {
    errors_.add(path, "one_source_needed");
  }
  out.as = as;
  if (constant) {
    out.kind = Value::Kind::constant;
    if (is_scalar(*constant)) out.text = scalar_text(*constant);
    else errors_.add(o.at("value"), "expected_scalar");
    if (constant->is_number()) out.as = Cast::number;
    if (constant->is_bool()) out.as = Cast::boolean;
  } else if (!name.empty()) {
    out = column(name, o.at("column"), as);
  } else if (!pattern.empty()) {
    read_pattern(out, pattern, o.at("text"));
  } else if (!join.empty()) {
    out.kind = Value::Kind::join;
    for (const auto& [element, where] : join) {
      if (element->is_string()) out.slots.push_back(slot(element->get_string(), where));
      else errors_.add(where, "expected_string");
    }
    const auto* with = o.take("with");
    out.text = with && with->is_string() ? std::string(with->get_string()) : "\n";
  }
  read_map(out, o);
  const std::string cast = o.word("as", {"text", "number", "boolean", "time", "date"}, "");
  constexpr std::string_view casts[] = {"text", "number", "boolean", "time", "date"};
  if (!cast.empty()) out.as = static_cast<Cast>(std::find(std::begin(casts), std::end(casts), cast) - std::begin(casts));
  const std::string format = o.text("format");
  if (!format.empty()) out.format = time_format(format, o.at("format"));
  out.hash = o.flag("hash", false);
  o.done();
  return out;
}

/// {"name": value, ...} or ["column", ...].
std::vector<NamedValue> FileReader::named(Obj& o, std::string_view name) {
  std::vector<NamedValue> out;
  const auto* v = o.take(name);
  if (!v) return out;
  if (v->is_array()) {
    std::size_t i = 0;
    for (const auto& element : v->get_array()) {
      const std::string path = fmt::format("{}[{}]", o.at(name), i++);
      if (element.is_string()) out.push_back({std::string(element.get_string()), column(element.get_string(), path, Cast::text)});
      else errors_.add(path, "expected_string");
    }
  } else if (v->is_object()) {
    for (const auto& member : v->get_object()) {
      out.push_back({std::string(member.key()), value(member.value(), under(o.at(name), std::string_view(member.key())))});
    }
  } else {
    errors_.add(o.at(name), "expected_object");
  }
  return out;
}

std::vector<MapCondition> FileReader::conditions(Obj& o, std::string_view name) {
  std::vector<MapCondition> out;
  for (const auto& [v, path] : o.list(name)) {
    Obj c(*v, path, errors_);
    MapCondition condition;
    condition.slot = slot(c.text("column", true), c.at("column"));
    condition.op = c.word("op", {"eq", "ne", "in", "not_in", "exists", "absent", "lt", "gt", "contains"}, "eq");
    condition.values = c.scalars("values");
    for (auto& one : c.scalars("value")) condition.values.push_back(std::move(one));
    const bool needs = condition.op != "exists" && condition.op != "absent";
    if (c.ok() && needs && condition.values.empty()) errors_.add(c.at("value"), "required");
    c.done();
    out.push_back(std::move(condition));
  }
  return out;
}

void FileReader::read_options(Obj& o) {
  file_.name = o.text("name", true, 60);
  file_.match = o.scalars("match");
  file_.required = o.flag("required", false);
  file_.read.format = o.text("format");
  if (file_.read.format.empty()) file_.read.format = "auto";
  if (file_.read.format != "auto" && !find_format(file_.read.format)) {
    std::vector<std::string_view> names{"auto"};
    for (const Format& f : formats()) names.push_back(f.name);
    errors_.add(o.at("format"), "not_one_of", {{"allowed", fmt::format("{}", fmt::join(names, ", "))}});
  }
  const std::string encoding = o.text("encoding");
  if (!encoding.empty() && encoding != "auto") {
    file_.read.encoding = encoding;
    if (auto e = parse_encoding(encoding); !e) errors_.add(o.at("encoding"), e.error().code, e.error().params);
  }
  file_.read.separator = o.text("separator", false, 1);
  file_.read.header = o.flag("header", true);
  const double skip = o.number("skip_lines").value_or(0);
  if (skip < 0 || skip > 1'000) errors_.add(o.at("skip_lines"), "out_of_range", {{"min", "0"}, {"max", "1000"}});
  else file_.read.skip_lines = static_cast<std::int64_t>(skip);
  const std::string zone = o.text("zone");
  if (!zone.empty()) {
    file_.zone = zone;
    if (auto z = calendar::Zone::find(zone); !z) errors_.add(o.at("zone"), z.error().code, z.error().params);
  }
  const std::string format = o.text("time_format");
  if (!format.empty()) file_.time_format = time_format(format, o.at("time_format"));
  file_.precision = o.word("precision", {"day", "hour", "minute", "second", "millisecond"}, "millisecond");
  file_.null_values = o.scalars("null");
  file_.trim = o.flag("trim", true);
  file_.decimal_comma = o.flag("decimal_comma", false);
}

void FileReader::read_dedupe(Obj& o) {
  const auto* v = o.take("dedupe");
  if (!v) return;
  Obj d(*v, o.at("dedupe"), errors_);
  DedupeSpec spec;
  for (const auto& name : d.scalars("by")) spec.by.push_back(slot(name, d.at("by")));
  for (const auto& [element, path] : d.list("order")) {
    if (element->is_string()) {
      spec.order.push_back({slot(element->get_string(), path), Cast::text});
      continue;
    }
    Obj by(*element, path, errors_);
    const std::string cast = by.word("as", {"text", "number", "time"}, "text");
    spec.order.push_back({slot(by.text("column", true), path), cast == "number" ? Cast::number : cast == "time" ? Cast::time : Cast::text});
    by.done();
  }
  spec.greatest = d.word("keep", {"latest", "earliest"}, "latest") == "latest";
  if (d.ok() && spec.by.empty()) errors_.add(d.at("by"), "required");
  d.done();
  file_.dedupe = std::move(spec);
}

void FileReader::read_lookups(Obj& o) {
  for (const auto& [v, path] : o.list("lookups")) {
    Obj l(*v, path, errors_);
    LookupSpec spec;
    spec.file = l.text("file", true);
    const std::string key = l.text("key", true);
    spec.key = slot(key, l.at("key"));
    spec.their_key = l.text("their_key");
    if (spec.their_key.empty()) spec.their_key = key;
    spec.keep_last = l.word("keep", {"first", "last"}, "first") == "last";
    spec.required = l.flag("required", false);
    const auto* columns = l.take("columns");
    if (columns && columns->is_object()) {
      for (const auto& member : columns->get_object()) {
        const std::string where = under(l.at("columns"), std::string_view(member.key()));
        if (member.value().is_string()) spec.columns.emplace_back(member.value().get_string(), slot(member.key(), where));
        else errors_.add(where, "expected_string");
      }
    } else if (columns && columns->is_array()) {
      for (const auto& element : columns->get_array()) {
        if (element.is_string()) spec.columns.emplace_back(element.get_string(), slot(element.get_string(), l.at("columns")));
        else errors_.add(l.at("columns"), "expected_string");
      }
    } else if (l.ok()) {
      errors_.add(l.at("columns"), "required");
    }
    l.done();
    file_.lookups.push_back(std::move(spec));
  }
}

void FileReader::read_promise(Obj& o, ItemSpec& item) {
  const auto* v = o.take("promise");
  if (!v) return;
  Obj p(*v, o.at("promise"), errors_);
  PromiseSpec spec;
  spec.kind = p.word("kind", {"time", "quantity"}, "time");
  const Cast cast = spec.kind == "time" ? Cast::time : Cast::number;
  spec.expected = value(p, "expected", cast, true);
  spec.since = value(p, "since", cast);
  const auto* actual = p.take("actual");
  spec.made_here = p.flag("made_here", false);
  if (actual && !(actual->is_string() && actual->get_string() == "@time")) {
    spec.actual = value(*actual, p.at("actual"), cast);
    spec.actual_is_time = false;
  }
  spec.actual_is_time = spec.actual_is_time && !spec.made_here;
  if (spec.kind == "quantity" && spec.actual_is_time && p.ok()) errors_.add(p.at("actual"), "required");
  spec.polarity = p.word("polarity", {"less", "more"}, "less");
  spec.rule = p.word("rule", {"timestamp", "calendar_day"}, "timestamp");
  spec.unit = p.text("unit");
  if (spec.unit.empty()) spec.unit = "day";
  spec.outcome_touchpoint = p.text("outcome_touchpoint");
  p.done();
  item.promise = std::move(spec);
}

void FileReader::read_rating(Obj& o, ItemSpec& item) {
  item.metric = o.text("metric", item.type == ItemSpec::Type::rating, 60);
  item.value = value(o, "value", Cast::number, item.type == ItemSpec::Type::rating);
  item.expectation = value(o, "expectation", Cast::number);
  item.not_applicable = o.scalars("not_applicable");
  const auto* v = o.take("scale");
  if (!v) return;
  Obj s(*v, o.at("scale"), errors_);
  journey::Scale scale;
  const auto min = s.number("min"), max = s.number("max"), neutral = s.number("neutral");
  if (s.ok() && !min) errors_.add(s.at("min"), "required");
  if (s.ok() && !max) errors_.add(s.at("max"), "required");
  scale.min = min.value_or(0);
  scale.max = max.value_or(10);
  scale.neutral = neutral.value_or((scale.min + scale.max) / 2);
  scale.up = s.word("direction", {"up", "down"}, "up") == "up";
  if (!(scale.min < scale.neutral && scale.neutral < scale.max)) errors_.add(s.path(), "scale_order");
  s.done();
  item.scale = scale;
}

/// The parts that tell one item of a file from the others.
void FileReader::default_key(ItemSpec& item) {
  constexpr std::string_view names[] = {"track", "identify", "rating", "feedback"};
  const auto of = [&](const Value& v) {
    if (v.kind == Value::Kind::constant) return v.text;
    return v.slots.empty() ? std::string{} : file_.slots[v.slots[0]];
  };
  item.key = names[static_cast<int>(item.type)];
  if (item.type == ItemSpec::Type::rating) item.key += ":" + item.metric;
  const Value& main = item.type == ItemSpec::Type::track ? item.event : item.type == ItemSpec::Type::rating ? item.value : item.text;
  if (main.present()) item.key += ":" + of(main);
  item.key.resize(utf8::prefix(item.key, 100).size());
}

void FileReader::read_item(const json::value& v, const std::string& path) {
  using Type = ItemSpec::Type;
  Obj o(v, path, errors_);
  ItemSpec item;
  item.path = path;
  const std::string type = o.word("type", {"track", "identify", "rating", "feedback"}, "track");
  item.type = type == "track" ? Type::track : type == "identify" ? Type::identify : type == "rating" ? Type::rating : Type::feedback;
  item.key = o.text("key", false, 100);
  item.when = conditions(o, "when");
  auto inherit = [&](Value& into, std::string_view name, const Value& from, Cast as = Cast::text) {
    into = value(o, name, as);
    if (!into.present()) into = from;
  };
  inherit(item.customer, "customer", customer_);
  inherit(item.anonymous, "anonymous", anonymous_);
  inherit(item.episode, "episode", episode_);
  inherit(item.time, "time", time_, Cast::time);
  inherit(item.channel, "channel", channel_);
  item.properties = attributes_;
  const std::string_view extras = item.type == Type::track ? "properties" : item.type == Type::identify ? "traits" : "attributes";
  for (auto& extra : named(o, extras)) {
    const auto same = std::find_if(item.properties.begin(), item.properties.end(), [&](const NamedValue& n) { return n.name == extra.name; });
    if (same != item.properties.end()) *same = std::move(extra);
    else item.properties.push_back(std::move(extra));
  }
  if (item.type == Type::track) {
    const auto* event = o.take("event");
    if (event && event->is_string()) item.event.kind = Value::Kind::constant, item.event.text = std::string(event->get_string());
    else if (event) item.event = value(*event, o.at("event"));
    else errors_.add(o.at("event"), "required");
    item.context = named(o, "context");
    item.rule_touchpoint = o.text("touchpoint", false, 200);
    item.episode_property = o.text("episode_property", false, 100);
    if (item.episode_property.empty() && item.episode.present()) {
      const bool plain = item.episode.kind == Value::Kind::column;
      item.episode_property = plain ? file_.slots[item.episode.slots[0]] : "episode";
    }
    read_promise(o, item);
  } else if (item.type != Type::identify) {
    const auto* touchpoint = o.take("touchpoint");
    if (touchpoint && touchpoint->is_string()) {
      item.touchpoint.kind = Value::Kind::constant, item.touchpoint.text = std::string(touchpoint->get_string());
    } else if (touchpoint) {
      item.touchpoint = value(*touchpoint, o.at("touchpoint"));
    }
    const bool feedback = item.type == Type::feedback;
    item.text = value(o, feedback ? "text" : "comment", Cast::text, feedback);
    read_rating(o, item);
  }
  if (o.ok() && !item.time.present() && item.type != Type::identify) errors_.add(o.at("time"), "required");
  item.time.as = Cast::time;
  o.done();
  if (item.key.empty()) default_key(item);
  const bool taken = std::any_of(file_.items.begin(), file_.items.end(), [&](const ItemSpec& i) { return i.key == item.key; });
  if (taken) errors_.add(o.at("key"), "duplicate_key", {{"key", item.key}});
  file_.items.push_back(std::move(item));
}

void FileReader::read(const json::value& v, const std::string& path) {
  Obj o(v, path, errors_);
  if (!o.ok()) return;
  read_options(o);
  read_lookups(o);
  file_.where = conditions(o, "where");
  for (const auto& name : o.scalars("id")) file_.id.push_back(slot(name, o.at("id")));
  read_dedupe(o);
  customer_ = value(o, "customer");
  anonymous_ = value(o, "anonymous");
  episode_ = value(o, "episode");
  time_ = value(o, "time", Cast::time);
  channel_ = value(o, "channel");
  attributes_ = named(o, "attributes");
  const auto items = o.list("items");
  if (items.size() > kMaxItems) errors_.add(o.at("items"), "too_many", {{"max", std::to_string(kMaxItems)}});
  for (std::size_t i = 0; i < std::min(items.size(), kMaxItems); ++i) read_item(*items[i].first, items[i].second);
  o.done();
}

std::optional<JourneySpec> read_journey(Obj& o) {
  const auto* v = o.take("journey");
  if (!v) return std::nullopt;
  JourneySpec spec;
  if (v->is_string()) {
    spec.key = std::string(v->get_string());
    return spec;
  }
  Obj j(*v, o.at("journey"), o.errors());
  if (!j.ok()) return std::nullopt;
  if (v->get_object().contains("template")) {
    spec.kind = JourneySpec::Kind::from_template;
    spec.template_key = j.text("template", true);
    spec.key = j.text("key");
    if (spec.key.empty()) spec.key = spec.template_key;
    j.done();
    return spec;
  }
  spec.kind = JourneySpec::Kind::inlined;
  spec.key = j.text("key", true);
  spec.json = json::serialize(*v);
  auto parsed = journey::parse_journey(spec.json);
  if (!parsed) {
    for (auto& field : parsed.error().fields) j.errors().add(under(j.path(), field.field), field.code, field.params);
    if (parsed.error().fields.empty()) j.errors().add(j.path(), parsed.error().code);
  }
  return spec;
}

/// Rules between files: names unique, lookups lead to files, no file looks itself up in a circle.
void check_files(const Mapping& map, Errors& errors) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < map.files.size(); ++i) {
    const FileSpec& file = map.files[i];
    const std::string path = fmt::format("files[{}]", i);
    if (!file.name.empty() && !names.insert(file.name).second) errors.add(under(path, "name"), "duplicate_key", {{"key", file.name}});
    if (map.files.size() > 1 && file.match.empty()) errors.add(under(path, "match"), "required");
    for (std::size_t k = 0; k < file.lookups.size(); ++k) {
      const auto& lookup = file.lookups[k];
      const auto other = std::find_if(map.files.begin(), map.files.end(), [&](const FileSpec& f) { return f.name == lookup.file; });
      const std::string where = fmt::format("{}.lookups[{}].file", path, k);
      if (other == map.files.end()) errors.add(where, "no_such_file", {{"file", lookup.file}});
      else if (&*other == &file) errors.add(where, "lookup_in_itself");
    }
  }
}

}  // namespace

Result<Mapping> parse_mapping(std::string_view text) {
  if (text.size() > (1u << 20)) return fail(ErrorKind::too_large, "map_too_large");
  json::error_code ec;
  json::parse_options options;
  options.max_depth = 32;
  const json::value root = json::parse({text.data(), text.size()}, ec, {}, options);
  if (ec) return fail(ErrorKind::malformed, "bad_json", ec.message());
  if (!utf8::valid(text)) return fail(ErrorKind::malformed, "invalid_utf8");
  Errors errors;
  Mapping map;
  Obj o(root, {}, errors);
  map.key = o.text("key", false, 60);
  if (const auto* name = o.take("name")) {
    Obj n(*name, "name", errors);
    map.name = {n.text("zh"), n.text("en")};
    n.done();
  }
  o.text("description", false, 5'000);
  map.journey = read_journey(o);
  const auto files = o.list("files");
  if (o.ok() && files.empty()) errors.add("files", "required");
  if (files.size() > kMaxFiles) errors.add("files", "too_many", {{"max", std::to_string(kMaxFiles)}});
  for (std::size_t i = 0; i < std::min(files.size(), kMaxFiles); ++i) {
    map.files.emplace_back();
    FileReader(map.files.back(), errors).read(*files[i].first, files[i].second);
  }
  o.done();
  check_files(map, errors);
  if (errors.list.empty()) return map;
  return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(errors.list), {}, {}});
}

}  // namespace peakend::importers
