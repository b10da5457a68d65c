#include "survey_files/expression.h"

#include <array>
#include <charconv>

#include "survey_files/texts.h"

namespace peakend::survey_files {
namespace {

using survey::Value;

struct Token {
  enum Kind : std::uint8_t { end, number, text, name, var, sign, bad } kind = end;
  std::string words;   ///< name, sign (canonical), text
  double value = 0;
};

bool name_begin(char c) { return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  Lexer(std::string_view s, Dialect d) : s_(s), d_(d) {}

  Token next() {
    while (!s_.empty() && (s_[0] == ' ' || (s_[0] >= '\t' && s_[0] <= '\r'))) s_.remove_prefix(1);
    if (s_.empty()) return {};
    const char c = s_[0];
    if (c == '"' || c == '\'') return quoted(c);
    if (c == '{' && d_ == Dialect::surveyjs) {
      const auto close = s_.find('}');
      if (close == s_.npos) return {Token::bad, {}};
      Token t{Token::var, std::string(trim(s_.substr(1, close - 1)))};
      s_.remove_prefix(close + 1);
      return t;
    }
    if (digit(c) || (c == '.' && s_.size() > 1 && digit(s_[1]))) return number();
    if (name_begin(c)) return name();
    return sign();
  }

 private:
  Token quoted(char q) {
    Token t{Token::text, {}};
    std::size_t i = 1;
    for (; i < s_.size() && s_[i] != q; ++i) {
      if (s_[i] == '\\' && i + 1 < s_.size()) ++i;
      t.words += s_[i];
    }
    if (i >= s_.size()) return {Token::bad, {}};
    s_.remove_prefix(i + 1);
    return t;
  }
  Token number() {
    Token t{Token::number, {}};
    const auto [p, ec] = std::from_chars(s_.data(), s_.data() + s_.size(), t.value, std::chars_format::fixed);
    if (ec != std::errc{}) return {Token::bad, {}};
    // 351443X26X3869: LimeSurvey's address of a question.
    const auto n = static_cast<std::size_t>(p - s_.data());
    if (d_ == Dialect::limesurvey && n < s_.size() && s_[n] == 'X') return name();
    s_.remove_prefix(n);
    return t;
  }
  Token name() {
    std::size_t i = 0;
    while (i < s_.size() && (name_begin(s_[i]) || digit(s_[i]) || (s_[i] == '.' && d_ == Dialect::limesurvey) || (s_[i] == '#' && d_ == Dialect::limesurvey))) ++i;
    Token t{Token::name, std::string(s_.substr(0, i))};
    s_.remove_prefix(i);
    return t;
  }
  Token sign() {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 23> signs{{
        {"===", "=="}, {"!==", "!="}, {"==", "=="}, {"!=", "!="}, {"<>", "!="}, {">=", ">="}, {"<=", "<="}, {"&&", "and"}, {"||", "or"}, {"*=", "contains"},
        {"=", "=="}, {">", ">"}, {"<", "<"}, {"!", "!"}, {"+", "+"}, {"-", "-"}, {"*", "*"}, {"/", "/"}, {"%", "%"}, {"(", "("}, {")", ")"}, {",", ","}, {"[", "["}}};
    for (const auto& [written, meant] : signs) {
      if (s_.substr(0, written.size()) != written) continue;
      s_.remove_prefix(written.size());
      return {Token::sign, std::string(meant)};
    }
    if (s_[0] == ']') {
      s_.remove_prefix(1);
      return {Token::sign, "]"};
    }
    return {Token::bad, {}};
  }

  std::string_view s_;
  Dialect d_;
};

/// Operators written as words.
std::string_view word_operator(std::string_view s, Dialect d) {
  const auto low = lower_ascii(s);
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 23> both{{
      {"and", "and"}, {"or", "or"}, {"not", "!"}, {"eq", "=="}, {"ne", "!="}, {"gt", ">"}, {"ge", ">="}, {"lt", "<"}, {"le", "<="},
      {"equal", "=="}, {"notequal", "!="}, {"less", "<"}, {"greater", ">"}, {"lessorequal", "<="}, {"greaterorequal", ">="},
      {"contains", "contains"}, {"contain", "contains"}, {"notcontains", "notcontains"}, {"notcontain", "notcontains"},
      {"anyof", "anyof"}, {"allof", "allof"}, {"noneof", "noneof"}, {"negate", "!"}}};
  for (std::size_t i = 0; i < both.size(); ++i)
    if (both[i].first == low) return d == Dialect::surveyjs || i < 9 ? both[i].second : std::string_view();
  if (d == Dialect::surveyjs && low == "empty") return "empty";
  if (d == Dialect::surveyjs && low == "notempty") return "notempty";
  return {};
}

int strength(std::string_view op) {
  if (op == "or") return 1;
  if (op == "and") return 2;
  for (const auto* c : {"==", "!=", ">", ">=", "<", "<=", "contains", "notcontains", "anyof", "allof", "noneof"})
    if (op == c) return 3;
  if (op == "+" || op == "-") return 4;
  if (op == "*" || op == "/" || op == "%") return 5;
  return 0;
}

class Parser {
 public:
  Parser(std::string_view s, Dialect d) : lexer_(s, d), d_(d) { advance(); }

  std::optional<Expr> run() {
    auto e = binary(1);
    if (!e || now_.kind != Token::end) return std::nullopt;
    return e;
  }

 private:
  void advance() {
    now_ = lexer_.next();
    if (now_.kind == Token::name) {
      if (const auto op = word_operator(now_.words, d_); !op.empty()) now_ = {Token::sign, std::string(op)};
    }
  }
  bool is(std::string_view sign) const { return now_.kind == Token::sign && now_.words == sign; }
  bool take(std::string_view sign) {
    if (!is(sign)) return false;
    advance();
    return true;
  }

  std::optional<Expr> binary(int least) {
    if (++depth_ > kMaxExpressionDepth) return std::nullopt;
    auto left = postfix();
    while (left && now_.kind == Token::sign && strength(now_.words) >= least) {
      const std::string op = now_.words;
      advance();
      auto right = binary(strength(op) + 1);
      if (!right || ++nodes_ > 500) return std::nullopt;
      // and, or take any number: a chain stays flat.
      if ((op == "and" || op == "or") && left->op == op) {
        left->args.push_back(*std::move(right));
      } else {
        Expr e{op, {}};
        e.args.push_back(*std::move(left));
        e.args.push_back(*std::move(right));
        left = std::move(e);
      }
    }
    --depth_;
    return left;
  }
  std::optional<Expr> postfix() {
    auto e = unary();
    while (e && (is("empty") || is("notempty"))) {
      Expr outer{now_.words, {}};
      advance();
      outer.args.push_back(*std::move(e));
      e = std::move(outer);
    }
    return e;
  }
  std::optional<Expr> unary() {
    if (is("!") || is("-")) {
      Expr e{is("!") ? "!" : "neg", {}};
      advance();
      if (++depth_ > kMaxExpressionDepth) return std::nullopt;
      auto inner = unary();
      --depth_;
      if (!inner) return std::nullopt;
      e.args.push_back(*std::move(inner));
      return e;
    }
    return primary();
  }
  std::optional<Expr> primary() {
    Token t = now_;
    if (++nodes_ > 500) return std::nullopt;
    if (take("(")) {
      auto e = binary(1);
      if (!e || !take(")")) return std::nullopt;
      return e;
    }
    if (take("[")) return list("]", Expr{"list", {}});
    advance();
    switch (t.kind) {
      case Token::number: return Expr{"literal", {}, t.value};
      case Token::text: return Expr{"literal", {}, std::move(t.words)};
      case Token::var: return Expr{"var", std::move(t.words)};
      case Token::name: break;
      default: return std::nullopt;
    }
    if (is("(")) {
      advance();
      return list(")", Expr{"call", lower_ascii(t.words)});
    }
    const auto low = lower_ascii(t.words);
    if (low == "true" || low == "false") return Expr{"literal", {}, low == "true"};
    if (d_ == Dialect::surveyjs) {
      if (low == "null" || low == "undefined") return Expr{"literal", {}};
      return Expr{"literal", {}, std::move(t.words)};  // bare words are texts there
    }
    return Expr{"var", std::move(t.words)};
  }
  std::optional<Expr> list(std::string_view close, Expr into) {
    if (take(close)) return into;
    for (;;) {
      auto e = binary(1);
      if (!e) return std::nullopt;
      into.args.push_back(*std::move(e));
      if (take(close)) return into;
      if (!take(",")) return std::nullopt;
    }
  }

  Lexer lexer_;
  Dialect d_;
  Token now_;
  int depth_ = 0, nodes_ = 0;
};

}  // namespace

std::optional<Expr> parse_expression(std::string_view s, Dialect d) {
  if (s.size() > kMaxExpression) return std::nullopt;
  return Parser(s, d).run();
}

}  // namespace peakend::survey_files
