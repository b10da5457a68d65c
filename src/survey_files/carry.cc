#include "survey_files/carry.h"

#include <algorithm>

#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Value;

namespace {

Value op(std::string_view name, List args) { return Members{{std::string(name), std::move(args)}}; }
Value invert(Value v) { return op("!", {std::move(v)}); }
bool nothing(const Value& v) { return v.is_null() || (v.text() != nullptr && v.text()->empty()); }
std::string as_text(const Value& v) {
  if (const auto* s = v.text()) return *s;
  if (const auto* d = v.number()) return survey::number_text(*d);
  if (const auto* b = v.flag()) return *b ? "true" : "false";
  return {};
}
bool truth(const Value& v) {
  const auto s = lower_ascii(as_text(v));
  return s == "y" || s == "1" || s == "yes" || s == "true";
}
bool lie(const Value& v) {
  const auto s = lower_ascii(as_text(v));
  return s.empty() || s == "n" || s == "0" || s == "no" || s == "false";
}
std::string_view mirrored(std::string_view o) {
  if (o == "<") return ">";
  if (o == "<=") return ">=";
  if (o == ">") return "<";
  if (o == ">=") return "<=";
  return o;
}

}  // namespace

Value Carrier::give_up(std::string_view what) {
  if (why_.empty()) why_ = brief(what);
  return {};
}

Value Carrier::var(const Slot& s) {
  const Item& it = draft_.item(s.item);
  std::string path = "answer." + it.key;
  if (s.role == Slot::row || s.role == Slot::contact) path += "." + s.part;
  else if (s.role == Slot::other && it.kind == "single") path += ".other";
  else if (s.role != Slot::value) return give_up(it.foreign);
  return Members{{"var", path}};
}

Value Carrier::answered(const Slot& s, bool yes) {
  const Item& it = draft_.item(s.item);
  if (s.role == Slot::tick) {
    Value in = op("in", {s.part, Members{{"var", "answer." + it.key}}});
    return yes ? in : invert(std::move(in));
  }
  Value v = var(s);
  if (v.is_null()) return v;
  return op(yes ? "!=" : "==", {std::move(v), nullptr});
}

/// The literal in our words: the key of an option, a point of a scale, yes or no.
std::optional<Value> Carrier::our_value(const Item& it, const Value& literal) const {
  const auto s = as_text(literal);
  if (it.kind == "single" || it.kind == "multiple" || it.kind == "picture" || it.kind == "ranking") {
    if (const auto* c = find_choice(it.options, s)) return Value(c->key);
    // true and false of a yes-no question may be written as 1 and 0.
    for (const auto& c : it.options) {
      const Value foreign(c.foreign);
      if (it.options.size() == 2 && ((truth(foreign) && truth(literal)) || (!c.foreign.empty() && lie(foreign) && lie(literal) && !s.empty()))) return Value(c.key);
    }
    return std::nullopt;
  }
  if (it.kind == "consent") {
    if (truth(literal)) return Value(true);
    if (lie(literal)) return Value(false);
    return std::nullopt;
  }
  if (it.kind == "nps" || it.kind == "csat" || it.kind == "ces" || it.kind == "grid") {
    if (const auto* c = find_choice(it.points, s)) return Value(c->point);
    if (const auto d = read_number(s)) return Value(*d);
    return std::nullopt;
  }
  return literal;
}

Value Carrier::ticked(const Slot& s, std::string_view foreign, bool yes) {
  const Item& it = draft_.item(s.item);
  std::string key = s.part;
  if (s.role == Slot::value) {
    const auto v = our_value(it, Value(foreign));
    if (!v || v->text() == nullptr) return give_up(foreign);
    key = *v->text();
  }
  Value in = op("in", {key, Members{{"var", "answer." + it.key}}});
  return yes ? in : invert(std::move(in));
}

/// Codes of a single choice compared by size: the options for which it holds.
Value Carrier::by_order(const Item& it, const Value& variable, std::string_view o, double than) {
  List keys;
  for (const auto& c : it.options) {
    const auto d = read_number(c.foreign);
    if (!d) return give_up(it.foreign + " " + std::string(o));
    const bool holds = o == ">" ? *d > than : o == ">=" ? *d >= than : o == "<" ? *d < than : *d <= than;
    if (holds) keys.emplace_back(c.key);
  }
  return op("in", {variable, std::move(keys)});
}

Value Carrier::compare(const Slot& s, std::string_view o, const Value& literal) {
  const Item& it = draft_.item(s.item);
  if (it.dropped) return give_up(it.foreign);
  const bool equal = o == "==", unequal = o == "!=";
  if (s.role == Slot::tick) {
    const bool yes = truth(literal) || as_text(literal) == s.part;
    if ((equal || unequal) && (yes || lie(literal))) return ticked(s, {}, yes == equal);
    return give_up(it.foreign + " " + std::string(o));
  }
  if ((equal || unequal) && nothing(literal)) return answered(s, unequal);
  const bool several = it.kind == "multiple" || it.kind == "picture";
  if (s.role == Slot::value && several && it.kind == "picture" && equal) return ticked(s, as_text(literal), true);
  if (s.role == Slot::value && (o == "contains" || o == "notcontains")) {
    if (several || it.kind == "single" || it.kind == "ranking") {
      if (it.kind == "single") return compare(s, o == "contains" ? "==" : "!=", literal);
      return ticked(s, as_text(literal), o == "contains");
    }
    Value in = op("in", {as_text(literal), Members{{"var", "answer." + it.key}}});
    return o == "contains" ? in : invert(std::move(in));
  }
  if (s.role == Slot::value && (several || it.kind == "ranking")) {
    // One option alone: it is ticked and there is no other.
    return give_up(it.foreign + " " + std::string(o));
  }
  Value v = var(s);
  if (v.is_null()) return v;
  if (s.role == Slot::value && it.kind == "single") {
    if (it.other && !it.other_foreign.empty() && as_text(literal) == it.other_foreign && (equal || unequal))
      return op(equal ? "!=" : "==", {Members{{"var", "answer." + it.key + ".other"}}, nullptr});
    if (!equal && !unequal) {
      const auto d = read_number(as_text(literal));
      return d ? by_order(it, v, o, *d) : give_up(as_text(literal));
    }
  }
  const auto ours = our_value(it, literal);
  if (!ours) return give_up(it.foreign + " " + std::string(o) + " " + as_text(literal));
  return op(o, {std::move(v), *ours});
}

Value Carrier::binary(const Expr& e) {
  const Expr *a = &e.args[0], *b = &e.args[1];
  std::string_view o = e.op;
  if (a->op != "var" && b->op == "var" && o != "contains" && o != "notcontains") {
    std::swap(a, b);
    o = mirrored(o);
  }
  Value literal = b->literal;
  bool plain_literal = b->op == "literal";
  if (b->op == "neg" && b->args[0].op == "literal" && b->args[0].literal.number() != nullptr) {
    literal = -*b->args[0].literal.number();
    plain_literal = true;
  }
  if (a->op == "var" && plain_literal) {
    const auto slot = find_(a->name);
    if (!slot) return give_up(a->name);
    return compare(*slot, o, literal);
  }
  if (a->op == "var" && (b->op == "list" || plain_literal) && (o == "anyof" || o == "allof" || o == "noneof")) {
    const auto slot = find_(a->name);
    if (!slot) return give_up(a->name);
    List all;
    for (const auto& x : b->args) {
      if (x.op != "literal") return give_up(a->name);
      Value one = compare(*slot, o == "anyof" || draft_.item(slot->item).kind == "multiple" ? "contains" : "==", x.literal);
      if (one.is_null()) return one;
      all.push_back(std::move(one));
    }
    if (all.empty()) return give_up(a->name);
    if (o == "allof") return op("and", std::move(all));
    return o == "anyof" ? op("or", std::move(all)) : invert(op("or", std::move(all)));
  }
  if (a->op == "var" && b->op == "list" && (o == "contains" || o == "==")) {
    Expr all{o == "contains" ? "allof" : "anyof", {}, {}, {*a, *b}};
    if (o == "==" && b->args.size() != 1) return give_up(a->name);
    return binary(all);
  }
  if (o == "contains" || o == "notcontains" || o == "anyof" || o == "allof" || o == "noneof") return give_up(o);
  Value x = rule(*a), y = rule(*b);
  if (x.is_null() || y.is_null()) return {};
  return op(o, {std::move(x), std::move(y)});
}

Value Carrier::call(const Expr& e) {
  const auto& n = e.name;
  const auto& args = e.args;
  if ((n == "is_empty" || n == "isempty" || n == "empty") && args.size() == 1 && args[0].op == "var") {
    const auto slot = find_(args[0].name);
    return slot ? answered(*slot, false) : give_up(args[0].name);
  }
  if ((n == "iif" || n == "if") && args.size() == 3) {
    Value c = rule(args[0]), x = rule(args[1]), y = rule(args[2]);
    if (c.is_null() || x.is_null() || y.is_null()) return {};
    return op("if", {std::move(c), std::move(x), std::move(y)});
  }
  if ((n == "intval" || n == "floatval" || n == "trim") && args.size() == 1) return rule(args[0]);
  if (n == "count" || n == "sum" || n == "min" || n == "max") {
    List list;
    for (const auto& a : args) {
      if (n == "count") {
        const auto slot = a.op == "var" ? find_(a.name) : std::nullopt;
        Value there = slot ? answered(*slot, true) : give_up(a.name);
        if (there.is_null()) return {};
        list.push_back(op("if", {std::move(there), 1, 0}));
      } else {
        Value v = rule(a);
        if (v.is_null()) return {};
        list.push_back(std::move(v));
      }
    }
    if (list.empty()) return give_up(n);
    return op(n == "min" || n == "max" ? n : "+", std::move(list));
  }
  return give_up(n + "()");
}

Value Carrier::rule(const Expr& e) {
  if (e.op == "literal") {
    if (e.literal.is_null()) return give_up("null");
    return e.literal;
  }
  if (e.op == "var") {
    const auto slot = find_(e.name);
    if (!slot) return give_up(e.name);
    return slot->role == Slot::tick ? answered(*slot, true) : var(*slot);
  }
  if (e.op == "call") return call(e);
  if (e.op == "empty" || e.op == "notempty") {
    const auto slot = e.args[0].op == "var" ? find_(e.args[0].name) : std::nullopt;
    return slot ? answered(*slot, e.op == "notempty") : give_up(e.args[0].name);
  }
  if (e.op == "!" || e.op == "neg") {
    Value v = rule(e.args[0]);
    if (v.is_null()) return v;
    return op(e.op == "!" ? "!" : "-", {std::move(v)});
  }
  if (e.op == "and" || e.op == "or") {
    List list;
    for (const auto& a : e.args) {
      Value v = rule(a);
      if (v.is_null()) return v;
      list.push_back(std::move(v));
    }
    return op(e.op, std::move(list));
  }
  if (e.op == "list") return give_up("[]");
  return binary(e);
}

}  // namespace peakend::survey_files
