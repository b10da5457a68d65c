#pragma once
// Files written so that a crash leaves them whole or absent. One object a thread.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::app {

/// A new file (mode 0600). Errors are ErrorKind::unavailable: "disk_full" or "records_io".
class OutFile {
 public:
  static Result<OutFile> create(const std::string& path);
  OutFile(OutFile&& o) noexcept : fd_(o.fd_), path_(std::move(o.path_)) { o.fd_ = -1; }
  OutFile& operator=(OutFile&&) = delete;
  ~OutFile();
  Result<void> write(std::string_view);
  Result<void> sync();

 private:
  OutFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  int fd_;
  std::string path_;
};

/// Reads the file in pieces.
Result<void> each_piece(const std::string& path, const std::function<Result<void>(std::string_view)>& take);
Result<void> sync_file(const std::string& path);
Result<void> sync_directory(const std::string& path);
/// Renames and syncs the directory of `to`.
Result<void> rename_synced(const std::string& from, const std::string& to);

/// BLAKE2b-256 of a stream. Not thread-safe.
class Hash {
 public:
  Hash();
  void add(std::string_view);
  std::string hex();  ///< once

 private:
  alignas(64) unsigned char state_[384];
};

}  // namespace peakend::app
