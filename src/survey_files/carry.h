#pragma once
// Conditions of other programs as JsonLogic over our answers. Pure.
#include "survey_files/draft.h"
#include "survey_files/expression.h"

namespace peakend::survey_files {

/// What a name in a rule means. nullopt: nothing that we keep.
using Find = std::function<std::optional<Slot>(std::string_view name)>;

class Carrier {
 public:
  Carrier(const Draft& draft, Find find) : draft_(draft), find_(std::move(find)) {}
  /// The rule, or null when a part of it cannot be said; why() then names that part.
  survey::Value rule(const Expr&);
  const std::string& why() const { return why_; }

  /// `slot op literal`, op one of == != > >= < <= contains notcontains. Null: cannot be said.
  survey::Value compare(const Slot&, std::string_view op, const survey::Value& literal);
  survey::Value answered(const Slot&, bool yes);
  survey::Value var(const Slot&);

 private:
  survey::Value give_up(std::string_view what);
  survey::Value binary(const Expr&);
  survey::Value call(const Expr&);
  survey::Value ticked(const Slot&, std::string_view foreign, bool yes);
  survey::Value by_order(const Item&, const survey::Value& var, std::string_view op, double than);
  std::optional<survey::Value> our_value(const Item&, const survey::Value& literal) const;
  const Draft& draft_;
  Find find_;
  std::string why_;
};

}  // namespace peakend::survey_files
