#include "facts/csv.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/csv_text.h"
#include "facts/fields.h"
#include "facts/tags_json.h"

namespace peakend::facts {
namespace {

constexpr std::array<std::string_view, 30> kColumns{
    "seq", "item", "at", "kind", "customer", "user_id", "episode", "episode_key", "journey", "touchpoint",
    "stage", "scene", "channel", "name", "metric", "message_id", "score", "valence", "cls", "breach",
    "expectation", "actual", "log_ratio", "promise", "due", "basis", "weight", "lang", "text", "tags"};
constexpr std::size_t kFlushBytes = 1 << 20;

class Line {
 public:
  explicit Line(std::string& out) : out_(out) {}
  void number(auto v) { comma(), fmt::format_to(std::back_inserter(out_), "{}", v); }
  template <class T>
  void number(const std::optional<T>& v) {
    if (v) number(*v);
    else comma();
  }
  void time(const std::optional<std::int64_t>& ms) {
    comma();
    if (ms) out_ += calendar::rfc3339(from_ms(*ms));
  }
  void text(std::string_view s) {
    comma();
    append_csv_text(out_, s);
  }

 private:
  void comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

tl::unexpected<Error> io_error(std::string_view what, const std::string& path) {
  if (errno == EEXIST) return fail(ErrorKind::conflict, "file_exists", path);
  return fail(ErrorKind::unavailable, "cannot_write_file", fmt::format("{} {}: {}", what, path, std::strerror(errno)));
}

bool write_all(int fd, std::string_view s) {
  while (!s.empty()) {
    ssize_t n = ::write(fd, s.data(), s.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    s.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

std::span<const std::string_view> export_columns() { return kColumns; }

void append_csv(std::string& out, const Fact& f) {
  Line line(out);
  line.number(f.seq), line.number(f.item), line.time(f.at), line.text(kind_text(f.kind));
  line.text(customer_text(f.customer)), line.text(f.user_id);
  line.text(f.episode.is_none() ? std::string{} : f.episode.text()), line.text(f.episode_key);
  line.text(f.journey), line.text(f.touchpoint), line.text(f.stage), line.text(f.scene), line.text(f.channel);
  line.text(f.name), line.text(f.metric), line.text(f.message_id);
  line.number(f.score);
  line.number(f.valence ? std::optional(*f.valence / 1e4) : std::nullopt);
  line.number(f.valence ? std::optional<int>(f.cls) : std::nullopt);
  line.number(f.valence ? std::optional<int>(f.breach) : std::nullopt);
  line.number(f.expectation), line.number(f.actual);
  line.number(f.log_ratio ? std::optional(*f.log_ratio / 1e6) : std::nullopt);
  line.text(promise_text(f.promise)), line.time(f.due), line.text(engine::name_of(f.basis)), line.number(f.weight);
  line.text(f.lang), line.text(f.text);
  std::string tags;
  append_tags_json(tags, f.tags);
  line.text(tags);
  out += '\n';
}

Result<std::int64_t> export_csv(const FactStore& store, const ScanSpec& spec, const std::string& path) {
  int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return io_error("create", path);
  std::string out = fmt::format("{}\n", fmt::join(kColumns, ","));
  std::int64_t count = 0;
  bool written = true;
  auto done = store.scan(spec, [&](const Fact& f) {
    append_csv(out, f);
    ++count;
    if (out.size() >= kFlushBytes) written = write_all(fd, out), out.clear();
    return written;
  });
  written = written && write_all(fd, out) && ::fsync(fd) == 0;
  auto failed = io_error("write", path);
  ::close(fd);
  if (done && written) return count;
  ::unlink(path.c_str());
  if (!done) return tl::unexpected(done.error());
  return failed;
}

}  // namespace peakend::facts
