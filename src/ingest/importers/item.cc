#include "ingest/importers/item.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/calendar.h"
#include "base/id.h"

namespace peakend::importers {
namespace {

using Type = ItemSpec::Type;

/// Writes members of one JSON object, values straight from the record.
class Writer {
 public:
  Writer(const Record& record, std::string& out) : record_(record), out_(out) {}
  bool failed() const { return error_.has_value(); }
  const ValueError& error() const { return *error_; }

  void open(std::string_view name) {
    member(name);
    out_ += '{';
    first_ = true;
  }
  void close() {
    out_ += '}';
    first_ = false;
  }
  void text(std::string_view name, std::string_view value) {
    member(name);
    append_json_text(out_, value);
  }
  /// Absent values leave no trace.
  void value(std::string_view name, const Value& value) {
    if (failed() || !value.present()) return;
    const std::size_t before = out_.size();
    const bool first = first_;
    member(name);
    if (record_.append_json(value, out_, error_)) return;
    out_.resize(before);
    first_ = first;
  }
  void values(std::string_view name, const std::vector<NamedValue>& list, const std::vector<NamedValue>& more = {}) {
    if (list.empty() && more.empty()) return;
    open(name);
    for (const auto& v : list) value(v.name, v.value);
    for (const auto& v : more) value(v.name, v.value);
    close();
  }
  void scale(const journey::Scale& s) {
    open("scale");
    number("min", s.min), number("max", s.max), number("neutral", s.neutral);
    text("direction", s.up ? "up" : "down");
    close();
  }

 private:
  void member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    if (name.empty()) return;
    append_json_text(out_, name);
    out_ += ':';
  }
  void number(std::string_view name, double v) {
    member(name);
    fmt::format_to(std::back_inserter(out_), "{}", v);
  }
  const Record& record_;
  std::string& out_;
  std::optional<ValueError> error_;
  bool first_ = true;
};

std::optional<std::string> item_id(const FileSpec& file, const ItemSpec& item, const Record& record) {
  if (file.id.empty()) return to_hex(hash_uuid("import-item", file.name + "\x1f" + item.key, record.row_id()));
  std::string id = file.name + ":" + item.key;
  for (const Slot slot : file.id) {
    const auto v = record.get(slot);
    if (!v) return std::nullopt;
    id += id.size() == file.name.size() + 1 + item.key.size() ? ":" : "/";
    id += *v;
  }
  if (id.size() > 200) return to_hex(hash_uuid("import-item", file.name, id));
  return id;
}

/// A value that stands for "not asked", as text or as the same number.
bool not_applicable(const ItemSpec& item, const Record& record, std::string_view raw) {
  return std::any_of(item.not_applicable.begin(), item.not_applicable.end(), [&](const std::string& skip) {
    if (raw == skip) return true;
    const auto a = record.parse_number(raw), b = record.parse_number(skip);
    return a && b && *a == *b;
  });
}

void write_track(const FileSpec& file, const ItemSpec& item, Writer& w, std::string_view id, std::string_view at) {
  w.text("type", "track");
  w.text("messageId", id);
  w.value("userId", item.customer);
  w.value("anonymousId", item.anonymous);
  w.value("event", item.event);
  w.text("timestamp", at);
  auto more = promise_properties(file, item);
  const auto& property = item.episode_property;
  const bool there = std::any_of(item.properties.begin(), item.properties.end(), [&](const NamedValue& n) { return n.name == property; });
  if (item.episode.present() && !property.empty() && !there) more.push_back({property, item.episode});
  w.values("properties", item.properties, more);
  auto context = item.context;
  if (item.channel.present()) context.push_back({"channel", item.channel});
  w.values("context", context);
}

void write_said(const ItemSpec& item, Writer& w, std::string_view id, std::string_view at, std::string_view journey) {
  const bool rating = item.type == Type::rating;
  w.text("type", rating ? "rating" : "feedback");
  w.text("id", id);
  w.value("customer", item.customer);
  if (!journey.empty()) w.text("journey", journey);
  w.value("touchpoint", item.touchpoint);
  if (!item.metric.empty()) w.text("metric", item.metric);
  w.value(rating ? "value" : "rating", item.value);
  if (rating) w.value("expectation", item.expectation);
  if (item.scale) w.scale(*item.scale);
  w.value(rating ? "comment" : "text", item.text);
  w.text("at", at);
  w.value("episode", item.episode);
  w.value("channel", item.channel);
  w.values("attributes", item.properties);
}

/// Whether there is anything to send, before any of it is written.
Built check(const ItemSpec& item, const Record& record, std::optional<ValueError>& error) {
  if (!record.holds(item.when)) return Built::unmet;
  const Value& content = item.type == Type::rating ? item.value : item.type == Type::feedback ? item.text : item.event;
  if (item.type == Type::identify) return Built::item;
  const auto text = record.text(content, error);
  if (error) return Built::wrong;
  if (!text || text->empty()) return Built::empty;
  return item.type == Type::rating && not_applicable(item, record, *text) ? Built::not_applicable : Built::item;
}

}  // namespace

Built build_item(const FileSpec& file, const ItemSpec& item, const Record& record, std::string_view journey, std::string& out, ValueError& error) {
  out.clear();
  std::optional<ValueError> problem;
  auto wrong = [&](ValueError e) {
    error = std::move(e);
    return Built::wrong;
  };
  const Built state = check(item, record, problem);
  if (problem) return wrong(*problem);
  if (state != Built::item) return state;
  std::string at;
  if (item.time.present()) {
    const auto time = record.time(item.time, problem);
    if (problem) return wrong(*problem);
    if (!time && item.type == Type::track) return Built::empty;
    if (!time && item.type != Type::identify) return wrong({"required", record.column_of(item.time), {}});
    if (time) at = calendar::rfc3339(*time);
  }
  const auto id = item_id(file, item, record);
  if (!id) return wrong({"id_missing", file.slots[file.id[0]], {}});
  Writer w(record, out);
  w.open({});
  if (item.type == Type::identify) {
    w.text("type", "identify");
    w.text("messageId", *id);
    w.value("userId", item.customer);
    w.value("anonymousId", item.anonymous);
    if (!at.empty()) w.text("timestamp", at);
    w.values("traits", item.properties);
  } else if (item.type == Type::track) {
    write_track(file, item, w, *id, at);
  } else {
    write_said(item, w, *id, at, journey);
  }
  w.close();
  if (w.failed()) return wrong(w.error());
  return Built::item;
}

std::string column_for(const FileSpec& file, const ItemSpec& item, const Record& record, std::string_view field) {
  for (const std::string_view group : {"properties.", "traits.", "attributes.", "context."}) {
    if (!field.starts_with(group)) continue;
    const std::string_view name = field.substr(group.size());
    for (const auto* list : {&item.properties, &item.context}) {
      for (const auto& v : *list) {
        if (v.name == name) return record.column_of(v.value);
      }
    }
    for (const auto& v : promise_properties(file, item)) {
      if (v.name == name) return record.column_of(v.value);
    }
    return std::string(name);
  }
  const std::pair<std::string_view, const Value*> places[] = {
      {"value", &item.value},       {"rating", &item.value}, {"expectation", &item.expectation}, {"comment", &item.text},
      {"text", &item.text},         {"at", &item.time},      {"timestamp", &item.time},          {"customer", &item.customer},
      {"userId", &item.customer},   {"anonymousId", &item.anonymous}, {"episode", &item.episode}, {"channel", &item.channel},
      {"touchpoint", &item.touchpoint}, {"event", &item.event}};
  for (const auto& [name, value] : places) {
    if (field == name) return record.column_of(*value);
  }
  return {};
}

}  // namespace peakend::importers
