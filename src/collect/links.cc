#include <sodium.h>

#include "collect/claims.h"
#include "collect/collect_sql.h"
#include "collect/service_impl.h"

namespace peakend::collect {
namespace {

constexpr std::size_t kKnown = 20'000;
constexpr std::size_t kCode = 12;  ///< of 32 signs: 60 bits, and guesses are counted by network

/// Signs that are not mistaken for each other on paper.
std::string code_of(std::uint64_t random) {
  constexpr char signs[] = "23456789abcdefghjkmnpqrstuvwxyz7";
  std::string out;
  for (std::size_t i = 0; i < kCode; ++i) {
    out += signs[random & 31];
    random >>= 5;
  }
  return out;
}

Link link_of(const records::Row& r) {
  Link l;
  l.token = r.text(0);
  if (auto c = read_claims(r.text(6))) l.claims = *std::move(c);
  l.claims.workspace = static_cast<WorkspaceNo>(r.i64(1));
  l.claims.survey = r.text(2);
  l.id = LinkId(uuid_from_bytes(r.text(3)).value_or(Uuid{}));
  l.ref = l.id.text();
  l.name = r.text(4);
  l.author = r.text(5);
  l.created = from_ms(r.i64(7));
  l.closed = r.i64(8) != 0;
  return l;
}

}  // namespace

Result<Link> ServiceImpl::link(std::string_view token) {
  if (token.find('.') != token.npos) {
    auto claims = signer_.read(token);
    if (!claims) return fail(ErrorKind::not_found, "no_such_link");
    Link l;
    l.claims = *std::move(claims);
    l.token = token;
    l.ref = "s_" + to_hex(hash_uuid("survey link", token)).substr(0, 16);
    return l;
  }
  {
    const std::lock_guard guard(mutex_);
    if (const auto it = known_.find(std::string(token)); it != known_.end()) return it->second;
  }
  std::optional<Link> out;
  const Param p[] = {token};
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::link, p, [&](const records::Row& r) {
      out = link_of(r);
      return false;
    });
  }));
  if (!out) return fail(ErrorKind::not_found, "no_such_link");
  const std::lock_guard guard(mutex_);
  if (known_.size() >= kKnown) known_.clear();
  known_[out->token] = *out;
  return *std::move(out);
}

Result<Link> ServiceImpl::add_public(Claims c, std::string name, std::string author) {
  Link l;
  l.created = d_.clock.now();
  l.id = LinkId(make_uuid7(to_ms(l.created), d_.random(), d_.random()));
  l.token = code_of(d_.random());
  l.claims = std::move(c);
  l.name = std::move(name);
  l.author = std::move(author);
  l.ref = l.id.text();
  PK_CHECK(d_.records.write([&](records::Tx& tx) -> Result<void> {
    std::int64_t n = 0;
    const Param of[] = {number(l.claims.workspace), l.claims.survey};
    PK_CHECK(tx.query(sql::count_links, of, [&](const records::Row& r) {
      n = r.i64(0);
      return false;
    }));
    if (n >= static_cast<std::int64_t>(kMaxLinks))
      return tl::unexpected(Error{ErrorKind::conflict, "too_many_links", {}, {}, {{"max", std::to_string(kMaxLinks)}}});
    const std::string claims = claims_json(l.claims);
    const Bytes id(l.id.uuid());
    const Param p[] = {l.token, number(l.claims.workspace), l.claims.survey, id, l.name, l.author, claims, to_ms(l.created)};
    PK_CHECK(tx.exec(sql::insert_link, p));
    return {};
  }));
  return l;
}

Result<std::vector<Link>> ServiceImpl::links(WorkspaceNo w, std::string_view survey) {
  std::vector<Link> out;
  const Param p[] = {number(w), survey};
  PK_CHECK(d_.records.read([&](records::Session& s) {
    return s.query(sql::links, p, [&](const records::Row& r) {
      out.push_back(link_of(r));
      return true;
    });
  }));
  return out;
}

Result<void> ServiceImpl::close_link(WorkspaceNo w, std::string_view survey, LinkId id) {
  auto done = d_.records.write([&](records::Tx& tx) -> Result<void> {
    const Bytes bytes(id.uuid());
    const Param p[] = {number(w), survey, bytes, to_ms(d_.clock.now())};
    PK_TRY(const auto n, tx.exec(sql::close_link, p));
    if (n == 0) return fail(ErrorKind::not_found, "no_such_link");
    return {};
  });
  const std::lock_guard guard(mutex_);
  known_.clear();
  return done;
}

Result<std::unique_ptr<Service>> make_service(ServiceDeps d) {
  std::string secret;
  PK_CHECK(d.records.write([&](records::Tx& tx) -> Result<void> {
    unsigned char fresh[crypto_auth_KEYBYTES];
    for (std::size_t i = 0; i < sizeof fresh; i += 8) {
      const std::uint64_t bits = d.random();
      for (std::size_t b = 0; b < 8; ++b) fresh[i + b] = static_cast<unsigned char>(bits >> (8 * b));
    }
    const Param p[] = {std::as_bytes(std::span(fresh))};
    PK_CHECK(tx.exec(sql::put_secret, p));
    return tx.query(sql::secret, {}, [&](const records::Row& r) {
      secret = r.text(0);
      return false;
    });
  }));
  if (secret.size() != crypto_auth_KEYBYTES) return fail(ErrorKind::internal, "internal", "the secret of survey links is damaged");
  return std::make_unique<ServiceImpl>(std::move(d), std::move(secret));
}

std::vector<records::Migration> migrations() { return {{"0001_collect", sql::migration_0001_collect}}; }

}  // namespace peakend::collect
