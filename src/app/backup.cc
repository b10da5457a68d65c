#include "app/backup.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "app/files.h"
#include "app/tar.h"
#include "app/version.h"
#include "base/failpoint.h"

namespace peakend::app {
namespace fs = std::filesystem;
namespace {

constexpr const char* kManifest = "manifest.json";

/// Removes a half-made backup on every way out but keep().
class Scratch {
 public:
  explicit Scratch(std::string path) : path_(std::move(path)) { clear(); }
  ~Scratch() {
    if (!kept_) clear();
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  void clear() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string path_;
  bool kept_ = false;
};

bool is_tar(const std::string& path) { return path.ends_with(".tar"); }

tl::unexpected<Error> broken(const std::string& path, const std::string& file) {
  return tl::unexpected(Error{ErrorKind::invalid, "backup_broken", {}, {}, {{"path", path}, {"file", file}}});
}

/// Names in a manifest come from outside: nothing may be written elsewhere.
bool is_plain(const std::string& name) {
  if (name == "records.db" || name == "facts.duckdb") return true;
  const fs::path p(name);
  if (p.is_absolute() || *p.begin() != "imports" || std::distance(p.begin(), p.end()) < 2) return false;
  return std::none_of(p.begin(), p.end(), [](const fs::path& part) { return part == ".." || part == "." || part.empty(); });
}

Result<BackupFile> describe(const std::string& root, const std::string& name) {
  BackupFile f{name, 0, {}};
  Hash hash;
  PK_CHECK(each_piece(root + "/" + name, [&](std::string_view s) -> Result<void> {
    f.bytes += static_cast<std::int64_t>(s.size());
    hash.add(s);
    return {};
  }));
  f.hash = hash.hex();
  return f;
}

Result<void> copy_file(const std::string& from, const std::string& to) {
  std::error_code ec;
  fs::create_directories(fs::path(to).parent_path(), ec);
  PK_TRY(auto out, OutFile::create(to));
  PK_CHECK(each_piece(from, [&](std::string_view s) { return out.write(s); }));
  return out.sync();
}

/// Files below imports/, relative to the data directory.
std::vector<std::string> import_files(const std::string& data_dir) {
  std::vector<std::string> out;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(data_dir + "/imports", ec), end; !ec && it != end; it.increment(ec))
    if (it->is_regular_file(ec)) out.push_back(fs::relative(it->path(), data_dir, ec).generic_string());
  std::sort(out.begin(), out.end());
  return out;
}

Result<void> pack(const std::string& dir, const Manifest& m, const std::string& tar) {
  PK_TRY(auto writer, write_tar(tar));
  const std::string text = manifest_to_json(m);
  PK_CHECK(writer->add(kManifest, static_cast<std::int64_t>(text.size()), [&](const TakeBytes& take) { return take(text); }));
  for (const BackupFile& f : m.files)
    PK_CHECK(writer->add(f.name, f.bytes, [&](const TakeBytes& take) { return each_piece(dir + "/" + f.name, take); }));
  return writer->finish();
}

/// Gives the backup's files to `open` as (file, null) -> where its bytes go, and checks size and hash of each.
Result<Manifest> read_backup(const std::string& from, const std::function<Result<TakeBytes>(const BackupFile&)>& open) {
  std::string text;
  Manifest m;
  std::map<std::string, BackupFile> wanted;
  const auto learn = [&]() -> Result<void> {
    auto parsed = manifest_from_json(text);
    if (!parsed && parsed.error().code == "backup_broken") return broken(from, kManifest);
    PK_TRY(m, std::move(parsed));
    for (const BackupFile& f : m.files) {
      if (!is_plain(f.name)) return broken(from, f.name);
      wanted[f.name] = f;
    }
    return {};
  };
  const auto check = [&](const BackupFile& want, std::int64_t bytes, Hash& hash) -> Result<void> {
    if (bytes != want.bytes || hash.hex() != want.hash) return broken(from, want.name);
    wanted.erase(want.name);
    return {};
  };

  if (!is_tar(from)) {
    if (!fs::exists(fs::path(from) / kManifest))
      return tl::unexpected(Error{ErrorKind::not_found, "file_unreadable", {}, {}, {{"path", from + "/" + kManifest}}});
    PK_CHECK(each_piece(from + "/" + kManifest, [&](std::string_view s) -> Result<void> {
      if (text.size() + s.size() > (16u << 20)) return broken(from, kManifest);
      text += s;
      return {};
    }));
    PK_CHECK(learn());
    for (const BackupFile& f : m.files) {
      if (!fs::is_regular_file(fs::path(from) / f.name)) return broken(from, f.name);
      PK_TRY(const TakeBytes take, open(f));
      Hash hash;
      std::int64_t bytes = 0;
      PK_CHECK(each_piece(from + "/" + f.name, [&](std::string_view s) -> Result<void> {
        bytes += static_cast<std::int64_t>(s.size());
        hash.add(s);
        return take ? take(s) : Result<void>{};
      }));
      PK_CHECK(check(f, bytes, hash));
    }
    return m;
  }

  std::unique_ptr<Hash> hash;
  BackupFile current;
  std::int64_t bytes = 0;
  bool first = true;
  const auto close = [&]() -> Result<void> {
    if (!hash) return {};
    PK_CHECK(check(current, bytes, *hash));
    hash.reset();
    return {};
  };
  PK_CHECK(read_tar(from, [&](const std::string& name, std::int64_t size) -> Result<TakeBytes> {
    if (first) {
      first = false;
      if (name != kManifest || size > (16 << 20)) return broken(from, kManifest);
      return TakeBytes([&](std::string_view s) -> Result<void> {
        text += s;
        return {};
      });
    }
    if (m.files.empty()) PK_CHECK(learn());
    PK_CHECK(close());
    const auto it = wanted.find(name);
    if (it == wanted.end()) return broken(from, name);
    current = it->second;
    hash = std::make_unique<Hash>();
    bytes = 0;
    PK_TRY(TakeBytes take, open(current));
    return TakeBytes([&, take = std::move(take)](std::string_view s) -> Result<void> {
      bytes += static_cast<std::int64_t>(s.size());
      hash->add(s);
      return take ? take(s) : Result<void>{};
    });
  }));
  PK_CHECK(close());
  if (m.files.empty() || !wanted.empty()) return broken(from, wanted.empty() ? kManifest : wanted.begin()->first);
  return m;
}

}  // namespace

Result<Manifest> make_backup(records::Records& records, const facts::FactStore& facts, const std::string& data_dir,
                             const std::string& to, Instant now) {
  if (fs::exists(to)) return tl::unexpected(Error{ErrorKind::conflict, "backup_exists", {}, {}, {{"path", to}}});
  Scratch dir(to + ".part");
  std::error_code ec;
  fs::create_directories(dir.path(), ec);
  if (ec) return fail(ErrorKind::unavailable, "records_io", dir.path() + ": " + ec.message());

  Manifest m;
  m.version = kVersion;
  m.created = now;
  PK_TRY(m.facts_seq, facts.watermark());
  PK_FAILPOINT("facts.backup");
  PK_CHECK(facts.backup(dir.path() + "/facts.duckdb"));
  PK_CHECK(records.backup(dir.path() + "/records.db"));
  std::vector<std::string> names{"records.db", "facts.duckdb"};
  for (const std::string& name : import_files(data_dir)) {
    PK_CHECK(copy_file(data_dir + "/" + name, dir.path() + "/" + name));
    names.push_back(name);
  }
  for (const std::string& name : names) {
    PK_TRY(auto described, describe(dir.path(), name));
    m.files.push_back(std::move(described));
  }
  PK_FAILPOINT("backup.before_manifest");
  if (is_tar(to)) {
    Scratch tar(to + ".part.tar");
    PK_CHECK(pack(dir.path(), m, tar.path()));
    PK_CHECK(rename_synced(tar.path(), to));
    tar.keep();
    return m;
  }
  {
    PK_TRY(auto out, OutFile::create(dir.path() + "/" + kManifest));
    PK_CHECK(out.write(manifest_to_json(m)));
    PK_CHECK(out.sync());
  }
  for (const std::string& name : names) PK_CHECK(sync_file(dir.path() + "/" + name));
  PK_CHECK(sync_directory(dir.path()));
  PK_CHECK(rename_synced(dir.path(), to));
  dir.keep();
  return m;
}

Result<Manifest> verify_backup(const std::string& from) {
  return read_backup(from, [](const BackupFile&) -> Result<TakeBytes> { return TakeBytes{}; });
}

Result<Manifest> restore_backup(const std::string& from, const std::string& data_dir) {
  for (const char* name : {"/records.db", "/facts.duckdb"})
    if (fs::exists(data_dir + name))
      return tl::unexpected(Error{ErrorKind::conflict, "restore_not_empty", {}, {}, {{"path", data_dir}}});
  const Scratch scratch(data_dir + "/tmp/restore");
  std::unique_ptr<OutFile> out;
  const auto close = [&]() -> Result<void> {
    if (out) PK_CHECK(out->sync());
    out.reset();
    return {};
  };
  PK_TRY(Manifest m, read_backup(from, [&](const BackupFile& f) -> Result<TakeBytes> {
    PK_CHECK(close());
    const std::string path = scratch.path() + "/" + f.name;
    std::error_code ec;
    fs::create_directories(fs::path(path).parent_path(), ec);
    PK_TRY(auto file, OutFile::create(path));
    out = std::make_unique<OutFile>(std::move(file));
    return TakeBytes([&](std::string_view s) { return out->write(s); });
  }));
  PK_CHECK(close());
  // The records last but one: facts without records would look as if the inbox had been lost.
  std::stable_sort(m.files.begin(), m.files.end(), [](const BackupFile& a, const BackupFile& b) {
    const auto rank = [](const BackupFile& f) { return f.name == "facts.duckdb" ? 2 : f.name == "records.db" ? 1 : 0; };
    return rank(a) < rank(b);
  });
  for (const BackupFile& f : m.files) {
    const std::string target = data_dir + "/" + f.name;
    std::error_code ec;
    fs::create_directories(fs::path(target).parent_path(), ec);
    PK_CHECK(rename_synced(scratch.path() + "/" + f.name, target));
  }
  return m;
}

}  // namespace peakend::app
