// Responses as a table: which columns a survey has, and what stands in them.
#include <algorithm>
#include <map>
#include <set>

#include "base/calendar.h"
#include "survey_files/formats.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::Value;
using table::Cell;
using table::Column;
using table::Measure;
using table::Type;

std::string_view say(const Value* words, std::string_view lang, const Value& document) {
  if (words == nullptr || words->members() == nullptr) return {};
  if (const auto* s = words->find(lang); s != nullptr && s->text() != nullptr) return *s->text();
  for (const auto& l : list_of(document.find("languages")))
    if (const auto* s = words->find(text_of(l)); s != nullptr && s->text() != nullptr) return *s->text();
  for (const auto& [l, s] : *words->members())
    if (s.text() != nullptr) return *s.text();
  return {};
}

namespace {

/// Fills one column of a response from the answer of one question; null when there is none.
using Fill = std::function<Cell(const Value& answer)>;


Cell number_of(const Value* v) {
  if (v == nullptr) return {};
  if (const auto* d = v->number()) return *d;
  if (const auto* b = v->flag()) return *b ? 1.0 : 0.0;
  return {};
}
Cell text_cell(const Value* v) {
  if (v == nullptr || v->text() == nullptr || v->text()->empty()) return {};
  return *v->text();
}

class Rows final : public table::Source {
 public:
  Rows(const Value& doc, std::string_view lang, Values values, EachResponse each) : doc_(doc), lang_(lang), values_(values), each_(std::move(each)) {
    const bool zh = lang_.substr(0, 2) == "zh";
    add("response", zh ? "答卷" : "Response", Type::text);
    add("state", zh ? "状态" : "State", Type::text);
    add("started_at", zh ? "开始时间" : "Started", Type::instant);
    add("finished_at", zh ? "提交时间" : "Finished", Type::instant);
    add("lang", zh ? "语言" : "Language", Type::text);
    add("customer", zh ? "客户" : "Customer", Type::text);
    for (const auto& h : list_of(doc_.find("hidden"))) {
      fields_.push_back(text_of(h.find("key")));
      add("field_" + fields_.back(), fields_.back(), Type::text);
    }
    for (const auto& p : list_of(doc_.find("pages")))
      for (const auto& q : list_of(p.find("questions"))) question(q);
  }
  const std::vector<Column>& columns() const override { return columns_; }
  Result<void> each(const std::function<Result<void>(const table::Row&)>& visit) const override {
    return each_([&](const Response& r) -> Result<void> { return visit(row(r)); });
  }

 private:
  static constexpr std::size_t kFixed = 6;

  Column& add(std::string name, std::string label, Type type, Measure measure = Measure::nominal) {
    Column c;
    // Names stay different whatever the case: some programs do not see it.
    c.name = name;
    for (int n = 2; !names_.insert(lower_ascii(c.name)).second; ++n) c.name = name + "_" + std::to_string(n);
    c.label = std::move(label);
    c.type = type;
    c.measure = measure;
    columns_.push_back(std::move(c));
    return columns_.back();
  }
  Column& add(const Value& q, const std::string& part, std::string_view label, Type type, Measure measure, Fill fill) {
    const auto key = text_of(q.find("key"));
    fills_.push_back({columns_.size(), key, std::move(fill)});
    std::string whole(say(q.find("text"), lang_, doc_));
    if (!label.empty()) whole += " – " + std::string(label);
    return add(part.empty() ? key : key + "_" + part, std::move(whole), type, measure);
  }
  void ends(Column& c, const Value& q) {
    const auto* scale = q.find("scale");
    if (scale == nullptr) return;
    for (const auto& [at, words] : {std::pair{"min", "low"}, {"max", "high"}})
      if (const auto s = say(q.find(words), lang_, doc_); !s.empty()) c.labels.push_back({number_of(scale->find(at)), std::string(s)});
  }
  void yes_no(Column& c) const {
    const bool zh = lang_.substr(0, 2) == "zh";
    c.labels = {{0.0, zh ? "否" : "No"}, {1.0, zh ? "是" : "Yes"}};
  }

  void question(const Value& q) {
    const auto kind = text_of(q.find("kind"));
    if (kind == "nps" || kind == "csat" || kind == "ces" || kind == "better_worse") {
      ends(add(q, "", "", Type::number, Measure::ordinal, [](const Value& a) { return number_of(&a); }), q);
    } else if (kind == "grid" || kind == "senses" || kind == "dimensions") {
      for (const auto& r : list_of(q.find("rows"))) {
        const auto key = text_of(r.find("key"));
        const auto words = say(r.find("text"), lang_, doc_);
        ends(add(q, key, words.empty() ? std::string_view(key) : words, Type::number, Measure::ordinal, [key](const Value& a) { return number_of(a.find(key)); }), q);
      }
    } else if (kind == "pair") {
      for (const auto* part : {"expected", "got"}) {
        if (q.find("expected_only") != nullptr && part[0] == 'g') continue;
        ends(add(q, part, say(q.find(std::string(part) + "_text"), lang_, doc_), Type::number, Measure::ordinal, [part](const Value& a) { return number_of(a.find(part)); }), q);
      }
    } else if (kind == "emotion") {
      for (const auto* part : {"valence", "arousal"}) add(q, part, part, Type::number, Measure::ordinal, [part](const Value& a) { return number_of(a.find(part)); });
    } else if (kind == "single" || (kind == "picture" && number_of(q.find("max_choices")) == Cell(1.0))) {
      single(q);
    } else if (kind == "multiple" || kind == "recall_aided" || kind == "picture") {
      several(q);
    } else if (kind == "ranking") {
      for (const auto& o : list_of(q.find("options"))) {
        const auto key = text_of(o.find("key"));
        add(q, key, say(o.find("text"), lang_, doc_), Type::number, Measure::ordinal, [key](const Value& a) -> Cell {
          const auto& l = list_of(&a);
          for (std::size_t i = 0; i < l.size(); ++i)
            if (l[i].text() != nullptr && *l[i].text() == key) return static_cast<double>(i + 1);
          return {};
        });
      }
    } else {
      words(q, kind);
    }
  }
  void single(const Value& q) {
    const auto& options = list_of(q.find("options"));
    const bool other = q.find("other") != nullptr;
    std::vector<std::pair<std::string, std::string>> list;
    for (const auto& o : options) list.emplace_back(text_of(o.find("key")), std::string(say(o.find("text"), lang_, doc_)));
    auto other_words = std::string(say(q.find("other_text"), lang_, doc_));
    if (other_words.empty()) other_words = lang_.substr(0, 2) == "zh" ? "其他" : "Other";
    const auto values = values_;
    auto& c = add(q, "", "", values == Values::codes ? Type::number : Type::text, Measure::nominal, [list, values, other_words](const Value& answer) -> Cell {
      const auto& l = list_of(&answer);
      const Value& a = l.empty() ? answer : l.front();
      if (a.find("other") != nullptr) {
        if (values == Values::codes) return static_cast<double>(list.size() + 1);
        return values == Values::keys ? Cell(std::string("other")) : Cell(other_words);
      }
      for (std::size_t i = 0; i < list.size(); ++i)
        if (a.text() != nullptr && list[i].first == *a.text()) {
          if (values == Values::codes) return static_cast<double>(i + 1);
          return values == Values::keys ? list[i].first : list[i].second;
        }
      return {};
    });
    if (values == Values::codes) {
      for (std::size_t i = 0; i < list.size(); ++i) c.labels.push_back({static_cast<double>(i + 1), list[i].second});
      if (other) c.labels.push_back({static_cast<double>(list.size() + 1), other_words});
    } else if (values == Values::keys) {
      for (const auto& [key, s] : list) c.labels.push_back({key, s});
    }
    if (other) add(q, "other", other_words, Type::text, Measure::nominal, [](const Value& a) { return text_cell(a.find("other")); });
  }
  void several(const Value& q) {
    for (const auto& o : list_of(q.find("options"))) {
      const auto key = text_of(o.find("key"));
      yes_no(add(q, key, say(o.find("text"), lang_, doc_), Type::number, Measure::nominal, [key](const Value& a) -> Cell {
        if (a.list() == nullptr) return {};
        return std::find(a.list()->begin(), a.list()->end(), Value(key)) != a.list()->end() ? 1.0 : 0.0;
      }));
    }
    if (q.find("other") == nullptr) return;
    add(q, "other", say(q.find("other_text"), lang_, doc_), Type::text, Measure::nominal, [](const Value& a) -> Cell {
      for (const auto& x : list_of(&a))
        if (x.find("other") != nullptr) return text_cell(x.find("other"));
      return {};
    });
  }
  void words(const Value& q, const std::string& kind) {
    if (kind == "short_text" || kind == "long_text") {
      add(q, "", "", Type::text, Measure::nominal, [](const Value& a) { return text_cell(&a); });
    } else if (kind == "date") {
      add(q, "", "", Type::date, Measure::scale, [](const Value& a) -> Cell {
        const auto day = a.text() == nullptr ? std::nullopt : calendar::parse_day(*a.text());
        return day ? Cell(static_cast<double>(*day)) : Cell();
      });
    } else if (kind == "consent") {
      yes_no(add(q, "", "", Type::number, Measure::nominal, [](const Value& a) { return number_of(&a); }));
    } else if (kind == "recall_unaided") {
      const auto* most = q.find("max_items");
      const int n = most == nullptr || most->number() == nullptr ? 5 : static_cast<int>(*most->number());
      for (int i = 0; i < n; ++i)
        add(q, std::to_string(i + 1), std::to_string(i + 1), Type::text, Measure::nominal, [i](const Value& a) {
          const auto& l = list_of(&a);
          return static_cast<std::size_t>(i) < l.size() ? text_cell(&l[static_cast<std::size_t>(i)]) : Cell();
        });
    } else if (kind == "critical_incident") {
      add(q, "", "", Type::text, Measure::nominal, [](const Value& a) { return text_cell(a.find("text")); });
      add(q, "tone", "tone", Type::text, Measure::nominal, [](const Value& a) { return text_cell(a.find("tone")); });
    } else if (kind == "contact") {
      for (const auto& f : list_of(q.find("contact"))) {
        const auto key = text_of(f.find("key"));
        add(q, key, key, Type::text, Measure::nominal, [key](const Value& a) { return text_cell(a.find(key)); });
      }
    }
  }

  table::Row row(const Response& r) const {
    table::Row out(columns_.size());
    const auto put = [&](std::size_t i, const std::string& s) {
      if (!s.empty()) out[i] = s;
    };
    put(0, r.id);
    out[1] = std::string(r.done ? "done" : "partial");
    if (r.started_at) out[2] = static_cast<double>(to_ms(*r.started_at));
    if (r.finished_at) out[3] = static_cast<double>(to_ms(*r.finished_at));
    put(4, r.lang);
    put(5, r.customer);
    for (std::size_t i = 0; i < fields_.size(); ++i)
      for (const auto& [k, v] : r.fields)
        if (k == fields_[i]) put(kFixed + i, text_of(v));
    for (const auto& f : fills_)
      for (const auto& [key, answer] : r.answers)
        if (key == f.question && !answer.is_null()) out[f.column] = f.fill(answer);
    return out;
  }

  struct FillAt {
    std::size_t column;
    std::string question;
    Fill fill;
  };
  const Value doc_;
  const std::string lang_;
  const Values values_;
  const EachResponse each_;
  std::set<std::string> names_;
  std::vector<Column> columns_;
  std::vector<std::string> fields_;
  std::vector<FillAt> fills_;
};

}  // namespace

std::unique_ptr<table::Source> response_rows(const Value& document, std::string_view lang, Values values, EachResponse each) {
  return std::make_unique<Rows>(document, lang, values, std::move(each));
}

}  // namespace peakend::survey_files
