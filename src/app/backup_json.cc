#include <boost/json.hpp>
#include <date/date.h>

#include <sstream>

#include "app/backup.h"

namespace peakend::app {
namespace json = boost::json;

std::string manifest_to_json(const Manifest& m) {
  json::array files;
  for (const BackupFile& f : m.files) files.push_back({{"name", f.name}, {"bytes", f.bytes}, {"blake2b_256", f.hash}});
  return json::serialize(json::value{{"format", m.format},
                                     {"version", m.version},
                                     {"created", date::format("%FT%TZ", m.created)},
                                     {"facts_seq", m.facts_seq},
                                     {"files", std::move(files)}}) +
         "\n";
}

Result<Manifest> manifest_from_json(std::string_view text) {
  const auto broken = [] { return fail(ErrorKind::invalid, "backup_broken", "manifest.json cannot be read"); };
  boost::system::error_code ec;
  const json::value root = json::parse(json::string_view(text.data(), text.size()), ec);
  if (ec || !root.is_object()) return broken();
  try {
    Manifest m;
    m.format = static_cast<int>(root.at("format").as_int64());
    if (m.format > Manifest::kFormat) return fail(ErrorKind::conflict, "backup_from_future");
    m.version = std::string(root.at("version").as_string());
    std::istringstream created{std::string(root.at("created").as_string())};
    created >> date::parse("%FT%TZ", m.created);
    if (!created) return broken();
    m.facts_seq = root.at("facts_seq").as_int64();
    for (const json::value& f : root.at("files").as_array())
      m.files.push_back({std::string(f.at("name").as_string()), f.at("bytes").as_int64(), std::string(f.at("blake2b_256").as_string())});
    return m;
  } catch (const std::exception&) {
    return broken();
  }
}

}  // namespace peakend::app
