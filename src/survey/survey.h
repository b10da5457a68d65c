#pragma once
// The survey format: types, reading with field-path faults, texts by language, the walk through the questions.
// docs/surveys.md explains it, api/survey.schema.json publishes it. Pure; thread-safe.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "engine/scale.h"
#include "journey/journey.h"
#include "survey/logic.h"
#include "survey/value.h"

namespace peakend::survey {

inline constexpr int kFormat = 1;
inline constexpr std::size_t kMaxSurveyBytes = 200'000, kMaxPages = 50, kMaxQuestions = 200, kMaxOptions = 100, kMaxRows = 30,
                             kMaxLanguages = 20, kMaxHidden = 50, kMaxQuotas = 50, kMaxJumps = 20, kMaxWords = 2'000;
inline constexpr std::size_t kMaxShortText = 500, kMaxLongText = 5'000, kMaxFieldBytes = 500;

/// Words by language ("zh-CN", "en").
using Text = std::map<std::string, std::string, std::less<>>;

struct Scale : engine::Scale {
  double step = 1;
};
/// min, max, min + step, ...: at most 101 points.
bool on_step(const Scale&, double);

/// Where a score belongs. Empty: see Survey's, then the link's.
struct Place {
  std::string journey, touchpoint;  ///< touchpoint "<stage>/<scene>"
  bool empty() const { return touchpoint.empty(); }
  bool operator==(const Place&) const = default;
};

/// After this question or page, when the rule holds, go on at `to`: a later question or page, or "end".
struct Jump {
  Value when;
  std::string to;
};
inline constexpr std::string_view kEnd = "end";

struct Option {
  std::string key;
  Text text;
  std::string image;      ///< https address or data:image/…; picture
  std::string touchpoint; ///< aided recall: which touchpoint the option names
};
struct Row {  ///< of a grid; senses and dimensions have fixed keys, and words of their own when none are given
  std::string key;
  Text text;
  std::string metric;
  Place place;
};
struct ContactField {
  std::string key;  ///< name, email, phone, wechat, company, address
  bool required = false;
};

struct Kind;

/// One question. Which members a kind uses is said by its descriptor; the others stay as they are here.
struct Question {
  std::string key;
  const Kind* kind = nullptr;
  Text text, help;
  bool required = false;
  Value visible_if, required_if;  ///< null: always, never
  std::vector<Jump> skip_to;
  Value prefill;                  ///< an answer, or a text with {{field.x}}
  // scores
  std::optional<Scale> scale;
  std::string metric;             ///< nps, csat, ces, rating, ...
  Place place;
  Text low, high;                 ///< words at the ends of the scale
  bool indirect = false;          ///< asks what people like the respondent would say: no experience of his own
  std::string look;               ///< csat: stars | faces | numbers
  std::string expectation = "will";  ///< pair: will | should | adequate | promised
  bool expected_only = false;     ///< pair, asked before the experience: only what is expected
  Text expected_text, got_text;   ///< pair
  // choices
  std::vector<Option> options;
  std::vector<Row> rows;
  bool random = false;            ///< order of options or rows
  bool other = false;
  Text other_text;
  int min_choices = 0, max_choices = 0;  ///< 0: no bound
  // words
  int min_length = 0, max_length = 0;    ///< code points; 0: the kind's
  int max_items = 0;                     ///< unaided recall: 0 = 5
  std::string about;              ///< key of the rating that the words explain
  std::vector<ContactField> contact;
  bool names = false;             ///< short_text: the answer names somebody; it is counted, not read
  std::string purpose;            ///< consent: key of what is agreed to, e.g. contact_me
  std::string earliest, latest;   ///< date: YYYY-MM-DD
};

struct Page {
  std::string key;
  Text title, text;
  Value visible_if;
  bool random = false;            ///< order of its questions
  std::vector<Question> questions;
  std::vector<Jump> branches;
};

struct Hidden {
  std::string key;
  bool shown = false;             ///< may stand in texts: {{field.order_id}}
};
struct Quota {
  std::string key;
  std::int64_t limit = 0;
  Value when;                     ///< null: every response
};
/// Colours #rrggbb. Pairs that must be told apart reach WCAG 2.2 AA.
struct Theme {
  std::string accent = "#0f6b5c", on_accent = "#ffffff", background = "#f6f7f6", surface = "#ffffff", text = "#16211f", muted = "#5a6764";
  std::string font = "system";    ///< system | serif | rounded
  int radius = 14;                ///< px, 0..32
  std::string logo;               ///< https address or data:image/…
  bool operator==(const Theme&) const = default;
};

enum class Occasion : std::uint8_t { touchpoint, relationship, employee, market };
std::string_view name_of(Occasion);

struct Survey {
  std::string key;
  Occasion occasion = Occasion::touchpoint;
  Text title, description;
  std::vector<std::string> languages;  ///< the first is the default
  bool one_at_a_time = true;
  Place place;                         ///< of questions that name none
  std::vector<Page> pages;
  std::vector<Hidden> hidden;
  std::vector<Quota> quotas;
  Theme theme;
  Text thanks, closed_text;
  std::optional<Instant> closes_at;
  std::optional<std::int64_t> max_responses;

  const Question* find(std::string_view question) const;
  const Page* page(std::string_view key) const;
};

/// What was found wrong, with JSON paths ("pages[0].questions[2].scale"). `warnings` do not hinder publishing.
struct Report {
  std::vector<FieldError> faults, warnings;
  bool misshapen = false;  ///< a fault of shape: an unknown member, a wrong type, an unknown kind
};
/// Reads the JSON form. Malformed JSON: ErrorKind::malformed; faults of shape (unknown member, wrong type) and of sense
/// (duplicate key, jump backwards, unknown reference, missing text, contrast) go into `report.faults`. What can be read is
/// returned even with faults, so a draft can be shown.
Result<Survey> parse_survey(std::string_view json, Report& report);
/// The same, any fault is an error (invalid_fields).
Result<Survey> parse_survey(std::string_view json);
/// Faults that need the workspace's journeys: unknown_journey, unknown_touchpoint, not_applicable; warning
/// one_stage_only when all scores belong to one stage of several.
void check_places(const Survey&, const journey::Catalogue&, Report&);
/// The canonical JSON; parse_survey(to_json(s)) equals s.
std::string to_json(const Survey&);
/// The minimal form for the respondent in one language: docs/surveys.md, "What the page gets".
std::string public_json(const Survey&, int version, std::string_view lang);

/// Words in a language: exact, the same base ("zh" -> zh-CN, zh-HK and zh-Hant -> zh-TW, en-GB -> en), then the first language of
/// the survey, then any. "" when there are none.
std::string_view words(const Text&, std::string_view lang, const Survey&);
/// The survey's language that fits the wish best.
const std::string& best_language(const Survey&, std::string_view wish);
/// WCAG contrast of two #rrggbb colours, 1..21; 0 when one is none. Worked: #000000 on #ffffff = 21.
double contrast(std::string_view a, std::string_view b);

/// Answers by question key.
using Answers = Members;

/// The questions a respondent meets with these answers, in order, and where it ends. Later answers than a jump's target do not
/// bring skipped questions back. Rules see only answers of questions already met.
struct Walk {
  std::vector<const Question*> met;
  bool ended_early = false;   ///< by a jump to "end"
};
Walk walk(const Survey&, const Answers&, const Value& fields);
/// {"answer": answers, "field": fields} for evaluate().
Value logic_data(const Answers&, const Value& fields);

/// What a response is worth, after its answers were checked.
struct Score {
  std::string question, part;       ///< part: row of a grid, sense, ...; "" for the whole
  std::string metric;
  double value = 0;
  std::optional<double> expectation;
  engine::Scale scale;
  Place place;
  std::string text;                 ///< words that explain it
  std::string expectation_kind{};   ///< will, should, adequate, promised
  std::vector<std::pair<std::string, std::string>> attributes{};  ///< what goes along with the rating
  bool is_fact = true;              ///< false: for results only
};
struct Words {
  std::string question, part, text;
  Place place;
};
struct Outcome {
  std::vector<Score> scores;
  std::vector<Words> words;         ///< texts that explain no score
};
struct Checked {
  Answers answers;                  ///< of questions met, canonical, in order of the survey
  std::vector<std::string> ignored; ///< answers of questions that logic hides
  Outcome outcome;
};
/// Checks answers. `complete`: required questions must be answered. Field paths "answers.<question>...". Unknown questions are
/// unknown_field. All faults at once (at most 100).
Result<Checked> check_answers(const Survey&, const Answers&, const Value& fields, bool complete);

/// "nps"
std::string_view kind_name(const Question&);
/// False for a statement.
bool asks(const Question&);
/// What one read answer is worth on its own (words are not attached to the rating that they explain).
void score_answer(const Question&, const Value& answer, Outcome&);
/// What an answer chose; rank 1 is best, 0 where there is no order. Key "" is "other".
struct Choice {
  std::string key;
  int rank = 0;
};
std::vector<Choice> choices_of(const Question&, const Value& answer);
/// What could be chosen, in the question's order, with "" for "other"; empty for questions without choices.
std::vector<Option> choices_offered(const Question&);

/// Fills {{answer.q1}} and {{field.x}} in words; what is missing becomes "". Inert text: the page must not read it as HTML.
std::string pipe(std::string_view text, const Survey&, std::string_view lang, const Answers&, const Value& fields);

/// A permutation of 0..n-1 from the response id and the key of page or question: the same everywhere (docs/surveys.md).
/// u(i) = splitmix64(fnv1a64("<response>/<key>/<i>")), sorted by u.
std::vector<std::size_t> order_of(std::string_view response, std::string_view key, std::size_t n);

/// What respondents meet now. Immutable, shared.
struct Published {
  std::shared_ptr<const Survey> survey;
  int version = 0;
  bool closed = false;  ///< by hand; Survey::closes_at is for the caller to ask
};

/// What changed between two documents, by path; lists are compared by "key" where their members have one.
struct Difference {
  std::string path;
  std::optional<Value> before, after;  ///< absent: added, removed
};
std::vector<Difference> compare(const Value& from, const Value& to);

/// Built-in templates: keys in display order, and the JSON text; "" when there is none.
std::vector<std::string> template_keys();
std::string_view template_text(std::string_view key);

}  // namespace peakend::survey
