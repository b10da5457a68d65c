#include <boost/json.hpp>

#include <cstdio>

#include "base/csv_text.h"
#include "ingest/importers/run.h"

namespace peakend::importers {
namespace json = boost::json;

std::string to_json(const Summary& s) {
  json::array files, items;
  for (const auto& f : s.files) {
    files.push_back({{"path", f.path}, {"file", f.name}, {"format", f.format}, {"encoding", f.encoding}, {"rows", f.rows},
                     {"unreadable", f.unreadable}, {"filtered", f.filtered}, {"superseded", f.superseded}, {"replaced", f.replaced}});
  }
  for (const auto& i : s.items) {
    items.push_back({{"file", i.file}, {"item", i.key}, {"accepted", i.accepted}, {"duplicate", i.duplicate}, {"rejected", i.rejected},
                     {"not_applicable", i.not_applicable}, {"empty", i.empty}, {"unmet", i.unmet}});
  }
  json::object out{{"rows", s.rows}, {"accepted", s.accepted}, {"duplicate", s.duplicate}, {"rejected", s.rejected},
                   {"cancelled", s.cancelled}, {"limited", s.limited}};
  out["files"] = std::move(files);
  out["items"] = std::move(items);
  return json::serialize(out);
}

Result<std::unique_ptr<RejectFile>> RejectFile::create(const std::string& path) {
  std::FILE* f = std::fopen(path.c_str(), "wb");
  if (!f) {
    Error e{ErrorKind::unavailable, "file_unwritable", {}, {}, {{"file", path}}};
    return tl::unexpected(std::move(e));
  }
  std::fputs("file,line,column,item,code,reason,value\r\n", f);
  return std::unique_ptr<RejectFile>(new RejectFile(f));
}

RejectFile::~RejectFile() { std::fclose(file_); }

void RejectFile::add(const Reject& r, std::string_view reason) {
  if (++lines_ > 1'000'000) return;
  const std::string column = r.column.empty() ? r.why.field : r.column;
  const std::string line = csv_text(r.file) + "," + std::to_string(r.line) + "," + csv_text(column) + "," + csv_text(r.item) + "," +
                           csv_text(r.why.code) + "," + csv_text(reason) + "," + csv_text(r.value) + "\r\n";
  std::fwrite(line.data(), 1, line.size(), file_);
}

}  // namespace peakend::importers
