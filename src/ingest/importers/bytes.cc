#include "ingest/importers/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace peakend::importers {
namespace {

class FileBlob final : public Blob {
 public:
  FileBlob(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
  FileBlob(const FileBlob&) = delete;
  FileBlob& operator=(const FileBlob&) = delete;
  ~FileBlob() override { ::close(fd_); }
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t n = ::pread(fd_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(ErrorKind::unavailable, "file_unreadable", std::strerror(errno));
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

 private:
  int fd_;
  std::uint64_t size_;
};

class MemoryBlob final : public Blob {
 public:
  explicit MemoryBlob(std::string bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
    if (offset >= bytes_.size()) return std::size_t{0};
    const std::size_t n = std::min<std::size_t>(out.size(), bytes_.size() - offset);
    std::memcpy(out.data(), bytes_.data() + offset, n);
    return n;
  }

 private:
  std::string bytes_;
};

class BlobRange final : public ByteSource {
 public:
  BlobRange(std::shared_ptr<Blob> blob, std::uint64_t begin, std::uint64_t end)
      : blob_(std::move(blob)), at_(begin), end_(end) {}
  Result<std::size_t> read(std::span<char> out) override {
    const auto want = std::min<std::uint64_t>(out.size(), end_ - std::min(at_, end_));
    if (want == 0) return std::size_t{0};
    PK_TRY(const std::size_t n, blob_->read_at(at_, out.first(static_cast<std::size_t>(want))));
    at_ += n;
    return n;
  }
  std::uint64_t consumed() const override { return at_; }

 private:
  std::shared_ptr<Blob> blob_;
  std::uint64_t at_, end_;
};

}  // namespace

Result<std::shared_ptr<Blob>> open_file(const std::string& path) {
  auto unreadable = [&](const char* why) {
    Error error{ErrorKind::not_found, "file_unreadable", {}, path + ": " + why, {{"file", path}}};
    return tl::unexpected(std::move(error));
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return unreadable(std::strerror(errno));
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return unreadable("not a regular file");
  }
  return std::make_shared<FileBlob>(fd, static_cast<std::uint64_t>(info.st_size));
}

std::shared_ptr<Blob> memory_blob(std::string bytes) { return std::make_shared<MemoryBlob>(std::move(bytes)); }

std::unique_ptr<ByteSource> blob_range(std::shared_ptr<Blob> blob, std::uint64_t begin, std::uint64_t end) {
  return std::make_unique<BlobRange>(std::move(blob), begin, end);
}

}  // namespace peakend::importers
