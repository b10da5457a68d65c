#include "app/files.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace peakend::app {
namespace {

tl::unexpected<Error> io_error(const std::string& what) {
  const int code = errno;
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return fail(ErrorKind::unavailable, full ? "disk_full" : "records_io", what + ": " + std::strerror(code));
}

}  // namespace

Result<OutFile> OutFile::create(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return io_error(path);
  return OutFile(fd, path);
}
OutFile::~OutFile() {
  if (fd_ >= 0) ::close(fd_);
}
Result<void> OutFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error(path_);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}
Result<void> OutFile::sync() {
  if (::fsync(fd_) != 0) return io_error(path_);
  return {};
}

Result<void> each_piece(const std::string& path, const std::function<Result<void>(std::string_view)>& take) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return tl::unexpected(Error{ErrorKind::not_found, "file_unreadable", {}, {}, {{"path", path}}});
  std::string buffer(1 << 20, '\0');
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
    PK_CHECK(take(std::string_view(buffer).substr(0, static_cast<std::size_t>(in.gcount()))));
  if (in.bad()) return fail(ErrorKind::unavailable, "records_io", "reading " + path);
  return {};
}

namespace {
Result<void> sync_path(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return io_error(path);
  const bool ok = ::fsync(fd) == 0;
  const int code = errno;
  ::close(fd);
  errno = code;
  if (!ok) return io_error(path);
  return {};
}
}  // namespace

Result<void> sync_file(const std::string& path) { return sync_path(path, O_RDONLY); }
Result<void> sync_directory(const std::string& path) { return sync_path(path, O_RDONLY | O_DIRECTORY); }

Result<void> rename_synced(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return io_error("rename " + from);
  const auto dir = std::filesystem::path(to).parent_path().string();
  return sync_directory(dir.empty() ? "." : dir);
}

Hash::Hash() {
  static_assert(sizeof(crypto_generichash_state) <= sizeof state_);
  crypto_generichash_init(reinterpret_cast<crypto_generichash_state*>(state_), nullptr, 0, 32);
}
void Hash::add(std::string_view s) {
  crypto_generichash_update(reinterpret_cast<crypto_generichash_state*>(state_),
                            reinterpret_cast<const unsigned char*>(s.data()), s.size());
}
std::string Hash::hex() {
  unsigned char out[32];
  crypto_generichash_final(reinterpret_cast<crypto_generichash_state*>(state_), out, sizeof out);
  char text[65];
  sodium_bin2hex(text, sizeof text, out, sizeof out);
  return text;
}

}  // namespace peakend::app
