#include "app/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace peakend::app {
namespace fs = std::filesystem;

Result<std::unique_ptr<DataDir>> DataDir::hold(const std::string& path) {
  const auto unwritable = [&](const std::string& why) {
    return tl::unexpected(Error{ErrorKind::unavailable, "data_unwritable", {}, path + ": " + why, {{"path", path}, {"why", why}}});
  };
  std::error_code ec;
  if (!fs::exists(path, ec)) {
    if (!fs::create_directories(path, ec)) return unwritable(ec.message());
    fs::permissions(path, fs::perms::owner_all, ec);
  }
  const int fd = ::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return unwritable(std::strerror(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    char pid[32] = {};
    const auto n = ::read(fd, pid, sizeof pid - 1);
    ::close(fd);
    std::string who(pid, n > 0 ? static_cast<std::size_t>(n) : 0);
    while (!who.empty() && (who.back() < '0' || who.back() > '9')) who.pop_back();
    return tl::unexpected(Error{ErrorKind::conflict, "data_in_use", {}, path, {{"path", path}, {"pid", who.empty() ? "?" : who}}});
  }
  const auto pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) {
    const std::string why = std::strerror(errno);
    ::close(fd);
    return unwritable(why);
  }
  for (const char* part : {"/tmp", "/imports", "/backups"}) {
    fs::create_directory(path + part, ec);
    if (ec) return ::close(fd), unwritable(ec.message());
  }
  for (const auto& left : fs::directory_iterator(path + "/tmp", ec)) {
    std::error_code ignored;
    fs::remove_all(left.path(), ignored);
  }
  return std::unique_ptr<DataDir>(new DataDir(fd));
}

DataDir::~DataDir() { ::close(fd_); }

}  // namespace peakend::app
