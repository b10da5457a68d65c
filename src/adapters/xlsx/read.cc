// The parts of a workbook that hold a table: the list of sheets, the shared texts, the formats of numbers, the first sheet.
#include <expat.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <memory>

#include "adapters/xlsx/xlsx.h"
#include "base/utf8.h"

namespace peakend::xlsx {
namespace {

using table::Cell;
using table::Type;

constexpr int kMaxDepth = 64;

/// Attributes of an element: name, value, name, value, ..., null.
std::string_view attribute(const char** atts, std::string_view name) {
  for (; *atts != nullptr; atts += 2)
    if (name == atts[0]) return atts[1];
  return {};
}
std::string_view local(std::string_view tag) {
  const auto colon = tag.rfind(':');
  return colon == tag.npos ? tag : tag.substr(colon + 1);
}

/// One XML part, as calls. A document type declaration ends the reading (no entities that grow).
class Xml {
 public:
  std::function<void(std::string_view, const char**)> open;
  std::function<void(std::string_view)> close;
  std::function<void(std::string_view)> words;
  bool too_large = false;

  Result<void> run(std::string_view bytes) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
    if (!parser) return fail(ErrorKind::internal, "internal", "XML_ParserCreate");
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const char* tag, const char** atts) {
          auto& x = *static_cast<Xml*>(self);
          if (++x.depth_ > kMaxDepth) x.stop();
          else if (x.open) x.open(local(tag), atts);
        },
        [](void* self, const char* tag) {
          auto& x = *static_cast<Xml*>(self);
          --x.depth_;
          if (x.close) x.close(local(tag));
        });
    XML_SetCharacterDataHandler(parser_, [](void* self, const char* s, int n) {
      auto& x = *static_cast<Xml*>(self);
      if (x.words) x.words({s, static_cast<std::size_t>(n)});
    });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const char*, const char*, const char*, int) { static_cast<Xml*>(self)->stop(); });
    const bool ok = bytes.size() < (1u << 30) && XML_Parse(parser_, bytes.data(), static_cast<int>(bytes.size()), 1) == XML_STATUS_OK;
    if (too_large) return fail(ErrorKind::too_large, "table_too_large");
    if (!ok) return fail(ErrorKind::malformed, "table_broken", XML_ErrorString(XML_GetErrorCode(parser_)));
    return {};
  }
  void stop() { XML_StopParser(parser_, XML_FALSE); }
  void large() {
    too_large = true;
    stop();
  }

 private:
  XML_Parser parser_ = nullptr;
  int depth_ = 0;
};

std::size_t whole(std::string_view s, std::size_t otherwise) {
  std::size_t n = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  return ec == std::errc{} && end == s.data() + s.size() ? n : otherwise;
}

/// "BC12" -> 54; SIZE_MAX when it is no address.
std::size_t column_of(std::string_view address) {
  std::size_t n = 0, i = 0;
  for (; i < address.size() && address[i] >= 'A' && address[i] <= 'Z' && i < 4; ++i) n = n * 26 + static_cast<std::size_t>(address[i] - 'A' + 1);
  return i == 0 ? SIZE_MAX : n - 1;
}

/// Does a number format show a date, a time of day, or neither? Words in quotes, brackets and after a backslash do not count.
Type type_of_format(std::string_view code) {
  bool day = false, clock = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = static_cast<char>(code[i] >= 'A' && code[i] <= 'Z' ? code[i] | 0x20 : code[i]);
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (c == '[') {
      i = std::min(code.find(']', i + 1), code.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == ';') {
      break;
    } else {
      day = day || c == 'y' || c == 'd';
      clock = clock || c == 'h' || c == 's';
    }
  }
  return !day ? Type::number : clock ? Type::instant : Type::date;
}

class Workbook {
 public:
  Workbook(std::vector<table::File> files, const table::Limits& limits) : files_(std::move(files)), limits_(limits) {}

  Result<table::Table> read() {
    PK_CHECK(sheets());
    PK_CHECK(shared());
    PK_CHECK(styles());
    PK_CHECK(cells());
    return finish();
  }

 private:
  const std::string* part(std::string_view name) const {
    for (const auto& f : files_)
      if (f.name == name) return &f.bytes;
    return nullptr;
  }
  Result<void> sheets() {
    const auto* book = part("xl/workbook.xml");
    if (book == nullptr) return fail(ErrorKind::malformed, "table_broken", "xl/workbook.xml is missing");
    std::string first;
    Xml x;
    x.open = [&](std::string_view tag, const char** atts) {
      if (tag == "workbookPr") from_1904_ = attribute(atts, "date1904") == "1" || attribute(atts, "date1904") == "true";
      if (tag != "sheet") return;
      if (first.empty()) first = attribute(atts, "r:id");
      else if (out_.left_out.size() < 100) out_.left_out.emplace_back(utf8::sanitise(attribute(atts, "name")));
    };
    PK_CHECK(x.run(*book));
    sheet_ = "xl/worksheets/sheet1.xml";
    if (const auto* relations = part("xl/_rels/workbook.xml.rels")) {
      Xml r;
      r.open = [&](std::string_view tag, const char** atts) {
        if (tag != "Relationship" || attribute(atts, "Id") != first || first.empty()) return;
        const auto target = attribute(atts, "Target");
        sheet_ = target.substr(0, 1) == "/" ? std::string(target.substr(1)) : "xl/" + std::string(target);
      };
      PK_CHECK(r.run(*relations));
    }
    return {};
  }
  Result<void> shared() {
    const auto* bytes = part("xl/sharedStrings.xml");
    if (bytes == nullptr) return {};
    bool in_text = false, phonetic = false;
    Xml x;
    x.open = [&](std::string_view tag, const char**) {
      if (tag == "si") texts_.emplace_back();
      if (tag == "rPh") phonetic = true;
      in_text = tag == "t" && !phonetic && !texts_.empty();
    };
    x.close = [&](std::string_view tag) {
      if (tag == "rPh") phonetic = false;
      if (tag == "t") in_text = false;
    };
    x.words = [&](std::string_view s) {
      if (in_text) append(texts_.back(), s, x);
    };
    return x.run(*bytes);
  }
  void append(std::string& into, std::string_view s, Xml& x) {
    if (into.size() + s.size() > limits_.cell_bytes) s = utf8::prefix(s, limits_.cell_bytes - into.size());
    text_bytes_ += s.size();
    if (text_bytes_ > limits_.text_bytes) return x.large();
    into += s;
  }
  Result<void> styles() {
    const auto* bytes = part("xl/styles.xml");
    if (bytes == nullptr) return {};
    std::map<std::size_t, Type> own;
    bool in_cells = false;
    Xml x;
    x.open = [&](std::string_view tag, const char** atts) {
      if (tag == "numFmt" && own.size() < 10'000) own[whole(attribute(atts, "numFmtId"), 0)] = type_of_format(attribute(atts, "formatCode"));
      if (tag == "cellXfs") in_cells = true;
      if (tag != "xf" || !in_cells || formats_.size() >= 100'000) return;
      const auto id = whole(attribute(atts, "numFmtId"), 0);
      const auto it = own.find(id);
      const bool date = (id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58);
      formats_.push_back(it != own.end() ? it->second : date ? Type::date : id == 22 ? Type::instant : Type::number);
    };
    x.close = [&](std::string_view tag) {
      if (tag == "cellXfs") in_cells = false;
    };
    return x.run(*bytes);
  }

  Result<void> cells() {
    const auto* bytes = part(sheet_);
    if (bytes == nullptr) return fail(ErrorKind::malformed, "table_broken", sheet_ + " is missing");
    Xml x;
    std::string value, kind;
    std::size_t column = 0, style = 0, next = 0;
    bool in_value = false;
    x.open = [&](std::string_view tag, const char** atts) {
      if (tag == "row") {
        grid_.emplace_back();
        next = 0;
        if (grid_.size() > limits_.rows + 1) x.large();
      } else if (tag == "c") {
        kind = attribute(atts, "t");
        style = whole(attribute(atts, "s"), 0);
        const auto at = column_of(attribute(atts, "r"));
        column = at == SIZE_MAX ? next : at;
        next = column + 1;
        value.clear();
        if (column >= limits_.columns) x.large();
      } else if (tag == "v" || tag == "t") {
        in_value = true;
      }
    };
    x.words = [&](std::string_view s) {
      if (in_value) append(value, s, x);
    };
    x.close = [&](std::string_view tag) {
      if (tag == "v" || tag == "t") in_value = false;
      if (tag == "c" && !grid_.empty() && !value.empty()) put(column, cell(kind, value, style), x);
    };
    return x.run(*bytes);
  }
  struct Typed {
    Cell cell;
    Type type = Type::text;
  };
  Typed cell(std::string_view kind, const std::string& value, std::size_t style) const {
    if (kind == "s") {
      const auto i = whole(value, SIZE_MAX);
      return i < texts_.size() && !texts_[i].empty() ? Typed{utf8::sanitise(texts_[i])} : Typed{};
    }
    if (kind == "b") return {std::string(value == "1" ? "true" : "false")};
    if (kind == "e") return {};
    if (kind == "str" || kind == "inlineStr" || kind == "d") return {utf8::sanitise(value)};
    double d = 0;
    const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), d);
    if (ec != std::errc{} || end != value.data() + value.size() || !std::isfinite(d)) return {utf8::sanitise(value)};
    const Type type = style < formats_.size() ? formats_[style] : Type::number;
    if (type == Type::number) return {d, type};
    const double days = d - 25'569 + (from_1904_ ? 1'462 : 0);
    if (std::abs(days) > 3e6) return {d, Type::number};
    return type == Type::date && days == std::floor(days) ? Typed{days, Type::date} : Typed{std::round(days * 86'400'000), Type::instant};
  }
  void put(std::size_t column, Typed value, Xml& x) {
    auto& row = grid_.back();
    if (row.size() <= column) {
      filled_ += column + 1 - row.size();
      if (filled_ > limits_.cells) return x.large();
      row.resize(column + 1);
    }
    row[column] = std::move(value);
  }

  /// The first row with something in it names the columns; a column is of a type when all its cells are.
  Result<table::Table> finish() {
    std::size_t head = 0;
    const auto blank = [](const std::vector<Typed>& row) { return std::all_of(row.begin(), row.end(), [](const Typed& t) { return table::empty(t.cell); }); };
    while (head < grid_.size() && blank(grid_[head])) ++head;
    if (head == grid_.size()) return std::move(out_);
    std::size_t width = 0;
    for (std::size_t r = head; r < grid_.size(); ++r) width = std::max(width, grid_[r].size());
    for (std::size_t c = 0; c < width; ++c) {
      table::Column column;
      if (c < grid_[head].size()) column.name = table::shown(grid_[head][c].cell, grid_[head][c].type);
      if (column.name.empty()) column.name = "column_" + std::to_string(c + 1);
      bool any = false, same = true, timed = false;
      Type type = Type::text;
      for (std::size_t r = head + 1; r < grid_.size(); ++r) {
        if (c >= grid_[r].size() || table::empty(grid_[r][c].cell)) continue;
        const Type t = grid_[r][c].type;
        timed = timed || t == Type::instant;
        const bool dates = (t == Type::date || t == Type::instant) && (type == Type::date || type == Type::instant);
        same = same && (!any || t == type || dates);
        type = t;
        any = true;
      }
      column.type = !same || !any ? Type::text : timed ? Type::instant : type;
      out_.columns.push_back(std::move(column));
    }
    if ((grid_.size() - head) * std::max<std::size_t>(width, 1) > limits_.cells) return fail(ErrorKind::too_large, "table_too_large");
    for (std::size_t r = head + 1; r < grid_.size(); ++r) {
      if (blank(grid_[r])) continue;
      table::Row row(width);
      for (std::size_t c = 0; c < grid_[r].size(); ++c) row[c] = as(out_.columns[c].type, std::move(grid_[r][c]));
      out_.rows.push_back(std::move(row));
    }
    return std::move(out_);
  }
  static Cell as(Type type, Typed t) {
    if (table::empty(t.cell) || t.type == type) return std::move(t.cell);
    if (type == Type::instant && t.type == Type::date) return *table::number(t.cell) * 86'400'000;
    return table::shown(t.cell, t.type);
  }

  std::vector<table::File> files_;
  const table::Limits& limits_;
  table::Table out_;
  std::string sheet_;
  bool from_1904_ = false;
  std::vector<std::string> texts_;
  std::vector<Type> formats_;
  std::vector<std::vector<Typed>> grid_;
  std::size_t text_bytes_ = 0, filled_ = 0;
};

}  // namespace

Result<table::Table> read_xlsx(std::string_view bytes, const table::Limits& limits) {
  PK_TRY(auto files, unpack(bytes, limits));
  return Workbook(std::move(files), limits).read();
}

}  // namespace peakend::xlsx
