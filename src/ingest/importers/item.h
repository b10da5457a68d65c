#pragma once
// A row and an item of the map give one canonical item (JSON), or the reason why not. Pure.
#include <string>
#include <string_view>

#include "ingest/importers/mapping.h"
#include "ingest/importers/record.h"

namespace peakend::importers {

enum class Built : std::uint8_t {
  item,
  unmet,           ///< a "when" condition does not hold
  empty,           ///< nothing to send: no value, no text, no time of the event
  not_applicable,  ///< the value means "not asked"
  wrong,           ///< see the error
};
/// Writes the item as one line into `out` (cleared first). `journey` goes into ratings and feedback; may be empty.
Built build_item(const FileSpec&, const ItemSpec&, const Record&, std::string_view journey, std::string& out, ValueError& error);

/// The columns behind a field path that intake complains about ("value", "properties.promised_at"); "" when none.
std::string column_for(const FileSpec&, const ItemSpec&, const Record&, std::string_view field);

}  // namespace peakend::importers
