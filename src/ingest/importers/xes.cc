#include "ingest/importers/xes.h"

#include <expat.h>

#include <algorithm>
#include <deque>
#include <map>

#include <fmt/format.h>

namespace peakend::importers {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxEventAttributes = 1'000;

enum class Place : std::uint8_t { log, global_trace, global_event, global_other, trace, event };

struct Attribute {
  std::size_t column = 0;
  std::string value;
};
struct Event {
  std::int64_t line = 0;
  std::string_view problem;
  std::vector<std::string> values;  ///< by column
  std::vector<bool> present;
};

std::string_view local_name(std::string_view tag) {
  const std::size_t colon = tag.rfind(':');
  return colon == tag.npos ? tag : tag.substr(colon + 1);
}

class Xes final : public RowSource {
 public:
  explicit Xes(std::unique_ptr<TextSource> in) : in_(std::move(in)), parser_(XML_ParserCreate("UTF-8")) {
    case_index_ = column("case:index");
    event_index_ = column("event:index");
    if (!parser_) return;
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_, [](void* self, const char* tag, const char** atts) { static_cast<Xes*>(self)->open_tag(local_name(tag), atts); },
        [](void* self, const char* tag) { static_cast<Xes*>(self)->close_tag(local_name(tag)); });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const char*, const char*, const char*, int) {
      static_cast<Xes*>(self)->stop("xml_dtd");
    });
  }
  Xes(const Xes&) = delete;
  Xes& operator=(const Xes&) = delete;
  ~Xes() override {
    if (parser_) XML_ParserFree(parser_);
  }
  const std::vector<std::string>& columns() const override { return columns_; }
  std::uint64_t consumed() const override { return in_->consumed(); }
  Encoding encoding() const override { return in_->encoding(); }
  std::int64_t replaced() const override { return in_->replaced(); }

  /// Reads until the first event is known, so that columns() has the usual ones.
  Result<void> start() {
    while (ready_.empty() && !ended_) PK_CHECK(feed());
    return {};
  }

  Result<bool> next(Row& row) override {
    if (shown_) ready_.pop_front();
    shown_ = false;
    while (ready_.empty() && !ended_) PK_CHECK(feed());
    if (ready_.empty()) return false;
    shown_ = true;
    const Event& event = ready_.front();
    row.line = event.line;
    row.problem = event.problem;
    row.fields.clear();
    if (!event.problem.empty()) return true;
    for (std::size_t i = 0; i < event.values.size(); ++i) {
      row.fields.push_back(event.present[i] ? std::string_view(event.values[i]) : std::string_view{});
    }
    return true;
  }

 private:
  Result<void> feed() {
    if (!parser_) return fail(ErrorKind::internal, "internal", "XML_ParserCreate");
    PK_TRY(const std::size_t n, in_->read(buffer_));
    ended_ = n == 0;
    const auto status = XML_Parse(parser_, buffer_.data(), static_cast<int>(n), ended_ ? 1 : 0);
    if (status != XML_STATUS_ERROR) return {};
    const auto line = std::to_string(XML_GetCurrentLineNumber(parser_));
    Error error{ErrorKind::malformed, "xml_broken", {}, XML_ErrorString(XML_GetErrorCode(parser_)), {{"line", line}}};
    if (!stopped_.empty()) error.code = stopped_;
    return tl::unexpected(std::move(error));
  }
  void stop(std::string_view code) {
    if (stopped_.empty()) stopped_ = code;
    XML_StopParser(parser_, XML_FALSE);
  }

  /// Number of the column of that name; SIZE_MAX when there are too many.
  std::size_t column(std::string_view name) {
    if (auto it = index_.find(name); it != index_.end()) return it->second;
    if (columns_.size() >= kMaxColumns) return SIZE_MAX;
    index_.emplace(std::string(name), columns_.size());
    columns_.emplace_back(name);
    return columns_.size() - 1;
  }

  void open_tag(std::string_view tag, const char** atts) {
    if (++depth_ > kMaxDepth) return stop("too_deep");
    if (tag == "trace") {
      place_ = Place::trace;
      trace_.clear();
      path_.clear();
      too_large_ = false;
      event_bytes_ = 0;
      ++traces_;
      events_ = 0;
    } else if (tag == "event" && place_ == Place::trace) {
      place_ = Place::event;
      if (events_ == 0) trace_too_large_ = too_large_;
      event_.clear();
      path_.clear();
      too_large_ = trace_too_large_;
      event_bytes_ = 0;
      event_line_ = static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser_));
    } else if (tag == "global") {
      std::string_view scope;
      for (; *atts; atts += 2) {
        if (std::string_view(atts[0]) == "scope") scope = atts[1];
      }
      place_ = scope == "event" ? Place::global_event : scope == "trace" ? Place::global_trace : Place::global_other;
    } else {
      attribute(tag, atts);
    }
  }

  void attribute(std::string_view tag, const char** atts) {
    std::string_view key, value;
    bool has_key = false, has_value = false;
    for (; *atts; atts += 2) {
      if (std::string_view(atts[0]) == "key") key = atts[1], has_key = true;
      if (std::string_view(atts[0]) == "value") value = atts[1], has_value = true;
    }
    path_.emplace_back(has_key ? std::string(key) : std::string{});
    if (!has_key || place_ == Place::log || place_ == Place::global_other) return;
    std::string path;
    for (const std::string& part : path_) {
      if (!path.empty() && !part.empty()) path += '/';
      path += part;
    }
    const std::string name = (place_ == Place::trace || place_ == Place::global_trace ? "case:" : "") + path;
    if (place_ != Place::trace && place_ != Place::event) {
      column(name);
      return;
    }
    if (!has_value || tag == "list" || tag == "container") return;
    const std::size_t number = column(name);
    event_bytes_ += value.size();
    auto& into = place_ == Place::event ? event_ : trace_;
    if (number == SIZE_MAX || into.size() >= kMaxEventAttributes || event_bytes_ > kMaxRowBytes) {
      too_large_ = true;
      return;
    }
    into.push_back({number, std::string(value)});
  }

  void close_tag(std::string_view tag) {
    --depth_;
    if (tag == "trace") {
      place_ = Place::log;
    } else if (tag == "event" && place_ == Place::event) {
      finish_event();
      place_ = Place::trace;
      path_.clear();
    } else if (tag == "global") {
      place_ = Place::log;
      path_.clear();
    } else if (!path_.empty()) {
      path_.pop_back();
    }
  }

  void finish_event() {
    ++events_;
    Event out;
    out.line = event_line_;
    if (too_large_) {
      out.problem = "row_too_large";
    } else {
      out.values.resize(columns_.size());
      out.present.resize(columns_.size());
      auto put = [&](std::size_t i, std::string value) {
        out.values[i] = std::move(value);
        out.present[i] = true;
      };
      for (const auto& a : trace_) put(a.column, a.value);
      for (auto& a : event_) put(a.column, std::move(a.value));
      put(case_index_, std::to_string(traces_));
      put(event_index_, std::to_string(events_));
    }
    ready_.push_back(std::move(out));
  }

  std::unique_ptr<TextSource> in_;
  XML_Parser parser_;
  std::vector<char> buffer_ = std::vector<char>(64 * 1024);
  std::deque<Event> ready_;
  bool shown_ = false, ended_ = false, too_large_ = false, trace_too_large_ = false;
  std::string stopped_;
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::size_t case_index_ = 0, event_index_ = 0, depth_ = 0, event_bytes_ = 0;
  Place place_ = Place::log;
  std::vector<std::string> path_;  ///< keys of the open attribute elements
  std::vector<Attribute> trace_, event_;
  std::int64_t traces_ = 0, events_ = 0, event_line_ = 0;
};

}  // namespace

int sniff_xes(std::string_view head, std::string_view file) {
  const bool xml = head.starts_with("<?xml") || head.find("<log") != head.npos;
  if (xml && head.find("<log") != head.npos) return 95;
  return file.ends_with(".xes") ? 90 : 0;
}

Result<std::unique_ptr<RowSource>> open_xes(std::unique_ptr<TextSource> in, const ReadOptions&) {
  auto xes = std::make_unique<Xes>(std::move(in));
  PK_CHECK(xes->start());
  return xes;
}

}  // namespace peakend::importers
