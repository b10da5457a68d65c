#include "inbox/inbox.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/metrics.h"
#include "inbox/body.h"
#include "inbox/inbox_sql.h"
#include "inbox/seen_index.h"

namespace peakend::inbox {
namespace {

using records::Param;

constexpr std::size_t kMaxLines = 100'000;
constexpr std::size_t kMaxText = std::size_t{64} << 20;
// A group is bounded so that the first waiter of a burst does not wait for all of it.
constexpr std::size_t kGroupBytes = std::size_t{16} << 20;
constexpr std::size_t kGroupSubmissions = 4'096;

struct Waiting {
  Submission submission;
  Done done;
  Receipt receipt{};
  std::optional<Error> refused{};  ///< by Submission::first
};

std::span<const std::byte> bytes_of(const void* p, std::size_t n) { return {static_cast<const std::byte*>(p), n}; }

/// Keys are 1 .. 2^63-1; the rest of the range is folded in rather than refused.
std::int64_t proper(std::int64_t key) {
  key &= INT64_MAX;
  return key == 0 ? 1 : key;
}

void tell(const Done& done, Result<Receipt> result) {
  if (!done) return;
  try {
    done(std::move(result));
  } catch (const std::exception& e) {
    log::error("a waiter of the inbox threw", {{"what", e.what()}});
  }
}

class InboxImpl final : public Inbox {
 public:
  InboxImpl(records::Records& records, const Clock& clock, InboxOptions options)
      : records_(records), clock_(clock), options_(options), seen_(options.young_keys) {}
  ~InboxImpl() override { stop(); }

  Result<void> start() {
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::last_seq, {}, [&](const records::Row& r) {
        last_seq_ = r.i64(0);
        return false;
      });
    }));
    PK_CHECK(seen_.load(records_));
    writer_ = std::thread([this] { run(); });
    pthread_setname_np(writer_.native_handle(), "inbox");
    return {};
  }

  void submit(Submission submission, Done done) override {
    if (auto why = refuse(submission)) {
      tell(done, tl::unexpected(std::move(*why)));
      return;
    }
    const std::size_t size = submission.text.size();
    bool stopping;
    {
      std::unique_lock guard(mutex_);
      stopping = stopping_;
      if (!stopping && queue_.size() < options_.max_queued && queued_bytes_ + size <= options_.max_queued_bytes) {
        queue_.push_back({std::move(submission), std::move(done)});
        queued_bytes_ += size;
        const bool first = queue_.size() == 1;
        guard.unlock();
        if (first) wake_.notify_one();
        return;
      }
    }
    static auto& full = metrics::counter("peakend_inbox_refused_total");
    full.add();
    tell(done, fail(ErrorKind::unavailable, stopping ? "stopping" : "inbox_full"));
  }

  Result<Receipt> submit_wait(Submission submission) override {
    std::mutex m;
    std::condition_variable cv;
    std::optional<Result<Receipt>> got;
    submit(std::move(submission), [&](Result<Receipt> r) {
      const std::lock_guard guard(m);
      got = std::move(r);
      cv.notify_one();  // under the lock: the waiter destroys cv as soon as it sees `got`
    });
    std::unique_lock guard(m);
    cv.wait(guard, [&] { return got.has_value(); });
    return *std::move(got);
  }

  Result<void> read(std::int64_t after, std::size_t max_bytes, const std::function<bool(const Row&)>& visit,
                    WorkspaceNo only) override;
  Result<std::int64_t> scrub(WorkspaceNo, const std::function<bool(std::string_view)>& drop) override;

  InboxStatus status() const override {
    InboxStatus s;
    s.last_seq = s.rows = last_seq_;
    s.accepted = accepted_;
    s.duplicates = duplicates_;
    s.commits = commits_;
    const std::lock_guard guard(mutex_);
    s.queued = static_cast<std::int64_t>(queue_.size());
    return s;
  }

  void on_commit(OnCommit listener) override {
    const std::lock_guard guard(listener_mutex_);
    listener_ = std::move(listener);
  }

  void stop() override {
    {
      const std::lock_guard guard(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    const std::lock_guard guard(join_mutex_);
    if (writer_.joinable()) writer_.join();
  }

 private:
  static std::optional<Error> refuse(const Submission& s) {
    if (s.text.size() > kMaxText || s.lines.size() > kMaxLines)
      return Error{ErrorKind::too_large, "too_large", {}, "submission to the inbox", {}};
    for (const Line& l : s.lines)
      if (l.begin > l.end || l.end > s.text.size())
        return Error{ErrorKind::internal, "internal", {}, "line outside the text of a submission", {}};
    return std::nullopt;
  }

  void run() {
    std::vector<Waiting> group;
    while (take_group(group)) {
      if (auto r = commit(group); !r) {
        seen_.drop_group();
        static auto& failed = metrics::counter("peakend_inbox_failed_commits_total");
        failed.add();
        log::failure("inbox commit failed; nothing of the group is kept", r.error(), {{"submissions", group.size()}});
        for (Waiting& w : group) tell(w.done, tl::unexpected(r.error()));
      } else {
        acknowledge(group);
      }
      group.clear();
    }
  }

  /// Whatever queued while the last commit ran; waits only when there is nothing. False: stopped and empty.
  bool take_group(std::vector<Waiting>& group) {
    std::unique_lock guard(mutex_);
    wake_.wait(guard, [&] { return !queue_.empty() || stopping_; });
    std::size_t bytes = 0;
    while (!queue_.empty() && group.size() < kGroupSubmissions && (group.empty() || bytes < kGroupBytes)) {
      bytes += queue_.front().submission.text.size();
      group.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    queued_bytes_ -= bytes;
    return !group.empty();
  }

  Result<void> commit(std::vector<Waiting>& group) {
    PK_FAILPOINT("inbox.before_insert");
    next_seq_ = last_seq_ + 1;
    group_bytes_ = 0;
    const std::int64_t now = to_ms(clock_.now());
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      for (Waiting& w : group) {
        PK_TRY(const bool lines, ask_first(tx, w));
        if (lines) PK_CHECK(insert(tx, w, now));
      }
      PK_CHECK(seen_.move_slice(tx));
      PK_FAILPOINT("inbox.before_commit");
      return {};
    }));
    PK_FAILPOINT_STEP("inbox.after_commit");
    return {};
  }

  /// Whether the lines may go in.
  Result<bool> ask_first(records::Tx& tx, Waiting& w) {
    if (!w.submission.first) return true;
    auto r = w.submission.first(tx, next_seq_);
    if (r) return *r;
    const auto kind = r.error().kind;
    if (kind != ErrorKind::conflict && kind != ErrorKind::invalid && kind != ErrorKind::not_found) return tl::unexpected(std::move(r).error());
    w.refused = std::move(r).error();
    return false;
  }

  Result<void> insert(records::Tx& tx, Waiting& w, std::int64_t now) {
    const Submission& s = w.submission;
    w.receipt.duplicate_of.assign(s.lines.size(), 0);
    keys_.clear();
    body_.clear();
    for (std::size_t i = 0; i < s.lines.size(); ++i) {
      const Line& line = s.lines[i];
      const std::int64_t key = proper(line.key);
      PK_TRY(const std::int64_t holder, seen_.find(tx, key));
      w.receipt.duplicate_of[i] = holder;
      if (holder != 0) continue;
      seen_.note(key, next_seq_);
      keys_.push_back(key);
      if (s.lines.size() == 1) continue;  // the one line is taken as a view below
      if (keys_.size() > 1) body_ += '\n';
      body_.append(s.text, line.begin, line.end - line.begin);
    }
    if (keys_.empty()) return {};
    w.receipt.seq = next_seq_++;
    const std::string_view text =
        s.lines.size() == 1 ? std::string_view(s.text).substr(s.lines[0].begin, s.lines[0].end - s.lines[0].begin) : body_;
    group_bytes_ += text.size();
    const BodyCodec::Packed packed = codec_.pack(text);
    const Param p[] = {w.receipt.seq,
                       static_cast<std::int64_t>(s.workspace),
                       now,
                       std::int64_t{packed.packed},
                       static_cast<std::int64_t>(text.size()),
                       bytes_of(keys_.data(), keys_.size() * sizeof keys_[0]),
                       bytes_of(packed.bytes.data(), packed.bytes.size())};
    PK_CHECK(tx.exec(sql::insert_row, p));
    return {};
  }

  void acknowledge(std::vector<Waiting>& group) {
    const std::int64_t last = next_seq_ - 1;
    seen_.commit_group(last);
    std::int64_t accepted = 0, duplicates = 0;
    for (const Waiting& w : group)
      for (const std::int64_t of : w.receipt.duplicate_of) ++(of == 0 ? accepted : duplicates);
    accepted_ += accepted;
    duplicates_ += duplicates;
    ++commits_;
    static auto& accepted_total = metrics::counter("peakend_inbox_items_total", "result", "accepted");
    static auto& duplicate_total = metrics::counter("peakend_inbox_items_total", "result", "duplicate");
    static auto& commits_total = metrics::counter("peakend_inbox_commits_total");
    accepted_total.add(accepted);
    duplicate_total.add(duplicates);
    commits_total.add();
    if (last > last_seq_) {
      last_seq_ = last;
      const std::lock_guard guard(listener_mutex_);
      if (listener_) listener_(last, group_bytes_);
    }
    for (Waiting& w : group) {
      if (w.refused) tell(w.done, tl::unexpected(*std::move(w.refused)));
      else tell(w.done, std::move(w.receipt));
      PK_FAILPOINT_STEP("inbox.between_replies");
    }
  }

  records::Records& records_;
  const Clock& clock_;
  const InboxOptions options_;

  mutable std::mutex mutex_;  // guards the next four
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  std::size_t queued_bytes_ = 0;
  bool stopping_ = false;

  std::mutex listener_mutex_;  // guards listener_
  OnCommit listener_;

  // Writer's thread only.
  SeenIndex seen_;
  BodyCodec codec_;
  std::vector<std::int64_t> keys_;
  std::string body_;
  std::int64_t next_seq_ = 1;
  std::size_t group_bytes_ = 0;

  std::atomic<std::int64_t> last_seq_{0}, accepted_{0}, duplicates_{0}, commits_{0};
  std::mutex join_mutex_;
  std::thread writer_;
};

Result<void> InboxImpl::read(std::int64_t after, std::size_t max_bytes, const std::function<bool(const Row&)>& visit,
                             WorkspaceNo only) {
  BodyCodec codec;
  std::size_t bytes = 0;
  Result<void> damaged;
  const Param p[] = {after, static_cast<std::int64_t>(only)};
  PK_CHECK(records_.read([&](records::Session& s) {
    return s.query(sql::rows_after, p, [&](const records::Row& r) {
      auto text = codec.unpack(r.i64(3) != 0, r.i64(4), r.text(5));
      if (!text) {
        text.error().log += ", seq " + std::to_string(r.i64(0));
        damaged = tl::unexpected(text.error());
        return false;
      }
      bytes += text->size();
      const Row row{r.i64(0), static_cast<WorkspaceNo>(r.i64(1)), from_ms(r.i64(2)), *text};
      return visit(row) && bytes < max_bytes;
    });
  }));
  return damaged;
}

/// The lines of `text` that stay; `gone` counts the others.
std::string kept_lines(std::string_view text, const std::function<bool(std::string_view)>& drop, std::int64_t& gone) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (drop(line)) {
      ++gone;
    } else {
      if (!out.empty()) out += '\n';
      out += line;
    }
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

Result<std::int64_t> InboxImpl::scrub(WorkspaceNo workspace, const std::function<bool(std::string_view)>& drop) {
  constexpr std::size_t kSlice = std::size_t{2} << 20;  // keeps the writer's lock short
  std::int64_t gone = 0, after = 0;
  for (bool more = true; more;) {
    more = false;
    std::int64_t gone_here = 0, upto = after;
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      BodyCodec codec;
      std::vector<std::pair<std::int64_t, std::string>> changed;
      Result<void> damaged;
      std::size_t bytes = 0;
      const Param from[] = {after, static_cast<std::int64_t>(workspace)};
      PK_CHECK(tx.query(sql::rows_of_workspace, from, [&](const records::Row& r) {
        const auto text = codec.unpack(r.i64(1) != 0, r.i64(2), r.text(3));
        if (!text) {
          damaged = tl::unexpected(text.error());
          return false;
        }
        upto = r.i64(0);
        bytes += text->size();
        const std::int64_t before = gone_here;
        std::string kept = kept_lines(*text, drop, gone_here);
        if (gone_here != before) changed.emplace_back(upto, std::move(kept));
        more = bytes >= kSlice;
        return !more;
      }));
      PK_CHECK(damaged);
      for (const auto& [seq, text] : changed) {
        const BodyCodec::Packed packed = codec.pack(text);
        const Param p[] = {seq, std::int64_t{packed.packed}, static_cast<std::int64_t>(text.size()),
                           bytes_of(packed.bytes.data(), packed.bytes.size())};
        PK_CHECK(tx.exec(sql::replace_body, p));
      }
      return {};
    }));
    gone += gone_here;
    after = upto;
  }
  return gone;
}

}  // namespace

Result<std::unique_ptr<Inbox>> make_inbox(records::Records& records, const Clock& clock, InboxOptions options) {
  auto inbox = std::make_unique<InboxImpl>(records, clock, options);
  PK_CHECK(inbox->start());
  return inbox;
}

std::vector<records::Migration> migrations() { return {{"0001_inbox", sql::migration_0001_inbox}}; }

}  // namespace peakend::inbox
