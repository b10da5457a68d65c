#include "survey/logic.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "base/utf8.h"

namespace peakend::survey {
namespace {

/// Plain decimals with blanks around them; "" is 0. nullopt: no number.
std::optional<double> decimal(std::string_view s) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  if (s.empty()) return 0.0;
  if (s.front() == '+') {
    s.remove_prefix(1);
    if (s.empty() || s.front() == '-') return std::nullopt;
  }
  const auto body = s.front() == '-' ? s.substr(1) : s;
  if (body.empty() || !((body[0] >= '0' && body[0] <= '9') || (body[0] == '.' && body.size() > 1 && body[1] >= '0' && body[1] <= '9')))
    return std::nullopt;  // from_chars would take inf and nan
  double d = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), d);
  if (end != s.data() + s.size()) return std::nullopt;
  // Beyond every number there is none, but nearly 0 is 0, as in JavaScript; strtod tells which.
  if (ec == std::errc::result_out_of_range) d = std::strtod(std::string(s).c_str(), nullptr);
  return std::isfinite(d) ? std::optional(d) : std::nullopt;
}

std::optional<double> number_of(const Value& v) {
  if (v.is_null()) return 0.0;
  if (const auto* d = v.number()) return *d;
  if (const auto* b = v.flag()) return *b ? 1.0 : 0.0;
  if (const auto* s = v.text()) return decimal(*s);
  return std::nullopt;
}

bool compound(const Value& v) { return v.list() != nullptr || v.members() != nullptr; }
bool same(const Value& a, const Value& b) { return !compound(a) && a == b; }

bool loose(const Value& a, const Value& b) {
  if (compound(a) || compound(b)) return false;
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.text() != nullptr && b.text() != nullptr) return *a.text() == *b.text();
  const auto x = number_of(a), y = number_of(b);
  return x && y && *x == *y;
}

/// By UTF-16 units, as JavaScript compares: surrogates (code points from 10000) stand before E000-FFFF.
int compare_text(std::string_view a, std::string_view b) {
  const auto n = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < n; ++i) {
    const auto x = static_cast<unsigned char>(a[i]), y = static_cast<unsigned char>(b[i]);
    if (x == y) continue;
    if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)) return x >= 0xF0 ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

/// -1, 0, 1; nullopt when they cannot be put in order.
std::optional<int> order(const Value& a, const Value& b) {
  if (a.text() != nullptr && b.text() != nullptr) return compare_text(*a.text(), *b.text());
  if (a.is_null() || b.is_null()) return std::nullopt;
  const auto x = number_of(a), y = number_of(b);
  if (!x || !y) return std::nullopt;
  return *x < *y ? -1 : *x > *y ? 1 : 0;
}

Value finite(double d) { return std::isfinite(d) ? Value(d == 0 ? 0.0 : d) : Value(); }

std::string text_of(const Value& v) {
  if (const auto* s = v.text()) return *s;
  if (const auto* d = v.number()) return number_text(*d);
  if (const auto* b = v.flag()) return *b ? "true" : "false";
  std::string out;
  if (const auto* l = v.list())
    for (const auto& x : *l) {
      if (&x != l->data()) out += ",";
      out += text_of(x);
    }
  return out;
}

/// What the path leads to; nullptr when nothing is there.
const Value* look(const Value& data, std::string_view path) {
  const Value* at = &data;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const auto part = path.substr(0, dot);
    if (const auto* l = at->list()) {
      std::size_t i = 0;
      const auto [end, ec] = std::from_chars(part.data(), part.data() + part.size(), i);
      if (ec != std::errc{} || end != part.data() + part.size() || i >= l->size()) return nullptr;
      at = &(*l)[i];
    } else {
      at = at->find(part);
      if (at == nullptr) return nullptr;
    }
    if (dot == path.npos) break;
    path.remove_prefix(dot + 1);
  }
  return at;
}

class Run {
 public:
  bool broken = false;

  Value eval(const Value& rule, const Value& data) {
    if (broken) return {};
    if (const auto* l = rule.list()) {
      List out;
      out.reserve(l->size());
      for (const auto& x : *l) out.push_back(eval(x, data));
      return out;
    }
    const auto* m = rule.members();
    if (m == nullptr || m->size() != 1) return kept(rule);
    if (++steps_ > kMaxLogicSteps || depth_ >= kMaxLogicDepth) return stop();
    ++depth_;
    Value out = run(m->front().first, m->front().second, data);
    --depth_;
    return broken ? Value() : std::move(out);
  }

 private:
  using Args = List;
  Value stop() {
    broken = true;
    return {};
  }
  /// Copies count, or doubling lists would fill the memory within the steps.
  void spend(const Value& v) {
    if (broken || ++nodes_ > 100'000) {
      broken = true;
      return;
    }
    if (const auto* s = v.text()) text_ += s->size();
    if (text_ > 100 * kMaxLogicText) broken = true;
    if (const auto* l = v.list())
      for (const auto& x : *l) spend(x);
    if (const auto* m = v.members())
      for (const auto& [k, x] : *m) {
        text_ += k.size();
        spend(x);
      }
  }
  Value kept(const Value& v) {
    spend(v);
    return broken ? Value() : v;
  }

  static const Value& arg(const Value& args, std::size_t i) {
    static const Value none;
    if (const auto* l = args.list()) return i < l->size() ? (*l)[i] : none;
    return i == 0 ? args : none;
  }
  static std::size_t count(const Value& args) { return args.list() != nullptr ? args.list()->size() : 1; }

  Value run(const std::string& op, const Value& args, const Value& data) {
    if (op == "if" || op == "?:") return branch(args, data);
    if (op == "and" || op == "or") {
      Value last;
      for (std::size_t i = 0; i < count(args); ++i) {
        last = eval(arg(args, i), data);
        if (truthy(last) == (op == "or")) return last;
      }
      return last;
    }
    if (op == "map" || op == "filter" || op == "all" || op == "none" || op == "some") return each(op, args, data);
    if (op == "reduce") return reduce(args, data);
    Args values;
    for (std::size_t i = 0; i < count(args); ++i) values.push_back(eval(arg(args, i), data));
    if (broken) return {};
    if (op == "var") return var(values, data);
    if (op == "missing" || op == "missing_some") return missing(op, values, data);
    return plain(op, values);
  }

  Value branch(const Value& args, const Value& data) {
    const std::size_t n = count(args);
    std::size_t i = 0;
    for (; i + 1 < n; i += 2)
      if (truthy(eval(arg(args, i), data))) return eval(arg(args, i + 1), data);
    return i < n ? eval(arg(args, i), data) : Value();
  }

  Value each(const std::string& op, const Value& args, const Value& data) {
    const Value list = eval(arg(args, 0), data);
    const Value& rule = arg(args, 1);
    const auto* l = list.list();
    const bool maps = op == "map", filters = op == "filter";
    List out;
    std::size_t hits = 0, n = 0;
    for (; l != nullptr && n < l->size() && !broken; ++n) {
      Value got = eval(rule, (*l)[n]);
      const bool yes = truthy(got);
      hits += yes;
      if (maps) out.push_back(std::move(got));
      else if (filters && yes) out.push_back((*l)[n]);
    }
    if (maps || filters) return out;
    return op == "all" ? n > 0 && hits == n : op == "none" ? hits == 0 : hits > 0;
  }
  Value reduce(const Value& args, const Value& data) {
    const Value list = eval(arg(args, 0), data);
    Value sum = eval(arg(args, 2), data);
    if (const auto* l = list.list())
      for (const auto& x : *l) {
        if (broken) return {};
        Value scope(Members{{"current", x}, {"accumulator", std::move(sum)}});
        sum = eval(arg(args, 1), scope);
      }
    return sum;
  }

  Value var(const Args& a, const Value& data) {
    const std::string path = a.empty() ? std::string() : text_of(a[0]);
    const Value* found = look(data, path);
    if (found != nullptr) return kept(*found);
    return a.size() > 1 ? a[1] : Value();
  }
  Value missing(const std::string& op, const Args& a, const Value& data) {
    const bool some = op == "missing_some";
    const List* keys = &a;
    if (some) keys = a.size() > 1 ? a[1].list() : nullptr;
    else if (!a.empty() && a[0].list() != nullptr) keys = a[0].list();
    List out;
    if (keys == nullptr) return out;
    for (const auto& k : *keys) {
      const Value* found = look(data, text_of(k));
      if (found == nullptr || found->is_null() || (found->text() != nullptr && found->text()->empty())) out.push_back(k);
    }
    if (!some) return out;
    const auto need = number_of(a[0]);
    if (need && static_cast<double>(keys->size() - out.size()) >= *need) return List{};
    return out;
  }

  Value plain(const std::string& op, const Args& a) {
    static const Value none;
    const auto at = [&](std::size_t i) -> const Value& { return i < a.size() ? a[i] : none; };
    if (op == "==") return loose(at(0), at(1));
    if (op == "!=") return !loose(at(0), at(1));
    if (op == "===") return same(at(0), at(1));
    if (op == "!==") return !same(at(0), at(1));
    if (op == "!") return !truthy(at(0));
    if (op == "!!") return truthy(at(0));
    if (op == "<" || op == "<=" || op == ">" || op == ">=") return compare(op, a);
    if (op == "+" || op == "*" || op == "-" || op == "/" || op == "%" || op == "max" || op == "min") return arithmetic(op, a);
    if (op == "merge") return merge(a);
    if (op == "in") return contains(at(0), at(1));
    if (op == "cat") return cat(a);
    if (op == "substr") return substr(a);
    return stop();
  }

  static Value compare(const std::string& op, const Args& a) {
    const auto holds_for = [&](const Value& x, const Value& y) {
      const auto c = order(x, y);
      return c && (op == "<" ? *c < 0 : op == "<=" ? *c <= 0 : op == ">" ? *c > 0 : *c >= 0);
    };
    if (a.size() < 2) return false;
    return holds_for(a[0], a[1]) && (a.size() < 3 || op[0] == '>' || holds_for(a[1], a[2]));
  }

  static Value arithmetic(const std::string& op, const Args& a) {
    std::vector<double> x;
    for (const auto& v : a) {
      const auto d = number_of(v);
      if (!d) return {};
      x.push_back(*d);
    }
    if (op == "+") {
      double sum = 0;
      for (double d : x) sum += d;
      return finite(sum);
    }
    if (x.empty()) return {};
    if (op == "*") {
      double product = 1;
      for (double d : x) product *= d;
      return finite(product);
    }
    if (op == "max") return finite(*std::max_element(x.begin(), x.end()));
    if (op == "min") return finite(*std::min_element(x.begin(), x.end()));
    if (op == "-") return finite(x.size() == 1 ? -x[0] : x[0] - x[1]);
    if (x.size() < 2 || x[1] == 0) return {};
    return finite(op == "/" ? x[0] / x[1] : std::fmod(x[0], x[1]));
  }

  Value merge(const Args& a) {
    List out;
    for (const auto& v : a) {
      spend(v);
      if (broken) return {};
      if (const auto* l = v.list()) out.insert(out.end(), l->begin(), l->end());
      else out.push_back(v);
    }
    return out;
  }
  static Value contains(const Value& what, const Value& where) {
    if (const auto* s = where.text()) return what.text() != nullptr && s->find(*what.text()) != std::string::npos;
    const auto* l = where.list();
    return l != nullptr && std::any_of(l->begin(), l->end(), [&](const Value& x) { return same(x, what); });
  }
  Value cat(const Args& a) {
    std::string out;
    for (const auto& v : a) {
      out += text_of(v);
      if (out.size() > kMaxLogicText) return stop();
    }
    text_ += out.size();
    return out;
  }
  static Value substr(const Args& a) {
    const std::string s = a.empty() ? std::string() : text_of(a[0]);
    std::vector<std::size_t> at;  // byte offsets of the code points, and the end
    for (std::string_view rest = s; !rest.empty();) {
      at.push_back(s.size() - rest.size());
      utf8::next(rest);
    }
    const auto n = static_cast<double>(at.size());
    at.push_back(s.size());
    const auto whole = [&](std::size_t i, double fallback) {
      const auto d = i < a.size() ? number_of(a[i]) : std::optional<double>(fallback);
      return std::clamp(std::trunc(d.value_or(0)), -1e9, 1e9);
    };
    double from = whole(1, 0);
    from = from < 0 ? std::max(0.0, n + from) : std::min(from, n);
    double to = n;
    if (a.size() > 2 && !a[2].is_null()) {
      const double length = whole(2, 0);
      to = length < 0 ? n + length : std::min(n, from + length);
    }
    if (to <= from) return "";
    const auto b = at[static_cast<std::size_t>(from)], e = at[static_cast<std::size_t>(to)];
    return s.substr(b, e - b);
  }

  int steps_ = 0, depth_ = 0;
  std::size_t nodes_ = 0, text_ = 0;
};

constexpr std::string_view kOperations[] = {
    "var", "missing", "missing_some", "if", "?:", "==", "===", "!=", "!==", "!", "!!", "or", "and", ">", ">=", "<", "<=", "max", "min",
    "+", "-", "*", "/", "%", "map", "reduce", "filter", "all", "merge", "none", "some", "in", "cat", "substr"};

class Checker {
 public:
  Checker(std::vector<FieldError>& faults, std::set<std::string>& reads) : faults_(faults), reads_(reads) {}
  /// `inner`: below a rule about list elements, where var means the element.
  void check(const Value& rule, const std::string& at, int depth, bool inner) {
    if (full_) return;
    if (++nodes_ > kMaxLogicNodes) {
      full_ = true;
      faults_.push_back({at, "too_many_nodes", {{"max", std::to_string(kMaxLogicNodes)}}});
      return;
    }
    if (const auto* l = rule.list()) {
      for (std::size_t i = 0; i < l->size(); ++i) check((*l)[i], at + "[" + std::to_string(i) + "]", depth, inner);
      return;
    }
    const auto* m = rule.members();
    if (m == nullptr) return;
    if (m->size() != 1) {
      faults_.push_back({at, "one_operation", {}});
      return;
    }
    const auto& [op, args] = m->front();
    if (std::find(std::begin(kOperations), std::end(kOperations), op) == std::end(kOperations)) {
      faults_.push_back({at, "unknown_operation", {{"name", std::string(utf8::prefix(op, 60))}}});
      return;
    }
    if (depth >= kMaxLogicDepth) {
      faults_.push_back({at, "too_deep", {{"max", std::to_string(kMaxLogicDepth)}}});
      return;
    }
    if (!inner) note(op, args);
    const bool lists = op == "map" || op == "filter" || op == "all" || op == "none" || op == "some" || op == "reduce";
    if (lists && args.list() != nullptr) {
      for (std::size_t i = 0; i < args.list()->size(); ++i)
        check((*args.list())[i], at + "." + op + "[" + std::to_string(i) + "]", depth + 1, inner || i == 1);
      return;
    }
    check(args, at + "." + op, depth + 1, inner);
  }

 private:
  void note(const std::string& op, const Value& args) {
    const auto text = [&](const Value& v) {
      if (v.text() != nullptr) reads_.insert(*v.text());
    };
    const auto* l = args.list();
    if (op == "var") text(l != nullptr ? (l->empty() ? Value() : l->front()) : args);
    else if (op == "missing") {
      text(args);
      if (l != nullptr)
        for (const auto& x : *l) {
          text(x);
          if (x.list() != nullptr)
            for (const auto& y : *x.list()) text(y);
        }
    } else if (op == "missing_some" && l != nullptr && l->size() > 1 && (*l)[1].list() != nullptr) {
      for (const auto& x : *(*l)[1].list()) text(x);
    }
  }
  std::vector<FieldError>& faults_;
  std::set<std::string>& reads_;
  std::size_t nodes_ = 0;
  bool full_ = false;
};

}  // namespace

bool truthy(const Value& v) {
  if (const auto* b = v.flag()) return *b;
  if (const auto* d = v.number()) return *d != 0;
  if (const auto* s = v.text()) return !s->empty();
  if (const auto* l = v.list()) return !l->empty();
  return v.members() != nullptr;
}

LogicResult evaluate(const Value& rule, const Value& data) {
  Run run;
  LogicResult out;
  out.value = run.eval(rule, data);
  out.broken = run.broken;
  if (out.broken) out.value = {};
  return out;
}

bool holds(const Value& rule, const Value& data) { return truthy(evaluate(rule, data).value); }

void check_logic(const Value& rule, std::string_view at, std::vector<FieldError>& faults, std::set<std::string>& reads) {
  Checker(faults, reads).check(rule, std::string(at), 0, false);
}

}  // namespace peakend::survey
