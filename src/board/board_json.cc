#include "board/board_json.h"

#include <algorithm>

namespace peakend::board {
namespace json = boost::json;
namespace {

std::string str(const json::string& s) { return std::string(s.data(), s.size()); }

/// One object being read: every member is asked for once, the rest is unknown.
class Reader {
 public:
  Reader(const json::value& v, std::string_view at, std::vector<FieldError>& errors) : at_(at), errors_(errors) {
    if (v.is_object()) object_ = &v.get_object();
    else refuse("", "expected_object");
  }
  ~Reader() {
    if (object_ == nullptr) return;
    for (const auto& m : *object_)
      if (std::find(taken_.begin(), taken_.end(), m.key()) == taken_.end()) refuse(std::string(m.key()), "unknown_field");
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  const json::value* take(std::string_view name) {
    taken_.emplace_back(name);
    const auto* v = object_ == nullptr ? nullptr : object_->if_contains(name);
    return v == nullptr || v->is_null() ? nullptr : v;
  }
  std::string text(std::string_view name) {
    const auto* v = take(name);
    if (v == nullptr) return {};
    if (!v->is_string()) return refuse(std::string(name), "expected_string"), std::string();
    return str(v->get_string());
  }
  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> out;
    const auto* v = take(name);
    if (v == nullptr) return out;
    if (!v->is_array()) return refuse(std::string(name), "expected_array"), out;
    for (const auto& item : v->get_array()) {
      if (out.size() == 100) break;
      if (item.is_string()) out.push_back(str(item.get_string()));
      else refuse(std::string(name) + "[" + std::to_string(out.size()) + "]", "expected_string"), out.emplace_back();
    }
    return out;
  }
  bool flag(std::string_view name) {
    const auto* v = take(name);
    if (v == nullptr) return false;
    if (!v->is_bool()) return refuse(std::string(name), "expected_boolean"), false;
    return v->get_bool();
  }
  void refuse(const std::string& name, std::string code) {
    std::string field = at_ + name;
    if (name.empty() && !field.empty() && field.back() == '.') field.pop_back();
    if (errors_.size() < 100) errors_.push_back({std::move(field), std::move(code), {}});
  }

 private:
  const json::object* object_ = nullptr;
  std::vector<std::string> taken_;
  std::string at_;
  std::vector<FieldError>& errors_;
};

template <class T>
json::array list(const std::vector<T>& v) { return json::array(v.begin(), v.end()); }

constexpr std::string_view kind_text(TileKind k) { return k == TileKind::note ? "note" : "chart"; }

Tile read_tile(const json::value& v, const std::string& at, std::vector<FieldError>& errors) {
  Tile t;
  Reader r(v, at, errors);
  t.id = r.text("id");
  t.name = r.text("name");
  t.text = r.text("text");
  if (const auto kind = r.text("kind"); kind == "note") t.kind = TileKind::note;
  else if (kind != "chart" && !kind.empty()) r.refuse("kind", "unknown_value");
  if (const auto* width = r.take("width")) {
    const auto* n = width->if_int64();
    t.width = n != nullptr && (*n == 1 || *n == 2) ? static_cast<int>(*n) : 0;  // 0 is refused by settle()
  }
  if (const auto view = r.text("view"); !view.empty()) {
    if (const auto id = ViewId::parse(view)) t.view = *id;
    else r.refuse("view", "no_such_view");
  }
  if (const auto* q = r.take("question")) t.question = read_question(*q, at + "question.", errors);
  return t;
}

template <class T>
Result<T> stored(std::string_view text, T (*read)(const json::value&, std::string_view, std::vector<FieldError>&)) {
  json::error_code ec;
  const auto v = json::parse(json::string_view(text.data(), text.size()), ec);
  std::vector<FieldError> errors;
  if (!ec) {
    T out = read(v, "", errors);
    if (errors.empty()) return out;
  }
  return fail(ErrorKind::internal, "internal", "a stored view or dashboard cannot be read");
}

}  // namespace

json::object json_of(const Question& q) {
  return {{"metric", q.metric}, {"by", list(q.by)}, {"where", list(q.where)}, {"journey", q.journey},
          {"range", q.range}, {"compare", q.compare}, {"chart", q.chart}};
}
json::object json_of(const Tile& t) {
  json::object o{{"id", t.id}, {"kind", kind_text(t.kind)}, {"name", t.name}, {"width", t.width}};
  if (!t.view.is_none()) o["view"] = t.view.text();
  if (t.kind == TileKind::note) o["text"] = t.text;
  else o["question"] = json_of(t.question);
  return o;
}
std::string to_json(const Question& q) { return json::serialize(json_of(q)); }
std::string to_json(const std::vector<Tile>& tiles) {
  json::array out;
  for (const auto& t : tiles) out.push_back(json_of(t));
  return json::serialize(out);
}

Question read_question(const json::value& v, std::string_view at, std::vector<FieldError>& errors) {
  Reader r(v, at, errors);
  Question q;
  q.metric = r.text("metric");
  q.by = r.texts("by");
  q.where = r.texts("where");
  q.journey = r.text("journey");
  q.range = r.text("range");
  q.compare = r.flag("compare");
  q.chart = r.text("chart");
  return q;
}

std::vector<Tile> read_tiles(const json::value& v, std::string_view at, std::vector<FieldError>& errors) {
  std::vector<Tile> out;
  if (!v.is_array()) {
    errors.push_back({std::string(at), "expected_array", {}});
    return out;
  }
  for (const auto& item : v.get_array()) {
    if (out.size() > kMaxTiles) break;
    out.push_back(read_tile(item, std::string(at) + "[" + std::to_string(out.size()) + "].", errors));
  }
  return out;
}

Result<Question> stored_question(std::string_view text) { return stored<Question>(text, read_question); }
Result<std::vector<Tile>> stored_tiles(std::string_view text) { return stored<std::vector<Tile>>(text, read_tiles); }

}  // namespace peakend::board
