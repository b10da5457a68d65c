#pragma once
// The one implementation of Service: links.cc, submit.cc, responses.cc, results.cc.
#include <array>
#include <mutex>
#include <unordered_map>

#include "collect/collect.h"

namespace peakend::collect {

using records::Param;

inline constexpr std::size_t kMaxLinks = 5'000;  ///< of one survey

struct Bytes {
  std::array<std::byte, 16> b;
  explicit Bytes(const Uuid& u) : b(to_bytes(u)) {}
  operator Param() const { return std::span<const std::byte>(b); }  // NOLINT: a parameter, nothing else
};
inline std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
inline Param time_or_null(const std::optional<Instant>& t) { return t ? Param(to_ms(*t)) : Param(); }

class ServiceImpl final : public Service {
 public:
  ServiceImpl(ServiceDeps d, std::string secret) : d_(std::move(d)), signer_(std::move(secret)) {}

  const Signer& signer() const override { return signer_; }
  Result<Link> link(std::string_view token) override;
  Result<Link> add_public(Claims, std::string name, std::string author) override;
  Result<std::vector<Link>> links(WorkspaceNo, std::string_view survey) override;
  Result<void> close_link(WorkspaceNo, std::string_view survey, LinkId) override;
  Result<Visit> visit(const Link&) override;
  void submit(const Link&, Answered, State wanted, Done) override;
  void on_step(Told f) override { told_ = std::move(f); }
  Result<std::map<std::string, Counts>> counts(WorkspaceNo) override;
  Result<std::map<std::string, Counts>> counts_by_link(WorkspaceNo, std::string_view survey) override;
  Result<std::map<std::string, std::int64_t>> quotas(WorkspaceNo, std::string_view survey) override;
  Result<void> responses(WorkspaceNo, const ResponseQuery&, const std::function<bool(const ResponseRow&)>&) override;
  Result<std::int64_t> count(WorkspaceNo, const ResponseQuery&) override;
  Result<ResponseRow> response(WorkspaceNo, std::string_view survey, Uuid) override;
  Result<Results> results(WorkspaceNo, const ResponseQuery&) override;
  Result<std::int64_t> forget(WorkspaceNo, const std::vector<CustomerId>&) override;

 private:
  /// Survey of the version that the respondent saw, or why not.
  Result<std::shared_ptr<const survey::Published>> survey_for(const Link&, int version) const;
  /// What the link's customer said in this episode, before it happened, that he expects; the latest first.
  Result<std::vector<Awaited>> awaited(const Link&, const journey::Catalogue&, Instant at) const;
  Result<void> check_open(const Link&, const survey::Published&) const;

  ServiceDeps d_;
  Signer signer_;
  Told told_;
  std::mutex mutex_;  // guards the next one
  std::unordered_map<std::string, Link> known_;  ///< public links by token, those that exist
};

}  // namespace peakend::collect
