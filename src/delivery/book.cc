// The book in records: rows of invitations, refusals, preferences, settings.
#include <sodium.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "delivery/book_rows.h"
#include "delivery/delivery_json.h"
#include "delivery/delivery_sql.h"

namespace peakend::delivery {

using records::Param;
using records::Row;

namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& s : list) out += (out.empty() ? "" : ",") + s;
  return out;
}
std::string joined(const std::vector<channel::Kind>& list) {
  std::vector<std::string> names;
  for (const auto k : list) names.emplace_back(channel::name_of(k));
  return joined(names);
}

class BookImpl final : public Book {
 public:
  BookImpl(records::Records& r, const Clock& c, Who who, std::string key) : records_(r), clock_(c), who_(std::move(who)), key_(std::move(key)) {}

  Result<Page<Invitation>> invitations(WorkspaceNo w, const InvitationQuery& q) override {
    Page<Invitation> out;
    const auto known = parse_state(q.state);
    const std::int64_t state = q.state.empty() ? 0 : known ? static_cast<std::int64_t>(*known) : -1;
    PK_CHECK(records_.read([&](records::Session& s) {
      return paged(q, out, [&](const Param& customer, std::int64_t limit, std::int64_t offset) -> Result<void> {
        const Param p[] = {number(w), std::string_view(q.trigger), std::string_view(q.survey), state, customer, q.from, q.to, limit, offset};
        PK_CHECK(s.query(sql::count_invitations, std::span(p, 7), [&](const Row& r) {
          out.total += r.i64(0);
          return false;
        }));
        return s.query(sql::invitations, p, [&](const Row& r) {
          out.list.push_back(invitation_of(r, w));
          return true;
        });
      });
    }));
    settle(out.list, q.limit, q.offset, q.customers.size(), [](const Invitation& a, const Invitation& b) { return a.created > b.created; });
    return out;
  }

  Result<Invitation> invitation(WorkspaceNo w, InvitationId id) override {
    std::optional<Invitation> out;
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(out, Entries(s).find(w, id));
      return {};
    }));
    if (!out) return fail(ErrorKind::not_found, "no_such_invitation");
    return *std::move(out);
  }

  Result<std::vector<MessageLog>> messages(WorkspaceNo w, InvitationId id) override {
    std::vector<MessageLog> out;
    const Bytes key(id);
    const Param p[] = {number(w), key};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::messages, p, [&](const Row& r) {
        out.push_back({id_of<MessageId>(r.text(0)), static_cast<int>(r.i64(1)), static_cast<channel::Kind>(r.i64(2)), from_ms(r.i64(3)), std::string(r.text(4)), std::string(r.text(5))});
        return true;
      });
    }));
    return out;
  }

  Result<Page<Refusal>> refusals(WorkspaceNo w, const RefusalQuery& q) override {
    Page<Refusal> out;
    const auto known = parse_reason(q.reason);
    const std::int64_t reason = q.reason.empty() ? 0 : known ? static_cast<std::int64_t>(*known) : -1;
    PK_CHECK(records_.read([&](records::Session& s) {
      return paged(q, out, [&](const Param& customer, std::int64_t limit, std::int64_t offset) -> Result<void> {
        const Param p[] = {number(w), std::string_view(q.trigger), reason, customer, q.from, q.to, std::int64_t{q.queued}, limit, offset};
        PK_CHECK(s.query(sql::count_refusals, std::span(p, 7), [&](const Row& r) {
          out.total += r.i64(0);
          return false;
        }));
        return s.query(sql::refusals, p, [&](const Row& r) {
          out.list.push_back({w, id_of<CustomerId>(r.text(0)), std::string(r.text(1)), std::string(r.text(2)), static_cast<int>(r.i64(3)), std::string(r.text(4)),
                              std::string(r.text(5)), from_ms(r.i64(6)), from_ms(r.i64(7)), static_cast<Reason>(r.i64(8)),
                              r.is_null(9) ? std::nullopt : std::optional(from_ms(r.i64(9))), std::string(r.text(10)),
                              r.is_null(11) ? InvitationId{} : id_of<InvitationId>(r.text(11))});
          return true;
        });
      });
    }));
    settle(out.list, q.limit, q.offset, q.customers.size(), [](const Refusal& a, const Refusal& b) { return a.at > b.at; });
    return out;
  }

  Result<std::vector<HeldBack>> held_back(WorkspaceNo w, std::string_view trigger, std::int64_t from, std::int64_t to) override {
    std::vector<HeldBack> out;
    const Param p[] = {number(w), trigger, from, to};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::held_back, p, [&](const Row& r) {
        out.push_back({static_cast<Reason>(r.i64(0)), r.i64(1), r.i64(2)});
        return true;
      });
    }));
    return out;
  }

  Result<std::vector<FunnelLine>> funnel(WorkspaceNo w, std::string_view trigger, std::string_view survey, std::int64_t from, std::int64_t to) override {
    std::vector<FunnelLine> out;
    const Param p[] = {number(w), trigger, survey, from, to};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::funnel, p, [&](const Row& r) {
        out.push_back({static_cast<channel::Kind>(r.i64(0)), r.i64(1), r.i64(2), r.i64(3), r.i64(4), r.i64(5), r.i64(6)});
        return true;
      });
    }));
    return out;
  }

  Result<Tally> tally(WorkspaceNo w, std::string_view trigger, std::int64_t from, std::int64_t to) override {
    Tally t;
    const Param p[] = {number(w), trigger, from, to};
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_CHECK(s.query(sql::tally, p, [&](const Row& r) {
        t.lines.push_back({static_cast<channel::Kind>(r.i64(0)), static_cast<int>(r.i64(1)), std::string(r.text(2)), static_cast<State>(r.i64(3)), r.i64(6), r.i64(4) != 0, r.i64(5) != 0});
        return true;
      }));
      return s.query(sql::tally_refusals, p, [&](const Row& r) {
        t.refusals.emplace_back(static_cast<Reason>(r.i64(0)), r.i64(1));
        return true;
      });
    }));
    return t;
  }

  Result<History> history(WorkspaceNo w, Instant since, Instant until) override {
    History out;
    std::size_t n = 0;
    const Param p[] = {number(w), to_ms(since), to_ms(until)};
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_CHECK(s.query(sql::history, p, [&](const Row& r) {
        ++n;
        out.asked[who_.canonical(w, id_of<CustomerId>(r.text(0)))].push_back(
            {id_of<InvitationId>(r.text(1)), from_ms(r.i64(2)), std::string(r.text(3)), static_cast<int>(r.i64(4)), false, std::max(1, static_cast<int>(r.i64(5)))});
        return true;
      }));
      return s.query(sql::preferences, std::span(p, 1), [&](const Row& r) {
        const auto c = who_.canonical(w, id_of<CustomerId>(r.text(0)));
        const auto [it, fresh] = out.preferences.try_emplace(c, preference_of(r, 1));
        if (!fresh) it->second = stricter(it->second, preference_of(r, 1));
        return true;
      });
    }));
    if (n > 2'000'000) return fail(ErrorKind::too_large, "span_too_long");
    return out;
  }

  Result<void> tidy() override {
    const Param p[] = {to_ms(clock_.now() - std::chrono::hours(24 * 400))};
    return exec(sql::tidy, p);
  }

  Result<Preference> preference(WorkspaceNo w, CustomerId c) override {
    Preference out;
    const auto ids = who_.all_ids(w, c);
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(out, Entries(s).preference(w, ids));
      return {};
    }));
    return out;
  }

  Result<void> put_preference(WorkspaceNo w, CustomerId c, Preference p, std::string_view by) override {
    const Instant now = clock_.now();
    const auto ids = who_.all_ids(w, c);
    const CustomerId canonical = who_.canonical(w, c);
    return records_.write([&](records::Tx& tx) -> Result<void> {
      // One row from now on: earlier words of merged ids must not hold against what the customer says today.
      for (const CustomerId other : ids) {
        const Bytes id(other);
        const Param key[] = {number(w), id};
        PK_CHECK(tx.exec(sql::drop_preference, key));
      }
      const Bytes id(canonical);
      const std::string channels = joined(p.channels), topics = joined(p.topics_off);
      const Param row[] = {number(w), id, std::int64_t{p.opted_out}, std::string_view(channels), std::string_view(topics), static_cast<std::int64_t>(p.frequency),
                           to_ms(now), std::string_view(p.source)};
      PK_CHECK(tx.exec(sql::put_preference, row));
      const Param line[] = {number(w), id, to_ms(now), by, std::string_view(p.source), std::int64_t{p.opted_out}, std::string_view(channels), std::string_view(topics),
                            static_cast<std::int64_t>(p.frequency)};
      PK_CHECK(tx.exec(sql::log_preference, line));
      if (p.opted_out || p.frequency == Frequency::none) PK_CHECK(stop_all(tx, w, ids, now));
      return {};
    });
  }

  Result<Attention> attention(WorkspaceNo w) override {
    Attention a;
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(a, Entries(s).attention(w));
      return {};
    }));
    return a;
  }
  Result<Attention> put_attention(WorkspaceNo w, Attention a) override {
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      PK_TRY(const auto now, Entries(tx).attention(w));
      if (now.version != a.version) return fail(ErrorKind::conflict, "stored_elsewhere");
      ++a.version;
      const std::string body = to_json(a);
      const Param p[] = {number(w), std::string_view(body), std::int64_t{a.version}};
      PK_CHECK(tx.exec(sql::put_attention, p));
      return {};
    }));
    return a;
  }

  Result<std::vector<channel::Settings>> channels(WorkspaceNo w) override {
    std::vector<channel::Settings> out;
    const Param p[] = {number(w)};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::channels, p, [&](const Row& r) {
        out.push_back(stored_settings(static_cast<channel::Kind>(r.i64(0)), r.text(1)));
        return true;
      });
    }));
    return out;
  }
  Result<void> put_channel(WorkspaceNo w, const channel::Settings& c) override {
    const std::string body = stored_json(c);
    const Param p[] = {number(w), static_cast<std::int64_t>(c.kind), std::string_view(body)};
    const Param now[] = {number(w), static_cast<std::int64_t>(c.kind), to_ms(clock_.now())};
    return records_.write([&](records::Tx& tx) -> Result<void> {
      PK_CHECK(tx.exec(sql::put_channel, p));
      if (c.enabled) PK_CHECK(tx.exec(sql::retry_now, now));
      return {};
    });
  }
  Result<std::optional<LastMessage>> last_message(WorkspaceNo w, channel::Kind k) override {
    std::optional<LastMessage> out;
    const Param p[] = {number(w), static_cast<std::int64_t>(k)};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::last_message, p, [&](const Row& r) {
        out = LastMessage{from_ms(r.i64(0)), std::string(r.text(1)), std::string(r.text(2)), std::string(r.text(3))};
        return false;
      });
    }));
    return out;
  }
  Result<void> remove_channel(WorkspaceNo w, channel::Kind k) override {
    const Param p[] = {number(w), static_cast<std::int64_t>(k)};
    return exec(sql::drop_channel, p);
  }

  Result<void> progress(WorkspaceNo w, std::string_view link, State state) override {
    if (link.empty()) return {};
    std::vector<InvitationId> ids;
    const Param p[] = {number(w), link};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::by_link, p, [&](const Row& r) {
        const auto now = static_cast<State>(r.i64(1));
        if (now != State::done && (now > State::done || now < state)) ids.push_back(id_of<InvitationId>(r.text(0)));
        return true;
      });
    }));
    if (ids.empty()) return {};  // not ours, or nothing new: no write for each visit
    return records_.write([&](records::Tx& tx) -> Result<void> {
      for (const auto id : ids) {
        const Bytes key(id);
        const Param row[] = {key, static_cast<std::int64_t>(state), to_ms(clock_.now())};
        PK_CHECK(tx.exec(sql::progress, row));
      }
      return {};
    });
  }

  Result<void> report(WorkspaceNo w, MessageId id, bool bounced, std::string_view reason) override {
    return records_.write([&](records::Tx& tx) -> Result<void> {
      const Bytes key(id);
      const Param p[] = {number(w), key};
      InvitationId invitation;
      std::int64_t address = 0;
      PK_CHECK(tx.query(sql::message_by_id, p, [&](const Row& r) {
        invitation = id_of<InvitationId>(r.text(0));
        address = r.i64(1);
        return false;
      }));
      if (invitation.is_none()) return fail(ErrorKind::not_found, "no_such_message");
      const Param result[] = {key, std::string_view(bounced ? "bounced" : "delivered"), reason, std::string_view()};
      PK_CHECK(tx.exec(sql::message_result, result));
      if (!bounced) return {};
      const Param dead[] = {number(w), address, to_ms(clock_.now())};
      PK_CHECK(tx.exec(sql::put_dead, dead));
      return end(tx, invitation, State::bounced, Reason::undeliverable, clock_.now());
    });
  }

  Result<void> cancel_of(WorkspaceNo w, std::string_view trigger, Reason reason) override {
    return records_.write([&](records::Tx& tx) -> Result<void> {
      std::vector<InvitationId> ids;
      const Param p[] = {number(w), trigger};
      PK_CHECK(tx.query(sql::queued_of_trigger, p, [&](const Row& r) {
        ids.push_back(id_of<InvitationId>(r.text(0)));
        return true;
      }));
      for (const auto id : ids) PK_CHECK(cancel(tx, id, reason, clock_.now()));
      return {};
    });
  }

  Result<void> forget(WorkspaceNo w, std::span<const CustomerId> ids) override {
    return records_.write([&](records::Tx& tx) -> Result<void> {
      for (const CustomerId c : ids) {
        const Bytes id(c);
        const Param p[] = {number(w), id};
        for (const auto* s : {&sql::drop_messages, &sql::drop_invitations, &sql::drop_refusals, &sql::drop_preference_log, &sql::forget_preference}) PK_CHECK(tx.exec(*s, p));
      }
      return {};
    });
  }

  std::string token(WorkspaceNo w, CustomerId c) const override {
    std::string body = payload(w, c);
    body += mac(body);
    std::string out(sodium_base64_encoded_len(body.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes(body), body.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.pop_back();  // the final NUL
    return out;
  }
  std::optional<std::pair<WorkspaceNo, CustomerId>> read_token(std::string_view text) const override {
    std::string body(kPayload + kMac, '\0');
    std::size_t n = 0;
    if (text.size() > 100 || sodium_base642bin(reinterpret_cast<unsigned char*>(body.data()), body.size(), text.data(), text.size(), nullptr, &n, nullptr,
                                               sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || n != body.size())
      return std::nullopt;
    const std::string wanted = mac(body.substr(0, kPayload));
    if (sodium_memcmp(wanted.data(), body.data() + kPayload, kMac) != 0) return std::nullopt;
    std::uint32_t w = 0;
    for (int i = 0; i < 4; ++i) w = w << 8 | static_cast<unsigned char>(body[static_cast<std::size_t>(i)]);
    return std::pair(static_cast<WorkspaceNo>(w), id_of<CustomerId>(std::string_view(body).substr(4, 16)));
  }

 private:
  static constexpr std::size_t kPayload = 20, kMac = 16;

  static const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
  static std::string payload(WorkspaceNo w, CustomerId c) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(static_cast<std::uint32_t>(w) >> shift & 0xFF));
    for (const std::byte b : to_bytes(c.uuid())) out.push_back(static_cast<char>(b));
    return out;
  }
  std::string mac(std::string_view body) const {
    const std::string text = "preference:" + std::string(body);
    std::string out(kMac, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(), bytes(text), text.size(), bytes(key_), key_.size());
    return out;
  }

  Result<void> exec(const records::Statement& s, std::span<const Param> p) {
    return records_.write([&](records::Tx& tx) -> Result<void> {
      PK_CHECK(tx.exec(s, p));
      return {};
    });
  }
  Result<void> stop_all(records::Tx& tx, WorkspaceNo w, std::span<const CustomerId> ids, Instant now) {
    for (const CustomerId c : ids) {
      const Bytes id(c);
      std::vector<InvitationId> queued;
      const Param p[] = {number(w), id, to_ms(now)};
      PK_CHECK(tx.query(sql::queued_of_customer, std::span(p, 2), [&](const Row& r) {
        queued.push_back(id_of<InvitationId>(r.text(0)));
        return true;
      }));
      for (const auto i : queued) PK_CHECK(cancel(tx, i, Reason::opted_out, now));
      PK_CHECK(tx.exec(sql::opt_out_invitations, p));
    }
    return {};
  }
  /// One query for all customers, or one for each of a merged customer's few ids.
  template <class Q, class T, class Run>
  static Result<void> paged(const Q& q, Page<T>&, Run&& run) {
    if (q.customers.empty()) return run(Param(std::monostate{}), q.limit, q.offset);
    for (const CustomerId c : q.customers) {
      const Bytes id(c);
      PK_CHECK(run(id, q.customers.size() == 1 ? q.limit : q.limit + q.offset, q.customers.size() == 1 ? q.offset : 0));
    }
    return {};
  }
  template <class T, class Newer>
  static void settle(std::vector<T>& list, std::int64_t limit, std::int64_t offset, std::size_t customers, Newer&& newer) {
    if (customers < 2) return;
    std::stable_sort(list.begin(), list.end(), newer);
    list.erase(list.begin(), list.begin() + std::min<std::int64_t>(offset, static_cast<std::int64_t>(list.size())));
    if (static_cast<std::int64_t>(list.size()) > limit) list.resize(static_cast<std::size_t>(limit));
  }

  records::Records& records_;
  const Clock& clock_;
  const Who who_;
  const std::string key_;
};

}  // namespace

Result<std::unique_ptr<Book>> make_book(records::Records& records, const Clock& clock, Who who, Random random) {
  std::string key;
  PK_CHECK(records.write([&](records::Tx& tx) -> Result<void> {
    std::array<unsigned char, 32> fresh{};
    random(fresh);
    const Param p[] = {std::as_bytes(std::span(fresh))};
    PK_CHECK(tx.exec(sql::put_key, p));
    return tx.query(sql::key, {}, [&](const Row& r) {
      key = r.text(0);
      return false;
    });
  }));
  if (key.size() != 32) return fail(ErrorKind::internal, "internal", "the key of preference tokens is damaged");
  return std::make_unique<BookImpl>(records, clock, std::move(who), std::move(key));
}

std::vector<records::Migration> migrations() { return {{"0001_delivery", sql::migration_0001_delivery}, {"0002_delivery_said", sql::migration_0002_delivery_said}}; }

}  // namespace peakend::delivery
