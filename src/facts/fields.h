#pragma once
// What every store must agree on: the text form of each field, what a fact adds to a partial, what may be asked.
// Pure and thread-safe.
#include <compare>

#include "facts/facts.h"

namespace peakend::facts {

/// The text columns of a fact.
inline constexpr std::string_view Fact::*kTexts[] = {
    &Fact::user_id, &Fact::episode_key, &Fact::journey, &Fact::touchpoint, &Fact::stage, &Fact::scene,
    &Fact::channel, &Fact::name,        &Fact::metric,  &Fact::message_id, &Fact::lang,  &Fact::text};

std::string_view kind_text(FactKind);
std::string_view promise_text(Promise);      ///< "" for none
std::string_view triangle_class_text(int c); ///< index into Partial::classes
std::string score_text(double);              ///< shortest decimal that reads back the same: 9 -> "9"

/// Number of the text in its closed list; nullopt for an unknown word.
std::optional<FactKind> parse_kind(std::string_view);
std::optional<Promise> parse_promise(std::string_view);
std::optional<engine::Basis> parse_basis(std::string_view);
std::optional<int> parse_triangle_class(std::string_view);
std::optional<double> parse_score(std::string_view);
/// "cus_<hex>" or "<hex>"; "" is the customer none.
std::optional<CustomerId> parse_customer(std::string_view);
/// "cus_<hex>", "" for none.
std::string customer_text(CustomerId);

/// The group key text of any field but time.
std::string field_text(const Fact&, const Dimension&);
bool matches(const Fact&, const Filter&);
/// The `search`, `with_text`, `items`, `episodes`, `after_seq`, range and filters of the spec.
bool matches(const Fact&, const ScanSpec&);

/// What a list of customers is sorted by; upwards for Sort::worst, else downwards; then by id upwards.
std::int64_t sort_key(const CustomerRow&, CustomerSpec::Sort);
/// Hundredths of a plain decimal (-?digits{1,12}, then perhaps . and up to six more), rounded half away from zero; 0 for
/// any other text. "12.345" -> 1235
std::int64_t hundredths(std::string_view);

/// 0..63: low bits of the customer's id; facts without customer are spread by (seq, item).
std::uint8_t group_of(CustomerId, std::int64_t seq, std::int32_t item);
engine::FactValues values_of(const Fact&);

/// Well-formed UTF-8 without NUL: what stores hold. Any other text in a question equals and contains nothing.
bool storable(std::string_view);

/// What is stored of a fact: values that no store could carry are mended, so no fact can make a store refuse a
/// batch for ever. Times go to years 1..9999, numbers that are not finite become absent, a class or breach
/// without valence is dropped, malformed UTF-8 becomes U+FFFD, NUL is dropped, tags are sorted and unique.
/// Texts that had to change live in `scratch`, the others where they were.
Fact as_stored(const Fact&, FactBatch& scratch);
/// The same for a single text.
std::string_view clean_text(std::string_view, FactBatch& scratch);

/// Bucket of `at`, or -1 outside. Edges ascending.
std::int64_t bucket_of(std::span<const std::int64_t> edges, std::int64_t at);

/// ErrorKind::invalid for more than three dimensions, time without two ascending edges, or a filter on time.
Result<void> check(const AggregateSpec&);
Result<void> check(const ScanSpec&);
Error too_many_rows(std::size_t max_rows);

/// Order of AggregateResult::rows.
class KeyLess {
 public:
  explicit KeyLess(const std::vector<Dimension>& by);
  bool operator()(const std::vector<std::string>& a, const std::vector<std::string>& b) const;

 private:
  std::vector<bool> time_;
};

}  // namespace peakend::facts
