#pragma once
// The one implementation of Service, spread over views.cc, dashboards.cc and threads.cc.
#include <array>

#include "board/board_service.h"

namespace peakend::board {

using records::Param;

/// An id as a parameter: 16 bytes that live as long as this object.
struct Bytes {
  std::array<std::byte, 16> b;
  template <class Tag>
  explicit Bytes(const Id<Tag>& id) : b(to_bytes(id.uuid())) {}
  operator Param() const { return std::span<const std::byte>(b); }  // NOLINT: a parameter, nothing else
};
template <class I>
I id_of(std::string_view blob) { return I(uuid_from_bytes(blob).value_or(Uuid{})); }
inline std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }

class ServiceImpl final : public Service {
 public:
  ServiceImpl(records::Records& r, const Clock& c, People p, std::function<std::uint64_t()> random)
      : records_(r), clock_(c), people_(std::move(p)), random_(std::move(random)) {}

  Result<std::vector<View>> views(const Who&) override;
  Result<View> view(const Who&, ViewId) override;
  Result<View> add_view(const Who&, View) override;
  Result<View> change_view(const Who&, ViewId, const ViewChange&) override;
  Result<void> remove_view(const Who&, ViewId) override;

  Result<std::vector<Dashboard>> dashboards(const Who&) override;
  Result<Dashboard> dashboard(const Who&, DashboardId) override;
  Result<Dashboard> add_dashboard(const Who&, Dashboard) override;
  Result<Dashboard> put_dashboard(const Who&, Dashboard, std::optional<int> based_on) override;
  Result<Dashboard> pin(const Who&, DashboardId, Tile) override;
  Result<void> remove_dashboard(const Who&, DashboardId) override;
  Result<std::optional<Digest>> digest(const Who&, DashboardId) override;
  Result<Digest> put_digest(const Who&, DashboardId, Digest) override;
  Result<void> remove_digest(const Who&, DashboardId) override;

  Result<std::vector<Talk>> threads(const Who&, const ThreadQuery&) override;
  Result<Talk> thread(const Who&, ThreadId) override;
  Result<Talk> open_thread(const Who&, Thread, std::string text) override;
  Result<Talk> reply(const Who&, ThreadId, std::string text) override;
  Result<Talk> resolve(const Who&, ThreadId, bool resolved) override;
  Result<Talk> edit(const Who&, CommentId, std::string text) override;
  Result<Talk> remove_comment(const Who&, CommentId) override;
  Result<Mentions> mentions(const Who&, bool unread_only, std::int64_t limit) override;
  Result<void> see_mentions(const Who&, ThreadId) override;

 private:
  template <class I>
  I new_id() const { return I(make_uuid7(to_ms(clock_.now()), random_(), random_())); }
  static Result<View> find_view(records::Session&, const Who&, ViewId);
  static Result<Dashboard> find_dashboard(records::Session&, const Who&, DashboardId);
  /// Questions of views that the caller sees replace the tiles' copies.
  static Result<void> refresh(records::Session&, const Who&, std::vector<Tile>&);
  Result<Dashboard> store(records::Tx&, const Who&, Dashboard);
  static Result<Talk> find_thread(records::Session&, const Who&, ThreadId);
  static Result<Comment> find_comment(records::Session&, const Who&, CommentId);
  Result<void> check_text(const Who&, std::string_view text) const;
  Result<void> add_comment(records::Tx&, const Who&, ThreadId, std::string_view text);
  static Result<void> mention(records::Tx&, const Who&, CommentId, std::string_view text);

  records::Records& records_;
  const Clock& clock_;
  const People people_;
  const std::function<std::uint64_t()> random_;
};

inline tl::unexpected<Error> not_yours() { return fail(ErrorKind::forbidden, "not_yours"); }
inline tl::unexpected<Error> full(const char* code, std::size_t max) {
  return tl::unexpected(Error{ErrorKind::conflict, code, {}, {}, {{"max", std::to_string(max)}}});
}
/// Members' own things need an account; shared ones the right to share.
inline Result<void> may_make(const Who& w, bool shared) {
  if (w.account.is_none() && !shared) return fail(ErrorKind::forbidden, "needs_account");
  if (shared && !w.may_share) return fail(ErrorKind::forbidden, "may_not_share");
  return {};
}
inline Result<void> check_name(std::string_view name) {
  if (name.empty()) return fail_field("name", "required");
  if (name.size() > kMaxName) return fail_field("name", "too_long", {{"max", std::to_string(kMaxName)}});
  return {};
}
Result<std::int64_t> count_of(records::Session&, const records::Statement&, const Param&);

}  // namespace peakend::board
