#pragma once
// Just enough of the tar format (ustar with base-256 sizes) for a backup in one file. One writer or reader a thread.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::app {

/// Takes the bytes of one file piece by piece.
using TakeBytes = std::function<Result<void>(std::string_view)>;

class TarWriter {
 public:
  virtual ~TarWriter() = default;
  /// Appends a file; `name` at most 100 bytes. `source` must give exactly `size` bytes.
  virtual Result<void> add(const std::string& name, std::int64_t size, const std::function<Result<void>(const TakeBytes&)>& source) = 0;
  virtual Result<void> finish() = 0;  ///< end mark and fsync
};
Result<std::unique_ptr<TarWriter>> write_tar(const std::string& path);

/// Gives every regular file in order: `open` returns where its bytes go (null: skip them). Cut-off or damaged headers
/// are ErrorKind::invalid "backup_broken".
Result<void> read_tar(const std::string& path, const std::function<Result<TakeBytes>(const std::string& name, std::int64_t size)>& open);

}  // namespace peakend::app
