#pragma once
// Where the bytes of an import come from: a file or memory, read through decompression and decoding.
// Everything here is a pull: constant memory whatever the size of the file. Not thread-safe.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace peakend::importers {

/// Bytes with random access (zip keeps its directory at the end).
class Blob {
 public:
  virtual ~Blob() = default;
  virtual std::uint64_t size() const = 0;
  /// Reads up to out.size() bytes at `offset`; fewer only at the end.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const = 0;
};
/// A regular file. Missing or unreadable: ErrorKind::not_found, code "file_unreadable".
Result<std::shared_ptr<Blob>> open_file(const std::string& path);
std::shared_ptr<Blob> memory_blob(std::string bytes);

/// A run of bytes, read once from the front.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills some of `out`; 0 only at the end (or for an empty span).
  virtual Result<std::size_t> read(std::span<char> out) = 0;
  /// Bytes taken so far from the blob underneath, for progress.
  virtual std::uint64_t consumed() const = 0;
};
/// Bytes [begin, end) of the blob.
std::unique_ptr<ByteSource> blob_range(std::shared_ptr<Blob>, std::uint64_t begin, std::uint64_t end);

/// What a hostile archive may cost.
struct DecodeLimits {
  std::uint64_t max_output = 1ull << 36;   ///< 64 GB of text from one file
  std::uint64_t ratio_from = 64ull << 20;  ///< after this much output ...
  std::uint64_t max_ratio = 300;           ///< ... output / input must stay below
};

/// Unpacks by magic number: gzip (also several members), zstd (also several frames), zip with one member
/// (stored or deflate, checksum checked), else the bytes as they are.
/// Errors while reading: "archive_broken", "archive_too_large", "zip_many_members", "zip_unsupported".
Result<std::unique_ptr<ByteSource>> decompress(std::shared_ptr<Blob>, const DecodeLimits& = {});

}  // namespace peakend::importers
