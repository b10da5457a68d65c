// Tables without a survey (SPSS, spreadsheets, CSV): a question per column, its kind by names, labels and values.
#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "base/utf8.h"
#include "survey_files/formats.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::Value;
using table::Type;

namespace {

constexpr std::size_t kMaxDistinct = 12, kShort = 60, kLong = 120;

enum class Meta : std::uint8_t { none, id, started, finished, state, lang, customer, drop };
Meta meta_of(std::string_view name) {
  const auto low = utf8::lower(name);
  const auto is = [&](std::initializer_list<const char*> names) { return std::any_of(names.begin(), names.end(), [&](const char* n) { return low == n; }); };
  if (is({"response", "response_id", "responseid", "respondent_id", "respondentid", "id", "答卷编号", "序号", "编号"})) return Meta::id;
  if (is({"started_at", "startdate", "start date", "start time", "开始时间", "开始答题时间"})) return Meta::started;
  if (is({"finished_at", "enddate", "end date", "timestamp", "submitted_at", "date submitted", "submitdate", "completion time", "提交时间", "提交答卷时间", "结束答题时间", "时间戳"})) return Meta::finished;
  if (is({"state", "finished"})) return Meta::state;
  if (is({"lang", "language", "userlanguage", "语言"})) return Meta::lang;
  if (is({"customer", "customer_id", "customerid", "user_id", "userid", "externaldatareference", "externalreference", "客户", "客户编号"})) return Meta::customer;
  if (is({"ipaddress", "ip address", "responseset", "status", "recipientlastname", "recipientfirstname", "recipientemail", "emailaddress", "name", "progress",
          "duration (in seconds)", "recordeddate", "locationlatitude", "locationlongitude", "locationaccuracy", "distributionchannel", "来源", "来源详情", "所用时间", "来自ip"}))
    return Meta::drop;
  return Meta::none;
}
bool says(std::string_view s, std::initializer_list<const char*> words) {
  const auto low = utf8::lower(s);
  return std::any_of(words.begin(), words.end(), [&](const char* w) { return low.find(w) != low.npos; });
}

/// What is in a column.
struct Look {
  std::size_t n = 0;
  bool numbers = true, whole = true;
  double min = 0, max = 0;
  std::size_t longest = 0;
  std::vector<std::string> values;  ///< distinct, in order; at most kMaxDistinct + 1
};

class Columns {
 public:
  Columns(const table::Table& t, Draft& draft, Moved& out) : t_(t), draft_(draft), out_(out) {}

  Result<void> run(std::string_view name) {
    auto title = std::string(t_.label.empty() ? name.substr(0, name.rfind('.')) : std::string_view(t_.label));
    draft_.title = draft_.words(plain(title));
    draft_.page("questions", {});
    out_.found.pages = 1;
    metas_.assign(t_.columns.size(), Meta::none);
    slots_.assign(t_.columns.size(), std::nullopt);
    for (std::size_t c = 0; c < t_.columns.size(); ++c) column(c);
    for (const auto& s : t_.left_out) draft_.losses().add(s, "loss_sheet");
    PK_CHECK(draft_.finish());
    for (const auto& row : t_.rows) response(row);
    return {};
  }

 private:
  Look look(std::size_t c) const {
    Look out;
    const auto& column = t_.columns[c];
    for (const auto& row : t_.rows) {
      if (column.is_missing(row[c])) continue;
      const auto s = table::shown(row[c], column.type);
      if (trim(s).empty()) continue;
      const auto d = table::number(row[c]) != nullptr ? std::optional(*table::number(row[c])) : read_number(s);
      out.numbers = out.numbers && d;
      if (d && out.numbers) {
        out.whole = out.whole && *d == std::floor(*d);
        out.min = out.n == 0 ? *d : std::min(out.min, *d);
        out.max = out.n == 0 ? *d : std::max(out.max, *d);
      }
      ++out.n;
      out.longest = std::max(out.longest, utf8::length(s));
      const std::string v(trim(s));
      if (out.values.size() <= kMaxDistinct && std::find(out.values.begin(), out.values.end(), v) == out.values.end()) out.values.push_back(v);
    }
    return out;
  }
  void column(std::size_t c) {
    const auto& column = t_.columns[c];
    metas_[c] = column.labels.empty() ? meta_of(column.name) : Meta::none;
    // Each part of what a response is about once; a second such column is a question.
    if (metas_[c] != Meta::none && metas_[c] != Meta::drop && std::count(metas_.begin(), metas_.begin() + static_cast<std::ptrdiff_t>(c), metas_[c]) > 0) metas_[c] = Meta::none;
    if (metas_[c] == Meta::drop) draft_.losses().add(column.name, "loss_technical_column");
    if (metas_[c] != Meta::none) return;
    ++out_.found.questions;
    Item it;
    it.path = it.foreign = column.name;
    const auto words = plain(column.label.empty() ? column.name : column.label);
    it.text = draft_.words(pipe_in(words, "", "", [](std::string_view) { return std::string(); }));
    const Look l = look(c);
    if (!labelled(column, l, it)) plain_column(column, l, it);
    if (!column.missing.empty() || !column.missing_texts.empty()) draft_.losses().add(column.name, "loss_missing_values");
    slots_[c] = Slot{draft_.add(std::move(it)), Slot::value, {}};
  }

  bool labelled(const table::Column& column, const Look& l, Item& it) {
    std::vector<const table::Label*> labels;
    for (const auto& x : column.labels)
      if (!column.is_missing(x.value)) labels.push_back(&x);
    if (labels.empty()) return false;
    std::stable_sort(labels.begin(), labels.end(), [](const table::Label* a, const table::Label* b) { return a->value < b->value; });
    std::vector<std::string> words;
    for (const auto* x : labels) words.push_back(plain(x->text));
    const auto* low = table::number(labels.front()->value);
    const auto* high = table::number(labels.back()->value);
    if (low != nullptr && high != nullptr && l.numbers && l.whole && *high - *low >= 2 && *high - *low <= 10 && (l.n == 0 || (l.min >= *low && l.max <= *high))) {
      const bool each = labels.size() == static_cast<std::size_t>(*high - *low) + 1;
      const int direction = each ? scale_direction(words) : labels.size() == 2 ? polarity(words[1]) - polarity(words[0]) : 0;
      const bool ends_only = labels.size() == 2 && column.measure != table::Measure::nominal;
      if (direction != 0 || ends_only) {
        draft_.rate(it, *low, *high, 1, "", draft_.words(words.front()), draft_.words(words.back()));
        if (direction < 0)
          for (auto& [name, v] : it.more)
            if (name == "scale") v.set("direction", "down");
        if (labels.size() > 2) draft_.losses().add(column.name, "loss_scale_words", words[1]);
        return true;
      }
    }
    // Values without words are options too.
    it.kind = "single";
    for (std::size_t i = 0; i < labels.size(); ++i) it.options.push_back({table::shown(labels[i]->value, column.type), draft_.words(words[i])});
    if (l.values.size() <= kMaxDistinct)
      for (const auto& v : l.values)
        if (find_choice(it.options, v) == nullptr) it.options.push_back({v, draft_.words(v)});
    return true;
  }
  void plain_column(const table::Column& column, const Look& l, Item& it) {
    const auto said = column.name + " " + column.label;
    if (column.type == Type::date) {
      it.kind = "date";
    } else if (column.type == Type::instant) {
      it.kind = "short_text";
      draft_.losses().add(column.name, "loss_input_type", "time");
    } else if (l.numbers && l.n > 0) {
      const bool rates = says(said, {"nps", "recommend", "推荐", "csat", "ces", "satisf", "满意", "rating", "score", "stars", "评分", "打分", "effort", "费力"});
      const double top = l.max <= 5 && l.min >= 1 ? 5 : l.max <= 7 && l.min >= 1 ? 7 : 10;
      if (rates && l.whole && l.min >= 0 && l.max <= 10) {
        const bool recommends = says(said, {"nps", "recommend", "推荐"});
        draft_.rate(it, recommends || l.min == 0 ? 0 : 1, recommends ? 10 : top, 1, "", {}, {});
        return;
      }
      it.kind = "short_text";
      draft_.losses().add(column.name, "loss_input_type", "number");
    } else if (l.values.size() >= 2 && l.values.size() <= kMaxDistinct && l.longest <= kShort && l.n >= 2 * l.values.size()) {
      it.kind = "single";
      for (const auto& v : l.values) it.options.push_back({v, draft_.words(plain(v))});
    } else {
      it.kind = l.longest > kLong ? "long_text" : "short_text";
    }
  }

  void response(const table::Row& row) {
    ++out_.found.responses;
    Response r;
    Answering answers(draft_, draft_.losses());
    for (std::size_t c = 0; c < t_.columns.size() && c < row.size(); ++c) {
      const auto& column = t_.columns[c];
      if (column.is_missing(row[c])) continue;
      const auto s = table::shown(row[c], column.type);
      switch (metas_[c]) {
        case Meta::id: r.id = s; break;
        case Meta::started: r.started_at = when(row[c], column.type, s); break;
        case Meta::finished: r.finished_at = when(row[c], column.type, s); break;
        case Meta::state: r.done = !says(s, {"partial", "false", "0", "未完成"}); break;
        case Meta::lang: r.lang = language(s); break;
        case Meta::customer: r.customer = s; break;
        case Meta::drop: break;
        case Meta::none:
          if (slots_[c]) answers.put(*slots_[c], s);
      }
    }
    r.answers = answers.finish();
    draft_.accept(std::move(r));
  }
  static std::optional<Instant> when(const table::Cell& c, Type type, std::string_view s) {
    const auto* d = table::number(c);
    if (d != nullptr && type == Type::instant && std::abs(*d) < 4e14) return from_ms(static_cast<std::int64_t>(*d));
    if (d != nullptr && type == Type::date && std::abs(*d) < 4e6) return from_ms(static_cast<std::int64_t>(*d) * 86'400'000);
    if (const auto t = calendar::parse_rfc3339(s)) return t;
    const auto t = calendar::parse_time(s, {}, calendar::Zone());
    return t ? std::optional(t->at) : std::nullopt;
  }

  const table::Table& t_;
  Draft& draft_;
  Moved& out_;
  std::vector<Meta> metas_;
  std::vector<std::optional<Slot>> slots_;
};

}  // namespace

Result<void> read_table(const table::Table& t, std::string_view name, const ReadOptions& options, Moved& out) {
  if (t.columns.empty()) return fail(ErrorKind::invalid, "survey_without_questions");
  Draft draft(out, options);
  return Columns(t, draft, out).run(name);
}

}  // namespace peakend::survey_files
