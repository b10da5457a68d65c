#include "survey_files/limesurvey/xml.h"

#include <expat.h>

#include <memory>

#include "base/utf8.h"

namespace peakend::survey_files {
namespace {

constexpr std::size_t kMaxBytes = 64u << 20, kMaxRows = 500'000, kMaxFields = 5'000, kMaxField = 200'000, kMaxText = 256u << 20;

class Reading {
 public:
  Result<LsDocument> run(std::string_view xml) {
    if (xml.size() > kMaxBytes) return fail(ErrorKind::too_large, "table_too_large");
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
    if (!parser) return fail(ErrorKind::internal, "internal", "XML_ParserCreate");
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_, [](void* self, const char* tag, const char**) { static_cast<Reading*>(self)->open(tag); },
        [](void* self, const char*) { static_cast<Reading*>(self)->close(); });
    XML_SetCharacterDataHandler(parser_, [](void* self, const char* s, int n) { static_cast<Reading*>(self)->words({s, static_cast<std::size_t>(n)}); });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const char*, const char*, const char*, int) { static_cast<Reading*>(self)->stop("xml_dtd"); });
    const auto status = XML_Parse(parser_, xml.data(), static_cast<int>(xml.size()), 1);
    if (status == XML_STATUS_OK) return std::move(out_);
    Error e{ErrorKind::malformed, "xml_broken", {}, XML_ErrorString(XML_GetErrorCode(parser_)), {{"line", std::to_string(XML_GetCurrentLineNumber(parser_))}}};
    if (!stopped_.empty()) e.code = stopped_;
    if (stopped_ == "table_too_large") e.kind = ErrorKind::too_large;
    return tl::unexpected(std::move(e));
  }

 private:
  void stop(const char* code) {
    if (stopped_.empty()) stopped_ = code;
    XML_StopParser(parser_, XML_FALSE);
  }
  // document / table / rows / row / field
  void open(std::string_view tag) {
    if (path_.size() >= 16) return stop("xml_broken");
    path_.emplace_back(tag);
    if (path_.size() == 4 && path_[2] == "rows" && tag == "row") {
      if (++rows_ > kMaxRows) return stop("table_too_large");
      table_ = &out_.tables[path_[1]];
      table_->emplace_back();
    } else if (path_.size() == 5 && table_ != nullptr && path_[2] == "rows") {
      if (table_->back().size() >= kMaxFields) return stop("table_too_large");
      // Names that begin with a digit are written with a low line before them.
      if (tag.size() > 1 && tag[0] == '_' && tag[1] >= '0' && tag[1] <= '9') tag.remove_prefix(1);
      field_ = &table_->back()[utf8::sanitise(tag)];
      field_->clear();
    } else if (path_.size() == 2 && tag == "LimeSurveyDocType") {
      field_ = &out_.kind;
    } else if (path_.size() == 2 && tag == "DBVersion") {
      field_ = &out_.db_version;
    } else if (path_.size() == 3 && path_[1] == "languages" && tag == "language" && out_.languages.size() < 200) {
      out_.languages.emplace_back();
      field_ = &out_.languages.back();
    }
  }
  void close() {
    if (field_ != nullptr) *field_ = utf8::sanitise(*field_);
    field_ = nullptr;
    if (path_.size() == 2) table_ = nullptr;
    if (!path_.empty()) path_.pop_back();
  }
  void words(std::string_view s) {
    if (field_ == nullptr) return;
    text_ += s.size();
    if (field_->size() + s.size() > kMaxField || text_ > kMaxText) return stop("table_too_large");
    *field_ += s;
  }

  XML_Parser parser_ = nullptr;
  LsDocument out_;
  std::vector<std::string> path_;
  std::vector<LsRow>* table_ = nullptr;
  std::string* field_ = nullptr;
  std::string stopped_;
  std::size_t rows_ = 0, text_ = 0;
};

}  // namespace

const std::vector<LsRow>& LsDocument::rows(std::string_view table) const {
  static const std::vector<LsRow> none;
  const auto it = tables.find(table);
  return it == tables.end() ? none : it->second;
}
std::string_view field(const LsRow& row, std::string_view name) {
  const auto it = row.find(name);
  return it == row.end() ? std::string_view() : std::string_view(it->second);
}
Result<LsDocument> parse_limesurvey(std::string_view xml) { return Reading().run(xml); }
bool is_limesurvey(std::string_view head) { return head.substr(0, 4'000).find("<LimeSurveyDocType>") != head.npos; }

}  // namespace peakend::survey_files
