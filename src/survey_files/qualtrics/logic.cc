#include <algorithm>

#include "survey_files/qualtrics/qsf.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Value;

namespace {

std::string unescaped(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s.substr(i, 3) == "%23") {
      out += '#';
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}
std::vector<std::string> split(std::string_view s, char by) {
  std::vector<std::string> out;
  for (;;) {
    const auto at = s.find(by);
    out.emplace_back(s.substr(0, at));
    if (at == s.npos || out.size() > 10) return out;
    s.remove_prefix(at + 1);
  }
}
std::string_view our_operator(std::string_view op) {
  if (op == "EqualTo" || op == "Is" || op == "Equals") return "==";
  if (op == "NotEqualTo" || op == "IsNot" || op == "DoesNotEqual") return "!=";
  if (op == "GreaterThan") return ">";
  if (op == "GreaterThanOrEqual") return ">=";
  if (op == "LessThan") return "<";
  if (op == "LessThanOrEqual") return "<=";
  if (op == "Contains") return "contains";
  if (op == "DoesNotContain") return "notcontains";
  return {};
}
std::string member(const Value& v, const char* name) { return text_of(v.find(name)); }

Value joined(Value left, Value right, bool either) {
  if (left.is_null()) return right;
  const char* op = either ? "or" : "and";
  // A chain of the same stays flat.
  if (auto* m = left.members(); m != nullptr && m->size() == 1 && m->front().first == op && m->front().second.list() != nullptr) {
    m->front().second.list()->push_back(std::move(right));
    return left;
  }
  return Members{{op, List{std::move(left), std::move(right)}}};
}

}  // namespace

Value qsf_condition(std::string_view locator, std::string_view op, std::string_view right, const Draft& draft, const QsfBook& book, std::string& why) {
  const auto give_up = [&]() -> Value {
    why = std::string(locator) + " " + std::string(op);
    return {};
  };
  const auto parts = split(unescaped(locator.substr(0, 4) == "q://" ? locator.substr(4) : locator), '/');
  const auto it = book.questions.find(parts[0]);
  if (it == book.questions.end() || it->second.item == SIZE_MAX || parts.size() < 2) return give_up();
  const auto& q = it->second;
  const Slot whole{q.item, Slot::value, {}};
  const Item& item = draft.item(q.item);
  Carrier carrier(draft, [](std::string_view) { return std::nullopt; });
  Value out;
  const bool selected = op == "Selected" || op == "NotSelected";
  const std::string id = parts.size() > 2 ? parts[2] : std::string();
  if (parts[1] == "SelectableChoice" && selected) {
    const std::string_view same = op == "Selected" ? "==" : "!=";
    if (const auto c = q.choices.find(id); c != q.choices.end() && parts.size() > 3) {
      const auto a = q.answers.find(parts[3]);
      if (a != q.answers.end()) out = carrier.compare(c->second, same, a->second);
    } else if (c != q.choices.end() && c->second.role == Slot::tick) {
      out = carrier.compare(c->second, same, "Y");
    } else if (const auto o = q.options.find(id); o != q.options.end()) {
      out = carrier.compare(whole, same, o->second);
    }
  } else if (parts[1] == "SelectableAnswer" && selected) {
    // The column is taken in any row.
    const auto a = q.answers.find(id);
    List any;
    for (const auto& [row, slot] : q.choices) {
      if (a == q.answers.end() || slot.role != Slot::row) continue;
      Value one = carrier.compare(slot, "==", a->second);
      if (one.is_null()) return give_up();
      any.push_back(std::move(one));
    }
    if (!any.empty()) {
      out = any.size() == 1 ? any.front() : Value(Members{{"or", std::move(any)}});
      if (op == "NotSelected") out = Members{{"!", List{std::move(out)}}};
    }
  } else if (parts[1] == "ChoiceTextEntryValue" || parts[1] == "ChoiceNumericEntryValue" || parts[1] == "QuestionAnswered") {
    const auto c = q.choices.find(id);
    const Slot& slot = c != q.choices.end() ? c->second : item.kind == "single" ? Slot{q.item, Slot::other, {}} : whole;
    if (op == "Empty" || op == "NotEmpty") {
      out = carrier.answered(slot, op == "NotEmpty");
    } else if (const auto ours = our_operator(op); !ours.empty()) {
      const auto d = read_number(right);
      out = carrier.compare(slot, ours, d ? Value(*d) : Value(right));
    }
  }
  return out.is_null() ? give_up() : out;
}

Value qsf_rule(const Value& logic, const Draft& draft, const QsfBook& book, Losses& losses, Found& found, const std::string& path) {
  if (logic.members() == nullptr) return {};
  ++found.rules;
  Value all;
  for (const auto& [gn, group] : *logic.members()) {
    if (group.members() == nullptr) continue;
    Value inner;
    for (const auto& [en, e] : *group.members()) {
      if (e.members() == nullptr) continue;
      std::string why;
      Value one;
      const auto type = member(e, "LogicType");
      if (type == "Question") {
        one = qsf_condition(member(e, "LeftOperand"), member(e, "Operator"), member(e, "RightOperand"), draft, book, why);
      } else if (type == "EmbeddedField") {
        const auto field = slug(member(e, "LeftOperand"));
        const auto op = our_operator(member(e, "Operator"));
        if (book.fields.count(field) && (op == "==" || op == "!=" || op == ">" || op == "<" || op == ">=" || op == "<="))
          one = Members{{std::string(op), List{Members{{"var", "field." + field}}, member(e, "RightOperand")}}};
        why = member(e, "LeftOperand");
      } else {
        why = type;
      }
      if (one.is_null()) {
        losses.add(path, "loss_rule", why);
        return {};
      }
      inner = joined(std::move(inner), std::move(one), member(e, "Conjuction") == "Or" || member(e, "Conjunction") == "Or");
    }
    if (!inner.is_null()) all = joined(std::move(all), std::move(inner), member(group, "Type") == "OrIf");
  }
  if (all.is_null()) losses.add(path, "loss_rule");
  else ++found.rules_carried;
  return all;
}

std::vector<std::pair<std::string, const Value*>> qsf_entries(const Value* map, const Value* order) {
  std::vector<std::pair<std::string, const Value*>> all, out;
  if (map == nullptr) return out;
  if (const auto* m = map->members())
    for (const auto& [k, v] : *m) all.emplace_back(k, &v);
  else
    for (std::size_t i = 0; i < list_of(map).size(); ++i) all.emplace_back(std::to_string(i + (list_of(map)[0].is_null() ? 0 : 1)), &list_of(map)[i]);
  std::erase_if(all, [](const auto& e) { return e.second->is_null(); });
  std::vector<bool> used(all.size());
  for (const auto& k : list_of(order)) {
    const auto key = text_of(k);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!used[i] && all[i].first == key) {
        used[i] = true;
        out.push_back(all[i]);
        break;
      }
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!used[i]) out.push_back(all[i]);
  return out;
}

}  // namespace peakend::survey_files
