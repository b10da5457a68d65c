#include "ingest/importers/jsonl.h"

#include <deque>
#include <map>

#include <fmt/format.h>
#include <simdjson.h>

namespace peakend::importers {
namespace {

namespace dom = simdjson::dom;

class JsonLines final : public RowSource {
 public:
  explicit JsonLines(std::unique_ptr<TextSource> in) : in_(std::move(in)) {}
  const std::vector<std::string>& columns() const override { return columns_; }
  std::uint64_t consumed() const override { return in_->consumed(); }
  Encoding encoding() const override { return in_->encoding(); }
  std::int64_t replaced() const override { return in_->replaced(); }

  Result<bool> next(Row& row) override {
    for (;;) {
      PK_TRY(const bool any, read_line());
      if (!any) return false;
      ++line_;
      if (text_.find_first_not_of(" \t\r") == text_.npos && !too_large_) continue;
      row.line = line_;
      row.problem = too_large_ ? "row_too_large" : flatten_line();
      row.fields.clear();
      if (row.problem.empty()) row.fields = fields_;
      return true;
    }
  }

 private:
  /// The next line into text_, without its end; a line over the limit is read past.
  Result<bool> read_line() {
    text_.clear();
    too_large_ = false;
    bool any = false;
    for (;;) {
      if (at_ == size_) {
        PK_TRY(const std::size_t n, in_->read(buffer_));
        at_ = 0, size_ = n;
        if (n == 0) return any;
      }
      any = true;
      const std::string_view rest(buffer_.data() + at_, size_ - at_);
      const std::size_t newline = rest.find('\n');
      const std::string_view part = rest.substr(0, newline);
      if (text_.size() + part.size() > kMaxRowBytes) too_large_ = true;
      if (!too_large_) text_ += part;
      at_ += newline == rest.npos ? rest.size() : newline + 1;
      if (newline != rest.npos) return true;
    }
  }

  std::string_view flatten_line() {
    fields_.assign(columns_.size(), std::string_view{});
    kept_.clear();
    dom::element root;
    dom::object object;
    if (parser_.parse(text_).get(root) != simdjson::SUCCESS || root.get(object) != simdjson::SUCCESS) return "bad_json";
    return flatten(object, std::string{}, 0);
  }

  std::string_view flatten(const dom::object& object, const std::string& prefix, int depth) {
    if (depth > 16) return "too_deep";
    for (const auto& [key, value] : object) {
      std::string name = prefix + std::string(key);
      if (value.is_object()) {
        const std::string_view problem = flatten(value.get_object().value_unsafe(), name + ".", depth + 1);
        if (!problem.empty()) return problem;
        continue;
      }
      if (value.is_null()) continue;
      auto [it, added] = index_.try_emplace(std::move(name), columns_.size());
      if (added) {
        if (columns_.size() >= kMaxColumns) {
          index_.erase(it);
          return "too_many_columns";
        }
        columns_.push_back(it->first);
        fields_.emplace_back();
      }
      fields_[it->second] = text_of(value);
    }
    return {};
  }

  std::string_view text_of(const dom::element& value) {
    switch (value.type()) {
      case dom::element_type::STRING: {
        const std::string_view s = value.get_string().value_unsafe();
        return s.data() ? s : std::string_view("");
      }
      case dom::element_type::BOOL: return value.get_bool().value_unsafe() ? "true" : "false";
      case dom::element_type::INT64: return kept_.emplace_back(fmt::format("{}", value.get_int64().value_unsafe()));
      case dom::element_type::UINT64: return kept_.emplace_back(fmt::format("{}", value.get_uint64().value_unsafe()));
      case dom::element_type::DOUBLE: return kept_.emplace_back(fmt::format("{}", value.get_double().value_unsafe()));
      default: return kept_.emplace_back(simdjson::minify(value));
    }
  }

  std::unique_ptr<TextSource> in_;
  dom::parser parser_{2 * kMaxRowBytes};
  std::vector<char> buffer_ = std::vector<char>(64 * 1024);
  std::size_t at_ = 0, size_ = 0;
  std::string text_;
  bool too_large_ = false;
  std::int64_t line_ = 0;
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::string_view> fields_;
  std::deque<std::string> kept_;
};

}  // namespace

int sniff_jsonl(std::string_view head, std::string_view file) {
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  const bool object = first != head.npos && head[first] == '{';
  if (!object) return 0;
  return file.ends_with(".jsonl") || file.ends_with(".ndjson") || file.ends_with(".json") ? 95 : 85;
}

Result<std::unique_ptr<RowSource>> open_jsonl(std::unique_ptr<TextSource> in, const ReadOptions&) {
  return std::make_unique<JsonLines>(std::move(in));
}

}  // namespace peakend::importers
