#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/calendar.h"
#include "ingest/ingest.h"
#include "ingest/item.h"

namespace peakend::ingest {
namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;
/// A sender's clock may be ahead by a day; nothing a customer lived through is older than the epoch.
constexpr std::int64_t kMaxAheadMs = 24 * kMsPerHour;

/// The id space: operational items share messageId, ratings and feedback have their own ids.
char group_of(ItemType t) { return t == ItemType::rating ? 'r' : t == ItemType::feedback ? 'f' : 'm'; }

/// Spreads a counter over 64 bits (splitmix64), so ids made from one random seed differ everywhere.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

class IntakeImpl final : public Intake {
 public:
  explicit IntakeImpl(IntakeContext c) : context_(std::move(c)), now_(to_ms(context_.now)) {
    char stamp[calendar::kRfc3339Size];
    calendar::write_rfc3339(context_.now, stamp);
    received_ = ",\"receivedAt\":\"" + std::string(stamp, sizeof stamp) + "\"}\n";
    submission_.workspace = context_.workspace;
  }

  void add(std::string_view json, std::string_view default_type, std::string_view default_id) override {
    const std::size_t number = count_++;
    results_.emplace_back();
    ItemResult& result = results_.back();
    if (auto e = accept(json, default_type, default_id, result)) {
      result.state = ItemResult::State::rejected;
      result.why = std::move(*e);
      if (!context_.field_prefix.empty()) {
        std::string path = context_.field_prefix + "[" + std::to_string(number) + "]";
        if (!result.why.field.empty()) path += "." + result.why.field;
        result.why.field = std::move(path);
      }
    }
  }
  std::vector<ItemResult>& results() override { return results_; }
  inbox::Submission take() override {
    inbox::Submission out = std::move(submission_);
    submission_ = {};
    submission_.workspace = context_.workspace;
    submission_.text.reserve(out.text.size() + out.text.size() / 8);
    submission_.lines.reserve(out.lines.size());
    return out;
  }

 private:
  /// The steps of intake; the first broken rule is the answer.
  std::optional<FieldError> accept(std::string_view json, std::string_view default_type, std::string_view default_id, ItemResult& result) {
    json = trimmed(json);
    if (json.size() > kMaxItemBytes) return FieldError{"", "too_large", {{"max", std::to_string(kMaxItemBytes)}}};
    // Buffers of the thread, not of the request: a parser for each single item would cost more than the item.
    thread_local ItemReader reader;
    thread_local std::string padded;
    if (padded.size() < json.size() + ItemReader::kPadding) padded.resize(json.size() + ItemReader::kPadding);
    std::memcpy(padded.data(), json.data(), json.size());
    auto e = reader.read({padded.data(), json.size()}, default_type);
    const Item& item = reader.item();
    result.id.assign(item.id);
    if (e) return e;
    if ((e = check_time(item)) || (e = check_place(item))) return e;
    if (result.id.empty()) result.id = default_id;
    if (item.id.empty() && !default_id.empty() && !plain(default_id)) return FieldError{"Idempotency-Key", "bad_idempotency_key", {}};
    if (result.id.empty()) result.id = fresh_id();
    write(json, item, result.id);
    return std::nullopt;
  }

  std::optional<FieldError> check_time(const Item& item) const {
    if (!item.at) return std::nullopt;
    const char* field = item.type == ItemType::rating || item.type == ItemType::feedback ? "at" : "timestamp";
    if (*item.at > now_ + kMaxAheadMs) return FieldError{field, "time_in_future", {}};
    if (*item.at < 0) return FieldError{field, "time_too_old", {}};
    return std::nullopt;
  }
  std::optional<FieldError> check_place(const Item& item) const {
    if (!item.journey.empty() && context_.journeys->find(item.journey) == nullptr) return FieldError{"journey", "unknown_journey", {}};
    if (item.touchpoint.empty()) return std::nullopt;
    const auto m = context_.journeys->touchpoint(item.journey, item.touchpoint);
    if (m.touchpoint == nullptr) {
      if (item.journey.empty())
        for (const auto& j : context_.journeys->journeys())
          if (context_.journeys->touchpoint(j.key, item.touchpoint).touchpoint != nullptr) return FieldError{"journey", "required", {}};
      return FieldError{"touchpoint", "unknown_touchpoint", {}};
    }
    if (!m.touchpoint->applicable) return FieldError{"touchpoint", "not_applicable", {}};
    return std::nullopt;
  }

  static bool plain(std::string_view id) {
    return id.size() <= 255 && std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\'; });
  }
  std::string fresh_id() {
    const std::uint64_t n = made_++;
    return to_hex(make_uuid7(now_, mix(context_.random.hi ^ n), mix(context_.random.lo + n)));
  }

  /// The canonical line: the sender's object without line breaks, and what it lacked before its closing brace.
  void write(std::string_view json, const Item& item, std::string_view id) {
    auto& text = submission_.text;
    const std::size_t begin = text.size();
    while (!json.empty() && json.back() != '}') json.remove_suffix(1);
    json.remove_suffix(json.empty() ? 0 : 1);
    text.append(json);
    // Line breaks can only stand between tokens here (raw ones inside texts are not JSON), so a blank will do.
    for (char* p = text.data() + begin; (p = static_cast<char*>(std::memchr(p, '\n', static_cast<std::size_t>(text.data() + text.size() - p)))) != nullptr;) *p = ' ';
    for (std::size_t i = begin; (i = text.find('\r', i)) != text.npos;) text[i] = ' ';
    if (!item.has_type) {
      text += ",\"type\":\"";
      text += kTypeNames[static_cast<std::size_t>(item.type)];
      text += '"';
    }
    if (item.id.empty()) {
      text += group_of(item.type) == 'm' ? ",\"messageId\":\"" : ",\"id\":\"";
      text += id;
      text += '"';
    }
    text += received_;
    submission_.lines.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text.size() - 1),
                                 item_key(context_.workspace, group_of(item.type), id)});
  }

  static std::string_view trimmed(std::string_view s) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!s.empty() && blank(s.front())) s.remove_prefix(1);
    while (!s.empty() && blank(s.back())) s.remove_suffix(1);
    return s;
  }

  IntakeContext context_;
  std::int64_t now_;
  std::string received_;
  std::vector<ItemResult> results_;
  inbox::Submission submission_;
  std::size_t count_ = 0;
  std::uint64_t made_ = 0;
};

}  // namespace

std::int64_t item_key(WorkspaceNo workspace, char group, std::string_view id) {
  // SipHash under a fixed key: stored keys must mean the same for ever. 63 bits: two of 20 million ids meet with
  // probability 2e-5.
  static constexpr unsigned char key[crypto_shorthash_KEYBYTES] = {'p', 'e', 'a', 'k', 'e', 'n', 'd', '-', 'i', 't', 'e', 'm', '-', 'v', '1', '.'};
  char small[320];
  const auto ws = static_cast<std::uint32_t>(workspace);
  const std::size_t size = 5 + id.size();
  std::string large;
  char* p = small;
  if (size > sizeof small) {
    large.resize(size);
    p = large.data();
  }
  std::memcpy(p, &ws, 4);
  p[4] = group;
  std::memcpy(p + 5, id.data(), id.size());
  std::uint64_t out = 0;
  static_assert(crypto_shorthash_BYTES == sizeof out);
  crypto_shorthash(reinterpret_cast<unsigned char*>(&out), reinterpret_cast<const unsigned char*>(p), size, key);
  return static_cast<std::int64_t>(out >> 1);
}

std::unique_ptr<Intake> make_intake(IntakeContext context) { return std::make_unique<IntakeImpl>(std::move(context)); }

}  // namespace peakend::ingest
