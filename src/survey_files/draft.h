#pragma once
// A survey in the making: what importers put in, kept to the limits and rules of our format. Not thread-safe.
#include <deque>
#include <map>
#include <set>

#include "survey_files/survey_files.h"

namespace peakend::survey_files {

/// An option, a row or a point of a scale, with what the foreign file calls it in answers.
struct Choice {
  std::string foreign;
  survey::Text text;
  std::string image{}, key{};  ///< the key is given by the draft
  double point = 0;            ///< of a scale
};

struct Item {
  std::string foreign;       ///< its name in the foreign file; the key is made from it
  std::string kind;
  survey::Text text, help{};
  bool required = false, random = false, other = false;
  std::vector<Choice> options{}, rows{};
  std::vector<Choice> points{};  ///< of a scale whose values have names
  std::string other_foreign{};   ///< what answers say for "other"
  survey::Members more{};        ///< further members of our JSON form: scale, low, max_length ...
  survey::Value visible_if{};
  std::vector<std::pair<survey::Value, std::string>> jumps{};  ///< rule; key of a question or page, or "end"
  std::string path{};            ///< in the foreign file, for losses
  survey::Value overlay{};       ///< members of our own that the file carried along; null removes one
  std::string key{};             ///< given by the draft
  bool dropped = false;
};

/// What a column of the foreign responses, or a name in its rules, means.
struct Slot {
  enum Role : std::uint8_t {
    value,    ///< the answer itself
    tick,     ///< option `part` of a multiple choice
    row,      ///< row `part` of a grid
    other,    ///< words of "other"
    rank_at,  ///< the option at place `part` (1 is best)
    rank_of,  ///< the place of option `part`
    contact,  ///< contact detail `part`
  };
  std::size_t item = 0;
  Role role = value;
  std::string part{};
};

struct Part {  ///< a page
  std::string foreign, key;
  survey::Text title, text;
  survey::Value visible_if{};
  std::vector<std::pair<survey::Value, std::string>> branches{};
  std::vector<std::size_t> items{};
  bool random = false;
  std::string path{};
  survey::Value overlay{};
};

class Draft {
 public:
  Draft(Moved& out, const ReadOptions& options);

  Losses& losses() { return out_.losses; }
  Found& found() { return out_.found; }
  /// The languages of the file, the default first; unknown tags are left out. Without any: the option's.
  void languages(const std::vector<std::string>& tags);
  const std::string& lang() const { return languages_.front(); }
  /// One text in the default language.
  survey::Text words(std::string_view s) const;

  survey::Text title, description, thanks;
  std::string display = "pages";
  std::string survey_key;   ///< wish
  survey::Members more;     ///< further members of the document
  survey::Value overlay;    ///< as Item::overlay

  Part& page(std::string foreign, survey::Text title, survey::Text text = {});
  /// Adds to the last page and gives keys. A grid of more than kMaxRows rows becomes several; row i is then in item
  /// first + i / kMaxRows.
  std::size_t add(Item);
  Item& item(std::size_t i) { return items_[i]; }
  const Item& item(std::size_t i) const { return items_[i]; }
  std::size_t size() const { return items_.size(); }
  std::deque<Part>& pages() { return pages_; }

  /// Rows x columns where each row takes one column: a grid when the columns are a rating scale (points 1..n or those of
  /// `columns` when they have some), else a single choice per row. One slot per row.
  std::vector<Slot> add_matrix(Item base, std::vector<Choice> columns, bool points_given);
  /// A multiple choice per row; slots[row][column].
  std::vector<std::vector<Slot>> add_multi_matrix(Item base, const std::vector<Choice>& columns);
  /// Makes it a rating: nps when the words ask for a recommendation on 0-10, else csat; `look` stars, faces or "".
  void rate(Item&, double min, double max, double step, std::string_view look, const survey::Text& low, const survey::Text& high);
  /// A short text per row; one slot per row.
  std::vector<Slot> add_texts(const Item& base, std::string_view kind = "short_text");

  std::map<std::string, Slot, std::less<>> slots;  ///< by column or rule name
  const Slot* slot(std::string_view name) const;

  /// Builds out.document. Rules that read later or missing questions, jumps that lead back, and what is beyond the limits go
  /// into the losses. Error: too_large.
  Result<void> finish();
  /// The finished survey.
  const survey::Survey& survey() const { return survey_; }

  /// Checks the answers against the survey and puts the response in; what does not fit is a loss.
  void accept(Response r);

 private:
  std::string fresh(std::string_view wanted, std::string_view otherwise);
  void name_choices(std::vector<Choice>& choices, const char* letter);
  void repair(Item&);
  void limit();
  void check_rules();
  bool rule_fits(const survey::Value& rule, const std::set<std::string, std::less<>>& met, const std::string& path);
  survey::Text complete(const survey::Text&, std::string_view otherwise) const;
  survey::Value question(const Item&) const;
  survey::Value document();

  Moved& out_;
  const ReadOptions& options_;
  std::vector<std::string> languages_;
  std::deque<Part> pages_;
  std::deque<Item> items_;
  std::set<std::string, std::less<>> keys_;
  std::set<std::string, std::less<>> ids_;
  survey::Survey survey_;
};

/// Gathers the answers of one response from columns.
class Answering {
 public:
  Answering(const Draft& draft, Losses& losses) : draft_(draft), losses_(losses) {}
  void put(const Slot&, std::string_view value);
  survey::Answers finish();

 private:
  struct Gathered {
    survey::Value value;
    std::vector<std::string> ticks;
    std::map<int, std::string> ranks;
    std::string other;
    bool any = false;
  };
  survey::Value read(const Item&, std::string_view value);
  const Draft& draft_;
  Losses& losses_;
  std::map<std::size_t, Gathered> by_item_;
};

/// The choice that the foreign file writes so; by its words when no code fits. nullptr: none.
const Choice* find_choice(const std::vector<Choice>&, std::string_view foreign);
std::optional<double> read_number(std::string_view);

survey::Value words_value(const survey::Text&);
survey::Value scale_value(double min, double max, bool up = true, double step = 1);
/// Default language's words; "" when there are none.
std::string_view first_words(const survey::Text&, std::string_view lang);

}  // namespace peakend::survey_files
