#include "account/audit.h"

#include <algorithm>
#include <array>

#include "account/account_sql.h"

namespace peakend::account {
namespace {

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

/// At most `most` bytes and never half a character.
std::string cut(std::string_view s, std::size_t most) {
  if (s.size() <= most) return std::string(s);
  while (most > 0 && (static_cast<unsigned char>(s[most]) & 0xC0) == 0x80) --most;
  return std::string(s.substr(0, most)) + "…";
}

/// What a line is found by.
std::string words_of(const AuditEntry& e) {
  return lower(cut(cut(e.actor, 200) + " " + cut(e.address, 64) + " " + cut(e.action, 200) + " " + cut(e.object, 300) + " " + cut(e.label, 300) + " " + e.changes, 20'000));
}

/// "" stays "": any. Otherwise the pattern of LIKE that finds it anywhere, with '~' as escape.
std::string part(std::string_view s, bool fold) {
  if (s.empty()) return {};
  std::string out = "%";
  for (const char c : fold ? lower(s) : std::string(s)) {
    if (c == '%' || c == '_' || c == '~') out += '~';
    out += c;
  }
  return out + "%";
}

class AuditLogImpl final : public AuditLog {
 public:
  explicit AuditLogImpl(records::Records& r) : records_(r) {}

  Result<std::int64_t> add(const AuditEntry& e) override {
    const auto actor = cut(e.actor, 200), address = cut(e.address, 64), action = cut(e.action, 200), object = cut(e.object, 300), label = cut(e.label, 300);
    const auto words = words_of(e);
    std::int64_t no = 0;
    PK_CHECK(records_.write([&](records::Tx& tx) {
      return tx.query(sql::insert_audit,
                      std::array<records::Param, 11>{static_cast<std::int64_t>(e.workspace), to_ms(e.at), std::string_view(e.who), std::string_view(actor),
                                                     std::string_view(address), std::string_view(action), std::string_view(object), std::string_view(label),
                                                     std::string_view(e.changes), std::string_view(e.request), std::string_view(words)},
                      [&](const records::Row& r) { return no = r.i64(0), true; });
    }));
    return no;
  }

  Result<void> amend(std::int64_t no, const AuditEntry& e) override {
    const auto words = words_of(e);
    return records_.write([&](records::Tx& tx) -> Result<void> {
      PK_CHECK(tx.exec(sql::amend_audit, std::array<records::Param, 4>{no, std::string_view(e.changes), std::string_view(e.request), std::string_view(words)}));
      return {};
    });
  }

  Result<std::vector<AuditEntry>> find(WorkspaceNo no, const AuditQuery& q) const override {
    std::vector<AuditEntry> out;
    const auto action = part(q.action, false), object = part(q.object, false), text = part(q.text, true);
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::search_audit,
                     std::array<records::Param, 9>{static_cast<std::int64_t>(no), q.before, q.from, q.to, std::string_view(q.who), std::string_view(action),
                                                   std::string_view(object), std::string_view(text), static_cast<std::int64_t>(q.limit)},
                     [&](const records::Row& r) {
                       out.push_back({r.i64(0), no, from_ms(r.i64(1)), std::string(r.text(2)), std::string(r.text(3)), std::string(r.text(4)), std::string(r.text(5)),
                                      std::string(r.text(6)), std::string(r.text(7)), std::string(r.text(8)), std::string(r.text(9))});
                       return true;
                     });
    }));
    return out;
  }

  Result<std::vector<std::pair<std::string, std::string>>> people(WorkspaceNo no) const override {
    std::vector<std::pair<std::string, std::string>> out;
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::audit_people, std::array<records::Param, 1>{static_cast<std::int64_t>(no)}, [&](const records::Row& r) {
        out.emplace_back(r.text(0), r.text(1));
        return true;
      });
    }));
    return out;
  }

 private:
  records::Records& records_;
};

}  // namespace

std::unique_ptr<AuditLog> make_audit(records::Records& records) { return std::make_unique<AuditLogImpl>(records); }

}  // namespace peakend::account
