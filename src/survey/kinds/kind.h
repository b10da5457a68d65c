#pragma once
// A kind of question is a descriptor: which members it uses, how it reads an answer, what the answer is worth.
// One file here and one line in all.cc make a kind. All data is static; everything is thread-safe.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "survey/survey.h"

namespace peakend::survey {

/// Members of Question that a kind uses; others are refused as unknown.
enum Uses : std::uint32_t {
  kScale = 1u << 0, kMetric = 1u << 1, kPlace = 1u << 2, kEnds = 1u << 3, kLook = 1u << 4, kOptions = 1u << 5, kRows = 1u << 6,
  kRandom = 1u << 7, kOther = 1u << 8, kMinChoices = 1u << 9, kMaxChoices = 1u << 10, kLength = 1u << 11, kAbout = 1u << 12,
  kMaxItems = 1u << 13, kContact = 1u << 14, kPurpose = 1u << 15, kDates = 1u << 16, kExpectation = 1u << 17, kSilent = 1u << 18,
  kIndirect = 1u << 19, kNames = 1u << 20,
};
inline constexpr std::uint32_t kRating = kScale | kMetric | kPlace | kEnds;

struct Kind {
  std::string_view key, zh, en;
  std::uint32_t uses = 0;                ///< kSilent: asks nothing (statement)
  /// Fills what the document left out (scale, metric, rows). Null: nothing to fill.
  void (*complete)(Question&) = nullptr;
  /// Faults beyond those of the members. Null: none.
  void (*check)(const Question&, const std::string& at, Report&) = nullptr;
  /// The canonical form of an answer, or what is wrong with it at `at`. Never called with null.
  std::optional<FieldError> (*read)(const Question&, const Value& answer, const std::string& at, Value& out) = nullptr;
  /// Faults of a partial answer when everything must be there. Null: none.
  std::optional<FieldError> (*whole)(const Question&, const Value& answer, const std::string& at) = nullptr;
  /// What a read answer is worth. Null: nothing beyond the response itself.
  void (*score)(const Question&, const Value& answer, Outcome&) = nullptr;
  /// What was chosen, for shares. Null: no choices.
  void (*choices)(const Question&, const Value& answer, std::vector<Choice>&) = nullptr;
};

std::span<const Kind* const> all_kinds();
const Kind* find_kind(std::string_view key);

// ---- shared by several kinds ----------------------------------------------------------------------------------------
FieldError fault(std::string field, std::string code, std::vector<std::pair<std::string, std::string>> params = {});
/// A number on the question's scale and steps.
std::optional<FieldError> read_point(const Scale&, const Value&, const std::string& at, Value& out);
/// Text of [min, max] code points without NUL, ends trimmed. An empty one reads as null.
std::optional<FieldError> read_words(const Value&, std::size_t min, std::size_t max, const std::string& at, Value& out);
/// A known option, or {"other": "text"} where the question allows it.
std::optional<FieldError> read_choice(const Question&, const Value&, const std::string& at, Value& out);
/// A list of different choices within the bounds.
std::optional<FieldError> read_choices(const Question&, const Value&, const std::string& at, std::size_t min, std::size_t max, Value& out);
/// {"row": point}
std::optional<FieldError> read_rows(const Question&, const Value&, const std::string& at, Value& out);
std::optional<FieldError> whole_rows(const Question&, const Value&, const std::string& at);
/// One score for the whole answer, with the question's metric, scale and place.
Score score_of(const Question&, double value);
void score_point(const Question&, const Value&, Outcome&);
void score_rows(const Question&, const Value&, Outcome&);
void score_words(const Question&, const Value&, Outcome&);
void chosen(const Question&, const Value&, std::vector<Choice>&);
void default_scale(Question&, double min, double max, double neutral, std::string_view metric);

extern const Kind kNps, kCsat, kCes, kGrid, kSingle, kMultiple, kRanking, kShortText, kLongText, kPair, kBetterWorse, kEmotion, kSenses,
    kDimensions, kRecallUnaided, kRecallAided, kCriticalIncident, kPicture, kDate, kContactDetails, kConsent, kStatement;

}  // namespace peakend::survey
