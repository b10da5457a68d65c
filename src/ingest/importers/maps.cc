#include "ingest/importers/maps.h"

#include <algorithm>

#include "ingest/ingest_sql.h"

namespace peakend::importers {
namespace sql = ingest::sql;
namespace {

using records::Param;

std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
tl::unexpected<Error> no_such_map() { return fail(ErrorKind::not_found, "no_such_map"); }

}  // namespace

bool valid_map_key(std::string_view key) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !key.empty() && key.size() <= 60 && std::all_of(key.begin(), key.end(), fits);
}

Result<void> Maps::put(WorkspaceNo workspace, std::string_view key, std::string_view json, std::string_view author) {
  if (!valid_map_key(key)) return fail_field("key", "bad_map_key");
  PK_CHECK(parse_mapping(json));
  return records_.write([&](records::Tx& tx) -> Result<void> {
    std::int64_t count = 0;
    const Param one[] = {number(workspace)};
    PK_CHECK(tx.query(sql::import_map_count, one, [&](const records::Row& r) {
      count = r.i64(0);
      return false;
    }));
    const Param p[] = {number(workspace), key, to_ms(clock_.now()), author, json};
    PK_CHECK(tx.exec(sql::import_map_put, p));
    std::int64_t after = 0;
    PK_CHECK(tx.query(sql::import_map_count, one, [&](const records::Row& r) {
      after = r.i64(0);
      return false;
    }));
    if (after > count && after > static_cast<std::int64_t>(kMaxMaps)) {
      Error e{ErrorKind::conflict, "too_many", {}, {}, {{"max", std::to_string(kMaxMaps)}}};
      return tl::unexpected(std::move(e));
    }
    return {};
  });
}

Result<StoredMap> Maps::get(WorkspaceNo workspace, std::string_view key) {
  std::optional<StoredMap> found;
  PK_CHECK(records_.read([&](records::Session& s) {
    const Param p[] = {number(workspace), key};
    return s.query(sql::import_map_get, p, [&](const records::Row& r) {
      found = StoredMap{std::string(key), std::string(r.text(2)), std::string(r.text(0)), from_ms(r.i64(1)), static_cast<std::int64_t>(r.text(0).size())};
      return false;
    });
  }));
  if (!found) return no_such_map();
  return *std::move(found);
}

Result<std::vector<StoredMap>> Maps::list(WorkspaceNo workspace) {
  std::vector<StoredMap> out;
  PK_CHECK(records_.read([&](records::Session& s) {
    const Param p[] = {number(workspace)};
    return s.query(sql::import_map_list, p, [&](const records::Row& r) {
      out.push_back({std::string(r.text(0)), std::string(r.text(2)), {}, from_ms(r.i64(1)), r.i64(3)});
      return true;
    });
  }));
  return out;
}

Result<void> Maps::remove(WorkspaceNo workspace, std::string_view key) {
  return records_.write([&](records::Tx& tx) -> Result<void> {
    const Param p[] = {number(workspace), key};
    PK_TRY(const std::int64_t gone, tx.exec(sql::import_map_delete, p));
    return gone > 0 ? Result<void>{} : no_such_map();
  });
}

std::vector<records::Migration> migrations() { return {{"0001_import_map", sql::migration_0001_import_map}}; }

}  // namespace peakend::importers
