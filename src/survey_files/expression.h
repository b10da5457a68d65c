#pragma once
// Conditions of SurveyJS and LimeSurvey as trees. Pure; bounded.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "survey/survey.h"

namespace peakend::survey_files {

enum class Dialect : std::uint8_t {
  surveyjs,    ///< {name} = 'x' and not ({b} anyof ['x', 'y'])
  limesurvey,  ///< Q1.NAOK == "A1" && !is_empty(Q2)
};
/// `op`: "literal", "var", "call", or an operator: and or ! == != > >= < <= + - * / % neg in (needle, list) contains notcontains
/// anyof allof noneof empty notempty.
struct Expr {
  std::string op, name;             ///< name: of a var (as written) or a call (lower case)
  survey::Value literal{};
  std::vector<Expr> args{};
};
inline constexpr std::size_t kMaxExpression = 20'000;  ///< bytes
inline constexpr int kMaxExpressionDepth = 60;
/// nullopt when the text is no expression of the dialect.
std::optional<Expr> parse_expression(std::string_view, Dialect);

}  // namespace peakend::survey_files
