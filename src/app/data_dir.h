#pragma once
// The data directory: created on first use, held by one process at a time.
#include <memory>
#include <string>

#include "base/error.h"

namespace peakend::app {

/// While alive, no other process can hold the same directory. Not copyable.
class DataDir {
 public:
  /// Creates DIR (mode 0700) with tmp/, imports/, backups/ and takes DIR/lock; tmp/ is emptied.
  /// Held by another process: ErrorKind::conflict "data_in_use" {path, pid}. Not writable: unavailable "data_unwritable".
  static Result<std::unique_ptr<DataDir>> hold(const std::string& path);
  ~DataDir();
  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;

 private:
  explicit DataDir(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace peakend::app
